namespace VeloZ.Storage;

/// <summary>How a venue tells its public trades. Each kind has ids of its own, so the two never mix.</summary>
public enum TradeKind
{
    /// <summary>Each trade by itself.</summary>
    Trades,

    /// <summary>Trades of one taker's order at one price and moment as one.</summary>
    AggregatedTrades,
}

/// <summary>The names of the kinds.</summary>
public static class TradeKinds
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TradeKind> All { get; } = [TradeKind.Trades, TradeKind.AggregatedTrades];

    /// <summary>Its name on the command line and as a folder: <c>trades</c> or <c>agg-trades</c>.</summary>
    public static string Text(this TradeKind kind) => kind == TradeKind.Trades ? "trades" : "agg-trades";

    /// <summary>Its name in a sentence.</summary>
    public static string Words(this TradeKind kind) => kind == TradeKind.Trades ? "trades" : "aggregated trades";
}
