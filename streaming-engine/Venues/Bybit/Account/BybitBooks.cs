using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads an account at Bybit as a whole: open orders, orders and fills since a time, balances.</summary>
/// <remarks>
/// Open orders are asked for first and what has ended after them, so that none falls in between. The last 500 that ended are told at once; history lags, reaches over seven days
/// a question, and lists by when orders were made (https://bybit-exchange.github.io/docs/v5/order/order-list): one made before and ended long since is asked for by who misses it.
/// </remarks>
internal sealed class BybitBooks(BybitRest rest, VenueClock clock, VenueNotices notices, TimeProvider time)
{
    private const int OrderRows = 50;
    private const int FillRows = 100;
    private const int PagesMax = 1_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan FillsKept = TimeSpan.FromDays(730);

    /// <summary>Finds an order in an answer, and when it was made; null where it has none.</summary>
    public static (VenueOrder Order, UnixNanos Created)? Find(JsonElement json, ClientOrderId id, VenueMarket market)
    {
        foreach (var row in json.Get("result").Get("list").Rows())
        {
            if (row.Text("orderLinkId") == id.Text && row.Text("symbol") == market.Symbol)
                return (BybitOrderJson.Order(row, market.Instrument), row.Milliseconds("createdTime"));
        }
        return null;
    }

    /// <summary>Reads it.</summary>
    /// <param name="wanted">Markets.</param>
    /// <param name="since">By our clock; from the beginning of time on for the last day.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where a part could not be had.</returns>
    public async Task<VenueBooks?> ReadAsync(IReadOnlyList<VenueMarket> wanted, UnixNanos since, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var from = since.Value == 0 ? now - Day : clock.ToVenue(since);
        var orders = new Dictionary<string, VenueOrder>(StringComparer.Ordinal);
        var fills = new List<VenueFill>();
        try
        {
            foreach (var market in wanted)
            {
                await ReadOrdersAsync(market, from, now, orders, cancellationToken);
                await ReadFillsAsync(market, from, now, fills, cancellationToken);
            }
            var balances = await AskAsync(BybitCall.Wallet, new BybitQuery().Add("accountType", "UNIFIED"), Balances, cancellationToken);
            return new VenueBooks([.. orders.Values], [.. fills.OrderBy(static fill => fill.VenueTime)], balances);
        }
        catch (VenueException exception)
        {
            notices.TellUnread(exception);
            return null;
        }
    }

    /// <summary>All fills of an order, oldest first.</summary>
    /// <param name="market">Its market.</param>
    /// <param name="order">The order.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where they could not be had.</returns>
    public async Task<IReadOnlyList<VenueFill>?> ReadFillsAsync(VenueMarket market, VenueOrder order, UnixNanos created, CancellationToken cancellationToken)
    {
        var fills = new Dictionary<string, VenueFill>(StringComparer.Ordinal);
        var now = clock.Now;
        try
        {
            await ReadAsync(static query => query);
            // Without a time it tells those of seven days. They may lag behind their order, which has none before it.
            for (var end = now - Week; end >= created && now - end < FillsKept && fills.Values.Sum(static fill => fill.Quantity.Value) < order.Filled.Value; end -= Week)
            {
                var last = end;
                await ReadAsync(query => query.Add("startTime", (last - Week).Milliseconds).Add("endTime", last.Milliseconds));
            }
        }
        catch (VenueException)
        {
            return null;
        }
        return [.. fills.Values.Reverse()]; // They come newest first.

        Task ReadAsync(Func<BybitQuery, BybitQuery> within) => ReadPagesAsync(
            BybitCall.Fills,
            () => within(BybitQuery.Spot().Add("orderId", order.VenueOrderId)).Add("limit", FillRows),
            row => BybitOrderJson.Fill(row, market.Instrument),
            fill => fills.TryAdd(fill.TradeId, fill),
            cancellationToken);
    }

