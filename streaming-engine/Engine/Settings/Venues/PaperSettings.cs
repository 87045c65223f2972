using System.Globalization;
using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Trading;
using VeloZ.Venues;

namespace VeloZ.Engine;

/// <summary>A paper account on a venue's live market: no key is needed, and no order leaves the process.</summary>
internal static class PaperSettings
{
    private const string Mode = "paper";

    // Of the time that a request has to its venue, a frame of the journal may take so much.
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(250);

    /// <summary>What is traded.</summary>
    /// <param name="settings">In force.</param>
    /// <param name="setup">Whose market.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="terms">Fees and latencies are taken of them; grid and limits are the venue's.</param>
    /// <param name="stores">Where the account is kept.</param>
    /// <exception cref="UsageException">Settings do not go together.</exception>
    public static LiveEngineOptions Read(SettingValues settings, VenueSetup setup, InstrumentId instrument, MarketTerms terms, StoreOptions stores)
    {
        if (instrument.Venue != setup.Venue)
            throw new UsageException($"{WhereOf(settings, SettingTable.MarketSymbol)} was {instrument} while {SettingTable.MarketSource.Name} is {setup.Source}, must be a market of {setup.Venue}");
        if (terms.Simulation.AccountKind != AccountKind.Cash)
            throw new UsageException($"--account was margin on the market of {setup.Name}, must be cash: a paper account on a live market is spot");
        if (stores.IsCloud)
            throw new UsageException($"{SettingTable.MarketSource.Name} is {setup.Source} on paper while {SettingTable.Journal.Name}, {SettingTable.Items.Name} or {SettingTable.Blobs.Name} is in AWS, must be in files: the paper venue keeps its books in the data folder");
        if (settings.WholeOrNull(SettingTable.DeadManTimeout) is { } deadMan)
            throw new UsageException($"{WhereOf(settings, SettingTable.DeadManTimeout)} was {deadMan} on paper, must be off: a paper account rests only while the engine runs");
        var execution = new ExecutionOptions();
        CheckLatencies(terms.Simulation, setup, execution.RequestWindow);
        var connect = setup.Read(settings, setup.ModeOf(InstrumentKind.Spot, isPlay: false));
        var options = new PaperVenueOptions
        {
            Balances = [new Money(settings.PositiveOrNull(SettingTable.Cash)!.Value, instrument.Quote)],
            Fees = terms.Fees,
            FeeCurrency = terms.Simulation.FeeCurrency,
            Latency = terms.Simulation.Latency,
            SubmitLatency = terms.Simulation.SubmitLatency,
            AmendLatency = terms.Simulation.AmendLatency,
            CancelLatency = terms.Simulation.CancelLatency,
        };
        return new LiveEngineOptions
        {
            Instrument = instrument,
            Interval = setup.ReadInterval(settings),
            Mode = RunMode.Paper,
            Execution = execution,
            Connect = PaperAccount.Over(
                (clock, mayAct) => connect(new VenueKeys(key: "", secret: "", passphrase: ""), clock, mayAct),
                Path.Combine(settings.DataDirectory, PaperAccount.FolderName),
                settings.Switch(SettingTable.JournalSync),
                options),
        };
    }

    /// <summary>Nothing is traded on a venue's market.</summary>
    /// <exception cref="UsageException">The mode needs one.</exception>
    public static LiveEngineOptions? ReadNone(SettingValues settings, string source) => settings.Text(SettingTable.ExecutionMode) == Mode
        ? throw new UsageException($"{WhereOf(settings, SettingTable.MarketSource)} was {source} while {SettingTable.ExecutionMode.Name} is {Mode}, must be {string.Join(" or ", VenueSetup.All.Select(static setup => setup.Source))}; made-up and recorded bars are traded in mode sim_engine")
        : null;

    // What comes too late is refused there: with more, each order would be, and answers would come after who asked has given up.
    private static void CheckLatencies(SimulationOptions simulation, VenueSetup setup, TimeSpan window)
    {
        var max = window - FrameTime;
        (string Option, TimeSpan? Time)[] latencies =
        [
            ("--latency-ms", simulation.Latency),
            ("--submit-latency-ms", simulation.SubmitLatency),
            ("--amend-latency-ms", simulation.AmendLatency),
            ("--cancel-latency-ms", simulation.CancelLatency),
        ];
        foreach (var (option, time) in latencies)
        {
            if (time > max)
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} was {time.Value.TotalMilliseconds} on the market of {setup.Name}, must be 0 to {max.TotalMilliseconds}: a venue refuses what does not reach it within {window.TotalSeconds} s"));
        }
    }

    private static string WhereOf(SettingValues settings, Setting setting) => settings.Find(setting)?.Where ?? setting.Name;
}
