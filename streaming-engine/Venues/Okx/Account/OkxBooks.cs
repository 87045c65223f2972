using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads an account at OKX as a whole: orders that wait, open ones, those and fills since a time, balances; of swaps positions and funding.</summary>
/// <remarks>
/// Lists are newest first, and go back by number. Orders are listed by when they were made: one made before and ended since is not among them, and is asked for by who misses it. Of
/// orders that were canceled unfilled OKX knows nothing after two hours; of fills it knows three days by one call, three months by another.
/// </remarks>
internal sealed partial class OkxBooks(OkxRest rest, string instrumentType, VenueClock clock, VenueMarkets markets, OkxChildren children, VenueNotices notices, TimeProvider time)
{
    /// <summary>OKX's code for an order that it does not know, or not any more.</summary>
    public const string NoSuchOrder = "51603";

    /// <summary>So long it knows what was canceled unfilled.</summary>
    public static readonly TimeSpan UnfilledKept = TimeSpan.FromHours(2);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan FillsReach = TimeSpan.FromDays(2); // A day less than it says: the reading takes its time.
    private static readonly TimeSpan ArchiveReach = TimeSpan.FromDays(89);

    private readonly OkxPages _pages = new(rest, time);

    /// <summary>Reads it.</summary>
    /// <param name="wanted">Markets.</param>
    /// <param name="since">By our clock; from the beginning of time on for the last day.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where a part could not be had.</returns>
    public async Task<VenueBooks?> ReadAsync(IReadOnlyList<VenueMarket> wanted, UnixNanos since, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var from = since.Value == 0 ? now - Day : clock.ToVenue(since);
        try
        {
            if (now - from > ArchiveReach)
                throw new VenueException(VenueErrorKind.Refused, "OKX tells fills of three months, and older ones were asked for");
            var reading = new OkxReading([.. wanted.Select(static market => market.Symbol)], from);
            // In this order: what goes on from one list to another meanwhile is in the later one.
            await ReadAlgosAsync(reading, cancellationToken);
            await ReadOrdersAsync(reading, "/api/v5/trade/orders-pending", OkxLimits.OrdersPending, static () => new OkxParameters(), cancellationToken);
            await ReadOrdersAsync(
                reading, "/api/v5/trade/orders-history", OkxLimits.OrdersHistory, () => new OkxParameters().Add("begin", from.Milliseconds), cancellationToken);
            await ReadFillsAsync(reading, now, cancellationToken);
            var fundings = IsPerpetual ? await ReadFundingsAsync(reading, now, cancellationToken) : [];
            var positions = IsPerpetual
                ? await _pages.AskAsync("/api/v5/account/positions", new OkxParameters().Add("instType", instrumentType), OkxLimits.Positions, json => Positions(reading, json), cancellationToken)
                : [];
            var balances = await _pages.AskAsync("/api/v5/account/balance", new OkxParameters(), OkxLimits.Balance, Balances, cancellationToken);
            // Of two in a millisecond, which its position takes one after the other, the later is told first, too.
            reading.Fills.Reverse();
            return new VenueBooks(reading.AllOrders, [.. reading.Fills.OrderBy(static fill => fill.VenueTime)], balances) { Positions = positions, Fundings = fundings };
        }
        catch (Exception exception) when (IsTrouble(exception))
        {
            notices.TellUnread(exception);
            return null;
        }
    }

    /// <summary>All fills of an order, oldest first.</summary>
    /// <param name="market">Its market.</param>
    /// <param name="order">The order.</param>
    /// <param name="clientId">What they are told under.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where they could not be had.</returns>
    public async Task<IReadOnlyList<VenueFill>?> ReadFillsAsync(VenueMarket market, VenueOrder order, string clientId, CancellationToken cancellationToken)
    {
        var fills = new List<VenueFill>();
        // What changed within its reach may have begun to fill before it.
        var isRecent = clock.Now - order.VenueTime < FillsReach;
        try
        {
            await ReadFillPagesAsync(isRecent, Parameters, row => fills.Add(OkxOrderJson.Fill(row, market, clientId)), cancellationToken);
            if (isRecent && fills.Sum(static fill => fill.Quantity.Value) < order.Filled.Value)
            {
                fills.Clear();
                await ReadFillPagesAsync(isRecent: false, Parameters, row => fills.Add(OkxOrderJson.Fill(row, market, clientId)), cancellationToken);
            }
        }
        catch (Exception exception) when (IsTrouble(exception))
        {
            return null;
        }
        fills.Reverse();
        return fills;

        OkxParameters Parameters() => new OkxParameters().Add("instId", market.Symbol).Add("ordId", order.VenueOrderId);
    }

