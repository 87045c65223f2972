using System.Text;
using VeloZ.Backtests;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Functions.Tests;

public sealed class InProcessRunnerTests : IDisposable
{
    private static readonly BacktestJobId Job = BacktestJobId.Parse("bt_process");

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, BacktestJobState.Succeeded)]
    [InlineData(3, BacktestJobState.FailedPartial)]
    public async Task A_store_that_fails_is_tried_twice_more(int faults, BacktestJobState state)
    {
        var blobs = await BlobsAsync(new Dictionary<string, int>(StringComparer.Ordinal) { [$"results/{Job}/1.json"] = faults });
        await using var runner = new InProcessBacktestRunner(blobs);
        await runner.StartAsync(Job, RunnerSamples.Sweep(["3"], ["10", "20", "30"]), Stop);
        await runner.WaitAsync(Job, Stop);
        Assert.Equal(state, (await runner.GetProgressAsync(Job, Stop))!.State);
        Assert.Equal(state == BacktestJobState.Succeeded ? [] : [1], (await runner.GetResultAsync(Job, Stop))!.Points.OfType<PointResult.Failed>().Select(point => point.Point));
    }

    [Fact]
    public async Task A_job_that_was_cut_short_goes_on_where_it_was()
    {
        var blobs = await BlobsAsync([]);
        var sweep = RunnerSamples.Sweep(["3"], ["10", "20", "30"]);
        var jobs = new BacktestJobBlobs(blobs);
        await jobs.AddAsync(Job, sweep, Stop);
        var bars = await blobs.HeadAsync(BlobKey.Parse("bars/generated.csv"), Stop);
        await jobs.AddPlanAsync(new PinnedBacktestPlan(BacktestPlan.Of(Job, sweep), BarsPin.Of(bars!)), Stop);
        // As the process before left it: a result that no run would give shows that it is not run again.
        await jobs.AddBatchAsync(Job, 1, [new PointResult.Failed(1, [new("fast", "3"), new("slow", "20")], "left_before", "")], Stop);
        await using var runner = new InProcessBacktestRunner(blobs);
        await runner.StartAsync(Job, sweep with { ToleratedShare = sweep.ToleratedShare }, Stop);
        await runner.WaitAsync(Job, Stop);
        Assert.Equal([(1, "left_before")], (await runner.GetResultAsync(Job, Stop))!.Points.OfType<PointResult.Failed>().Select(point => (point.Point, point.Code)));
    }

    [Fact]
    public async Task A_batch_over_replaced_bars_is_not_tried_again()
    {
        var inner = await BlobsAsync([]);
        var blobs = new HookedBlobStore(inner);
        var looks = 0;
        blobs.AfterPut = async key =>
        {
            if (key != BacktestJobBlobs.PlanKey(Job))
                return;
            await RunnerSamples.PutBarsAsync(inner, RunnerSamples.BarFile(seed: 12));
            blobs.BeforeHead = blobs.BeforeOpen = seen => Task.FromResult(seen == BlobKey.Parse("bars/generated.csv") ? Interlocked.Increment(ref looks) : 0);
        };
        await using var runner = new InProcessBacktestRunner(blobs);
        await runner.StartAsync(Job, RunnerSamples.Sweep(["3"], ["10", "20", "30"]), Stop);
        await runner.WaitAsync(Job, Stop);
        Assert.Equal(BacktestJobState.Failed, (await runner.GetProgressAsync(Job, Stop))!.State);
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task A_job_that_goes_on_over_other_bars_fails()
    {
        var blobs = await BlobsAsync([]);
        var sweep = RunnerSamples.Sweep(["3"], ["10", "20", "30"]);
        var planned = (await blobs.HeadAsync(BlobKey.Parse("bars/generated.csv"), Stop))!;
        await new BacktestJobBlobs(blobs).AddAsync(Job, sweep, Stop);
        using (var before = new SweepWorker(blobs))
        {
            await before.Function.Handler(Encoding.UTF8.GetBytes($$"""{"op":"plan","job":"{{Job}}"}"""), Stop);
            await before.Function.Handler(Encoding.UTF8.GetBytes($$"""{"op":"run","job":"{{Job}}","batch":0}"""), Stop);
        }
        var found = await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile(seed: 12));
        await using var runner = new InProcessBacktestRunner(blobs);
        await runner.StartAsync(Job, sweep, Stop);
        await runner.WaitAsync(Job, Stop);
        var message = RunnerSamples.ReplacedBars(Job, planned, found);
        Assert.Equal(new BacktestProgress(BacktestJobState.Failed, 3, 3, $"BacktestJobError: {message}"), await runner.GetProgressAsync(Job, Stop));
        Assert.Null(await runner.GetResultAsync(Job, Stop));
    }

    [Fact]
    public async Task Who_ends_the_runner_ends_its_jobs_without_a_result()
    {
        var blobs = await BlobsAsync([]);
        var sweep = RunnerSamples.Sweep([.. Enumerable.Range(2, 9).Select(number => $"{number}")], [.. Enumerable.Range(20, 400).Select(number => $"{number}")]);
        await using (var runner = new InProcessBacktestRunner(blobs, lanes: 1))
            await runner.StartAsync(Job, sweep, Stop);
        var jobs = new BacktestJobBlobs(blobs);
        Assert.Null(await jobs.FindResultAsync(Job, Stop));
        Assert.Null(await jobs.FindFailureAsync(Job, Stop));
        Assert.False(await jobs.IsCanceledAsync(Job, Stop));
    }

    private async Task<IBlobStore> BlobsAsync(Dictionary<string, int> faults)
    {
        var blobs = FileBlobStore.Open(_folder.In("blobs"), TimeProvider.System);
        await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile());
        return new FaultyBlobStore(blobs, faults);
    }
}
