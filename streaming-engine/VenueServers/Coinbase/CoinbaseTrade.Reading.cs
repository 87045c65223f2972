using System.Globalization;
using System.Text.Json;

namespace VeloZ.VenueServers;

/// <content>Orders and fills of an account, as they are asked for.</content>
internal sealed partial class CoinbaseTrade
{
    private const int OrdersMax = 1_000;
    private const int FillsMax = 1_000;
    private const int FillsWhenNot = 100;

    private static readonly string[] Statuses =
        ["PENDING", "OPEN", "FILLED", "CANCELLED", "EXPIRED", "FAILED", "QUEUED", "CANCEL_QUEUED", "EDIT_QUEUED", "UNKNOWN_ORDER_STATUS"];

    public static void WriteOrder(Utf8JsonWriter json, CoinbaseCall call)
    {
        var order = Find(call.Account, call.Id) ?? throw CoinbaseError.NoOrder;
        json.WriteStartObject();
        json.WritePropertyName("order");
        CoinbaseOrderJson.WriteOrder(json, order);
        json.WriteEndObject();
    }

    /// <summary>Newest first.</summary>
    public void WriteOrders(Utf8JsonWriter json, CoinbaseCall call)
    {
        var query = call.Query;
        var (statuses, ids, products) = (query.All("order_status"), query.All("order_ids"), ProductsOf(query));
        if (statuses.Any(static status => Array.IndexOf(Statuses, status) < 0))
            throw CoinbaseError.Invalid("order_status argument is invalid");
        if (statuses.Contains("OPEN", StringComparer.Ordinal) && statuses.Count > 1)
            throw CoinbaseError.Invalid("Cannot pair OPEN orders with other order types.");
        var (types, limitsInTime, side) = (query.All("order_types"), query.All("time_in_forces"), query.TextOrNull("order_side"));
        var (start, end, isSpot) = (query.Time("start_date"), query.Time("end_date"), query.TextOrNull("product_type") is not "FUTURE");
        var (cursor, limit) = (query.Cursor(), query.Limit(OrdersMax, OrdersMax));
        var found = call.Account.Orders.AsEnumerable().Reverse()
            .Where(order => isSpot && !(order.Number >= cursor) && !(order.CreatedTime < start) && !(order.CreatedTime > end))
            .Where(order => IsAmong(statuses, CoinbaseOrderJson.StatusOf(order)) && IsAmong(ids, CoinbaseIds.OfOrder(order)) && IsAmong(products, order.Market.Symbol))
            .Where(order => IsAmong(types, CoinbaseOrderJson.TypeOf(order)) && IsAmong(limitsInTime, CoinbaseOrderJson.TimeInForceOf(order)))
            .Where(order => side is null || side == CoinbaseJson.SideOf(order.Terms.Side))
            .Take(limit + 1).ToList();
        var hasNext = found.Count > limit;
        json.WriteStartObject();
        json.WriteStartArray("orders");
        foreach (var order in found.Take(limit))
            CoinbaseOrderJson.WriteOrder(json, order);
        json.WriteEndArray();
        json.WriteString("sequence", "0");
        json.WriteBoolean("has_next", hasNext);
        json.WriteString("cursor", hasNext ? Text(found[limit - 1].Number) : "");
        json.WriteEndObject();
    }

    /// <summary>Newest first.</summary>
    public void WriteFills(Utf8JsonWriter json, CoinbaseCall call)
    {
        var query = call.Query;
        var (orders, trades, products) = (OfBoth(query, "order_ids", "order_id"), query.All("trade_ids"), ProductsOf(query));
        var (start, end) = (query.Time("start_sequence_timestamp"), query.Time("end_sequence_timestamp"));
        // As it answered in https://github.com/hummingbot/hummingbot/pull/7220.
        if (orders.Count > 0 && (trades.Count > 0 || products.Count > 0 || start is not null || end is not null))
            throw CoinbaseError.Invalid("cannot pass order_ids with other filters");
        var (cursor, limit) = (query.Cursor(), query.Limit(FillsWhenNot, FillsMax));
        var found = call.Account.Fills.AsEnumerable().Reverse()
            .Where(one => !(one.Fill.Cursor >= cursor) && !(one.Fill.Time < start) && !(one.Fill.Time > end))
            .Where(one => IsAmong(orders, CoinbaseIds.OfOrder(one.Order)) && IsAmong(trades, CoinbaseIds.OfFill(one.Fill)) && IsAmong(products, one.Order.Market.Symbol))
            .Take(limit + 1).ToList();
        json.WriteStartObject();
        json.WriteStartArray("fills");
        foreach (var (order, fill) in found.Take(limit))
            CoinbaseOrderJson.WriteFill(json, order, fill);
        json.WriteEndArray();
        json.WriteString("cursor", found.Count > limit ? Text(found[limit - 1].Fill.Cursor) : "");
        json.WriteEndObject();
    }

    private IReadOnlyList<string> ProductsOf(CoinbaseQuery query)
    {
        var products = OfBoth(query, "product_ids", "product_id");
        return products.All(product => venue.FindMarket(product) is not null) ? products : throw CoinbaseError.NoProduct;
    }

    // The name of one is the older form.
    private static IReadOnlyList<string> OfBoth(CoinbaseQuery query, string names, string name) => [.. query.All(names), .. query.All(name)];

    private static bool IsAmong(IReadOnlyList<string> wanted, string one) => wanted.Count == 0 || wanted.Contains(one, StringComparer.Ordinal);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
