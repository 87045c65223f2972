using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>What the user asked for, read and checked; the data not yet loaded.</summary>
internal sealed record BacktestRequest
{
    public required StrategyDefinition Strategy { get; init; }

    public required ParameterSet Parameters { get; init; }

    public required InstrumentId Instrument { get; init; }

    /// <summary>A file of bars; null takes what was imported.</summary>
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
        var store = new BarStore(Path.Combine(DataDirectory, "market"));
        if (store.Find(Instrument, FileOptions.Interval) is null)
            throw new UsageException($"there are no imported {FileOptions.Interval} bars of {Instrument}; give a file by --data, or import one first: veloz import FILE --symbol {Instrument} --interval {FileOptions.Interval}");
        return store.Read(Instrument, FileOptions.Interval, from: null, To, cancellationToken);
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
