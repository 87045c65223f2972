using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace VeloZ.Local;

/// <summary><c>veloz bench</c>.</summary>
internal static class BenchCommand
{
    // What must hold on two shared cores, whatever else they do.
    private const double RunOnlyMust = 2_000_000;
    private const double EndToEndMust = 1_000_000;
    private const double PeakBytesMust = 200_000_000;

    public static Command Make()
    {
        var bars = OptionText.Make("--bars", "Bars of generated data [1000000]", "N");
        var runs = OptionText.Make("--runs", "Runs of each kind; the first is cold [5]", "N");
        var gate = new Option<bool>("--gate") { Description = "Fail when a figure is below what must hold" };
        var command = new Command("bench", "Measure the bar backtest on this machine: bars a second, memory, and the trades' hash.") { bars, runs, gate };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            OptionText.Whole("--bars", parsed.GetValue(bars) ?? "1000000", 1_000, 20_000_000),
            OptionText.Whole("--runs", parsed.GetValue(runs) ?? "5", 1, 100),
            parsed.GetValue(gate),
            cancellationToken)));
        return command;
    }

    private static int Run(int bars, int runs, bool isGate, CancellationToken cancellationToken)
    {
        var output = Console.Out;
        output.WriteLine($"ma-cross, SMA 10/30, over {bars.ToString("N0", CultureInfo.InvariantCulture)} generated one-minute bars, {Environment.ProcessorCount} processors");
        output.WriteLine($"  spin calibration   {Number(BarBenchmark.Spin() * 1_000)} ms for 100 M steps of SplitMix64");
        var path = Path.Combine(Path.GetTempPath(), $"veloz-bench-{Environment.ProcessId}.csv");
        try
        {
            var benchmark = new BarBenchmark(bars, path);
            var endToEnd = Repeat(runs, () => benchmark.EndToEnd(cancellationToken));
            var runOnly = Repeat(runs, () => benchmark.RunOnly(cancellationToken));
            Tell("end to end from CSV", endToEnd, bars);
            Tell("run only", runOnly, bars);
            using var self = Process.GetCurrentProcess();
            output.WriteLine($"  peak memory        {Number(self.PeakWorkingSet64 / 1e6)} MB");
            output.WriteLine($"  trade hash         {runOnly[0].TradeHash}");
            return Judge(bars, [.. endToEnd, .. runOnly]) && (!isGate || Passes(endToEnd, runOnly, bars, self.PeakWorkingSet64)) ? ExitCode.Done : ExitCode.Failed;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TimedRun[] Repeat(int runs, Func<TimedRun> run) => [.. Enumerable.Range(0, runs).Select(_ => run())];

    private static void Tell(string title, TimedRun[] runs, int bars)
    {
        var median = Median(runs);
        Console.Out.WriteLine($"  {title,-18} cold {Rate(runs[0], bars)}, median {Rate(median, bars)} ({Number(median.CpuSeconds * 1_000)} ms of processor), {Number(median.BytesPerBar)} bytes a bar allocated");
    }

    private static bool Judge(int bars, TimedRun[] runs)
    {
        var hash = runs[0].TradeHash;
        if (Array.Exists(runs, run => run.TradeHash != hash))
            return Complain("the runs did not make the same trades");
        if (bars == BarBenchmark.BarsDefault && hash != BarBenchmark.GoldenTradeHash)
            return Complain($"the trade hash must be {BarBenchmark.GoldenTradeHash}");
        return true;
    }

    private static bool Passes(TimedRun[] endToEnd, TimedRun[] runOnly, int bars, long peakBytes)
    {
        if (Median(runOnly).BarsPerSecond(bars) < RunOnlyMust)
            return Complain($"run only must be at least {RunOnlyMust} bars a second");
        if (Median(endToEnd).BarsPerSecond(bars) < EndToEndMust)
            return Complain($"end to end must be at least {EndToEndMust} bars a second");
        return peakBytes < PeakBytesMust || Complain($"peak memory must be below {PeakBytesMust / 1e6} MB");
    }

    private static TimedRun Median(TimedRun[] runs) => runs.OrderBy(run => run.WallSeconds).ElementAt(runs.Length / 2);

    private static string Rate(TimedRun run, int bars) => $"{(run.BarsPerSecond(bars) / 1e6).ToString("0.00", CultureInfo.InvariantCulture)} M bars/s";

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static bool Complain(string message)
    {
        Console.Error.WriteLine("veloz: " + message);
        return false;
    }
}
