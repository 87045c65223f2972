using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>How an engine is run as a program.</summary>
public sealed record EngineRunOptions
{
    /// <summary>What it runs.</summary>
    public required EngineOptions Engine { get; init; }

    /// <summary>How it is served.</summary>
    public required EngineServerOptions Server { get; init; }

    /// <summary>Where commands come from; null for no stdio mode. With it, <see cref="Output"/> has lines of JSON and nothing else.</summary>
    public TextReader? Input { get; init; }

    /// <summary>Where events and answers go in stdio mode.</summary>
    public TextWriter Output { get; init; } = TextWriter.Null;

    /// <summary>Told once it trades.</summary>
    public Action<EngineHost, Uri> Started { get; init; } = (_, _) => { };

    /// <summary>Told once it has stopped in order.</summary>
    public Action<EngineHost> Stopped { get; init; } = _ => { };

    /// <summary>Goes on beside it; when it ends, the engine stops. Null for nothing.</summary>
    public Func<EngineHost, CancellationToken, Task>? Beside { get; init; }
}

/// <summary>Runs an engine from start to stop: service, recovery, commands, and a stop in order.</summary>
public static class EngineRun
{
    private static readonly TimeSpan LimitsPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Returns when it was stopped in order: by the token, by QUIT or the end of the commands, or at the end of its feed where it is to stop there.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Stops it in order.</param>
    /// <exception cref="OperationCanceledException">It was to stop before it traded.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="Storage.DataFolderException">The folder cannot be used.</exception>
    /// <exception cref="StoreException">The stored items or blobs cannot be used.</exception>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="JournalHaltException">The journal's frames do not fit together.</exception>
    /// <exception cref="FeedMismatchException">The account runs on another feed.</exception>
    /// <exception cref="StrategySettingException">A strategy cannot be deployed.</exception>
    /// <remarks>What ended the loop while it ran is thrown as it is; the log has it too.</remarks>
    public static async Task RunAsync(EngineRunOptions options, TimeProvider time, CancellationToken stop)
    {
        await using var server = await EngineServer.StartAsync(options.Server, time, stop);
        await using var engine = await EngineHost.OpenAsync(options.Engine, time, stop);
        EngineLog.Recovered(server.Log, engine.Place, engine.Recovery.Frames, engine.Recovery.Entries, engine.Recovery.SnapshotKey?.Text ?? "none");
        var incidents = new IncidentLog(engine, server.Log).RunAsync();
        var session = options.Input is null ? null : new StdioSession(engine, options.Input, options.Output, time);
        engine.Begin();
        server.Show(engine);
        await AdoptLimitsAsync(engine, options.Engine.Limits, stop);
        options.Started(engine, server.Address);
        await WaitAsync(options, engine, session, stop);
        await StopAsync(engine, server.Log);
        await incidents;
        if (session is not null)
            await session.EndAsync();
        options.Stopped(engine);
    }

    private static async Task WaitAsync(EngineRunOptions options, EngineHost engine, StdioSession? session, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var asked = Task.Delay(Timeout.InfiniteTimeSpan, ended.Token);
        var ends = new List<Task> { engine.Completion, asked };
        if (session is not null)
            ends.Add(session.RunAsync(ended.Token));
        if (options.Beside is not null)
            ends.Add(options.Beside(engine, ended.Token));
        var first = await Task.WhenAny(ends);
        await ended.CancelAsync();
        if (first != asked && first != engine.Completion && first.IsFaulted)
            await first;
    }

    private static async Task StopAsync(EngineHost engine, ILogger log)
    {
        EngineLog.Stopping(log);
        try
        {
            await engine.StopAsync();
        }
        catch (Exception exception)
        {
            EngineLog.Ended(log, exception);
            throw;
        }
    }

    // An account keeps the limits that it was given last; a setting that was changed since is a change of these.
    private static async Task AdoptLimitsAsync(EngineHost engine, RiskLimits limits, CancellationToken cancellationToken)
    {
        if (engine.LimitsAtStart with { Version = 0 } == limits)
            return;
        try
        {
            // Orders are refused too where it is refused because the journal is away.
            while ((await engine.SendAsync(new KernelCommand.SetLimits(default, limits, "settings"), cancellationToken)).Refusal is { Code: RefusalCode.JournalUnavailable })
                await Task.Delay(LimitsPeriod, TimeProvider.System, cancellationToken);
        }
        catch (EngineStoppedException)
        {
            // It ended already; with what, its completion says.
        }
    }
}
