using VeloZ.Domain;

namespace VeloZ.Hosting;

/// <summary>Reads what a user types for a market: a whole instrument id, or a venue's symbol.</summary>
public static class SymbolText
{
    private static readonly string[] Quotes =
        ["FDUSD", "USDT", "USDC", "TUSD", "BUSD", "USD", "EUR", "GBP", "TRY", "BRL", "JPY", "DAI", "BTC", "ETH", "BNB"];

    /// <summary>The market meant.</summary>
    /// <param name="text">As typed; lower case is taken.</param>
    /// <param name="where">Names it in messages: <c>--symbol</c>.</param>
    /// <param name="venue">Whose a mere symbol is.</param>
    /// <param name="kind">What market of the venue a mere symbol is: <c>BTCUSDT</c> is the name of two.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static InstrumentId Read(string text, string where, string venue = "SIM", InstrumentKind kind = InstrumentKind.Spot)
    {
        var upper = text.ToUpperInvariant();
        var isWhole = upper.Contains('.', StringComparison.Ordinal);
        var suffix = kind == InstrumentKind.Perpetual ? "-PERP" : "";
        if (InstrumentId.TryParse(isWhole ? upper : $"{upper.Replace('/', '-')}.{venue}", out var id))
            return isWhole || suffix.Length == 0 || id.Kind == kind ? id : InstrumentId.Parse($"{id.Base}-{id.Quote}{suffix}.{venue}");
        var quote = Array.Find(Quotes, one => upper.Length > one.Length && upper.EndsWith(one, StringComparison.Ordinal));
        if (quote is not null && InstrumentId.TryParse($"{upper[..^quote.Length]}-{quote}{suffix}.{venue}", out id))
            return id;
        throw new UsageException($"{where} was '{text}', must be an instrument such as BTC-USDT.BINANCE, or a symbol such as BTCUSDT or BTC-USD");
    }
}
