using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Trades on an instrument's grid, piece by piece in memory that is used again: each piece is good until the next is asked for.</summary>
public static class TradePieces
{
    private const int Trades = 16_384;

    /// <summary>Of the store.</summary>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    /// <exception cref="OffGridException">A price is off the grid.</exception>
    public static IEnumerable<BoundTrades> Of(TradeReader reader, Instrument instrument)
    {
        var series = new TradeSeries(Trades);
        while (reader.TryRead(series))
            yield return series.BindTo(instrument);
    }

    /// <summary>Of a file.</summary>
    /// <exception cref="DataFormatException">A row is wrong; it says which, and what was needed.</exception>
    /// <exception cref="OffGridException">A price is off the grid.</exception>
    public static IEnumerable<BoundTrades> Of(TradeFileReader reader, Instrument instrument)
    {
        var series = new TradeSeries(Trades);
        while (reader.TryRead(series, Trades))
            yield return series.BindTo(instrument);
    }
}
