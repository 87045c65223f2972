using VeloZ.Backtests;
using VeloZ.Domain;

namespace VeloZ.Functions.Tests;

/// <summary>A small sweep that has been run, so that each of its steps can be asked for again.</summary>
internal static class SampleSweep
{
    private const string Bars = """
        timestamp,open,high,low,close,volume
        2026-01-05T00:00:00Z,100,101,99,100,50
        2026-01-05T00:01:00Z,100,103,100,102,50
        2026-01-05T00:02:00Z,102,106,101,105,50
        2026-01-05T00:03:00Z,105,105,99,99,50
        2026-01-05T00:04:00Z,99,100,95,96,50
        2026-01-05T00:05:00Z,96,104,96,104,50
        2026-01-05T00:06:00Z,104,110,104,110,50

        """;

    public static async Task PrepareAsync(IBlobStore blobs, BacktestJobId job)
    {
        await blobs.PutAsync(BlobKey.Parse("bars/sample.csv"), System.Text.Encoding.UTF8.GetBytes(Bars.ReplaceLineEndings("\n")), BlobCondition.New, CancellationToken.None);
        var sweep = new BacktestSweep
        {
            Strategy = "ma-cross",
            Grid = [new SweepParameter("fast", ["1", "2"]), new SweepParameter("slow", ["2", "3"])],
            Bars = new SweepBars(BlobKey.Parse("bars/sample.csv"), InstrumentId.Parse("BTC-USDT.SIM"), BarInterval.Parse("1m")),
            PriceIncrement = 0.01m,
            QuantityIncrement = 0.00001m,
            Cash = 1_000,
            PointsPerBatch = 2,
            ToleratedShare = 0.25m,
        };
        await using var runner = new InProcessBacktestRunner(blobs);
        await runner.StartAsync(job, sweep, CancellationToken.None);
        await runner.WaitAsync(job, CancellationToken.None);
    }
}
