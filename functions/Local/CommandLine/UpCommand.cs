using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using VeloZ.Engine;

namespace VeloZ.Local;

/// <summary><c>veloz up</c>, and <c>veloz</c> alone: a paper engine and its page, until it is interrupted.</summary>
internal static class UpCommand
{
    public static Command Make()
    {
        var options = new UpOptions();
        var command = new Command("up", "Trade a paper account on generated or given bars, and show it on a page. Stop it by Ctrl+C; it goes on where it was.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    public static void AddTo(RootCommand root)
    {
        var options = new UpOptions();
        options.AddTo(root);
        root.SetAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
    }

    private static async Task<int> RunAsync(UpOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The first signal stops in order; the second ends at once, as by default.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        var engineOptions = options.Read(parsed, stop.Token);
        var port = options.Port(parsed);
        EngineServer.Probe(port);
        await using var engine = await EngineHost.StartAsync(engineOptions, TimeProvider.System, stop.Token);
        await using var server = await EngineServer.StartAsync(engine, port, LocalSettings.LogLevel, options.HasPage(parsed), stop.Token);
        Tell(engine, server);
        var soak = options.SoakMinutes(parsed) is { } minutes ? new Soak(TimeSpan.FromMinutes(minutes), engine) : null;
        var holds = await WaitAsync(engine, soak, stop.Token);
        await engine.StopAsync();
        TellEnd(engine);
        return holds ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<bool> WaitAsync(EngineHost engine, Soak? soak, CancellationToken cancellationToken)
    {
        var wait = soak is null ? Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken) : soak.RunAsync(cancellationToken);
        await Task.WhenAny(engine.Completion, wait);
        return soak is null || soak.Holds;
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        if (stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        stop.Cancel();
    }

    private static void Tell(EngineHost engine, EngineServer server)
    {
        var output = Console.Out;
        var view = engine.View;
        output.WriteLine($"Paper account on {engine.Feed.Instrument.Id}, {engine.Feed.Interval} bars of {engine.Feed.Source}. The money is simulated.");
        output.WriteLine(engine.Recovery.Prefix.NextSequence == 0
            ? $"  begun in {engine.DataDirectory}"
            : $"  recovered from {engine.DataDirectory}: {Count(engine.Recovery.Frames)} frames, {Count(engine.Recovery.Entries)} entries{(engine.Recovery.SnapshotKey is { } key ? $" after snapshot {key}" : "")}, {view.OpenOrders.Count} open orders");
        foreach (var strategy in engine.Options.Strategies)
            output.WriteLine($"  strategy {strategy.Definition.Id} as {strategy.Id}");
        output.WriteLine();
        output.WriteLine($"  {server.Address}");
        output.WriteLine();
        output.WriteLine("Ctrl+C stops it; started again, it goes on where it was.");
        output.Flush();
    }

    private static void TellEnd(EngineHost engine)
    {
        Console.Out.WriteLine($"Stopped: {Count(engine.View.OrderCount)} orders and {Count(engine.View.FillCount)} fills since the start, all journaled.");
        foreach (var queue in engine.Queues)
            Console.Out.WriteLine($"  queue {queue.Name}: at most {Count(queue.HighWater)} of {Count(queue.Capacity)}");
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
