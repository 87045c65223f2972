using System.CommandLine;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary>What the store of market data holds.</summary>
internal enum DataKind
{
    Bars,
    Trades,
    AggregatedTrades,
    Funding,
}

/// <summary>The kinds as options have them.</summary>
internal static class DataKinds
{
    public static Option<string?> Option() => OptionText.Make("--kind", "What it is: bars, trades, agg-trades or funding [bars]", "K");

    public static DataKind Read(string? text) => OptionText.Choice(
        "--kind",
        text ?? "bars",
        ("bars", DataKind.Bars),
        ("trades", DataKind.Trades),
        ("agg-trades", DataKind.AggregatedTrades),
        ("funding", DataKind.Funding));

    public static string Text(DataKind kind) => kind switch
    {
        DataKind.Bars => "bars",
        DataKind.Funding => "funding",
        _ => TradesOf(kind).Text(),
    };

    /// <summary>The kind of trades that it is.</summary>
    public static TradeKind TradesOf(DataKind kind) => kind == DataKind.Trades ? TradeKind.Trades : TradeKind.AggregatedTrades;
}
