using System.Text;
using System.Text.Json.Nodes;
using VeloZ.Backtests;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Functions.Tests;

/// <summary>Steps that are done twice, out of order, or for what is not there.</summary>
public sealed class SweepWorkerTests : IDisposable
{
    private static readonly BacktestJobId Job = BacktestJobId.Parse("bt_worker");

    private readonly TemporaryFolder _folder = new();

    private static BlobKey ResultKey => BlobKey.Parse($"results/{Job}.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_doubled_run_neither_fails_nor_changes_the_result()
    {
        var blobs = await PrepareAsync();
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        var run = $$"""{"op":"run","job":"{{Job}}","batch":0}""";
        var both = await Task.WhenAll(AskAsync(worker, run), AskAsync(worker, run));
        var head = await blobs.HeadAsync(BlobKey.Parse($"results/{Job}/0.json"), Stop);
        Assert.Equal(both[0].ToJsonString(), both[1].ToJsonString());
        await AskAsync(worker, run);
        Assert.Equal(head, await blobs.HeadAsync(BlobKey.Parse($"results/{Job}/0.json"), Stop));
    }

    [Fact]
    public async Task A_result_stands_against_a_failure_that_was_told_of_it()
    {
        var blobs = await PrepareAsync();
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        for (var batch = 0; batch < 2; batch++)
            await AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":{{batch}} }""");
        // The answer was lost on its way, so that the state machine believes in a failure.
        await AskAsync(worker, $$"""{"op":"record-failure","job":"{{Job}}","batch":0,"error":{"Error":"States.Timeout","Cause":""} }""");
        Assert.Equal(0, (int)(await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}"""))["failed"]!);
    }

    [Fact]
    public async Task A_batch_that_left_nothing_is_listed()
    {
        var blobs = await PrepareAsync();
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        await AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":0}""");
        Assert.Equal("failed_partial", (string)(await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}"""))["state"]!);
        var result = (await new BacktestJobBlobs(blobs).FindResultAsync(Job, Stop))!;
        Assert.Equal([(1, "result_missing")], result.Points.OfType<PointResult.Failed>().Select(point => (point.Point, point.Code)));
    }

    [Fact]
    public async Task A_doubled_aggregate_tells_what_is_kept_though_a_batch_came_late()
    {
        var blobs = await PrepareAsync();
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        await AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":0}""");
        var first = await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}""");
        await AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":1}""");
        var second = await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}""");
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        await IsKeptAsync(blobs, second, failed: 1);
    }

    [Fact]
    public async Task A_doubled_aggregate_tells_what_is_kept_though_a_failure_came_late()
    {
        var blobs = await PrepareAsync();
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        await AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":0}""");
        var first = await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}""");
        await AskAsync(worker, $$"""{"op":"record-failure","job":"{{Job}}","batch":1,"error":{"Error":"BacktestJobError","Cause":"it did not hold"} }""");
        Assert.Equal(first.ToJsonString(), (await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}""")).ToJsonString());
    }

    [Fact]
    public async Task Two_aggregates_at_a_time_tell_the_one_result_that_is_kept()
    {
        var blobs = await PrepareAsync();
        using var other = new SweepWorker(blobs);
        var hooked = new HookedBlobStore(blobs);
        using var worker = new SweepWorker(hooked);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        await AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":0}""");
        JsonNode? kept = null;
        hooked.BeforePut = async key =>
        {
            if (key != ResultKey)
                return;
            await AskAsync(other, $$"""{"op":"run","job":"{{Job}}","batch":1}""");
            kept = await AskAsync(other, $$"""{"op":"aggregate","job":"{{Job}}"}""");
        };
        var told = await AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}""");
        Assert.Equal(kept!.ToJsonString(), told.ToJsonString());
        await IsKeptAsync(blobs, told, failed: 0);
    }

    [Fact]
    public async Task A_result_that_is_taken_away_in_the_middle_is_tried_again()
    {
        var blobs = await PrepareAsync();
        using var other = new SweepWorker(blobs);
        var hooked = new HookedBlobStore(blobs);
        using var worker = new SweepWorker(hooked);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        hooked.BeforePut = async key =>
        {
            if (key == ResultKey)
                await AskAsync(other, $$"""{"op":"aggregate","job":"{{Job}}"}""");
        };
        hooked.AfterPut = async key =>
        {
            if (key == ResultKey)
                await blobs.DeleteAsync(key, Stop);
        };
        var error = await Assert.ThrowsAsync<TransientBacktestError>(() => AskAsync(worker, $$"""{"op":"aggregate","job":"{{Job}}"}"""));
        Assert.Equal($"blob {ResultKey} was there when it was put and then was not, must stay once it is kept", error.Message);
    }

    [Fact]
    public async Task A_canceled_job_runs_no_more_points()
    {
        var blobs = await PrepareAsync();
        using var worker = new SweepWorker(blobs);
        await AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}""");
        await new BacktestJobBlobs(blobs).CancelAsync(Job, Stop);
        await Assert.ThrowsAsync<BacktestCanceledError>(() => AskAsync(worker, $$"""{"op":"run","job":"{{Job}}","batch":0}"""));
    }

    [Theory]
    [InlineData("""{"op":"run","job":"bt_worker"}""", "op run had no batch, must have one")]
    [InlineData("""{"op":"run","job":"bt_worker","batch":0}""", "there is no plan of job bt_worker, must be planned")]
    [InlineData("""{"op":"aggregate","job":"bt_worker"}""", "there is no plan of job bt_worker, must be planned")]
    [InlineData("""{"op":"mark-failed","job":"bt_worker"}""", "op mark-failed had no error, must have one")]
    public async Task What_cannot_be_done_says_why(string request, string message)
    {
        using var worker = new SweepWorker(await PrepareAsync());
        Assert.Equal(message, (await Assert.ThrowsAsync<BacktestJobError>(() => AskAsync(worker, request))).Message);
    }

    [Theory]
    [InlineData("timestamp,open\n", "column")]
    [InlineData("", "file was empty")]
    public async Task Bars_that_are_none_fail_the_job(string text, string part)
    {
        var blobs = await PrepareAsync();
        await blobs.PutAsync(BlobKey.Parse("bars/generated.csv"), Encoding.UTF8.GetBytes(text), BlobCondition.Any, Stop);
        using var worker = new SweepWorker(blobs);
        var error = await Assert.ThrowsAsync<BacktestJobError>(() => AskAsync(worker, $$"""{"op":"plan","job":"{{Job}}"}"""));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static async Task IsKeptAsync(FileBlobStore blobs, JsonNode told, int failed)
    {
        var kept = (await new BacktestJobBlobs(blobs).FindResultAsync(Job, Stop))!;
        Assert.Equal((kept.ResultHash, failed), ((string)told["result_hash"]!, (int)told["failed"]!));
        Assert.Equal(failed, kept.Points.Count(point => point is PointResult.Failed));
    }

    private static async Task<JsonNode> AskAsync(SweepWorker worker, string request) => JsonNode.Parse((await worker.Function.Handler(Encoding.UTF8.GetBytes(request), Stop)).Span)!;

    private async Task<FileBlobStore> PrepareAsync()
    {
        var blobs = FileBlobStore.Open(_folder.In("blobs"), TimeProvider.System);
        await blobs.PutAsync(BlobKey.Parse("bars/generated.csv"), RunnerSamples.BarFile(), BlobCondition.Any, Stop);
        await new BacktestJobBlobs(blobs).AddAsync(Job, RunnerSamples.Sweep(["3"], ["10", "20"]), Stop);
        return blobs;
    }
}
