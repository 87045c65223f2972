using System.Diagnostics;
using System.Text.Json.Nodes;
using VeloZ.Backtests;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.Storage;

namespace VeloZ.Functions.Tests;

/// <summary>The state machine as it is deployed, linted and run.</summary>
public sealed class StateMachineTests : IDisposable
{
    private static readonly BacktestJobId Job = BacktestJobId.Parse("bt_machine");

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_linter_finds_nothing()
    {
        await EmulatorPackages.NeedAsync();
        var lint = await LintAsync(Repository.PathOf(LocalStateMachine.Definition));
        Assert.Equal("""{"isValid":true,"errors":[]}""", lint);
    }

    [Theory]
    [InlineData("\"Next\": \"RunBatches\"", "\"Next\": \"RunBatch\"")]
    [InlineData("\"ItemsPath\": \"$.plan.batches\"", "\"ItemsPath\": \"plan.batches\"")]
    [InlineData("\"ToleratedFailurePercentage\": 100", "\"ToleratedFailurePercentage\": 101")]
    [InlineData("\"Mode\": \"DISTRIBUTED\"", "\"Mode\": \"SPREAD\"")]
    public async Task The_linter_finds_what_is_broken(string was, string broken)
    {
        await EmulatorPackages.NeedAsync();
        var text = await File.ReadAllTextAsync(Repository.PathOf(LocalStateMachine.Definition), Stop);
        Assert.Contains(was, text, StringComparison.Ordinal);
        var path = _folder.In("broken.asl.json");
        await File.WriteAllTextAsync(path, text.Replace(was, broken, StringComparison.Ordinal), Stop);
        Assert.False((bool)JsonNode.Parse(await LintAsync(path))!["isValid"]!);
    }

