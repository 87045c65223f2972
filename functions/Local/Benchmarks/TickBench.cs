using System.Globalization;

namespace VeloZ.Local;

/// <summary>The part of <c>veloz bench</c> that measures backtests over prints and over a captured book.</summary>
internal static class TickBench
{
    // What must hold on two shared cores, whatever else they do.
    private const double CsvMust = 2_000_000;
    private const double StoreMust = 5_000_000;
    private const double CaptureMust = 1_000_000;

    public static async Task RunAsync(BenchOutput output, bool isQuick, int runs, CancellationToken cancellationToken)
    {
        var (prints, events) = isQuick ? (TickBenchmark.PrintsDefault / 10, TickBenchmark.EventsDefault / 10) : (TickBenchmark.PrintsDefault, TickBenchmark.EventsDefault);
        output.Title($"ma-cross over {BenchOutput.Number(prints)} generated prints, market-making over {BenchOutput.Number(events)} events of a generated book");
        using var benchmark = await TickBenchmark.MakeAsync(prints, events, cancellationToken);
        var (csv, store, capture) = (new List<TimedRun>(), new List<TimedRun>(), new List<TimedRun>());
        for (var run = 0; run < runs; run++)
        {
            csv.Add(benchmark.FromCsv(cancellationToken));
            store.Add(benchmark.FromStore(cancellationToken));
            capture.Add(await benchmark.FromCaptureAsync(cancellationToken));
        }
        Tell(output, "prints from CSV", csv, prints, "prints");
        Tell(output, "prints from the store", store, prints, "prints");
        Tell(output, "captured book", capture, events, "events");
        Judge(output, [.. csv, .. store], isQuick ? null : TickBenchmark.GoldenPrintsHash);
        Judge(output, capture, isQuick ? null : TickBenchmark.GoldenEventsHash);
        output.AtLeast("prints from CSV", Median(csv).BarsPerSecond(prints), CsvMust, "a second");
        output.AtLeast("prints from the store", Median(store).BarsPerSecond(prints), StoreMust, "a second");
        output.AtLeast("events of a captured book", Median(capture).BarsPerSecond(events), CaptureMust, "a second");
    }

    private static void Tell(BenchOutput output, string title, List<TimedRun> runs, int count, string unit)
    {
        var median = Median(runs);
        output.Tell(title, $"cold {Rate(runs[0], count)}, median {Rate(median, count)} M {unit}/s ({BenchOutput.Number(median.CpuSeconds * 1_000)} ms of processor), {median.BytesPerBar.ToString("0.0", CultureInfo.InvariantCulture)} bytes each, {median.Fills} fills, trade hash {median.TradeHash}");
    }

    private static void Judge(BenchOutput output, List<TimedRun> runs, string? golden)
    {
        if (runs.Exists(run => run.TradeHash != runs[0].TradeHash))
            output.Fail("the runs over the same data did not make the same trades");
        if (golden is not null && runs[0].TradeHash != golden)
            output.Fail($"the trade hash must be {golden}");
    }

    private static TimedRun Median(List<TimedRun> runs) => runs.OrderBy(run => run.WallSeconds).ElementAt(runs.Count / 2);

    private static string Rate(TimedRun run, int count) => (run.BarsPerSecond(count) / 1e6).ToString("0.00", CultureInfo.InvariantCulture);
}
