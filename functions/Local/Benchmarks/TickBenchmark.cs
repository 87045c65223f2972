using System.Diagnostics;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>
/// Backtests over generated prints, from a CSV file and from the store, and over a generated capture of a book with orders in its queues. The strategies are
/// <c>ma-cross</c> on SMA 10/30 over the minutes made of the prints, and <c>market-making</c> around the middle of the book.
/// </summary>
internal sealed class TickBenchmark : IDisposable
{
    public const int PrintsDefault = 2_000_000;
    public const int EventsDefault = 1_000_000;

    /// <summary>Trade hash over <see cref="PrintsDefault"/> prints.</summary>
    public const string GoldenPrintsHash = "ccc12668266cf5cf8d24f71b6f5424a92ec14342ac75278eb7db9c2235605df1";

    /// <summary>Trade hash over <see cref="EventsDefault"/> events.</summary>
    public const string GoldenEventsHash = "7f43716475b5b264e565f460bc925376e7e0cd254ad2ca852348bb94b16777a9";

    private const long MidTicks = 3_000_000;
    private const int Depth = 20;
    private const int Step = 50; // Ticks from level to level.
    private const int NanosApart = 200_000_000;

    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
    private static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly string _folder;
    private readonly int _prints;
    private readonly FileBlobStore _blobs;

    private TickBenchmark(string folder, int prints, int events)
    {
        (_folder, _prints, Events) = (folder, prints, events);
        _blobs = FileBlobStore.Open(Path.Combine(folder, "blobs"), TimeProvider.System);
    }

    public int Prints => _prints;

    public int Events { get; }

    private string CsvPath => Path.Combine(_folder, "prints.csv");

    /// <summary>Writes the data into a folder for temporary files.</summary>
    public static async Task<TickBenchmark> MakeAsync(int prints, int events, CancellationToken cancellationToken)
    {
        var made = new TickBenchmark(Directory.CreateTempSubdirectory("veloz-ticks-").FullName, prints, events);
        made.WritePrints(cancellationToken);
        await made.WriteCaptureAsync(cancellationToken);
        return made;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A CSV file of prints to the result.</summary>
    public TimedRun FromCsv(CancellationToken cancellationToken) => Time(_prints, () =>
    {
        using var reader = TradeFileReader.Open(CsvPath, new TradeFileOptions { Kind = TradeKind.Trades }, bytesRead: null, cancellationToken);
        return Run(TradePieces.Of(reader, Market), cancellationToken);
    });

    /// <summary>Prints of the store to the result.</summary>
    public TimedRun FromStore(CancellationToken cancellationToken) => Time(_prints, () =>
    {
        using var reader = new TradeStore(_folder).Open(Market.Id, TradeKind.Trades, from: null, to: null);
        return Run(TradePieces.Of(reader, Market), cancellationToken);
    });

    /// <summary>A capture to the result.</summary>
    public async Task<TimedRun> FromCaptureAsync(CancellationToken cancellationToken)
    {
        var definition = MarketMaking.Definition;
        var settings = new BookBacktestSettings
        {
            Strategy = definition,
            Parameters = definition.Read([new("quantity", "0.05"), new("bid_spread_bps", "0.1"), new("ask_spread_bps", "0.1"), new("tolerance", "0"), new("refresh_seconds", "1"), new("allow_short", "true"), new("inventory_max", "1")]),
            Feed = new CaptureFeed(new MarketCaptureReader(_blobs, Market, from: null, to: null), Market),
            Cash = 1_000_000,
            Simulation = new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 2 },
        };
        GC.Collect();
        var (cpu, bytes, clock) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
        var result = await Backtest.RunAsync(settings, journal: null, progress: null, cancellationToken);
        return new TimedRun(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Events, result.TradeHash, result.Fills.Count);
    }

