using System.Diagnostics;
using System.Globalization;

namespace VeloZ.Local;

/// <summary>The part of <c>veloz bench</c> that measures backtests over bars.</summary>
internal static class BarBench
{
    // What must hold on two shared cores, whatever else they do.
    private const double RunOnlyMust = 2_000_000;
    private const double EndToEndMust = 1_000_000;
    private const double PeakBytesMust = 200_000_000;

    public static void Run(BenchOutput output, int bars, int runs, CancellationToken cancellationToken)
    {
        output.Title($"ma-cross, SMA 10/30, over {BenchOutput.Number(bars)} generated one-minute bars, {Environment.ProcessorCount} processors");
        output.Tell("spin calibration", $"{BenchOutput.Number(BarBenchmark.Spin() * 1_000)} ms for 100 M steps of SplitMix64");
        var path = Path.Combine(Path.GetTempPath(), $"veloz-bench-{Environment.ProcessId}.csv");
        try
        {
            var benchmark = new BarBenchmark(bars, path);
            var endToEnd = Repeat(runs, () => benchmark.EndToEnd(cancellationToken));
            var runOnly = Repeat(runs, () => benchmark.RunOnly(cancellationToken));
            Tell(output, "end to end from CSV", endToEnd, bars);
            Tell(output, "run only", runOnly, bars);
            using var self = Process.GetCurrentProcess();
            output.Tell("peak memory", $"{BenchOutput.Number(self.PeakWorkingSet64 / 1e6)} MB");
            output.Tell("trade hash", runOnly[0].TradeHash);
            Judge(output, bars, [.. endToEnd, .. runOnly]);
            output.AtLeast("run only", Median(runOnly).BarsPerSecond(bars), RunOnlyMust, "bars a second");
            output.AtLeast("end to end", Median(endToEnd).BarsPerSecond(bars), EndToEndMust, "bars a second");
            output.Below("peak memory", self.PeakWorkingSet64, PeakBytesMust, "bytes");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TimedRun[] Repeat(int runs, Func<TimedRun> run) => [.. Enumerable.Range(0, runs).Select(_ => run())];

    private static void Tell(BenchOutput output, string title, TimedRun[] runs, int bars)
    {
        var median = Median(runs);
        output.Tell(title, $"cold {Rate(runs[0], bars)}, median {Rate(median, bars)} ({BenchOutput.Number(median.CpuSeconds * 1_000)} ms of processor), {median.BytesPerBar.ToString("0", CultureInfo.InvariantCulture)} bytes a bar allocated");
    }

    private static void Judge(BenchOutput output, int bars, TimedRun[] runs)
    {
        var hash = runs[0].TradeHash;
        if (Array.Exists(runs, run => run.TradeHash != hash))
            output.Fail("the runs did not make the same trades");
        if (bars == BarBenchmark.BarsDefault && hash != BarBenchmark.GoldenTradeHash)
            output.Fail($"the trade hash must be {BarBenchmark.GoldenTradeHash}");
    }

    private static TimedRun Median(TimedRun[] runs) => runs.OrderBy(run => run.WallSeconds).ElementAt(runs.Length / 2);

    private static string Rate(TimedRun run, int bars) => $"{(run.BarsPerSecond(bars) / 1e6).ToString("0.00", CultureInfo.InvariantCulture)} M bars/s";
}
