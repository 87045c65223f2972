using System.Globalization;

namespace VeloZ.Domain.Tests;

/// <summary>Two frames in a chain. The bytes and hashes are from Python's struct and hashlib by the tables of JOURNAL-FORMAT.md; never to be changed.</summary>
public sealed class FrameGoldenTests
{
    private const string FirstHash = "1825699304a0c1d6b08a8c8bb2e81b56";
    private const string SecondHash = "7654faa8fbc75d52bd9a6cb86a2da23d";

    [Fact]
    public void The_builder_makes_the_golden_bytes()
    {
        var builder = new FrameBuilder(3, 0x0123456789abcdef);
        builder.Begin(36, 0, default);
        builder.Add(Sample(EntryKind.LeaderEpoch));
        var first = builder.Seal(1_795_229_300_123_456, -1);
        builder.Add(Sample(EntryKind.OrderNew));
        builder.Add(Sample(EntryKind.OrderFill));
        var second = builder.Seal(1_795_229_300_123_457, 0);
        Assert.Equal(Convert.ToHexStringLower(Golden("leader_epoch")), Convert.ToHexStringLower(first.Bytes.Span));
        Assert.Equal(Convert.ToHexStringLower(Golden("orders")), Convert.ToHexStringLower(second.Bytes.Span));
        Assert.Equal((FirstHash, SecondHash), (first.Hash.ToString(), second.Hash.ToString()));
    }

    [Fact]
    public void The_codec_reads_the_golden_bytes()
    {
        var frame = FrameCodec.Read(Golden("orders"));
        Assert.Equal(
            new FrameHeader(1, 0, 3, 36, 1, 0, FrameHash.Read(Convert.FromHexString(FirstHash)), 0x0123456789abcdef, 1_795_229_300_123_457, 2, frame.Bytes.Length, 0),
            frame.Header);
        Assert.Equal(SecondHash, frame.Hash.ToString());
        Assert.Equal(
            [Fields.Text(Sample(EntryKind.OrderNew)), Fields.Text(Sample(EntryKind.OrderFill))],
            frame.ReadEntries().Select(Fields.Text));
    }

    [Fact]
    public void The_prefix_hash_runs_over_the_frames_hashes()
    {
        var filter = new FrameFilter(3);
        filter.Take(FrameCodec.Read(Golden("leader_epoch")));
        Assert.Equal("96ef03f277564b846801aa6f215d9455", filter.Prefix.PrefixHash.ToString());
        filter.Take(FrameCodec.Read(Golden("orders")));
        Assert.Equal("cabef63db8cf3665094d52f3dfa1b569", filter.Prefix.PrefixHash.ToString());
    }

    // Each field is where the page says, in the golden bytes and in what the codec reads.
    [Fact]
    public void The_page_tells_the_header()
    {
        var bytes = Golden("orders");
        var header = FrameCodec.ReadHeader(bytes);
        var fields = JournalFormatPage.Load().Values("frame_header").Select(field => (Offset: int.Parse(field.Number, CultureInfo.InvariantCulture), field.Name)).ToList();
        for (var index = 0; index < fields.Count - 1; index++)
        {
            var field = bytes.AsSpan(fields[index].Offset, fields[index + 1].Offset - fields[index].Offset);
            Assert.Equal(Text(header, fields[index].Name), Convert.ToHexStringLower(field));
        }
        Assert.Equal(("body", FrameCodec.HeaderBytes), (fields[^1].Name, fields[^1].Offset));
    }

    private static string Text(FrameHeader header, string field) => Convert.ToHexStringLower(field switch
    {
        "magic" => "VZF1"u8.ToArray(),
        "version" => BitConverter.GetBytes((ushort)header.Version),
        "flags" => BitConverter.GetBytes((ushort)header.Flags),
        "length" => BitConverter.GetBytes((uint)header.LengthBytes),
        "crc" => BitConverter.GetBytes(header.Crc),
        "partition" => BitConverter.GetBytes((ushort)header.Partition),
        "epoch" => BitConverter.GetBytes((uint)header.Epoch),
        "sequence" => BitConverter.GetBytes(header.Sequence),
        "synced_through" => BitConverter.GetBytes(header.SyncedThrough),
        "previous_hash" => header.PreviousHash.ToArray(),
        "writer" => BitConverter.GetBytes(header.Writer),
        "wall_micros" => BitConverter.GetBytes(header.WallMicros),
        "entry_count" => BitConverter.GetBytes((uint)header.EntryCount),
        _ => throw new InvalidDataException($"field was {field}, must be one of the header's"),
    });

    private static JournalEntry Sample(EntryKind kind) => Samples.Full.Single(entry => entry.Kind == kind);

    private static byte[] Golden(string name) =>
        Convert.FromHexString(string.Concat(File.ReadAllLines(Repository.PathOf($"tests/Domain.Tests/Messages/Frames/Golden/{name}.hex"))));
}
