using System.Text;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Contract;

/// <summary>What every runner of sweeps must do. An adapter derives from it and opens its own, over an empty store for each test.</summary>
public abstract class BacktestRunnerContract
{
    /// <summary>Stops with the test.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The job that most cases run.</summary>
    protected static BacktestJobId Job => BacktestJobId.Parse("bt_contract");

    /// <summary>Opens a runner.</summary>
    /// <param name="blobs">Its jobs and results.</param>
    protected abstract ValueTask<IBacktestRunner> OpenAsync(IBlobStore blobs);

    /// <summary>An empty store.</summary>
    protected abstract IBlobStore OpenBlobs();

    /// <summary>Waits until a job has ended.</summary>
    protected abstract Task EndAsync(IBacktestRunner runner, BacktestJobId job);

    [Fact]
    public async Task BR01_a_sweep_runs_every_point_and_tells_it()
    {
        var (runner, _) = await OpenWithBarsAsync();
        await runner.StartAsync(Job, Sweep(["3", "5"], ["10", "20", "30"]), Stop);
        await EndAsync(runner, Job);
        var result = (await runner.GetResultAsync(Job, Stop))!;
        Assert.Equal((BacktestJobState.Succeeded, 6), (result.State, result.Points.Count));
        Assert.Equal(DirectHashes(Sweep(["3", "5"], ["10", "20", "30"])), result.Points.Select(point => ((PointResult.Done)point).TradeHash));
        Assert.Equal(new BacktestProgress(BacktestJobState.Succeeded, 6, 6, null), await runner.GetProgressAsync(Job, Stop));
    }

    [Fact]
    public async Task BR02_a_job_that_is_not_there_is_null()
    {
        var (runner, _) = await OpenWithBarsAsync();
        Assert.Null(await runner.GetProgressAsync(Job, Stop));
        Assert.Null(await runner.GetResultAsync(Job, Stop));
        await runner.CancelAsync(Job, Stop);
        Assert.Null(await runner.GetProgressAsync(Job, Stop));
    }

    [Fact]
    public async Task BR03_the_same_job_twice_is_one_run()
    {
        var (runner, blobs) = await OpenWithBarsAsync();
        await runner.StartAsync(Job, Sweep(["3"], ["10", "20"]), Stop);
        await runner.StartAsync(Job, Sweep(["3"], ["10", "20"]), Stop);
        await EndAsync(runner, Job);
        var first = await blobs.HeadAsync(BlobKey.Parse($"results/{Job}.json"), Stop);
        await runner.StartAsync(Job, Sweep(["3"], ["10", "20"]), Stop);
        await EndAsync(runner, Job);
        Assert.Equal(first, await blobs.HeadAsync(BlobKey.Parse($"results/{Job}.json"), Stop));
    }

    [Fact]
    public async Task BR04_another_sweep_of_a_job_is_refused()
    {
        var (runner, _) = await OpenWithBarsAsync();
        await runner.StartAsync(Job, Sweep(["3"], ["10"]), Stop);
        var fault = await Assert.ThrowsAsync<BacktestJobException>(async () => await runner.StartAsync(Job, Sweep(["3"], ["11"]), Stop));
        Assert.Equal($"job {Job} is there with another sweep, must be given an id of its own", fault.Message);
        await EndAsync(runner, Job);
    }

    [Fact]
    public async Task BR05_a_point_whose_parameters_do_not_hold_is_named_and_the_others_stand()
    {
        var (runner, _) = await OpenWithBarsAsync();
        await runner.StartAsync(Job, Sweep(["3", "20"], ["10", "20", "30"]) with { ToleratedShare = 0.5m }, Stop);
        await EndAsync(runner, Job);
        var result = (await runner.GetResultAsync(Job, Stop))!;
        Assert.Equal(BacktestJobState.Succeeded, result.State);
        var failed = result.Points.OfType<PointResult.Failed>().ToArray();
        Assert.Equal([3, 4], failed.Select(point => point.Point));
        Assert.Equal("parameters_invalid", failed[0].Code);
        Assert.Equal("point 3 (fast=20 slow=10): parameter fast was 20 and slow was 10, fast must be less than slow", failed[0].Message);
    }

    [Fact]
    public async Task BR06_more_failures_than_tolerated_fail_the_job_and_keep_its_results()
    {
        var (runner, _) = await OpenWithBarsAsync();
        await runner.StartAsync(Job, Sweep(["3", "20"], ["10", "30"]) with { ToleratedShare = 0.2m }, Stop);
        await EndAsync(runner, Job);
        Assert.Equal(BacktestJobState.FailedPartial, (await runner.GetProgressAsync(Job, Stop))!.State);
        Assert.Equal(3, (await runner.GetResultAsync(Job, Stop))!.Points.OfType<PointResult.Done>().Count());
    }

    [Fact]
    public async Task BR07_a_job_that_cannot_run_tells_why()
    {
        var (runner, _) = await OpenWithBarsAsync();
        await runner.StartAsync(Job, Sweep(["3"], ["10"]) with { Strategy = "ma-crossing" }, Stop);
        await EndAsync(runner, Job);
        var progress = (await runner.GetProgressAsync(Job, Stop))!;
        Assert.Equal(BacktestJobState.Failed, progress.State);
        Assert.StartsWith("BacktestJobError: strategy was 'ma-crossing', must be one of ", progress.Error, StringComparison.Ordinal);
        Assert.Null(await runner.GetResultAsync(Job, Stop));
    }

    [Fact]
    public async Task BR08_a_sweep_that_does_not_hold_is_refused_before_it_starts()
    {
        var (runner, _) = await OpenWithBarsAsync();
        await Assert.ThrowsAsync<BacktestJobException>(async () => await runner.StartAsync(Job, Sweep([], ["10"]), Stop));
        Assert.Null(await runner.GetProgressAsync(Job, Stop));
    }

