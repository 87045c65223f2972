using System.Buffers.Binary;

namespace VeloZ.Domain.Tests;

public sealed class FrameCodecTests
{
    private readonly byte[] _bytes = new Chain().Marker(1).Bytes.ToArray();

    [Fact]
    public void A_frame_that_is_cut_short_is_refused() => AssertRefused(_bytes[..73], "had 73 bytes, must have at least 74");

    [Fact]
    public void Another_magic_is_refused() => AssertRefused(Patched(0, 0x57), "frame began with 575a4631");

    [Fact]
    public void Another_version_is_refused() => AssertRefused(Patched(4, 2), "layout version 2, must be 1");

    [Fact]
    public void A_length_that_is_not_there_is_refused() => AssertRefused(Patched(FrameCodec.LengthOffset, (byte)(_bytes.Length - 1)), "bytes, ");

    [Fact]
    public void A_length_out_of_range_is_refused() => AssertRefused(Patched(FrameCodec.LengthOffset + 3, 0x80), "must be 74 to 1000000");

    [Fact]
    public void A_negative_sequence_is_refused() => AssertRefused(Patched(29, 0x80), "sequence was -");

    [Fact]
    public void A_frame_durable_before_itself_is_refused()
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(30), 0);
        AssertRefused(_bytes, "synced through 0");
    }

    [Fact]
    public void More_entries_than_can_be_there_are_refused() => AssertRefused(Patched(71, 1), "said 257 entries");

    [Fact]
    public void No_entry_is_refused() => AssertRefused(Patched(70, 0), "said 0 entries");

    [Fact]
    public void Bytes_left_after_the_entries_are_refused()
    {
        var longer = _bytes.Append((byte)0).ToArray();
        longer[FrameCodec.LengthOffset]++;
        var fault = Assert.Throws<MessageFormatException>(() => FrameCodec.Read(longer).ReadEntries());
        Assert.Contains("1 bytes were left after its 1 entries", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_does_not_read_is_told_by_its_frame_and_index()
    {
        _bytes[FrameCodec.HeaderBytes] = 200;
        var fault = Assert.Throws<MessageFormatException>(() => FrameCodec.Read(_bytes).ReadEntries());
        Assert.StartsWith("frame 1/0, entry 0: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_ordered_by_epoch_and_then_by_sequence()
    {
        Assert.True(new FrameId(1, 9) < new FrameId(2, 0));
        Assert.True(new FrameId(2, 1) > new FrameId(2, 0));
        Assert.True(new FrameId(2, 1) >= new FrameId(2, 1) && new FrameId(2, 1) <= new FrameId(2, 1));
    }

    private byte[] Patched(int offset, byte value)
    {
        _bytes[offset] = value;
        return _bytes;
    }

    private static void AssertRefused(byte[] bytes, string reason)
    {
        var fault = Assert.Throws<MessageFormatException>(() => FrameCodec.Read(bytes));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }
}