    [Fact]
    public async Task Every_task_has_a_timeout_retries_and_a_catch()
    {
        var definition = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf(LocalStateMachine.Definition), Stop))!;
        var tasks = TasksOf(definition["States"]!.AsObject()).ToArray();
        Assert.Equal(["Aggregate", "MarkFailed", "Plan", "RecordFailure", "RunBatch"], tasks.Select(task => task.Name).Order(StringComparer.Ordinal));
        Assert.All(tasks, task =>
        {
            Assert.InRange((int)task.Body["TimeoutSeconds"]!, 1, 899);
            Assert.Equal("TransientBacktestError", (string)task.Body["Retry"]!.AsArray()[^1]!["ErrorEquals"]![0]!);
            Assert.Equal(2, (int)task.Body["Retry"]!.AsArray()[^1]!["MaxAttempts"]!);
            // What would not hold again is not tried again, by its name or with all others.
            Assert.DoesNotContain(
                task.Body["Retry"]!.AsArray().SelectMany(retry => retry!["ErrorEquals"]!.AsArray()),
                error => (string)error! is "BacktestJobError" or "BacktestCanceledError" or "States.ALL" or "States.TaskFailed");
            Assert.Equal("States.ALL", (string)task.Body["Catch"]!.AsArray()[^1]!["ErrorEquals"]![0]!);
        });
    }

    [Fact]
    public async Task Two_hundred_points_give_what_they_give_in_process_with_one_invocation_each()
    {
        var sweep = Points(200);
        var expected = await InProcessAsync(sweep);
        var blobs = await BlobsAsync("machine");
        var faulty = new FaultyBlobStore(blobs, new Dictionary<string, int>(StringComparer.Ordinal) { [$"results/{Job}/17.json"] = 1, [$"results/{Job}/121.json"] = 1 });
        await using var machine = await LocalStateMachine.StartAsync(faulty, _folder.Path);
        using var runner = machine.Runner(blobs);

        await runner.StartAsync(Job, sweep, Stop);
        await Executions.EndAsync(runner, Job);

        var result = (await runner.GetResultAsync(Job, Stop))!;
        Assert.Equal((BacktestJobState.Succeeded, 200), (result.State, result.Points.Count));
        Assert.Equal(expected.ResultHash, result.ResultHash);
        // The one point whose averages are equal is named, and stands for itself.
        var poisoned = Assert.Single(result.Points.OfType<PointResult.Failed>());
        Assert.Equal(
            (180, "parameters_invalid", "point 180 (fast=20 slow=20): parameter fast was 20 and slow was 20, fast must be less than slow"),
            (poisoned.Point, poisoned.Code, poisoned.Message));
        Assert.Equal(2, faulty.Failed);

        var trace = await machine.TraceAsync(Job);
        var runs = trace.Where(one => one.State == "RunBatch").ToArray();
        Assert.Equal([.. Enumerable.Range(0, 200), 17, 121], runs.OrderBy(one => one.Error is not null).ThenBy(one => one.Batch).Select(one => one.Batch!.Value));
        Assert.Equal([(17, "TransientBacktestError"), (121, "TransientBacktestError")], runs.Where(one => one.Error is not null).Select(one => (one.Batch!.Value, one.Error!)).Order());
        Assert.Equal(["Plan", "Aggregate"], trace.Where(one => one.State != "RunBatch").Select(one => one.State));
    }

    [Fact]
    public async Task A_batch_that_fails_again_and_again_is_recorded_and_the_others_stand()
    {
        var blobs = await BlobsAsync("machine");
        var faulty = new FaultyBlobStore(blobs, new Dictionary<string, int>(StringComparer.Ordinal) { [$"results/{Job}/3.json"] = 100 });
        await using var machine = await LocalStateMachine.StartAsync(faulty, _folder.Path);
        using var runner = machine.Runner(blobs);
        await runner.StartAsync(Job, Points(20) with { ToleratedShare = 0.1m }, Stop);
        await Executions.EndAsync(runner, Job);

        var result = (await runner.GetResultAsync(Job, Stop))!;
        Assert.Equal(BacktestJobState.Succeeded, result.State);
        var failed = result.Points.OfType<PointResult.Failed>().First();
        Assert.Equal([(3, "worker_failed"), (18, "parameters_invalid")], result.Points.OfType<PointResult.Failed>().Select(point => (point.Point, point.Code)));
        Assert.Equal(
            (3, "worker_failed", $"batch 3 failed by TransientBacktestError: put of results/{Job}/3.json: the store did not answer"),
            (failed.Point, failed.Code, failed.Message));
        var trace = await machine.TraceAsync(Job);
        Assert.Equal(3, trace.Count(one => one is { State: "RunBatch", Batch: 3 }));
        Assert.Single(trace, one => one is { State: "RecordFailure", Batch: 3, Error: null });
    }

    [Fact]
    public async Task A_batch_over_replaced_bars_is_not_tried_again()
    {
        var inner = await BlobsAsync("machine");
        var blobs = new HookedBlobStore(inner)
        {
            AfterPut = async key =>
            {
                if (key == BacktestJobBlobs.PlanKey(Job))
                    await RunnerSamples.PutBarsAsync(inner, RunnerSamples.BarFile(seed: 12));
            },
        };
        await using var machine = await LocalStateMachine.StartAsync(blobs, _folder.Path);
        using var runner = machine.Runner(inner);
        await runner.StartAsync(Job, Points(10), Stop);
        await Executions.EndAsync(runner, Job);
        var trace = await machine.TraceAsync(Job);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(batch => (batch, "BacktestJobError")),
            trace.Where(one => one.State == "RunBatch").OrderBy(one => one.Batch).Select(one => (one.Batch!.Value, one.Error!)));
        Assert.Equal(10, trace.Count(one => one is { State: "RecordFailure", Error: null }));
        Assert.Equal(
            [("Plan", null), ("Aggregate", "BacktestJobError"), ("MarkFailed", null)],
            trace.Where(one => one.State is not ("RunBatch" or "RecordFailure")).Select(one => (one.State, one.Error)));
    }

    [Fact]
    public async Task A_stopped_execution_runs_no_more_points()
    {
        var blobs = await BlobsAsync("machine");
        await using var machine = await LocalStateMachine.StartAsync(blobs, _folder.Path);
        using var runner = machine.Runner(blobs);
        await runner.StartAsync(Job, Points(200), Stop);
        await runner.StartAsync(Job, Points(200), Stop);
        await runner.CancelAsync(Job, Stop);
        Assert.Equal(BacktestJobState.Canceled, (await runner.GetProgressAsync(Job, Stop))!.State);
        // What was under way ends; nothing follows it. Once the lanes are empty, the count stands.
        var count = -1;
        while (await CountAsync(machine) is var now && now != count)
        {
            count = now;
            await Task.Delay(TimeSpan.FromMilliseconds(200), Stop);
        }
        Assert.InRange(count, 0, 150);
        Assert.Null(await runner.GetResultAsync(Job, Stop));
    }

    [Fact]
    public async Task A_job_that_is_not_there_fails_the_execution_by_name()
    {
        var blobs = await BlobsAsync("machine");
        await using var machine = await LocalStateMachine.StartAsync(blobs, _folder.Path);
        using var runner = machine.Runner(blobs);
        await runner.StartAsync(Job, Points(20) with { Bars = Points(20).Bars with { Blob = BlobKey.Parse("bars/none.csv") } }, Stop);
        await Executions.EndAsync(runner, Job);
        Assert.Equal(
            new BacktestProgress(BacktestJobState.Failed, Points: null, PointsDone: 0, "BacktestJobError: there is no blob bars/none.csv, must be a file of bars"),
            await runner.GetProgressAsync(Job, Stop));
        Assert.Equal(["Plan", "MarkFailed"], (await machine.TraceAsync(Job)).Select(one => one.State));
    }

    private static async Task<int> CountAsync(LocalStateMachine machine) => (await machine.TraceAsync(Job)).Count(one => one.State == "RunBatch");

    // Ten fast averages by slow ones from 20 on; the last fast one is 20.
    private static BacktestSweep Points(int count)
    {
        string[] fast = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "20"];
        return RunnerSamples.Sweep(fast, [.. Enumerable.Range(20, count / fast.Length).Select(number => $"{number}")]) with { ConcurrencyMax = 8 };
    }

    private static IEnumerable<(string Name, JsonNode Body)> TasksOf(JsonObject states)
    {
        foreach (var (name, body) in states)
        {
            if ((string)body!["Type"]! == "Task")
                yield return (name, body);
            if (body["ItemProcessor"] is not { } processor)
                continue;
            foreach (var task in TasksOf(processor["States"]!.AsObject()))
                yield return task;
        }
    }

    private static async Task<string> LintAsync(string path)
    {
        var start = new ProcessStartInfo("node", [EmulatorPackages.ScriptOf("StepFunctions/lint.cjs"), path]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var node = Process.Start(start)!;
        var output = await node.StandardOutput.ReadToEndAsync(Stop);
        await node.WaitForExitAsync(Stop);
        return output;
    }

    private async Task<BacktestSweepResult> InProcessAsync(BacktestSweep sweep)
    {
        await using var runner = new InProcessBacktestRunner(await BlobsAsync("process"));
        await runner.StartAsync(Job, sweep, Stop);
        await runner.WaitAsync(Job, Stop);
        return (await runner.GetResultAsync(Job, Stop))!;
    }

    private async Task<FileBlobStore> BlobsAsync(string name)
    {
        var blobs = FileBlobStore.Open(_folder.In(name), TimeProvider.System);
        await RunnerSamples.PutBarsAsync(blobs, RunnerSamples.BarFile());
        return blobs;
    }
}
