using VeloZ.Domain;
using VeloZ.Hosting;

namespace VeloZ.Api;

/// <summary>What the API tells that is in no store.</summary>
public sealed record ApiOptions
{
    /// <summary>Where it runs, for people: <c>dev</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>Instruments of the simulated venue.</summary>
    public required IReadOnlyList<Instrument> Simulated { get; init; }

    /// <summary>What settings say: the market that an engine of this data folder simulates, at the grid and fees it has where nobody sets others.</summary>
    /// <exception cref="SettingException">A setting does not hold.</exception>
    /// <exception cref="UsageException">The market is none.</exception>
    public static ApiOptions Read(SettingValues settings)
    {
        var id = SymbolText.Read(settings.Text(SettingTable.MarketSymbol), SettingTable.MarketSymbol.Name);
        return new ApiOptions
        {
            Environment = settings.Text(SettingTable.Environment),
            Simulated = id.Venue == Venues.Simulated ? [new Instrument(id, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m))] : [],
        };
    }
}
