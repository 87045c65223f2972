using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>A market as a decoder knows it.</summary>
/// <param name="Index">Of ours: what is decoded is told under it.</param>
/// <param name="Symbol">The venue's text.</param>
/// <param name="Prices">Its price grid.</param>
/// <param name="Quantities">Its quantity grid.</param>
internal sealed record WireMarket(int Index, string Symbol, WireGrid Prices, WireGrid Quantities)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Symbol);

    public static WireMarket Of(int index, string symbol, Instrument instrument) => Of(index, new VenueMarket(symbol, instrument));

    /// <summary>As the venue counts: of contracts as many as an increment has are one increment.</summary>
    public static WireMarket Of(int index, VenueMarket market) =>
        new(index, market.Symbol, new WireGrid(market.Instrument.PriceIncrement), new WireGrid(market.Instrument.QuantityIncrement / market.ContractSize));
}

/// <summary>Finds a market by the bytes of its symbol, without a text being made.</summary>
internal sealed class WireSymbols(IReadOnlyList<WireMarket> markets)
{
    private readonly WireMarket[] _markets = [.. markets];
    private int _last; // Messages of a market come in rows.

    public bool TryFind(ReadOnlySpan<byte> symbol, out WireMarket market)
    {
        if (_markets.Length > 0 && symbol.SequenceEqual(_markets[_last].Utf8))
        {
            market = _markets[_last];
            return true;
        }
        for (var index = 0; index < _markets.Length; index++)
        {
            if (!symbol.SequenceEqual(_markets[index].Utf8))
                continue;
            _last = index;
            market = _markets[index];
            return true;
        }
        market = null!;
        return false;
    }
}
