using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>Orders: placing, changing, canceling.</content>
internal sealed partial class BybitUnified
{
    private const string RejectedLate = "rejected";
    private const string BelowFilled = "The modified contract quantity cannot be less than";
    private const int SpotBatchMax = 10;
    private const int LinearBatchMax = 20;

    public void Place(Utf8JsonWriter json, BybitRequest request) => WriteIds(json, Place(request, request.Parameters, KindOf(request)));

    public void Amend(Utf8JsonWriter json, BybitRequest request) => WriteIds(json, Amend(request.Account, request.Parameters, KindOf(request)));

    public void Cancel(Utf8JsonWriter json, BybitRequest request) => WriteIds(json, Cancel(request, request.Parameters, KindOf(request)));

    public void PlaceBatch(Utf8JsonWriter json, BybitRequest request) =>
        WriteBatch(json, request, (one, kind) => Place(request, one, kind), order => json.WriteString("createAt", TextOf(order?.CreatedTime)));

    public void AmendBatch(Utf8JsonWriter json, BybitRequest request) => WriteBatch(json, request, (one, kind) => Amend(request.Account, one, kind));

    public void CancelBatch(Utf8JsonWriter json, BybitRequest request) => WriteBatch(json, request, (one, kind) => Cancel(request, one, kind));

    public void CancelAll(Utf8JsonWriter json, BybitRequest request)
    {
        var (parameters, kind) = (request.Parameters, KindOf(request));
        RequireSelection(parameters, kind);
        var markets = SelectMarkets(parameters, kind);
        var filter = parameters.TextOrNull("orderFilter") ?? (kind == InstrumentKind.Spot ? "Order" : "");
        var onlyStops = parameters.TextOrNull("stopOrderType") == "Stop";
        json.WriteStartObject();
        json.WriteStartArray("list");
        foreach (var order in request.Account.OpenOrders.Values.Where(order => markets.Contains(order.Market) && IsOfFilter(order, filter)).ToArray())
        {
            if (!order.IsOpen || (onlyStops && BybitForm.Of(order).StopOrderType != "Stop"))
                continue;
            CancelBy(order, "CancelByUser");
            WriteIds(json, order);
        }
        json.WriteEndArray();
        json.WriteString("success", "1");
        json.WriteEndObject();
    }

    /// <summary>The number of orders that a call counts as.</summary>
    public static int CountOf(BybitRequest request) => Math.Max(1, request.Parameters.ListOrNull("request")?.Count ?? 1);

    private LoopbackOrder Place(BybitRequest request, BybitParameters parameters, InstrumentKind kind)
    {
        var ask = new BybitOrderReader(parameters, request.Account, MarketOf(parameters, kind)).Read() with { FillsInParts = request.FillsInParts };
        if (request.RejectsLate && request.Account.OrdersOf(ask.ClientId).Count == 0)
            return venue.Reject(ask, RejectedLate);
        return venue.Place(ask) switch
        {
            LoopbackAnswer.Taken taken => taken.Order,
            LoopbackAnswer.Refused { Refusal: var refusal } => throw BybitError.Of(refusal, kind),
            _ => throw new InvariantException("an answer was neither taken nor refused"),
        };
    }

    private LoopbackOrder Amend(LoopbackAccount account, BybitParameters parameters, InstrumentKind kind)
    {
        var order = OpenOrderOf(account, parameters, kind);
        var reader = new BybitOrderReader(parameters, account, order.Market);
        var quantity = parameters.PositiveOrNull("qty") is { } size ? reader.OnQuantityGrid(size) : (Quantity?)null;
        var price = parameters.PositiveOrNull("price") is { } limit ? reader.OnPriceGrid(limit) : (Price?)null;
        var trigger = parameters.PositiveOrNull("triggerPrice") is { } value ? reader.OnPriceGrid(value) : (Price?)null;
        if (quantity?.Value <= order.Filled)
            throw BybitError.Of(kind, (170313, $"{BelowFilled} to the filled quantity"), (110064, $"{BelowFilled} or equal to the filled quantity."));
        var isWithout = (price is not null && !order.HasLimit) || (trigger is not null && order.Status != LoopbackOrderStatus.Untriggered);
        if (isWithout || order.Ask.QuoteQuantity is not null)
            throw BybitError.Of(kind, (170312, "The current order does not support modification"), (10001, "params error: the order has no such price"));
        var form = BybitForm.Of(order);
        var before = form.Protection;
        form.Protection = AmendedProtection(order, parameters, reader, price); // Before it may fill.
        if (venue.Amend(order, quantity, price, trigger) is not LoopbackAnswer.Refused { Refusal: var refusal })
            return order;
        if (refusal != LoopbackRefusal.AmendInvalid || form.Protection == before)
        {
            form.Protection = before;
            throw BybitError.Of(refusal, kind);
        }
        reports.Tell(order);
        return order;
    }

    // What is not named stays, 0 takes it away.
    private static BybitProtection? AmendedProtection(LoopbackOrder order, BybitParameters parameters, BybitOrderReader reader, Price? price)
    {
        var before = BybitForm.Of(order).Protection;
        if ((parameters.TextOrNull("takeProfit") ?? parameters.TextOrNull("stopLoss")) is null)
            return before;
        if (order.Market.IsPerpetual && order.Filled > 0)
            throw new BybitError(110059, "Not allowed to modify the TP/SL of a partially filled open order");
        var isFull = order.Market.IsPerpetual && (parameters.TextOrNull("tpslMode") is null ? before?.IsFull ?? true : BybitOrderReader.ReadIsFull(parameters));
        var (profit, loss) = reader.ReadLegs(order.IsBuy, (price ?? order.Terms.Price)?.Value ?? order.Market.LastPrice, isFull);
        profit ??= parameters.TextOrNull("takeProfit") is null ? before?.TakeProfit : null;
        loss ??= parameters.TextOrNull("stopLoss") is null ? before?.StopLoss : null;
        return profit is null && loss is null ? null : new BybitProtection(isFull, profit, loss);
    }