    private static TimedRun Time(int prints, Func<BacktestResult> work)
    {
        GC.Collect();
        var (cpu, bytes, clock) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var result = work();
        return new TimedRun(
            clock.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)prints,
            result.TradeHash,
            result.Fills.Count);
    }

    private BacktestResult Run(IEnumerable<BoundTrades> pieces, CancellationToken cancellationToken)
    {
        var strategy = MovingAverageCross.Definition;
        return Backtest.Run(
            new TradeBacktestSettings
            {
                Strategy = strategy,
                Parameters = strategy.Read([new("fast", "10"), new("slow", "30"), new("ma_type", "sma"), new("quantity", "0.01")]),
                Instrument = Market,
                Pieces = pieces,
                From = Start,
                To = new UnixNanos(Start.Value + (_prints * (long)NanosApart)),
            },
            journal: null,
            progress: null,
            cancellationToken);
    }

    // Five a second, each some ticks from the one before.
    private void WritePrints(CancellationToken cancellationToken)
    {
        var (random, ticks, series) = (new SplitMix64(7), MidTicks, new TradeSeries(_prints));
        using (var writer = new StreamWriter(CsvPath))
        {
            for (var index = 0; index < _prints; index++)
            {
                ticks += (long)random.NextBelow(401) - 200;
                var (lots, isBuy, millis) = (1 + (long)random.NextBelow(200_000), random.NextBelow(2) == 0, (Start.Value + (index * (long)NanosApart)) / 1_000_000);
                var (price, quantity) = (ticks * 0.01m, lots * 0.00001m);
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{index + 1},{price:0.00},{quantity:0.00000},{price * quantity:0.0000000},{millis},{(isBuy ? "False" : "True")},True\n"));
                series.Add(new UnixNanos(millis * 1_000_000), price, quantity, isBuy ? OrderSide.Buy : OrderSide.Sell, index + 1);
            }
        }
        new TradeStore(_folder).Import(Market.Id, TradeKind.Trades, series, "generated", replace: false, cancellationToken);
    }

    // Of four events three change a level or two, one is a print at the best price; the book walks with them.
    private async Task WriteCaptureAsync(CancellationToken cancellationToken)
    {
        var writer = new MarketCaptureWriter(Market, new CaptureOptions());
        var upload = new MarketCaptureUpload(_blobs, writer);
        var (random, mid, levels) = (new SplitMix64(11), MidTicks, new BookLevelChange[2]);
        writer.Add(Snapshot(mid));
        for (var index = 1; index < Events; index++)
        {
            Add(writer, ref random, ref mid, levels, index);
            if (index % 4_096 == 0)
                await upload.WriteAsync(cancellationToken);
        }
        writer.Close();
        await upload.WriteAsync(cancellationToken);
    }

    private static BookSnapshot Snapshot(long mid) => new(
        Start,
        Start,
        0,
        [.. Enumerable.Range(1, Depth).Select(level => new BookLevel(Market.PriceFromTicks(mid - (level * Step)), Market.QuantityFromLots(100_000)))],
        [.. Enumerable.Range(1, Depth).Select(level => new BookLevel(Market.PriceFromTicks(mid + (level * Step)), Market.QuantityFromLots(100_000)))]);

    private static void Add(MarketCaptureWriter writer, ref SplitMix64 random, ref long mid, BookLevelChange[] levels, int index)
    {
        var time = new UnixNanos(Start.Value + (index * 2_000_000L));
        if (index % 4 == 0)
        {
            var isBuy = random.NextBelow(2) == 0;
            writer.Add(new MarketEvent
            {
                Kind = MarketEventKind.Trade,
                VenueTime = time,
                ReceivedTime = time,
                Sequence = index,
                Ticks = isBuy ? mid + Step : mid - Step,
                Lots = 1 + (long)random.NextBelow(50_000),
                Aggressor = isBuy ? TradeAggressor.Buy : TradeAggressor.Sell,
                TradeId = index,
            });
            return;
        }
        if (index % 64 == 1)
        {
            // The middle moves by a level: the best of one side goes, and one comes at the other.
            var isUp = random.NextBelow(2) == 0;
            levels[0] = new BookLevelChange(isUp ? OrderSide.Sell : OrderSide.Buy, isUp ? mid + Step : mid - Step, 0);
            mid += isUp ? Step : -Step;
            levels[1] = new BookLevelChange(isUp ? OrderSide.Buy : OrderSide.Sell, isUp ? mid - Step : mid + Step, 100_000);
        }
        else
        {
            var (bid, ask) = (1 + (long)random.NextBelow(Depth), 1 + (long)random.NextBelow(Depth));
            levels[0] = new BookLevelChange(OrderSide.Buy, mid - (bid * Step), 1 + (long)random.NextBelow(200_000));
            levels[1] = new BookLevelChange(OrderSide.Sell, mid + (ask * Step), 1 + (long)random.NextBelow(200_000));
        }
        writer.Add(new MarketEvent { Kind = MarketEventKind.BookDelta, VenueTime = time, ReceivedTime = time, Sequence = index, Levels = levels });
    }
}
