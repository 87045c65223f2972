using System.Text.Json.Nodes;
using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using VeloZ.Aws;
using VeloZ.Backtests;
using VeloZ.Domain;
using VeloZ.Emulators;

namespace VeloZ.Functions.Tests;

/// <summary>The deployed state machine's definition, run by the local interpreter against the worker's own host.</summary>
internal sealed class LocalStateMachine : IAsyncDisposable
{
    public const string Definition = "functions/Backtests/state-machine/backtest.asl.json";

    private const string Name = "veloz-test-backtest";

    private readonly SweepWorker _worker;
    private readonly WebApplication _host;
    private readonly EmulatorProcess _process;
    private readonly HttpClient _client;

    private LocalStateMachine(SweepWorker worker, WebApplication host, EmulatorProcess process, HttpClient client) => (_worker, _host, _process, _client) = (worker, host, process, client);

    public static string Arn => $"arn:aws:states:us-east-1:000000000000:stateMachine:{Name}";

    /// <summary>Where it is asked, and by whom.</summary>
    public AwsOptions Options => new() { Region = "us-east-1", Endpoint = _client.BaseAddress, Credentials = new BasicAWSCredentials("test", "test") };

    public static async Task<LocalStateMachine> StartAsync(IBlobStore blobs, string dataDirectory)
    {
        await EmulatorPackages.NeedAsync();
        var worker = new SweepWorker(blobs);
        var host = BacktestsProgram.Build(FunctionHosts.Settings(dataDirectory), worker);
        var address = await FunctionHosts.StartAsync(host);
        var port = EmulatorProcess.FreePort();
        var process = await EmulatorProcess.StartAsync(
            EmulatorPackages.Folder,
            port,
            new Dictionary<string, string>(StringComparer.Ordinal),
            "node",
            "--require",
            EmulatorPackages.ScriptOf("StepFunctions/promise.cjs"),
            EmulatorPackages.ScriptOf("StepFunctions/server.cjs"),
            $"{port}",
            Name,
            Repository.PathOf(Definition),
            address.ToString());
        return new LocalStateMachine(worker, host, process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") });
    }

    public StepFunctionsBacktestRunner Runner(IBlobStore blobs) => new(Options, Arn, blobs);

    /// <summary>The invocations of a job so far, in their order: state, what was asked, and the error's name.</summary>
    public async Task<IReadOnlyList<Invocation>> TraceAsync(BacktestJobId job)
    {
        var trace = JsonNode.Parse(await _client.GetStringAsync(new Uri($"trace/{job}", UriKind.Relative), TestContext.Current.CancellationToken))!.AsArray();
        return [.. trace.Select(one => new Invocation((string)one!["state"]!, (int?)one["payload"]!["batch"], (string?)one["error"]))];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        await _host.DisposeAsync();
        _worker.Dispose();
    }

    /// <summary>One call of the worker.</summary>
    public sealed record Invocation(string State, int? Batch, string? Error);
}

/// <summary>Waits for ends of executions, which tell nobody: they are asked.</summary>
internal static class Executions
{
    public static async Task EndAsync(IBacktestRunner runner, BacktestJobId job)
    {
        while ((await runner.GetProgressAsync(job, TestContext.Current.CancellationToken))!.State == BacktestJobState.Running)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
    }
}