    /// <summary>Asks for an order.</summary>
    /// <param name="market">Its market.</param>
    /// <param name="name">Of the id: <c>ordId</c> or <c>clOrdId</c>.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<VenueReply> AskForOrderAsync(VenueMarket market, string name, string id, CancellationToken cancellationToken) =>
        rest.AskSignedAsync("/api/v5/trade/order", new OkxParameters().Add("instId", market.Symbol).Add(name, id), OkxLimits.Order(market.Symbol), cancellationToken);

    /// <summary>Asks for an order with a trigger, by our id.</summary>
    public Task<VenueReply> AskForAlgoAsync(string id, CancellationToken cancellationToken) =>
        rest.AskSignedAsync("/api/v5/trade/order-algo", new OkxParameters().Add("algoClOrdId", id), OkxLimits.Algo, cancellationToken);

    /// <summary>An order with a trigger as what it has become.</summary>
    /// <param name="waited">As it waited.</param>
    /// <param name="children">What its trigger made, one or more.</param>
    public static VenueOrder Merge(VenueOrder waited, IReadOnlyList<VenueOrder> children)
    {
        var last = children.MaxBy(static child => child.VenueTime)!;
        var status = children.Any(static child => child.Status == VenueOrderStatus.Open) ? VenueOrderStatus.Open
            : children.All(static child => child.Status == VenueOrderStatus.Filled) ? VenueOrderStatus.Filled
            : children.First(static child => child.Status != VenueOrderStatus.Filled).Status;
        var filled = children.Aggregate(default(Quantity), static (sum, child) => sum + child.Filled);
        var terms = children.Count > 1 ? waited.Terms : waited.Terms with { Quantity = last.Terms.Quantity, Price = waited.Terms.Price is null ? null : last.Terms.Price };
        return new VenueOrder(waited.ClientId, last.VenueOrderId, terms, status, filled, last.VenueTime);
    }

    private async Task ReadAlgosAsync(OkxReading reading, CancellationToken cancellationToken)
    {
        await ReadAsync("/api/v5/trade/orders-algo-pending", OkxLimits.AlgosPending, state: null, from: null);
        foreach (var state in new[] { "canceled", "order_failed" })
            await ReadAsync("/api/v5/trade/orders-algo-history", OkxLimits.AlgosHistory, state, reading.From);

        Task ReadAsync(string path, string limit, string? state, UnixNanos? from) => _pages.ReadAsync(
            path,
            limit,
            () => state is null ? Algos() : Algos().Add("state", state),
            "algoId",
            row =>
            {
                if (from > row.Milliseconds("cTime"))
                    return false;
                if (MarketOf(reading, row) is { } market && TryRead(row.Text("algoClOrdId"), () => OkxAlgoJson.Order(row, market)) is { } order)
                    reading.Algos[order.VenueOrderId] = order;
                return true;
            },
            cancellationToken);
    }

    private async Task ReadOrdersAsync(OkxReading reading, string path, string limit, Func<OkxParameters> parameters, CancellationToken cancellationToken)
    {
        var triggered = new List<(VenueMarket Market, VenueOrder Order)>();
        await _pages.ReadAsync(
            path,
            limit,
            () => parameters().Add("instType", instrumentType),
            "ordId",
            row =>
            {
                if (MarketOf(reading, row) is not { } market)
                    return true;
                var order = TryRead(OkxOrderJson.ClientIdOf(row), () => OkxOrderJson.Order(row, market)) ?? Foreign(row, market.Instrument);
                reading.Orders[order.VenueOrderId] = order;
                if (row.Text("clOrdId").Length == 0 && IsOurs(order.ClientId) && order.Status == VenueOrderStatus.Open)
                    triggered.Add((market, order));
                return true;
            },
            cancellationToken);
        // One that still works is told with what it waited for, or it would seem to have been changed.
        foreach (var (market, child) in triggered)
        {
            var id = ClientOrderId.Parse(child.ClientId);
            children.Learn(id, child.VenueOrderId);
            var waited = VenueReplies.Read("an order with a trigger of OKX", await PatientQuestion.AskAsync(() => AskForAlgoAsync(child.ClientId, cancellationToken), time, cancellationToken),
                json => OkxAlgoJson.Order(json.Get("data").Rows().Single(), market));
            reading.Orders[child.VenueOrderId] = Merge(waited, [child]);
        }
    }

    private async Task ReadFillsAsync(OkxReading reading, UnixNanos now, CancellationToken cancellationToken)
    {
        var found = new List<(VenueMarket Market, JsonElement Row)>();
        await ReadFillPagesAsync(
            now - reading.From < FillsReach,
            () => new OkxParameters().Add("begin", reading.From.Milliseconds),
            row =>
            {
                if (MarketOf(reading, row) is { } market)
                    found.Add((market, row.Clone()));
            },
            cancellationToken);
        foreach (var (market, row) in found)
        {
            var owner = row.Text("clOrdId") is { Length: > 0 } id ? id : await FindOwnerAsync(reading, market, row.Text("ordId"), cancellationToken);
            if (owner is null)
                LeaveOut(market, row, now);
            else if (IsOurs(owner))
                reading.Fills.Add(OkxOrderJson.Fill(row, market, owner));
        }
    }

