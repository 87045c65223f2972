using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads an account at Binance as a whole: open orders, orders and fills since a time, balances.</summary>
/// <remarks>
/// Fills have no client order id, and a question for a time reaches over a day at most (rest-api.md, "Account trade list"). Orders are listed by when they were made: one made
/// before and ended since is not among them, and is asked for by who misses it.
/// </remarks>
internal sealed class BinanceBooks(BinanceRest rest, VenueClock clock, VenueNotices notices, TimeProvider time)
{
    private const int PageRows = 1_000;
    private const int ListWeight = 20;
    private const int OpenWeight = 6;
    private const int OrderWeight = 4;
    private const int TradesOfOrderWeight = 5;
    private const int PagesMax = 500;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

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
                await ReadFillsAsync(market, from, now, orders, fills, cancellationToken);
            }
            var balances = await AskAsync("/api/v3/account", new BinanceParameters().Add("omitZeroBalances", "true"), ListWeight, Balances, cancellationToken);
            return new VenueBooks([.. orders.Values], [.. fills.OrderBy(static fill => fill.VenueTime)], balances);
        }
        catch (VenueException exception)
        {
            notices.TellUnread(exception);
            return null;
        }
    }

    /// <summary>All fills of an order, oldest first.</summary>
    /// <returns>Null where they could not be had.</returns>
    public async Task<IReadOnlyList<VenueFill>?> ReadFillsAsync(VenueMarket market, VenueOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                "/api/v3/myTrades",
                new BinanceParameters().Add("symbol", market.Symbol).Add("orderId", order.VenueOrderId).Add("limit", PageRows),
                TradesOfOrderWeight,
                json => json.Rows().Select(row => BinanceOrderJson.Fill(row, market.Instrument, order.ClientId)).ToList(),
                cancellationToken);
        }
        catch (VenueException)
        {
            return null;
        }
    }

    private async Task ReadOrdersAsync(VenueMarket market, UnixNanos from, UnixNanos to, Dictionary<string, VenueOrder> orders, CancellationToken cancellationToken)
    {
        await ReadPagesAsync(
            "/api/v3/allOrders",
            market,
            "orderId",
            from,
            to,
            json => Orders(json, market.Instrument),
            static order => (long.Parse(order.VenueOrderId, CultureInfo.InvariantCulture), order.VenueTime),
            order => orders[order.VenueOrderId] = order,
            cancellationToken);
        var open = await AskAsync("/api/v3/openOrders", new BinanceParameters().Add("symbol", market.Symbol), OpenWeight, json => Orders(json, market.Instrument), cancellationToken);
        foreach (var order in open)
            orders[order.VenueOrderId] = order;
    }

    private async Task ReadFillsAsync(VenueMarket market, UnixNanos from, UnixNanos to, Dictionary<string, VenueOrder> orders, List<VenueFill> fills, CancellationToken cancellationToken)
    {
        var found = new List<(string OrderId, JsonElement Row)>();
        await ReadPagesAsync(
            "/api/v3/myTrades",
            market,
            "fromId",
            from,
            to,
            static json => json.Rows().Select(static row => (OrderId: row.Id("orderId"), Row: row.Clone())).ToList(),
            static fill => (fill.Row.Whole("id"), fill.Row.Milliseconds("time")),
            found.Add,
            cancellationToken);
        foreach (var (orderId, row) in found)
        {
            if (!orders.TryGetValue(orderId, out var order))
                orders.Add(orderId, order = await ReadOrderAsync(market, orderId, cancellationToken));
            if (IsOurs(order.ClientId))
                fills.Add(BinanceOrderJson.Fill(row, market.Instrument, order.ClientId));
        }
    }

    // One of somebody else may be of a kind or a grid that we do not know: it is none of our books, and no reason not to read them.
    private static List<VenueOrder> Orders(JsonElement json, Instrument instrument)
    {
        var orders = new List<VenueOrder>();
        foreach (var row in json.Rows())
        {
            try
            {
                orders.Add(BinanceOrderJson.Order(row, instrument));
            }
            catch (Exception exception) when (exception is UnreadableException or OffGridException or OverflowException && !IsOurs(row.Text("clientOrderId")))
            {
                orders.Add(Foreign(row, instrument));
            }
        }
        return orders;
    }

    private static VenueOrder Foreign(JsonElement row, Instrument instrument)
    {
        var terms = new OrderTerms { Instrument = instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = default };
        var status = row.Text("status") is "NEW" or "PARTIALLY_FILLED" or "PENDING_NEW" ? VenueOrderStatus.Open : VenueOrderStatus.Canceled;
        return new VenueOrder(row.Text("clientOrderId"), row.Id("orderId"), terms, status, default, row.Milliseconds("updateTime"));
    }

    private static bool IsOurs(string clientId) => ClientOrderId.TryParse(clientId, out _);

    private Task<VenueOrder> ReadOrderAsync(VenueMarket market, string orderId, CancellationToken cancellationToken) => AskAsync(
        "/api/v3/order",
        new BinanceParameters().Add("symbol", market.Symbol).Add("orderId", orderId),
        OrderWeight,
        json => IsOurs(json.Text("clientOrderId")) ? BinanceOrderJson.Order(json, market.Instrument) : Foreign(json, market.Instrument),
        cancellationToken);

    // A time reaches over a day at most, and gives so many rows; from the last of them on it goes by number.
    private async Task ReadPagesAsync<T>(
        string path,
        VenueMarket market,
        string cursor,
        UnixNanos from,
        UnixNanos to,
        Func<JsonElement, List<T>> read,
        Func<T, (long Number, UnixNanos Time)> place,
        Action<T> take,
        CancellationToken cancellationToken)
    {
        var (start, last, pages) = (from, -1L, 0);
        while (start <= to)
        {
            var end = start + Day - TimeSpan.FromMilliseconds(1);
            var parameters = new BinanceParameters().Add("symbol", market.Symbol).Add("startTime", start.Milliseconds).Add("endTime", end.Milliseconds).Add("limit", PageRows);
            var rows = await AskAsync(path, parameters, ListWeight, read, cancellationToken);
            Take(rows);
            while (rows.Count == PageRows)
            {
                if (++pages == PagesMax)
                    throw new VenueException(VenueErrorKind.Refused, $"{path} had more than {PagesMax * PageRows} rows");
                rows = await AskAsync(path, new BinanceParameters().Add("symbol", market.Symbol).Add(cursor, last + 1).Add("limit", PageRows), ListWeight, read, cancellationToken);
                Take(rows);
            }
            start += Day;
        }

        void Take(List<T> rows)
        {
            foreach (var row in rows)
            {
                var number = place(row).Number;
                if (number <= last)
                    continue;
                last = number;
                take(row);
            }
        }
    }

    private async Task<T> AskAsync<T>(string path, BinanceParameters parameters, int weight, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        VenueReplies.Read($"{path} of Binance", await PatientQuestion.AskAsync(() => rest.AskSignedAsync(path, parameters, weight, cancellationToken), time, cancellationToken), read);

    private static List<Money> Balances(JsonElement json)
    {
        var balances = new List<Money>();
        foreach (var row in json.Get("balances").Rows())
        {
            // Some of its assets have names that no market has.
            if (Currency.TryParse(row.Text("asset"), out var currency) && row.Decimal("free") + row.Decimal("locked") is > 0 and var whole)
                balances.Add(new Money(whole, currency));
        }
        return balances;
    }
}