    private async Task ReadOrdersAsync(VenueMarket market, UnixNanos from, UnixNanos to, Dictionary<string, VenueOrder> orders, CancellationToken cancellationToken)
    {
        await ReadPagesAsync(BybitCall.Orders, () => Orders().Add("openOnly", 0), Read, Keep, cancellationToken);
        await ReadPagesAsync(BybitCall.Orders, () => Orders().Add("openOnly", 1), Read, Keep, cancellationToken);
        for (var start = from; start <= to; start += Week)
        {
            var first = start;
            await ReadPagesAsync(BybitCall.History, () => Orders().Add("startTime", first.Milliseconds), Read, Keep, cancellationToken);
        }

        BybitQuery Orders() => BybitQuery.Spot().Add("symbol", market.Symbol).Add("limit", OrderRows);

        VenueOrder Read(JsonElement row) => OrderOf(row, market.Instrument);

        // What has ended does not open again; what ended before is of no interest.
        void Keep(VenueOrder order)
        {
            var isWanted = orders.TryGetValue(order.VenueOrderId, out var known) ? known.Status == VenueOrderStatus.Open : order.Status == VenueOrderStatus.Open || order.VenueTime >= from;
            if (isWanted)
                orders[order.VenueOrderId] = order;
        }
    }

    private async Task ReadFillsAsync(VenueMarket market, UnixNanos from, UnixNanos to, List<VenueFill> fills, CancellationToken cancellationToken)
    {
        var known = new HashSet<(string OrderId, string TradeId)>(); // Where two weeks meet, one is told twice.
        for (var start = from; start <= to; start += Week)
        {
            var (first, found) = (start, new List<VenueFill>());
            await ReadPagesAsync(
                BybitCall.Fills,
                () => BybitQuery.Spot().Add("symbol", market.Symbol).Add("startTime", first.Milliseconds).Add("execType", "Trade").Add("limit", FillRows),
                row => IsOurs(row.Text("orderLinkId")) ? BybitOrderJson.Fill(row, market.Instrument) : null,
                fill =>
                {
                    if (fill is not null && known.Add((fill.VenueOrderId, fill.TradeId)))
                        found.Add(fill);
                },
                cancellationToken);
            found.Reverse();
            fills.AddRange(found);
        }
    }

    private async Task ReadPagesAsync<T>(BybitCall call, Func<BybitQuery> query, Func<JsonElement, T> read, Action<T> take, CancellationToken cancellationToken)
    {
        var cursor = "";
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var (rows, next) = await AskAsync(call, query().After(cursor), json => (json.Get("list").Rows().Select(read).ToArray(), json.Text("nextPageCursor")), cancellationToken);
            foreach (var row in rows)
                take(row);
            if (rows.Length == 0 || next.Length == 0)
                return;
            cursor = next;
        }
        throw new VenueException(VenueErrorKind.Refused, $"{call.Path} had more than {PagesMax} pages");
    }

    private async Task<T> AskAsync<T>(BybitCall call, BybitQuery query, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var reply = await PatientQuestion.AskAsync(() => rest.AskSignedAsync(call, query, cancellationToken), time, cancellationToken);
        return VenueReplies.Read($"{call.Path} of Bybit", reply, json => read(json.Get("result")));
    }

    // One of somebody else may be of a kind or a grid that we do not know: it is none of our books, and no reason not to read them.
    private static VenueOrder OrderOf(JsonElement row, Instrument instrument)
    {
        try
        {
            return BybitOrderJson.Order(row, instrument);
        }
        catch (Exception exception) when (exception is UnreadableException or OffGridException or OverflowException && !IsOurs(row.Text("orderLinkId")))
        {
            var terms = new OrderTerms { Instrument = instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = default };
            var status = row.Text("orderStatus") is "New" or "PartiallyFilled" or "Untriggered" ? VenueOrderStatus.Open : VenueOrderStatus.Canceled;
            return new VenueOrder(row.Text("orderLinkId"), row.Id("orderId"), terms, status, default, row.Milliseconds("updatedTime"));
        }
    }

    private static bool IsOurs(string clientId) => ClientOrderId.TryParse(clientId, out _);

    private static List<Money> Balances(JsonElement json)
    {
        var balances = new List<Money>();
        foreach (var account in json.Get("list").Rows())
        {
            foreach (var row in account.Get("coin").Rows())
            {
                // What was borrowed is in it, and is not ours. Some of its coins have names that no market has.
                var whole = row.Decimal("walletBalance") - BorrowedOf(row);
                if (whole != 0 && Currency.TryParse(row.Text("coin"), out var currency))
                    balances.Add(new Money(whole, currency));
            }
        }
        return balances;
    }

    private static decimal BorrowedOf(JsonElement row) =>
        row.Find("spotBorrow") is not { } borrowed || (borrowed.ValueKind == JsonValueKind.String && borrowed.GetString()!.Length == 0) ? 0 : row.Decimal("spotBorrow");
}
