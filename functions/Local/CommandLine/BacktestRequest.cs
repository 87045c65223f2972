using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>What a backtest runs over.</summary>
internal enum BacktestData
{
    /// <summary>Bars.</summary>
    Bars,

    /// <summary>Prints.</summary>
    Trades,

    /// <summary>Prints, those of one order at one price taken together.</summary>
    AggregatedTrades,

    /// <summary>A market as it was captured: book, quotes and prints.</summary>
    Capture,
}

/// <summary>What the user asked for, read and checked; the data not yet loaded.</summary>
internal sealed record BacktestRequest
{
    public required StrategyDefinition Strategy { get; init; }

    public required ParameterSet Parameters { get; init; }

    public required InstrumentId Instrument { get; init; }

    /// <summary>What it runs over.</summary>
    public required BacktestData Over { get; init; }

    /// <summary>A file of bars or prints; null takes what was imported.</summary>
    public required string? DataFile { get; init; }

    public required string DataDirectory { get; init; }

    public required BarFileOptions FileOptions { get; init; }

    public required UnixNanos? From { get; init; }

    public required UnixNanos? To { get; init; }

    public required decimal Cash { get; init; }

    public required FeeSchedule Fees { get; init; }

    public required decimal PriceIncrement { get; init; }

    public required decimal QuantityIncrement { get; init; }

    public required SimulationOptions Simulation { get; init; }

    public required RiskLimits Limits { get; init; }

    /// <summary>Size of the file, for the progress bar; 0 for imported data.</summary>
    public long DataBytes => DataFile is not null && File.Exists(DataFile) ? new FileInfo(DataFile).Length : 0;

    public BarSeries Load(IProgress<long> progress, CancellationToken cancellationToken)
    {
        if (DataFile is not null)
            return BarFileReader.Read(DataFile, FileOptions, progress, cancellationToken).Bars;
        var store = new BarStore(MarketDirectory);
        if (store.Find(Instrument, FileOptions.Interval) is null)
            throw new UsageException($"there are no imported {FileOptions.Interval} bars of {Instrument}; give a file by --data, or import one first: veloz import FILE --symbol {Instrument} --interval {FileOptions.Interval}");
        return store.Read(Instrument, FileOptions.Interval, from: null, To, cancellationToken);
    }

    /// <summary>Runs over prints.</summary>
    public BacktestResult RunOverTrades(IProgress<long> progress, CancellationToken cancellationToken)
    {
        var (kind, instrument) = (Over == BacktestData.Trades ? TradeKind.Trades : TradeKind.AggregatedTrades, Market());
        if (DataFile is not null)
        {
            using var file = TradeFileReader.Open(DataFile, new TradeFileOptions { Kind = kind, Strict = FileOptions.Strict, From = From, To = To }, bytesRead: null, cancellationToken);
            // How long the file goes on is known at its end: the chart's points are a day's.
            var start = From ?? default;
            return Run(TradePieces.Of(file, instrument), start, To ?? new UnixNanos(start.Value + UnixNanos.PerDay), progress, cancellationToken);
        }
        var store = new TradeStore(MarketDirectory);
        if (store.Find(Instrument, kind) is not { } entry)
            throw new UsageException($"there are no imported {kind.Words()} of {Instrument}; give a file by --data, or import one first: veloz import FILE --kind {kind.Text()} --symbol {Instrument}");
        using var reader = store.Open(Instrument, kind, From, To);
        return Run(TradePieces.Of(reader, instrument), From ?? entry.First, To ?? entry.Last, progress, cancellationToken);
    }

    /// <summary>Runs over a captured market.</summary>
    public Task<BacktestResult> RunOverCaptureAsync(IProgress<long> progress, CancellationToken cancellationToken)
    {
        if (DataFile is not null)
            throw new UsageException("--data was given with --over capture, which is read from the folder with the data (--data-dir)");
        var instrument = Market();
        var reader = new MarketCaptureReader(FileBlobStore.OpenToRead(Path.Combine(DataDirectory, "blobs"), TimeProvider.System), instrument, From, To);
        var settings = new BookBacktestSettings
        {
            Strategy = Strategy,
            Parameters = Parameters,
            Feed = new CaptureFeed(reader, instrument),
            Interval = FileOptions.Interval,
            Cash = Cash,
            Simulation = Simulation,
            Limits = Limits,
            Funding = Funding(),
        };
        return Backtest.RunAsync(settings, journal: null, progress.Report, cancellationToken);
    }

    private string MarketDirectory => Path.Combine(DataDirectory, "market");

    private BacktestResult Run(IEnumerable<BoundTrades> pieces, UnixNanos from, UnixNanos to, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var settings = new TradeBacktestSettings
        {
            Strategy = Strategy,
            Parameters = Parameters,
            Instrument = Market(),
            Pieces = pieces,
            From = from,
            To = to,
            Interval = FileOptions.Interval,
            Cash = Cash,
            Simulation = Simulation,
            Limits = Limits,
            Funding = Funding(),
        };
        try
        {
            return Backtest.Run(settings, journal: null, progress.Report, cancellationToken);
        }
        catch (OffGridException exception)
        {
            throw new UsageException($"{exception.Message}; give the market's tick size by --price-increment");
        }
    }

    // A perpetual cannot be run without its funding, and nothing else has one.
    private FundingSeries? Funding()
    {
        if (Instrument.Kind != InstrumentKind.Perpetual)
            return null;
        var store = new FundingStore(MarketDirectory);
        return store.Find(Instrument) is null
            ? throw new UsageException($"{Instrument} is a perpetual and its funding rates were not imported; import them first: veloz import FILE --kind funding --symbol {Instrument}")
            : store.Read(Instrument);
    }

    public BacktestSettings Settings(BarSeries series)
    {
        var instrument = Market();
        var range = series.Between(From ?? new UnixNanos(long.MinValue), To ?? UnixNanos.MaxValue);
        if (range.GetOffsetAndLength(series.Count).Length == 0)
            throw new UsageException(series.Count == 0
                ? "there is no bar in the time asked for"
                : $"there is no bar in the time asked for; the data goes from {new UnixNanos(series.OpenTimes[0])} to {new UnixNanos(series.OpenTimes[^1])}");
        return new BacktestSettings
        {
            Strategy = Strategy,
            Parameters = Parameters,
            Bars = BarBinding.Bind(series, instrument),
            Range = range,
            Cash = Cash,
            Simulation = Simulation,
            Limits = Limits,
            Funding = Funding(),
        };
    }

    private Instrument Market()
    {
        try
        {
            return new Instrument(Instrument, PriceIncrement, QuantityIncrement, Fees);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--price-increment and --quantity-increment: {exception.Message}");
        }
    }
}
