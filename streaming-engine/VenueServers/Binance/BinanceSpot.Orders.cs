using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>Orders: placing, changing, canceling.</content>
internal sealed partial class BinanceSpot
{
    public void Place(Utf8JsonWriter json, BinanceRequest request)
    {
        var (ask, kind) = ReadOrder(request);
        request.EndReading();
        request.CheckDeadline(_venue.Now);
        BinanceJson.WritePlaced(json, Taken(_venue.Place(ask)), kind);
    }

    /// <summary>Looks at a new order, and does not place it.</summary>
    public void Test(Utf8JsonWriter json, BinanceRequest request)
    {
        var (ask, _) = ReadOrder(request);
        var tells = request.TextOrNull("computeCommissionRates") == "true";
        request.EndReading();
        if (_venue.Look(ask) is { } refusal)
            throw BinanceError.Of(refusal);
        json.WriteStartObject();
        if (tells)
            WriteCommissions(json, MarketOf(request), "ForOrder", WriteOrderRates);
        json.WriteEndObject();
    }

    public void Cancel(Utf8JsonWriter json, BinanceRequest request)
    {
        var order = OrderOf(request, new BinanceError(-2011, "Unknown order sent."));
        var cancelId = request.TextOrNull("newClientOrderId") ?? NewId();
        var restriction = request.TextOrNull("cancelRestrictions");
        request.EndReading();
        CheckRestriction(order, restriction);
        request.CheckDeadline(_venue.Now);
        if (Cancel(order, cancelId) is { } refusal)
            throw BinanceError.Of(refusal);
        WriteCanceled(json, order);
    }

    public void CancelAll(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        request.EndReading();
        request.CheckDeadline(_venue.Now);
        var open = request.Account.OpenOrders.Values.Where(order => order.Market == market).ToList();
        if (open.Count == 0)
            throw new BinanceError(-2011, "Unknown order sent.");
        var cancelId = NewId();
        json.WriteStartArray();
        foreach (var order in open.Where(order => order.List is null || order == order.List.Orders[0] || !order.List.Orders[0].IsOpen))
        {
            if (!order.IsOpen)
                continue;
            Cancel(order, cancelId);
            WriteCanceled(json, order);
        }
        json.WriteEndArray();
    }

    public void Amend(Utf8JsonWriter json, BinanceRequest request)
    {
        var order = OrderOf(request, new BinanceError(-2038, "Unknown order sent."));
        var quantity = request.Decimal("newQty");
        var (newId, oldId) = (request.TextOrNull("newClientOrderId") ?? NewId(), order.ClientId);
        BinanceForm.CheckClientId(newId);
        request.EndReading();
        request.CheckDeadline(_venue.Now);
        if (quantity > order.Terms.Quantity.Value)
            throw new BinanceError(-2038, "Order amend (quantity increase) is not supported.");
        if (!order.Market.Instrument.IsOnQuantityGrid(quantity))
            throw new BinanceError(-1013, "Filter failure: LOT_SIZE");
        if (request.Account.OrdersOf(newId).Any(other => other.IsOpen && other != order))
            throw new BinanceError(-2038, "Duplicate order sent.");
        // It is told under its new name, and keeps the old one where it is refused.
        order.OtherId = oldId;
        Rename(newId);
        var answer = _venue.Amend(order, order.Market.Instrument.ToQuantity(quantity, GridRounding.Exact), price: null, triggerPrice: null);
        if (answer is LoopbackAnswer.Refused { Refusal: var refusal })
        {
            Rename(oldId);
            throw BinanceError.OfAmendment(refusal);
        }
        json.WriteStartObject();
        json.Milliseconds("transactTime", order.UpdatedTime);
        json.WriteNumber("executionId", ++_ids);
        json.WritePropertyName("amendedOrder");
        BinanceJson.WriteAmended(json, order);
        if (order.List is { } list)
        {
            json.WritePropertyName("listStatus");
            BinanceJson.WriteList(json, list, report: null);
        }
        json.WriteEndObject();

        void Rename(string id) => request.Account.Rename(order, id);
    }

    public void PlacePair(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var (above, below) = (BinanceForm.Read(request, market, "above", NewId), BinanceForm.Read(request, market, "below", NewId));
        var listId = request.TextOrNull("listClientOrderId") ?? NewId();
        var kind = request.TextOrNull("newOrderRespType") ?? "RESULT";
        _ = request.TextOrNull("selfTradePreventionMode");
        request.EndReading();
        request.CheckDeadline(_venue.Now);
        CheckPair(market, above, below);
        var isParted = request.FillsInParts;
        var (list, refused) = _venue.PlaceList(listId, [above with { FillsInParts = isParted }, below with { FillsInParts = isParted }]);
        if (refused is not null)
            throw BinanceError.Of(refused.Refusal);
        BinanceJson.WriteList(json, list!, order => BinanceJson.WritePlaced(json, order, kind));
    }

