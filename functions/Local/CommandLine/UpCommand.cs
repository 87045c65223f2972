using System.Collections;
using System.CommandLine;
using System.Globalization;
using VeloZ.Engine;

namespace VeloZ.Local;

/// <summary><c>veloz up</c>, and <c>veloz</c> alone: a paper engine and its page, until it is interrupted.</summary>
internal static class UpCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "up";

    public static Command Make()
    {
        var options = new UpOptions();
        var command = new Command(Name, "Trade a paper account on generated or given bars or a venue's live market, or an account at a venue, and show it on a page. Stop it by Ctrl+C; it goes on where it was.");
        options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(options, parsed));
        return command;
    }

    public static void AddTo(RootCommand root)
    {
        var options = new UpOptions();
        options.AddTo(root);
        root.SetAction((parsed, _) => RunAsync(options, parsed));
    }

    private static async Task<int> RunAsync(UpOptions options, ParseResult parsed)
    {
        using var signals = new StopSignals();
        var settings = options.Settings(parsed);
        var engine = options.Read(parsed, settings, signals.Stop);
        ProcessLimits.Apply(settings);
        var isStdio = options.IsStdio(parsed);
        // In stdio mode standard output is for answers only.
        var output = isStdio ? Console.Error : Console.Out;
        TellNotices(settings);
        Soak? soak = null;
        await EngineRun.RunAsync(
            new EngineRunOptions
            {
                Engine = engine,
                Server = EngineServerSettings.Read(settings, options.HasPage(parsed)),
                Input = isStdio ? Console.In : null,
                Output = Console.Out,
                Started = (host, address) => Tell(output, host, address, isStdio, new AccountNotes(engine, host, settings, options.GivenTerms(parsed), options.StrategiesGivenBy(parsed, settings))),
                Stopped = host => TellEnd(output, host),
                Beside = options.SoakMinutes(parsed) is { } minutes
                    ? (host, stop) => (soak = new Soak(TimeSpan.FromMinutes(minutes), host)).RunAsync(stop)
                    : null,
            },
            TimeProvider.System,
            signals.Stop);
        return soak is null || soak.Holds ? ExitCode.Done : ExitCode.Failed;
    }

    private static void TellNotices(SettingValues settings)
    {
        foreach (var name in SettingValues.Unknown(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key)))
            Console.Error.WriteLine($"veloz: {name} is set, and no setting has that name; 'veloz settings' lists them");
        if (!settings.Switch(SettingTable.JournalSync))
            Console.Error.WriteLine($"veloz: {SettingTable.JournalSync.Name} is false: what is confirmed may be lost with the power");
        if (settings.Find(SettingTable.AuthEnabled) is { } given)
            Console.Error.WriteLine($"veloz: {given.Where} is set; there is no sign-in in this version, so the service listens on 127.0.0.1 only and its HTTP is read-only");
    }

    private static void Tell(TextWriter output, EngineHost engine, Uri address, bool isStdio, AccountNotes notes)
    {
        var view = engine.ViewAtStart;
        var isNew = engine.IsNew;
        output.WriteLine(engine.IsLive && engine.IsPaper
            ? $"Paper account on {engine.Market.Instrument.Id}, {engine.Market.Interval} bars and the book of the live market. The money is simulated."
            : engine.IsLive
            ? $"Account at {engine.Market.Instrument.Id.Venue} on {engine.Market.Instrument.Id}, {engine.Market.Interval} bars. {(engine.HasRealMoney ? "The money is real." : "The money is not real.")}"
            : $"Paper account on {engine.Market.Instrument.Id}, {engine.Market.Interval} bars of {engine.Market.Source}. The money is simulated.");
        output.WriteLine(isNew
            ? $"  begun in {engine.Place}"
            : $"  recovered from {engine.Place}: {Count(engine.Recovery.Frames)} frames, {Count(engine.Recovery.Entries)} entries{(engine.Recovery.SnapshotKey is { } key ? $" after snapshot {key}" : "")}, {view.OpenOrders.Count} open orders");
        foreach (var line in isNew ? notes.OfNew() : notes.OfKnown())
            output.WriteLine($"  {line}");
        output.WriteLine();
        output.WriteLine($"  {address}");
        output.WriteLine();
        output.WriteLine(isStdio ? "QUIT, the end of the input or Ctrl+C stops it; started again, it goes on where it was." : "Ctrl+C stops it; started again, it goes on where it was.");
        output.Flush();
    }

    private static void TellEnd(TextWriter output, EngineHost engine)
    {
        output.WriteLine($"Stopped: {Count(engine.View.OrderCount)} orders and {Count(engine.View.FillCount)} fills since the start, all journaled.");
        foreach (var queue in engine.Queues)
            output.WriteLine($"  queue {queue.Name}: at most {Count(queue.HighWater)} of {Count(queue.Capacity)}");
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
