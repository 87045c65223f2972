using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class SegmentHeaderTests
{
    // By hand from SEGMENT-FORMAT.md.
    private const string Golden =
        "565a57414c303031" // VZWAL001
        + "01000000"
        + "0700000000000000" // File 7.
        + "02000000" // Partition 2.
        + "2400000000000000" + "1100000000000000" // Frame 36/17.
        + "000102030405060708090a0b0c0d0e0f"
        + "8877665544332211"
        + "0020000000000000"; // 8,192 bytes.

    [Fact]
    public void The_header_has_these_bytes()
    {
        var hash = FrameHash.Read(Convert.FromHexString("000102030405060708090a0b0c0d0e0f"));
        var bytes = new SegmentHeader(7, 2, new FrameId(36, 17), hash, 0x1122334455667788, 8_192).ToBytes();
        Assert.Equal(Golden, Convert.ToHexStringLower(bytes.AsSpan(0, 72)));
        Assert.False(bytes.AsSpan(72, 4_092 - 72).ContainsAnyExcept((byte)0));
        Assert.Equal(Crc32CBitByBit([], bytes.AsSpan(0, 4_092)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4_092)));
    }

    [Fact]
    public void A_frame_is_stored_with_the_salted_checksum_and_its_mark()
    {
        var bench = new JournalBench();
        bench.Write(100);
        var stored = bench.Disk.Content(JournalBench.Current).AsSpan(4_096, 208);
        var salt = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(salt, 0x1122334455667788);
        Assert.Equal(Crc32CBitByBit(salt, stored[16..193]), BinaryPrimitives.ReadUInt32LittleEndian(stored[12..]));
        Assert.Equal("ffffffffffffff" + "0000000000000000", Convert.ToHexStringLower(stored[193..]));
    }

    [Fact]
    public void The_reference_checksum_is_that_of_the_published_example() =>
        Assert.Equal(0xE3069283, Crc32CBitByBit([], "123456789"u8)); // RFC 3720's polynomial; the check value of the CRC catalogue.

    private static uint Crc32CBitByBit(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var checksum = uint.MaxValue;
        foreach (var letter in (byte[])[.. first, .. second])
        {
            checksum ^= letter;
            for (var bit = 0; bit < 8; bit++)
                checksum = (checksum >> 1) ^ ((checksum & 1) == 0 ? 0 : 0x82F63B78);
        }
        return ~checksum;
    }
}
