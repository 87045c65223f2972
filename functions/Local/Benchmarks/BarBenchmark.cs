using System.Diagnostics;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>One timed run.</summary>
/// <param name="WallSeconds">By the clock.</param>
/// <param name="CpuSeconds">Of all threads of the process.</param>
/// <param name="BytesPerBar">Allocated on the running thread, over bars.</param>
/// <param name="TradeHash">Of its fills.</param>
/// <param name="Fills">How many they are.</param>
internal readonly record struct TimedRun(double WallSeconds, double CpuSeconds, double BytesPerBar, string TradeHash, int Fills)
{
    public double BarsPerSecond(int bars) => bars / WallSeconds;
}

/// <summary>
/// The bar backtest that is compared with other engines: <c>ma-cross</c> on SMA 10/30, 0.01 base units, next-open fills, 10 basis points,
/// 100,000 cash, no participation cap, over generated one-minute bars.
/// </summary>
internal sealed class BarBenchmark
{
    public const int BarsDefault = 1_000_000;

    /// <summary>Trade hash over <see cref="BarsDefault"/> bars: a faster run with other trades is no faster run.</summary>
    public const string GoldenTradeHash = "0ce4801fd09f5114210558b9c57313704384313b9b0db26997969e52d24238a3";

    private const ulong Seed = 20_260_101;

    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));

    private static readonly BarInterval Minute = BarInterval.Parse("1m");

    private readonly string _path;
    private BarSeries? _series; // Read when it is first run over, so that an end-to-end run has the memory to itself; and a reading, too.

    /// <summary>Writes the data.</summary>
    /// <param name="bars">How many.</param>
    /// <param name="path">The CSV file to write; the caller deletes it.</param>
    public BarBenchmark(int bars, string path)
    {
        Bars = bars;
        _path = path;
        WriteCsv(GeneratedBars.Make(Minute, UnixNanos.From(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)), bars, Seed), path);
    }

    public int Bars { get; }

    /// <summary>A fixed piece of integer work, in seconds: tells how fast this machine is just now.</summary>
    public static double Spin()
    {
        var clock = Stopwatch.StartNew();
        var random = new SplitMix64(1);
        var sum = 0UL;
        for (var index = 0; index < 100_000_000; index++)
            sum ^= random.Next();
        return sum == 0 ? 0 : clock.Elapsed.TotalSeconds;
    }

    /// <summary>Data in memory to result.</summary>
    public TimedRun RunOnly(CancellationToken cancellationToken)
    {
        var series = _series ??= ReadAlone(cancellationToken);
        return Time(() => Run(series, cancellationToken));
    }

    /// <summary>CSV file to statistics.</summary>
    public TimedRun EndToEnd(CancellationToken cancellationToken) => Time(() =>
    {
        var result = Run(Read(cancellationToken), cancellationToken);
        _ = BacktestReport.Of(result, 1, 1);
        return result;
    });

    private static void WriteCsv(BarSeries series, string path)
    {
        using var writer = new StreamWriter(path);
        writer.WriteLine("timestamp,open,high,low,close,volume");
        for (var index = 0; index < series.Count; index++)
        {
            writer.Write(new UnixNanos(series.OpenTimes[index]).ToString());
            foreach (var column in new[] { series.Open, series.High, series.Low, series.Close, series.Volume })
            {
                writer.Write(',');
                writer.Write(column[index].ToString(CultureInfo.InvariantCulture));
            }
            writer.WriteLine();
        }
    }

    private TimedRun Time(Func<BacktestResult> work)
    {
        GC.Collect();
        var (cpu, bytes, clock) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var result = work();
        return new TimedRun(
            clock.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Bars,
            result.TradeHash,
            result.Fills.Count);
    }

    // A program reads its bars once. What the runs before left is no part of that: their bars and these were 100 bytes a bar.
    private BarSeries ReadAlone(CancellationToken cancellationToken)
    {
        GC.Collect();
        return Read(cancellationToken);
    }

    private BarSeries Read(CancellationToken cancellationToken) =>
        BarFileReader.Read(_path, new BarFileOptions { Interval = Minute }, bytesRead: null, cancellationToken).Bars;

    private static BacktestResult Run(BarSeries series, CancellationToken cancellationToken)
    {
        var strategy = MovingAverageCross.Definition;
        var parameters = strategy.Read([new("fast", "10"), new("slow", "30"), new("ma_type", "sma"), new("quantity", "0.01")]);
        var settings = new BacktestSettings
        {
            Strategy = strategy,
            Parameters = parameters,
            Bars = series.BindTo(Market),
            Range = ..,
            Simulation = new SimulationOptions { Participation = null },
        };
        return Backtest.Run(settings, journal: null, progress: null, cancellationToken);
    }
}
