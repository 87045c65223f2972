using VeloZ.Backtests;
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
        await jobs.PlanAsync(Job, Stop);
        // As the process before left it: a result that no run would give shows that it is not run again.
        await jobs.AddBatchAsync(Job, 1, [new PointResult.Failed(1, [new("fast", "3"), new("slow", "20")], "left_before", "")], Stop);
        await using var runner = new InProcessBacktestRunner(blobs);
        await runner.StartAsync(Job, sweep with { ToleratedShare = sweep.ToleratedShare }, Stop);
        await runner.WaitAsync(Job, Stop);
        Assert.Equal([(1, "left_before")], (await runner.GetResultAsync(Job, Stop))!.Points.OfType<PointResult.Failed>().Select(point => (point.Point, point.Code)));
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
        await blobs.PutAsync(BlobKey.Parse("bars/generated.csv"), RunnerSamples.BarFile(), BlobCondition.Any, Stop);
        return new FaultyBlobStore(blobs, faults);
    }
}