    // Of an order without a client order id: that of the trigger that made it, or empty. Null where OKX does not know it.
    private async Task<string?> FindOwnerAsync(OkxReading reading, VenueMarket market, string id, CancellationToken cancellationToken)
    {
        if (reading.Orders.TryGetValue(id, out var known))
            return known.ClientId;
        if (await ReadOrderAsync(market, id, cancellationToken) is not { } order)
            return await FindMakerAsync(reading, id, cancellationToken);
        reading.Orders[id] = order;
        return order.ClientId;
    }

    // One that was made just now may not be seen yet, and be it that a trigger of ours made it.
    private void LeaveOut(VenueMarket market, JsonElement fill, UnixNanos now)
    {
        var what = $"fill {fill.Text("tradeId")} of order {fill.Text("ordId")} at {market.Symbol}, which has no client order id and";
        if (now - fill.Milliseconds("fillTime") <= UnfilledKept)
            throw new VenueException(VenueErrorKind.Passing, $"OKX told {what} is not found yet");
        notices.Tell("fill_unknown", $"told {what} is forgotten there: it is left out, and counts as somebody else's");
    }

    // The client order id of the trigger that made an order; null where none is known to have made it.
    private async Task<string?> FindMakerAsync(OkxReading reading, string order, CancellationToken cancellationToken)
    {
        if (reading.Makers is not { } makers)
        {
            reading.Makers = makers = new Dictionary<string, string>(StringComparer.Ordinal);
            await _pages.ReadAsync(
                "/api/v5/trade/orders-algo-history",
                OkxLimits.AlgosHistory,
                () => Algos().Add("state", "effective"),
                "algoId",
                row =>
                {
                    foreach (var child in OkxAlgoJson.ChildrenOf(row))
                        makers[child] = row.Text("algoClOrdId");
                    return true;
                },
                cancellationToken);
        }
        return makers.GetValueOrDefault(order);
    }

    private Task ReadFillPagesAsync(bool isRecent, Func<OkxParameters> parameters, Action<JsonElement> take, CancellationToken cancellationToken) => _pages.ReadAsync(
        isRecent ? "/api/v5/trade/fills" : "/api/v5/trade/fills-history",
        isRecent ? OkxLimits.Fills : OkxLimits.FillsHistory,
        () => parameters().Add("instType", instrumentType),
        "billId",
        row =>
        {
            take(row);
            return true;
        },
        cancellationToken);

    // Null for one that is forgotten.
    private async Task<VenueOrder?> ReadOrderAsync(VenueMarket market, string id, CancellationToken cancellationToken)
    {
        var reply = await PatientQuestion.AskAsync(() => AskForOrderAsync(market, "ordId", id, cancellationToken), time, cancellationToken);
        if (reply is VenueReply.Refused { Code: NoSuchOrder })
            return null;
        return VenueReplies.Read("an order of OKX", reply, json =>
        {
            var row = json.Get("data").Rows().Single();
            return TryRead(OkxOrderJson.ClientIdOf(row), () => OkxOrderJson.Order(row, market)) ?? Foreign(row, market.Instrument);
        });
    }

    private OkxParameters Algos() => new OkxParameters().Add("instType", instrumentType).Add("ordType", "conditional");

    private VenueMarket? MarketOf(OkxReading reading, JsonElement row) => reading.Symbols.Contains(row.Text("instId")) ? markets.Find(row.Text("instId")) : null;

    // One of somebody else may be of a kind or a grid that we do not know: it is none of our books, and no reason not to read them.
    private static VenueOrder? TryRead(string clientId, Func<VenueOrder> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (IsTrouble(exception) && !IsOurs(clientId))
        {
            return null;
        }
    }

    private static VenueOrder Foreign(JsonElement row, Instrument instrument)
    {
        var terms = new OrderTerms { Instrument = instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = default };
        var status = row.Text("state") is "live" or "partially_filled" ? VenueOrderStatus.Open : VenueOrderStatus.Canceled;
        return new VenueOrder(row.Text("clOrdId"), row.Text("ordId"), terms, status, default, row.Milliseconds("uTime"));
    }

    private static bool IsTrouble(Exception exception) => exception is VenueException or UnreadableException or OffGridException or OverflowException;

    private static bool IsOurs(string clientId) => ClientOrderId.TryParse(clientId, out _);
}
