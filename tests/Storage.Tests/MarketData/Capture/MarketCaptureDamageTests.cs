using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class MarketCaptureDamageTests
{
    private const string Key = "capture/binance/btc-usdt.binance/2024-01-31/1706702400000000000-0";
    private const string Remedy = "; restore the segment from a copy, or delete it to read the capture with a gap";

    // Made by a script from CAPTURE-FORMAT.md, not by the writer. Its block is plain: packed bytes are the packer's, and may change with it.
    private const string Version1 =
        "VkVMT1pDQVABAE4AAIBOUcpsrxcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQQlRDLVVTRFQuQklOQU5DRQQwLjAxBzAuMDAwMDEOtfUuMQAAADEAAAAFAAAAAAAAAACATlHKbK8XBoBOUcpsrxcAJQCAgPSUyrK2ry8AAwAByAECKAMJBBEFCMcBAawCmgEEAQbKAQEFAAIAAMkBAwMGCDkaCf//////AQAAAAUAAAAAAAAAyAAAAAAAAABmirwPVkVMT1pFTkQ=";

    private readonly MemoryBlobs _blobs = new();

    [Fact]
    public async Task Version_1_decodes()
    {
        _blobs.Contents[Key] = Convert.FromBase64String(Version1);
        Assert.Equal(
            [
                "lead BookInvalidated 0 0 0 Unknown 0 0 0 0 0",
                "BookSnapshot -1 0 100 Unknown 0 0 0 0 0 b10x3 a12x4",
                "Trade 3 5 0 Sell 77 11 300 0 0",
                "BookDelta 6 6 101 Unknown 0 0 0 0 0 a12x0",
                "Quote 6 6 0 Unknown 0 10 3 13 8",
            ],
            await Captures.ReadAsync(_blobs));
    }

    [Fact]
    public async Task Version_1_is_written_to_the_byte()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions());
        UnixNanos At(long nanos) => new(Captures.Start.Value + nanos);
        writer.Add(new MarketEvent { Kind = MarketEventKind.BookSnapshot, VenueTime = At(-1), ReceivedTime = At(0), Sequence = 100, Levels = [Captures.Bid(10, 3), Captures.Ask(12, 4)] });
        writer.Add(new MarketEvent { Kind = MarketEventKind.Trade, VenueTime = At(3), ReceivedTime = At(5), Aggressor = TradeAggressor.Sell, TradeId = 77, Ticks = 11, Lots = 300 });
        writer.Add(new MarketEvent { Kind = MarketEventKind.BookDelta, VenueTime = At(6), ReceivedTime = At(6), Sequence = 101, Levels = [Captures.Ask(12, 0)] });
        writer.Add(new MarketEvent { Kind = MarketEventKind.Quote, VenueTime = At(6), ReceivedTime = At(6), Ticks = 10, Lots = 3, AskTicks = 13, AskLots = 8 });
        await writer.StoreAsync(_blobs);
        Assert.Equal(Version1, Convert.ToBase64String(_blobs.Contents[Key]));
    }

    // A length that is made greater than what is left looks as a torn block does, and is told as one.
    [Fact]
    public async Task Any_flipped_byte_is_told()
    {
        foreach (var (what, file) in Mutants.Flipped(Convert.FromBase64String(Version1)))
        {
            _blobs.Contents[Key] = file;
            Assert.True(await IsToldAsync(), $"{what} went unseen");
        }
    }

    [Fact]
    public async Task Damage_says_where_and_what_to_do()
    {
        var whole = Convert.FromBase64String(Version1);
        Assert.Equal($"{Key}: segment began with 'garbage!', must begin with VELOZCAP as segments do{Remedy}", await FaultOfAsync("garbage!garbage!"u8.ToArray()));
        Assert.Equal($"{Key}: segment had layout version 2, must be 1{Remedy}", await FaultOfAsync(Mutants.With(whole, 8, 2)));
        Assert.Equal($"{Key}: header did not match its checksum{Remedy}", await FaultOfAsync(Mutants.With(whole, 13, 9)));
        Assert.Equal($"{Key}: block 1 at byte {BinaryPrimitives.ReadUInt16LittleEndian(whole.AsSpan(10))} did not match its checksum{Remedy}", await FaultOfAsync(Mutants.With(whole, whole.Length - 50, 0x7F)));
        Assert.Equal($"{Key}: end did not match its checksum{Remedy}", await FaultOfAsync(Mutants.With(whole, whole.Length - 1, 9)));
        Assert.Equal($"{Key}: end did not match its checksum{Remedy}", await FaultOfAsync([.. whole, 0]));
    }

    [Fact]
    public async Task Block_of_another_segment_does_not_fit()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { SegmentBytes = 1, BlockBytes = 1 });
        writer.Add(Captures.Trade(0));
        writer.Add(Captures.Trade(1));
        await writer.StoreAsync(_blobs);
        var (first, second) = (_blobs.Contents.First(), _blobs.Contents.Last());
        var header = BinaryPrimitives.ReadUInt16LittleEndian(first.Value.AsSpan(10));
        _blobs.Contents[second.Key] = [.. second.Value[..header], .. first.Value[header..]];
        Assert.Equal($"block 1 at byte {header} did not match its checksum{Remedy}", (await Assert.ThrowsAsync<DataFormatException>(() => Captures.ReadAsync(_blobs))).Reason);
    }

    // Bodies with bytes changed and every checksum made right: read or refused, and nothing else.
    [Fact]
    public async Task Forged_block_with_a_right_checksum_is_read_or_told_and_nothing_else()
    {
        var whole = Convert.FromBase64String(Version1);
        var header = BinaryPrimitives.ReadUInt16LittleEndian(whole.AsSpan(10));
        var end = whole.Length - CaptureFrame.FooterSize;
        var segment = new CaptureSegmentId(Captures.Start.Value, 0);
        var random = new Random(11);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var forged = (byte[])whole.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                forged[random.Next(header + 4, end - 4)] = (byte)random.Next(256);
            var size = end - header - 4;
            BinaryPrimitives.WriteUInt32LittleEndian(forged.AsSpan(end - 4), ChecksumOf(segment, forged.AsSpan(header, size)));
            _blobs.Contents[Key] = forged;
            try
            {
                await Captures.ReadAsync(_blobs);
            }
            catch (DataFormatException fault)
            {
                Assert.EndsWith(Remedy, fault.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.InRange(refused, 5_000, 19_990);
    }

    private static uint ChecksumOf(CaptureSegmentId segment, ReadOnlySpan<byte> bytes) =>
        Crc32C.Of(unchecked((ulong)segment.First * 31) ^ (uint)segment.Number, bytes);

    private async Task<string> FaultOfAsync(byte[] content)
    {
        _blobs.Contents[Key] = content;
        return (await Assert.ThrowsAsync<DataFormatException>(() => Captures.ReadAsync(_blobs))).Message;
    }

    private async Task<bool> IsToldAsync()
    {
        var reader = new MarketCaptureReader(_blobs, Captures.Btc, from: null, to: null);
        try
        {
            await Captures.ReadAsync(reader);
            return reader.Torn.Count > 0;
        }
        catch (DataFormatException)
        {
            return true;
        }
    }
}