    [Fact]
    public async Task BR09_a_canceled_job_ends_without_a_result()
    {
        var (runner, _) = await OpenWithBarsAsync();
        await runner.StartAsync(Job, Large, Stop);
        await runner.CancelAsync(Job, Stop);
        await EndAsync(runner, Job);
        Assert.Equal(BacktestJobState.Canceled, (await runner.GetProgressAsync(Job, Stop))!.State);
        Assert.Null(await runner.GetResultAsync(Job, Stop));
    }

    [Fact]
    public async Task BR10_batches_of_any_size_give_one_result()
    {
        var hashes = new List<string>();
        foreach (var size in new[] { 1, 4, 100 })
        {
            var (runner, _) = await OpenWithBarsAsync();
            var job = BacktestJobId.Parse($"bt_size-{size}");
            await runner.StartAsync(job, Sweep(["3", "5"], ["10", "20", "30"]) with { PointsPerBatch = size }, Stop);
            await EndAsync(runner, job);
            hashes.Add((await runner.GetResultAsync(job, Stop))!.ResultHash);
        }
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public async Task BR11_bars_that_are_replaced_after_the_plan_fail_the_job()
    {
        var inner = OpenBlobs();
        var planned = await PutBarsAsync(inner, BarFile());
        BlobHead? found = null;
        var blobs = new HookedBlobStore(inner)
        {
            AfterPut = async key => found = key == BlobKey.Parse($"plans/{Job}.json") ? await PutBarsAsync(inner, BarFile(seed: 12)) : found,
        };
        var runner = await OpenAsync(blobs);
        // Not even a sweep that takes every failure of a point has a result.
        await runner.StartAsync(Job, Sweep(["3"], ["10", "20", "30"]) with { ToleratedShare = 1 }, Stop);
        await EndAsync(runner, Job);
        var progress = (await runner.GetProgressAsync(Job, Stop))!;
        Assert.Equal((BacktestJobState.Failed, $"BacktestJobError: {ReplacedBars(Job, planned, found!)}"), (progress.State, progress.Error));
        Assert.Null(await runner.GetResultAsync(Job, Stop));
        Assert.Empty((await inner.ListAsync("results/", IBlobStore.LimitMax, cursor: null, Stop)).Blobs);
    }

    /// <summary>What is said of bars that are others than the planned ones.</summary>
    protected static string ReplacedBars(BacktestJobId job, BlobHead planned, BlobHead found) =>
        $"job {job}: blob {found.Key} had tag {found.ETag} ({found.SizeBytes} bytes), must have tag {planned.ETag} ({planned.SizeBytes} bytes) as when the job was planned";

    /// <summary>Puts bars where <see cref="Sweep"/> looks for them.</summary>
    protected static async Task<BlobHead> PutBarsAsync(IBlobStore blobs, byte[] file) =>
        ((BlobPutOutcome.Written)await blobs.PutAsync(BlobKey.Parse("bars/generated.csv"), file, BlobCondition.Any, Stop)).Head;

    /// <summary>Bars that every case runs over, as a file; those of another seed are others.</summary>
    protected static byte[] BarFile(ulong seed = 11)
    {
        var bars = Bars(seed);
        var text = new StringBuilder("timestamp,open,high,low,close,volume\n");
        for (var index = 0; index < bars.Count; index++)
        {
            string[] fields = [new UnixNanos(bars.OpenTimes[index]).ToString(), .. new[] { bars.Open, bars.High, bars.Low, bars.Close, bars.Volume }.Select(column => DecimalText.Trimmed(column[index]))];
            text.AppendJoin(',', fields).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A sweep over these averages.</summary>
    protected static BacktestSweep Sweep(string[] fast, string[] slow) => new()
    {
        Strategy = "ma-cross",
        Grid = [new SweepParameter("fast", fast), new SweepParameter("slow", slow)],
        Bars = new SweepBars(BlobKey.Parse("bars/generated.csv"), InstrumentId.Parse("BTC-USDT.SIM"), BarInterval.Parse("1m")),
        PriceIncrement = 0.01m,
        QuantityIncrement = 0.00001m,
        Cash = 100_000,
    };

    /// <summary>A sweep that takes its time.</summary>
    protected static BacktestSweep Large => Sweep([.. Enumerable.Range(2, 9).Select(number => $"{number}")], [.. Enumerable.Range(20, 200).Select(number => $"{number}")]) with { ConcurrencyMax = 1 };

    private async Task<(IBacktestRunner Runner, IBlobStore Blobs)> OpenWithBarsAsync()
    {
        var blobs = OpenBlobs();
        await PutBarsAsync(blobs, BarFile());
        return (await OpenAsync(blobs), blobs);
    }

    private static BarSeries Bars(ulong seed) => GeneratedBars.Make(BarInterval.Parse("1m"), UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)), 600, seed);

    // The kernel's own runs, point by point, without any of the machinery.
    private static string[] DirectHashes(BacktestSweep sweep)
    {
        var plan = BacktestPlan.Of(Job, sweep);
        var bars = Bars(seed: 11).BindTo(new Instrument(sweep.Bars.Instrument, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m)));
        var strategy = StrategyCatalog.Get(sweep.Strategy);
        return
        [
            .. Enumerable.Range(0, plan.Points).Select(point => new BacktestSettings { Strategy = strategy, Parameters = strategy.Read(plan.ParametersOf(point)), Bars = bars, Range = .., Cash = sweep.Cash })
                .Select(settings => Backtest.Run(settings, journal: null, progress: null, Stop).TradeHash),
        ];
    }
}
