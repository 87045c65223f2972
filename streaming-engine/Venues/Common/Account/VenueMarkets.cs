using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The markets of an account at a venue, by their ids and by the venue's symbols.</summary>
internal sealed class VenueMarkets(IReadOnlyList<VenueMarket> markets)
{
    private readonly Dictionary<InstrumentId, VenueMarket> _byId = markets.ToDictionary(static market => market.Instrument.Id);
    private readonly Dictionary<string, VenueMarket> _bySymbol = markets.ToDictionary(static market => market.Symbol, StringComparer.Ordinal);

    /// <summary>The market of that id.</summary>
    /// <exception cref="InvariantException">It is not among them.</exception>
    public VenueMarket Of(InstrumentId id) => _byId.GetValueOrDefault(id) ?? throw new InvariantException($"{id} was to be traded, must be one of {string.Join(' ', _byId.Keys)}");

    /// <summary>The market of that symbol; null where it is not among them.</summary>
    public VenueMarket? Find(string symbol) => _bySymbol.GetValueOrDefault(symbol);
}