    private LoopbackOrder Cancel(BybitRequest request, BybitParameters parameters, InstrumentKind kind)
    {
        var order = OpenOrderOf(request.Account, parameters, kind);
        if (kind == InstrumentKind.Spot && !IsOfFilter(order, parameters.TextOrNull("orderFilter") ?? "Order"))
            throw BybitError.UnknownOrder(kind);
        if (request.FillsFirst && order.Place is not null)
            FillFirst(order);
        else
            CancelBy(order, "CancelByUser");
        return order;
    }

    // The cancel is acknowledged, the order executes, and both are told: the fill as Filled, the cancel that came too late as Filled once more.
    private void FillFirst(LoopbackOrder order)
    {
        var side = order.Market.SideOf(order.Terms.Side);
        var before = side.Levels.TakeWhile(level => level.Ticks != order.Ticks).Sum(static level => level.Queue.Sum(static other => other.LotsLeft));
        var ahead = side.LevelAt(order.Ticks)!.Queue.TakeWhile(other => other != order).Sum(static other => other.LotsLeft);
        new HouseFlow(venue, order.Market).Take(order.IsBuy ? OrderSide.Sell : OrderSide.Buy, order.Ticks, before + ahead + order.LotsLeft);
        if (order.Status == LoopbackOrderStatus.Filled)
            reports.TellLateCancel(order);
        else
            CancelBy(order, "CancelByUser");
    }

    private void CancelBy(LoopbackOrder order, string cancelType)
    {
        foreach (var one in order.List?.Orders ?? [order])
            BybitForm.Of(one).CancelType = cancelType;
        venue.Cancel(order);
    }

    private LoopbackOrder OpenOrderOf(LoopbackAccount account, BybitParameters parameters, InstrumentKind kind)
    {
        var market = MarketOf(parameters, kind);
        return FindOrder(account, parameters) is { IsOpen: true } order && order.Market == market ? order : throw BybitError.UnknownOrder(kind);
    }

    // By its id, or else by the caller's.
    private static LoopbackOrder? FindOrder(LoopbackAccount account, BybitParameters parameters)
    {
        if (parameters.TextOrNull("orderId") is { } id)
            return BybitIds.NumberOf(id) is { } number && account.FindOrder(number) is { } order && BybitIds.OrderOf(order) == id ? order : null;
        var link = parameters.TextOrNull("orderLinkId") ?? throw BybitError.Parameter("params error: orderId or orderLinkId is required");
        return account.OrdersOf(link) is [.., var last] ? last : null;
    }

    private static bool IsOfFilter(LoopbackOrder order, string filter)
    {
        var form = BybitForm.Of(order);
        return filter switch
        {
            "" => true,
            // Of perpetuals all that waits for a trigger is a stop order.
            "StopOrder" when order.Market.IsPerpetual => form.StopOrderType.Length > 0,
            "Order" or "OpenOrder" when order.Market.IsPerpetual => form.StopOrderType.Length == 0,
            _ => form.Filter == filter,
        };
    }

    private static void WriteBatch(
        Utf8JsonWriter json, BybitRequest request, Func<BybitParameters, InstrumentKind, LoopbackOrder> act, Action<LoopbackOrder?>? writeMore = null)
    {
        var kind = KindOf(request);
        var items = request.Parameters.ListOrNull("request") ?? throw BybitError.Missing("request");
        var most = kind == InstrumentKind.Spot ? SpotBatchMax : LinearBatchMax;
        if (items.Count == 0 || items.Count > most)
            throw BybitError.Parameter($"params error: request must have 1 to {most} orders");
        var outcomes = new List<BybitError?>();
        json.WriteStartObject();
        json.WriteStartArray("list");
        foreach (var item in items)
        {
            var (order, error) = Attempt(request, item, kind, act, outcomes.Count);
            outcomes.Add(error);
            json.WriteStartObject();
            json.WriteString("category", request.Parameters.Text("category"));
            json.WriteString("symbol", item.Peek("symbol"));
            json.WriteString("orderId", order is null ? "" : BybitIds.OrderOf(order));
            json.WriteString("orderLinkId", order?.ClientId ?? item.Peek("orderLinkId"));
            writeMore?.Invoke(order);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        request.Extra = extra => WriteOutcomes(extra, outcomes);
    }

    private static (LoopbackOrder? Order, BybitError? Error) Attempt(
        BybitRequest request, BybitParameters item, InstrumentKind kind, Func<BybitParameters, InstrumentKind, LoopbackOrder> act, int index)
    {
        if (index >= request.Granted)
            return (null, BybitError.TooMany);
        try
        {
            return (act(item, kind), null);
        }
        catch (BybitError error)
        {
            return (null, error);
        }
    }

    private static void WriteOutcomes(Utf8JsonWriter json, List<BybitError?> outcomes)
    {
        json.WriteStartObject();
        json.WriteStartArray("list");
        foreach (var error in outcomes)
        {
            json.WriteStartObject();
            json.WriteNumber("code", error?.Code ?? 0);
            json.WriteString("msg", error?.Message ?? "OK");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteStartObject();
        json.WriteString("orderId", BybitIds.OrderOf(order));
        json.WriteString("orderLinkId", order.ClientId);
        json.WriteEndObject();
    }

    private static string TextOf(UnixNanos? time) => time is { } known ? BybitJson.Text(known) : "";
}