    public void CancelList(Utf8JsonWriter json, BinanceRequest request)
    {
        var list = ListOf(request) ?? throw new BinanceError(-2011, "Unknown order list sent.");
        var cancelId = request.TextOrNull("newClientOrderId") ?? NewId();
        _ = request.TextOrNull("symbol");
        request.EndReading();
        request.CheckDeadline(_venue.Now);
        if (list.Orders.FirstOrDefault(static order => order.IsOpen) is not { } open)
            throw new BinanceError(-2011, "Unknown order list sent.");
        Cancel(open, cancelId);
        BinanceJson.WriteList(json, list, order => BinanceJson.WriteCanceled(json, order));
    }

    public static void WriteList(Utf8JsonWriter json, BinanceRequest request)
    {
        var list = ListOf(request) ?? throw new BinanceError(-2018, "Order list does not exist.");
        request.EndReading();
        BinanceJson.WriteList(json, list, report: null);
    }

    public static void WriteOpenLists(Utf8JsonWriter json, BinanceRequest request)
    {
        request.EndReading();
        json.WriteStartArray();
        foreach (var list in request.Account.OpenOrders.Values.Select(static order => order.List).OfType<LoopbackList>().Distinct())
            BinanceJson.WriteList(json, list, report: null);
        json.WriteEndArray();
    }

    private static void WriteCanceled(Utf8JsonWriter json, LoopbackOrder order)
    {
        if (order.List is { } list)
            BinanceJson.WriteList(json, list, one => BinanceJson.WriteCanceled(json, one));
        else
            BinanceJson.WriteCanceled(json, order);
    }

    // All of a list go with one of them, and are told under the same name of the request.
    private LoopbackRefusal? Cancel(LoopbackOrder order, string cancelId)
    {
        foreach (var one in (order.List?.Orders ?? [order]).Where(static one => one.IsOpen))
            one.OtherId = cancelId;
        return _venue.Cancel(order);
    }

    private (LoopbackAsk Ask, string Kind) ReadOrder(BinanceRequest request)
    {
        var ask = BinanceForm.Read(request, MarketOf(request), prefix: "", NewId);
        var kind = request.TextOrNull("newOrderRespType") ?? (((BinanceForm)ask.Label!).Type is "MARKET" or "LIMIT" ? "FULL" : "ACK");
        _ = request.TextOrNull("selfTradePreventionMode");
        return kind is "ACK" or "RESULT" or "FULL" ? (ask with { FillsInParts = request.FillsInParts }, kind) : throw BinanceError.Missing("newOrderRespType");
    }

    private static LoopbackOrder Taken(LoopbackAnswer answer) => answer switch
    {
        LoopbackAnswer.Taken taken => taken.Order,
        LoopbackAnswer.Refused { Refusal: var refusal } => throw BinanceError.Of(refusal),
        _ => throw new InvariantException("an answer was neither taken nor refused"),
    };

    // Of a client order id that several had, the open one, else the last.
    private LoopbackOrder OrderOf(BinanceRequest request, BinanceError unknown)
    {
        var market = MarketOf(request);
        var (number, id) = (request.NumberOrNull("orderId"), request.TextOrNull("origClientOrderId"));
        if (number is null && id is null)
            throw new BinanceError(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
        var account = request.Account;
        var order = number is { } wanted
            ? account.FindOrder(wanted)
            : account.OrdersOf(id!).LastOrDefault(static one => one.IsOpen) ?? (account.OrdersOf(id!) is [.., var last] ? last : null);
        return order?.Market == market && (id is null || order.ClientId == id) ? order : throw unknown;
    }

    private static LoopbackList? ListOf(BinanceRequest request)
    {
        var (number, id) = (request.NumberOrNull("orderListId"), request.TextOrNull("listClientOrderId") ?? request.TextOrNull("origClientOrderId"));
        return request.Account.Orders.Select(static order => order.List)
            .OfType<LoopbackList>()
            .LastOrDefault(list => number is { } wanted ? list.Number == wanted : list.ClientId == id);
    }

    private static void CheckRestriction(LoopbackOrder order, string? restriction)
    {
        var isAllowed = restriction switch
        {
            null => true,
            "ONLY_NEW" => order.Filled == 0,
            "ONLY_PARTIALLY_FILLED" => order.Filled > 0,
            _ => throw new BinanceError(-1145, "Invalid cancelRestrictions"),
        };
        if (!isAllowed && order.IsOpen)
            throw new BinanceError(-2011, "Order was not canceled due to cancel restrictions.");
    }

    private static void CheckPair(LoopbackMarket market, LoopbackAsk above, LoopbackAsk below)
    {
        if (above.Terms.Type == OrderType.Limit && below.Terms.Type == OrderType.Limit)
            throw new BinanceError(-1168, "At least one OCO order must be contingent.");
        var (high, low) = (FirstPriceOf(above), FirstPriceOf(below));
        if (high <= market.LastPrice || low >= market.LastPrice)
            throw new BinanceError(-2010, "The relationship of the prices for the orders is not correct.");
    }

    private static decimal FirstPriceOf(LoopbackAsk ask) => (ask.Terms.TriggerPrice ?? ask.Terms.Price)!.Value.Value;
}
