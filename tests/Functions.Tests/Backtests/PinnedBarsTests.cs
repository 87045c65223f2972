using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using VeloZ.Aws;
using VeloZ.Backtests;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.Storage;

namespace VeloZ.Functions.Tests;

/// <summary>All points of a sweep run over the bars that it was planned with, whatever becomes of their blob.</summary>
public sealed class PinnedBarsTests : IDisposable
{
    private static readonly BacktestJobId Job = BacktestJobId.Parse("bt_pinned");
    private static readonly BacktestJobId Other = BacktestJobId.Parse("bt_other");

    private readonly TemporaryFolder _folder = new();

    private static BlobKey Bars => BlobKey.Parse("bars/generated.csv");

    private static BlobKey ResultKey => BlobKey.Parse($"results/{Job}.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_over_other_bars_fails_for_good_and_with_it_the_job(bool sameWorker)
    {
        var blobs = Open("blobs");
        var planned = await PrepareAsync(blobs, Job);
        using var planner = new SweepWorker(blobs);
        await AskAsync(planner, "plan", Job);
        var found = await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile(seed: 12));
        // Who planned it has the planned bars still, and fails as one without them does: what comes of a job hangs on no worker.
        using var another = new SweepWorker(blobs);
        await IsRefusedAsync(blobs, sameWorker ? planner : another, planned, found);
    }

