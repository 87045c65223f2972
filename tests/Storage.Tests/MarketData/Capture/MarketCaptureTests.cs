using FsCheck;
using FsCheck.Fluent;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

public sealed class MarketCaptureTests
{
    private readonly MemoryBlobs _blobs = new();

    [Fact]
    public async Task Events_come_back_as_they_were_given()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions());
        writer.Add(Captures.Trade(0));
        writer.Add(Captures.Quote(0.5));
        writer.Add(Captures.Book(MarketEventKind.BookSnapshot, 1, 100, Captures.Bid(10, 3), Captures.Ask(12, 4)));
        writer.Add(Captures.Book(MarketEventKind.BookDelta, 1, 101, Captures.Ask(12, 0), Captures.Ask(11, 9), Captures.Bid(-2, 1)));
        writer.Add(Captures.Book(MarketEventKind.BookInvalidated, 2, 0));
        await writer.StoreAsync(_blobs);
        Assert.Equal(
            [
                "lead BookInvalidated 0 0 0 Unknown 0 0 0 0 0",
                "Trade -7000001 0 0 Sell 1 4250000 5 0 0",
                "Quote 500000000 500000000 12 Unknown 0 4249999 3 4250001 0",
                "BookSnapshot 1000000000 1000000000 100 Unknown 0 0 0 0 0 b10x3 a12x4",
                "BookDelta 1000000000 1000000000 101 Unknown 0 0 0 0 0 a12x0 a11x9 b-2x1",
                "BookInvalidated 2000000000 2000000000 0 Unknown 0 0 0 0 0",
            ],
            await Captures.ReadAsync(_blobs));
        Assert.Equal(["capture/binance/btc-usdt.binance/2024-01-31/1706702400000000000-0"], _blobs.Contents.Keys);
    }

    [Fact]
    public async Task Ticks_and_books_of_the_domain_are_taken_in_increments()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions());
        var time = Captures.Start;
        Price Price(decimal value) => Captures.Btc.ToPrice(value, GridRounding.Exact);
        Quantity Quantity(decimal value) => Captures.Btc.ToQuantity(value, GridRounding.Exact);
        writer.Add(new BookSnapshot(time, time, 5, [new BookLevel(Price(42_500), Quantity(1))], [new BookLevel(Price(42_500.01m), Quantity(0.5m))]));
        writer.Add(time, time, 6, [new BookDelta(OrderSide.Sell, Price(42_500.01m), Quantity(0))]);
        writer.Add(new TradeTick(time, time, Price(42_500), Quantity(0.00001m), OrderSide.Buy, 77), sequence: 3);
        writer.Add(new QuoteTick(time, time, Price(42_500), Quantity(1), Price(42_501), Quantity(2)), sequence: 8);
        await writer.StoreAsync(_blobs);
        Assert.Equal(
            [
                "BookSnapshot 0 0 5 Unknown 0 0 0 0 0 b4250000x100000 a4250001x50000",
                "BookDelta 0 0 6 Unknown 0 0 0 0 0 a4250001x0",
                "Trade 0 0 3 Buy 77 4250000 1 0 0",
                "Quote 0 0 8 Unknown 0 4250000 100000 4250100 200000",
            ],
            (await Captures.ReadAsync(_blobs)).Skip(1));
    }

    // Blocks and segments of any size: what is read is what was added, and each segment by itself gives the book that the whole gives.
    [Fact]
    public void Any_capture_is_read_back_whatever_its_blocks_and_segments() => Prop.ForAll(
        Gen.Choose(1, 400).ToArbitrary(),
        Gen.Choose(1, 5_000).ToArbitrary(),
        Gen.Choose(1, 20_000).ToArbitrary(),
        (count, blockBytes, segmentBytes) =>
        {
            var blobs = new MemoryBlobs();
            var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockBytes = blockBytes, SegmentBytes = segmentBytes });
            var rows = new List<string> { "lead BookInvalidated" };
            Captures.Walk(count, (ulong)(count + blockBytes), (in MarketEvent happened) =>
            {
                writer.Add(happened);
                rows.Add(Captures.Row(happened));
            });
            writer.StoreAsync(blobs).GetAwaiter().GetResult();
            var read = Captures.ReadAsync(blobs).GetAwaiter().GetResult();
            return read[0].StartsWith(rows[0], StringComparison.Ordinal) && read.Skip(1).SequenceEqual(rows.Skip(1), StringComparer.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tier.Pick(30, 200, 2_000)));

    [Fact]
    public async Task Book_is_right_from_any_segment_and_any_moment()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockBytes = 300, SegmentBytes = 1_500 });
        var book = new OrderBook(Captures.Btc);
        var hashes = new List<(UnixNanos Time, ulong Hash)>();
        Captures.Walk(600, seed: 3, (in MarketEvent happened) =>
        {
            writer.Add(happened);
            Apply(book, happened);
            hashes.Add((happened.ReceivedTime, HashOf(book)));
        });
        await writer.StoreAsync(_blobs);
        Assert.InRange(_blobs.Contents.Count, 10, 200);
        var leads = 0;
        foreach (var start in Enumerable.Range(0, 60).Select(index => index * 10))
        {
            var reader = new MarketCaptureReader(_blobs, Captures.Btc, hashes[start].Time, to: null);
            var (rebuilt, at) = (new OrderBook(Captures.Btc), start);
            while (await reader.LoadAsync(TestContext.Current.CancellationToken))
            {
                while (reader.TryRead(out var happened))
                {
                    Apply(rebuilt, happened);
                    leads += happened.IsLead ? 1 : 0;
                    if (!happened.IsLead)
                        Assert.Equal(hashes[at++], (happened.ReceivedTime, HashOf(rebuilt)));
                }
            }
            Assert.Equal(hashes.Count, at);
        }
        Assert.True(leads > 100);
    }

    [Fact]
    public async Task Range_is_of_the_received_time_from_inclusive_to_exclusive()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions());
        writer.Add(Captures.Book(MarketEventKind.BookSnapshot, 0, 100, Captures.Bid(10, 3)));
        writer.Add(Captures.Trade(1));
        writer.Add(Captures.Trade(2, id: 2));
        writer.Add(Captures.Book(MarketEventKind.BookDelta, 3, 101, Captures.Bid(10, 0)));
        await writer.StoreAsync(_blobs);
        Assert.Equal(
            ["lead BookInvalidated", "lead BookSnapshot", "Trade"],
            (await Captures.ReadAsync(_blobs, Captures.At(2), Captures.At(3))).Select(row => row[..row.IndexOf(' ', row.StartsWith("lead", StringComparison.Ordinal) ? 5 : 0)]));
    }

    [Fact]
    public async Task Segments_are_closed_by_time_and_at_the_end_of_the_day()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { SegmentTime = TimeSpan.FromMinutes(10) });
        writer.Add(Captures.Trade(0));
        writer.Add(Captures.Trade(599));
        writer.Add(Captures.Trade(600));
        writer.Add(Captures.Trade(43_199.9)); // 23:59:59.9
        writer.Add(Captures.Trade(43_200.1));
        await writer.StoreAsync(_blobs);
        Assert.Equal(
            ["2024-01-31/1706702400000000000-0", "2024-01-31/1706703000000000000-1", "2024-01-31/1706745599900000000-2", "2024-02-01/1706745600100000000-3"],
            _blobs.Contents.Keys.Select(key => key["capture/binance/btc-usdt.binance/".Length..]));
        Assert.Equal(6, (await Captures.ReadAsync(_blobs)).Count);
    }

    [Fact]
    public async Task Quiet_block_is_closed_when_it_is_old_though_no_event_comes()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockTime = TimeSpan.FromSeconds(5) });
        writer.Add(Captures.Trade(0));
        writer.CloseWhatIsOld(Captures.At(4.9));
        Assert.Null(writer.Take());
        writer.CloseWhatIsOld(Captures.At(5));
        var block = writer.Take();
        Assert.True(block is { IsFirst: true, IsLast: false });
        writer.CloseWhatIsOld(Captures.At(600));
        Assert.True(writer.Take() is { IsFirst: false, IsLast: true });
        Assert.Null(writer.Take());
        await Task.CompletedTask;
    }

    // What was closed before the crash is there, and the reader says that the end is not.
    [Fact]
    public async Task Crash_loses_the_open_block_and_the_reader_says_so()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockTime = TimeSpan.FromSeconds(5) });
        var upload = new MarketCaptureUpload(_blobs, writer);
        writer.Add(Captures.Trade(0));
        writer.Add(Captures.Trade(6, id: 2));
        await upload.WriteAsync(TestContext.Current.CancellationToken);
        writer.Add(Captures.Trade(7, id: 3));
        var next = new MarketCaptureWriter(Captures.Btc, new CaptureOptions());
        next.Add(Captures.Trade(20, id: 9));
        await next.StoreAsync(_blobs);

        var reader = new MarketCaptureReader(_blobs, Captures.Btc, from: null, to: null);
        var rows = await Captures.ReadAsync(reader);

        Assert.Equal(["1", "9"], rows.Where(row => row.StartsWith("Trade", StringComparison.Ordinal)).Select(row => row.Split(' ')[5]));
        Assert.Equal(["capture/binance/btc-usdt.binance/2024-01-31/1706702400000000000-0"], reader.Torn.Select(key => key.Text));
        // Both segments tell how their book begins: nothing is known of between.
        Assert.Equal(2, rows.Count(row => row.StartsWith("lead BookInvalidated", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Segment_cut_anywhere_gives_its_whole_blocks_and_is_told()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockBytes = 200 });
        Captures.Walk(40, seed: 5, (in MarketEvent happened) => writer.Add(happened));
        await writer.StoreAsync(_blobs);
        var (key, whole) = _blobs.Contents.Single();
        var rows = await Captures.ReadAsync(_blobs);
        var (torn, header) = (0, whole[10] + (whole[11] << 8));
        for (var length = 0; length < whole.Length; length++)
        {
            _blobs.Contents[key] = whole[..length];
            var reader = new MarketCaptureReader(_blobs, Captures.Btc, from: null, to: null);
            if (length < header)
            {
                await Assert.ThrowsAsync<DataFormatException>(() => Captures.ReadAsync(reader));
                continue;
            }
            var read = await Captures.ReadAsync(reader);
            Assert.Equal(rows.Take(read.Count), read);
            torn += Assert.Single(reader.Torn).Text == key ? 1 : 0;
        }
        Assert.Equal(whole.Length - header, torn);
    }

    [Fact]
    public async Task Failed_put_is_made_up_for_by_the_next_call()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions());
        var upload = new MarketCaptureUpload(_blobs, writer);
        writer.Add(Captures.Trade(0));
        writer.Add(Captures.Trade(1, id: 2));
        writer.Close();
        _blobs.FailingPuts = 2;
        await Assert.ThrowsAsync<StoreException>(async () => await upload.WriteAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<StoreException>(async () => await upload.WriteAsync(TestContext.Current.CancellationToken));
        Assert.Empty(_blobs.Contents);
        await upload.WriteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, (await Captures.ReadAsync(_blobs)).Count);
    }

    // An owner that takes nothing: memory is bounded, what is lost is counted, and the book after it is right.
    [Fact]
    public async Task Owner_that_falls_behind_loses_events_and_the_next_segment_tells_how_many()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockBytes = 500, PendingBytesMax = 5_000 });
        var book = new OrderBook(Captures.Btc);
        Captures.Walk(2_000, seed: 9, (in MarketEvent happened) =>
        {
            writer.Add(happened);
            Apply(book, happened);
        });
        Assert.InRange(writer.Lost, 500, 1_999);
        var upload = new MarketCaptureUpload(_blobs, writer);
        Assert.InRange(await upload.WriteAsync(TestContext.Current.CancellationToken), 1, 6_000);
        writer.Add(Captures.Trade(100_000, id: 7));
        writer.Close();
        await upload.WriteAsync(TestContext.Current.CancellationToken);

        var reader = new MarketCaptureReader(_blobs, Captures.Btc, from: null, to: null);
        var (rebuilt, events) = (new OrderBook(Captures.Btc), 0);
        while (await reader.LoadAsync(TestContext.Current.CancellationToken))
        {
            while (reader.TryRead(out var happened))
            {
                Apply(rebuilt, happened);
                events++;
            }
        }
        Assert.Equal(writer.Lost, reader.Lost);
        Assert.Empty(reader.Torn);
        // Each of two beginnings is told beside the events that were kept.
        Assert.Equal(2_001 - writer.Lost + 2, events);
        Assert.True(book.IsValid && rebuilt.IsValid);
        Assert.Equal(Levels(book), Levels(rebuilt));
    }

    [Fact]
    public void Event_that_can_be_none_is_refused_and_changes_nothing()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions());
        writer.Add(Captures.Trade(1));
        Assert.Equal(
            "event was received at 2024-01-31T12:00:00Z, must not be before 2024-01-31T12:00:01Z",
            Assert.Throws<InvariantException>(() => writer.Add(Captures.Trade(0))).Message);
        Assert.Equal("lots were 0, must be above 0", Assert.Throws<InvariantException>(() => writer.Add(Captures.Trade(2, lots: 0))).Message);
        Assert.Equal("lots were -1, must be above 0", Assert.Throws<InvariantException>(() => writer.Add(Captures.Trade(2, lots: -1))).Message);
        Assert.Equal("kind was 0, must be one of an event", Assert.Throws<InvariantException>(() => writer.Add(Captures.Book(default, 2, 1))).Message);
        Assert.StartsWith(
            "level was 0 lots at 5 ticks, must be above 0",
            Assert.Throws<InvariantException>(() => writer.Add(Captures.Book(MarketEventKind.BookSnapshot, 2, 1, Captures.Bid(5, 0)))).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvariantException>(() => writer.Add(Captures.Book(MarketEventKind.BookDelta, 2, 1, Captures.Bid(long.MaxValue, 1))));
        writer.Add(Captures.Trade(1, id: 2));
    }

    [Fact]
    public async Task Capture_of_other_increments_is_refused()
    {
        var writer = new MarketCaptureWriter(new Instrument(Captures.Btc.Id, 0.1m, 0.00001m, FeeSchedule.Flat(0, 0)), new CaptureOptions());
        writer.Add(Captures.Trade(1));
        await writer.StoreAsync(_blobs);
        var fault = await Assert.ThrowsAsync<DataFormatException>(() => Captures.ReadAsync(_blobs));
        Assert.Equal(
            "segment was captured with increments of 0.1 and 0.00001, must be those of the instrument, 0.01 and 0.00001; read it apart, with an instrument that has them", fault.Reason);
    }

    [Fact]
    public async Task Capture_of_another_instrument_is_not_read()
    {
        var other = new Instrument(InstrumentId.Parse("ETH-USDT.BINANCE"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));
        var writer = new MarketCaptureWriter(other, new CaptureOptions());
        writer.Add(Captures.Trade(1));
        await writer.StoreAsync(_blobs);
        Assert.Empty(await Captures.ReadAsync(_blobs));
        var bytes = _blobs.Contents.Single().Value;
        _blobs.Contents.Clear();
        _blobs.Contents["capture/binance/btc-usdt.binance/2024-01-31/1706702401000000000-0"] = bytes;
        var fault = await Assert.ThrowsAsync<DataFormatException>(() => Captures.ReadAsync(_blobs));
        Assert.StartsWith("segment was 1706702401000000000-0 of ETH-USDT.BINANCE, must be 1706702401000000000-0 of BTC-USDT.BINANCE", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Captures_are_kept_by_the_store_of_files()
    {
        using var folder = new TemporaryFolder();
        var files = FileBlobStore.Open(folder.File("blobs"), new ManualTimeProvider());
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockBytes = 2_000, SegmentBytes = 10_000 });
        var rows = new List<string>();
        Captures.Walk(1_000, seed: 6, (in MarketEvent happened) =>
        {
            writer.Add(happened);
            rows.Add(Captures.Row(happened));
        });
        await writer.StoreAsync(files);
        Assert.Equal(rows, (await Captures.ReadAsync(files)).Skip(1));
    }

    // Once the buffers are as large as they need to be: a second reading of the same segment, event by event.
    [Fact]
    public async Task Adding_and_reading_events_allocates_nothing()
    {
        var writer = new MarketCaptureWriter(Captures.Btc, new CaptureOptions { BlockBytes = 1 << 20, SegmentBytes = 1 << 24, BlockTime = TimeSpan.FromDays(1), SegmentTime = TimeSpan.FromDays(1) });
        var levels = new BookLevelChange[20];
        for (var index = 0; index < levels.Length; index++)
            levels[index] = new BookLevelChange(index % 2 == 0 ? OrderSide.Buy : OrderSide.Sell, 4_250_000 + (index * (index % 2 == 0 ? -1 : 1)), index);
        long AddAll(int from)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var index = 0; index < 1_000; index++)
            {
                writer.Add(new MarketEvent { Kind = MarketEventKind.BookDelta, VenueTime = Captures.Start, ReceivedTime = new UnixNanos(Captures.Start.Value + from + index), Sequence = index, Levels = levels });
                writer.Add(new MarketEvent { Kind = MarketEventKind.Trade, VenueTime = Captures.Start, ReceivedTime = new UnixNanos(Captures.Start.Value + from + index), Sequence = index, Ticks = 5, Lots = 7, TradeId = index });
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        for (var round = 0; round < 4; round++)
            AddAll(round * 1_000);
        writer.Close();
        await writer.StoreAsync(_blobs);
        // The open block is as large as before.
        AddAll(10_000);
        Assert.Equal(0, AddAll(11_000));

        var reader = new MarketCaptureReader(_blobs, Captures.Btc, from: null, to: null);
        Assert.True(await reader.LoadAsync(TestContext.Current.CancellationToken));
        Assert.True(reader.TryRead(out _));
        var (allocated, events) = AllocatedByReading(reader);
        Assert.Equal((0L, 8_000), (allocated, events));
    }

    private static (long Allocated, int Events) AllocatedByReading(MarketCaptureReader reader)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var events = 0;
        while (reader.TryRead(out _))
            events++;
        return (GC.GetAllocatedBytesForCurrentThread() - before, events);
    }

    private static void Apply(OrderBook book, in MarketEvent happened)
    {
        switch (happened.Kind)
        {
            case MarketEventKind.BookSnapshot:
                List<BookLevel> bids = [], asks = [];
                foreach (var level in happened.Levels)
                    (level.Side == OrderSide.Buy ? bids : asks).Add(new BookLevel(Captures.Btc.PriceFromTicks(level.Ticks), Captures.Btc.QuantityFromLots(level.Lots)));
                book.Apply(new BookSnapshot(happened.VenueTime, happened.ReceivedTime, happened.Sequence, bids, asks));
                break;
            case MarketEventKind.BookDelta:
                foreach (var level in happened.Levels)
                    book.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, happened.ReceivedTime);
                break;
            case MarketEventKind.BookInvalidated:
                book.Invalidate();
                break;
        }
    }

    // A book that is not valid is not to be read.
    private static ulong HashOf(OrderBook book)
    {
        var hash = book.IsValid ? 14_695_981_039_346_656_037 : 0;
        foreach (var level in book.IsValid ? Levels(book) : [])
            hash = unchecked(((hash ^ (ulong)Captures.Btc.ToTicks(level.Price)) * 1_099_511_628_211 ^ (ulong)Captures.Btc.ToLots(level.Quantity)) * 1_099_511_628_211);
        return hash;
    }

    private static List<BookLevel> Levels(OrderBook book) =>
        [.. Enumerable.Range(0, book.BidCount).Select(rank => book.Level(OrderSide.Buy, rank)), .. Enumerable.Range(0, book.AskCount).Select(rank => book.Level(OrderSide.Sell, rank))];
}
