using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Makes what an engine runs from the settings in force.</summary>
public static class EngineSettings
{
    /// <summary>Reads and checks all; a file of bars is read here, so that what is wrong with it is told before anything is opened.</summary>
    /// <param name="settings">In force.</param>
    /// <param name="terms">Of the simulated market.</param>
    /// <param name="strategies">To deploy where they are not yet; null for those of the settings.</param>
    /// <param name="time">The clock: a new account on made-up data begins now.</param>
    /// <param name="progress">Told of the bytes of a file that are read; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SettingException">A setting does not hold.</exception>
    /// <exception cref="UsageException">What a setting names does not hold.</exception>
    /// <exception cref="Storage.DataFormatException">The file of bars does not hold.</exception>
    /// <exception cref="StrategySettingException">A strategy does not hold.</exception>
    public static EngineOptions Read(
        SettingValues settings,
        MarketTerms terms,
        IReadOnlyList<StrategyDeployment>? strategies,
        TimeProvider time,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        settings.CheckAll(SettingUsers.Engines);
        var stores = StoreSettings.Read(settings, Environment.GetEnvironmentVariable);
        var live = VenueSettings.Read(settings, Market(settings), terms, stores);
        return new EngineOptions
        {
            Stores = stores,
            DataDirectory = settings.DataDirectory,
            JournalDirectory = settings.TextOrNull(SettingTable.JournalDirectory),
            JournalFileBytes = (int)settings.Whole(SettingTable.JournalFileBytes),
            JournalFilesMax = (int)settings.Whole(SettingTable.JournalFilesMax),
            SyncsJournal = settings.Switch(SettingTable.JournalSync),
            CheckpointEntries = (int)settings.Whole(SettingTable.CheckpointInterval),
            CheckpointPeriod = TimeSpan.FromSeconds(settings.Whole(SettingTable.CheckpointPeriod)),
            Live = live,
            Feed = live is not null ? null : FeedSettings.Read(settings, stores, Market(settings, terms), terms.Stamp, time, progress, cancellationToken),
            Speed = settings.PositiveOrNull(SettingTable.MarketSpeed),
            Simulation = live is { Instrument.Kind: InstrumentKind.Perpetual } ? terms.Simulation with { AccountKind = AccountKind.Margin } : terms.Simulation,
            Cash = settings.PositiveOrNull(SettingTable.Cash)!.Value,
            Limits = new RiskLimits { OrdersPerSecond = (int?)settings.WholeOrNull(SettingTable.OrderRateLimit), PriceCollar = terms.PriceCollar },
            Strategies = strategies ?? StrategyText.Read(settings.TextOrNull(SettingTable.Strategies) ?? ""),
        };
    }

    /// <summary>The market that the settings in force name.</summary>
    /// <exception cref="SettingException">The setting does not hold.</exception>
    /// <exception cref="UsageException">It names no market, or none that an engine takes.</exception>
    public static InstrumentId Market(SettingValues settings)
    {
        var where = settings.Find(SettingTable.MarketSymbol)?.Where ?? SettingTable.MarketSymbol.Name;
        var kind = VenueSettings.KindOf(settings);
        var id = SymbolText.Read(settings.Text(SettingTable.MarketSymbol), where, VenueSettings.VenueOf(settings), kind);
        if (id.Kind == kind)
            return id;
        throw new UsageException(kind == InstrumentKind.Spot
            ? $"{where} was {id}, must be spot: this version trades perpetuals in backtests and in the perp modes of {SettingTable.ExecutionMode.Name}"
            : $"{where} was {id}, must be a perpetual such as BTC-USDT-PERP.{id.Venue} in mode {settings.Text(SettingTable.ExecutionMode)}");
    }

    private static Instrument Market(SettingValues settings, MarketTerms terms)
    {
        try
        {
            return new Instrument(Market(settings), terms.PriceIncrement, terms.QuantityIncrement, terms.Fees);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--price-increment and --quantity-increment: {exception.Message}");
        }
    }
}