    [Fact]
    public async Task Bars_of_one_S3_tag_are_pinned_by_it()
    {
        await using var server = await S3Server.StartAsync("eu-central-1", TimeProvider.System, new AwsIdentity("AKIATEST", "secret"));
        server.CreateBucket("veloz-test-data");
        var options = new AwsOptions { Region = "eu-central-1", Endpoint = server.Address, Credentials = new BasicAWSCredentials("AKIATEST", "secret") };
        using var blobs = await S3BlobStore.OpenAsync(options, "veloz-test-data", prefix: "", TimeProvider.System, Stop);
        var planned = await PrepareAsync(blobs, Job);
        await PrepareAsync(blobs, Other);
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, "plan", Job);
        await AskAsync(worker, "plan", Other);
        await AskAsync(worker, "run", Other, batch: 0);
        using var another = new SweepWorker(blobs);
        await AskAsync(another, "run", Other, batch: 1);
        Assert.Equal("succeeded", (string)(await AskAsync(worker, "aggregate", Other))["state"]!);
        var found = await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile(seed: 12));
        await IsRefusedAsync(blobs, worker, planned, found);
    }

    [Fact]
    public async Task Bars_that_were_put_back_are_the_planned_ones()
    {
        var blobs = Open("blobs");
        await PrepareAsync(blobs, Job);
        using var planner = new SweepWorker(blobs);
        await AskAsync(planner, "plan", Job);
        await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile(seed: 12));
        await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile());
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, "run", Job, batch: 0);
        Assert.Equal(await HashesAsync(seed: 11), await HashesAsync(blobs));
    }

    [Fact]
    public async Task Bars_that_were_taken_away_fail_the_batch()
    {
        var blobs = Open("blobs");
        await PrepareAsync(blobs, Job);
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, "plan", Job);
        await blobs.DeleteAsync(Bars, Stop);
        var error = await Assert.ThrowsAsync<BacktestJobError>(() => AskAsync(worker, "run", Job, batch: 0));
        Assert.Equal("there is no blob bars/generated.csv, must be a file of bars", error.Message);
    }

    [Fact]
    public async Task Kept_bars_are_of_the_tag_that_was_opened()
    {
        var inner = Open("blobs");
        var (before, after) = (await PrepareAsync(inner, Job), RunnerSamples.BarFile(seed: 12));
        var blobs = new HookedBlobStore(inner);
        using var worker = new SweepWorker(blobs);
        BlobHead? opened = null;
        // Whoever looked at the tag has seen the bars of before.
        blobs.BeforeOpen = async key => opened = key == Bars ? await RunnerSamples.PutBarsAsync(inner, after) : opened;
        await AskAsync(worker, "plan", Job);
        blobs.BeforeOpen = _ => Task.CompletedTask;
        await RunnerSamples.PutBarsAsync(inner, RunnerSamples.BarFile());
        await IsRefusedAsync(inner, worker, opened!, before);
        await RunnerSamples.PutBarsAsync(inner, after);
        await AskAsync(worker, "run", Job, batch: 0);
        Assert.Equal(await HashesAsync(seed: 12), await HashesAsync(inner));
    }

    [Fact]
    public async Task Kept_bars_of_another_tag_are_not_used()
    {
        var blobs = Open("blobs");
        await PrepareAsync(blobs, Other);
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, "plan", Other);
        await AskAsync(worker, "run", Other, batch: 0);
        await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile(seed: 12));
        await new BacktestJobBlobs(blobs).AddAsync(Job, Sweep, Stop);
        using var planner = new SweepWorker(blobs);
        await AskAsync(planner, "plan", Job);
        await AskAsync(worker, "run", Job, batch: 0);
        Assert.Equal(await HashesAsync(seed: 12), await HashesAsync(blobs));
    }

    [Fact]
    public async Task Of_two_plans_the_first_one_stands()
    {
        var inner = Open("blobs");
        await PrepareAsync(inner, Job);
        using var other = new SweepWorker(inner);
        var blobs = new HookedBlobStore(inner);
        using var worker = new SweepWorker(blobs);
        blobs.BeforePut = async _ =>
        {
            await RunnerSamples.PutBarsAsync(inner, RunnerSamples.BarFile(seed: 12));
            await AskAsync(other, "plan", Job);
        };
        // It has looked at the bars of before, and finds a plan over those of after.
        await AskAsync(worker, "plan", Job);
        blobs.BeforePut = _ => Task.CompletedTask;
        await AskAsync(worker, "run", Job, batch: 0);
        Assert.Equal(await HashesAsync(seed: 12), await HashesAsync(inner));
    }

    [Fact]
    public async Task A_doubled_plan_changes_nothing_though_the_bars_are_others()
    {
        var blobs = Open("blobs");
        await PrepareAsync(blobs, Job);
        using var worker = new SweepWorker(blobs);
        var first = await AskAsync(worker, "plan", Job);
        var kept = await blobs.HeadAsync(BacktestJobBlobs.PlanKey(Job), Stop);
        await RunnerSamples.PutBarsAsync(blobs, Encoding.UTF8.GetBytes("none"));
        Assert.Equal(first.ToJsonString(), (await AskAsync(worker, "plan", Job)).ToJsonString());
        Assert.Equal(kept, await blobs.HeadAsync(BacktestJobBlobs.PlanKey(Job), Stop));
    }

    [Fact]
    public async Task A_plan_that_finds_another_one_gives_that_one()
    {
        var jobs = new BacktestJobBlobs(Open("blobs"));
        var kept = new PinnedBacktestPlan(BacktestPlan.Of(Job, Sweep), new BarsPin("\"kept\"", 7));
        Assert.Same(kept, await jobs.AddPlanAsync(kept, Stop));
        Assert.Equal(kept.Bars, (await jobs.AddPlanAsync(kept with { Bars = new BarsPin("\"late\"", 8) }, Stop)).Bars);
        Assert.Equal(kept.Bars, (await jobs.FindPlanAsync(Job, Stop))!.Bars);
    }

    private static BacktestSweep Sweep => RunnerSamples.Sweep(["3"], ["10", "20"]);

    private static async Task<BlobHead> PrepareAsync(IBlobStore blobs, BacktestJobId job)
    {
        await new BacktestJobBlobs(blobs).AddAsync(job, Sweep, Stop);
        return await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile());
    }

    // As the state machine goes on: the failure is recorded, and the gathering of the points fails by it.
    private static async Task IsRefusedAsync(IBlobStore blobs, SweepWorker worker, BlobHead planned, BlobHead found)
    {
        var message = RunnerSamples.ReplacedBars(Job, planned, found);
        Assert.Equal(message, (await Assert.ThrowsAsync<BacktestJobError>(() => AskAsync(worker, "run", Job, batch: 0))).Message);
        Assert.Null(await new BacktestJobBlobs(blobs).FindBatchAsync(Job, 0, Stop));
        await new BacktestJobBlobs(blobs).AddBatchFailureAsync(Job, 0, new BacktestFailure(nameof(BacktestJobError), message), Stop);
        Assert.Equal(message, (await Assert.ThrowsAsync<BacktestJobError>(() => AskAsync(worker, "aggregate", Job))).Message);
        Assert.Null(await blobs.HeadAsync(ResultKey, Stop));
    }

    private static async Task<string[]> HashesAsync(IBlobStore blobs) =>
        [.. (await new BacktestJobBlobs(blobs).FindBatchAsync(Job, 0, Stop))!.Select(point => ((PointResult.Done)point).StateHash)];

    private static async Task<JsonNode> AskAsync(SweepWorker worker, string op, BacktestJobId job, int? batch = null)
    {
        var request = new JsonObject { ["op"] = op, ["job"] = job.Text };
        if (batch is { } number)
            request["batch"] = number;
        return JsonNode.Parse((await worker.Function.Handler(Encoding.UTF8.GetBytes(request.ToJsonString()), Stop)).Span)!;
    }

    private FileBlobStore Open(string name) => FileBlobStore.Open(_folder.In(name), TimeProvider.System);

    // What the first batch gives over bars that stay as they are.
    private async Task<string[]> HashesAsync(ulong seed)
    {
        var blobs = Open($"seed-{seed}");
        await PrepareAsync(blobs, Job);
        await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile(seed));
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, "plan", Job);
        await AskAsync(worker, "run", Job, batch: 0);
        return await HashesAsync(blobs);
    }
}
