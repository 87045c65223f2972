using System.Globalization;

namespace VeloZ.VenueServers;

/// <summary>Ids in Bybit's forms: numbers of 19 digits for spot, and for perpetuals those of <c>8-4-4-4-12</c> hexadecimal digits.</summary>
internal static class BybitIds
{
    private const long FirstOrder = 1_300_000_000_000_000_000;
    private const long FirstTrade = 2_100_000_000_000_000_000;
    private const string OrderPrefix = "0b1dc0de-0001-4000-8000-";
    private const string FillPrefix = "0b1dc0de-0002-4000-8000-";
    private const string TradePrefix = "0b1dc0de-0003-4000-8000-";

    public static string OrderOf(LoopbackOrder order) => Of(order.Market, order.Number, FirstOrder, OrderPrefix);

    /// <summary>Of one fill of one order: both sides of a trade have their own.</summary>
    public static string FillOf(LoopbackOrder order, LoopbackFill fill) => Of(order.Market, fill.Cursor, FirstTrade, FillPrefix);

    /// <summary>Of a public print.</summary>
    public static string TradeOf(LoopbackMarket market, LoopbackPrint print) => Of(market, print.Number, FirstTrade, TradePrefix);

    /// <summary>The number of the order of an id; null where it is none.</summary>
    public static long? NumberOf(string id)
    {
        if (id.StartsWith(OrderPrefix, StringComparison.Ordinal))
            return long.TryParse(id.AsSpan(OrderPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > FirstOrder ? number - FirstOrder : null;
    }

    private static string Of(LoopbackMarket market, long number, long first, string prefix) =>
        market.IsPerpetual ? prefix + number.ToString("x12", CultureInfo.InvariantCulture) : (first + number).ToString(CultureInfo.InvariantCulture);
}
