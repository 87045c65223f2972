using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>Orders, and what an account has.</content>
internal sealed partial class BinanceSpot
{
    private static readonly TimeSpan LookBackMax = TimeSpan.FromHours(24);

    public void Place(Utf8JsonWriter json, BinanceRequest request, bool isTest)
    {
        var market = MarketOf(request);
        var ask = BinanceForm.Read(request, market, prefix: "", NewId);
        var kind = request.TextOrNull("newOrderRespType") ?? (ask.Terms.Type is OrderType.Market or OrderType.Limit ? "FULL" : "ACK");
        _ = (request.TextOrNull("selfTradePreventionMode"), request.TextOrNull("computeCommissionRates"));
        request.EndReading();
        if (kind is not ("ACK" or "RESULT" or "FULL"))
            throw new BinanceError(-1102, "Mandatory parameter 'newOrderRespType' was not sent, was empty/null, or malformed.");
        request.CheckDeadline(_venue.Now);
        if (isTest)
        {
            json.WriteStartObject();
            json.WriteEndObject();
            return;
        }
        BinanceJson.WritePlaced(json, Taken(_venue.Place(ask)), kind);
    }

    public void Cancel(Utf8JsonWriter json, BinanceRequest request)
    {
        var order = OrderOf(request, "orderId", "origClientOrderId", new BinanceError(-2011, "Unknown order sent."));
        var cancelId = request.TextOrNull("newClientOrderId") ?? NewId();
        var restriction = request.TextOrNull("cancelRestrictions");
        request.EndReading();
        CheckRestriction(order, restriction);
        request.CheckDeadline(_venue.Now);
        if (_venue.Cancel(order) is { } refusal)
            throw BinanceError.Of(refusal);
        WriteCanceled(json, order, cancelId);
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
            _venue.Cancel(order);
            WriteCanceled(json, order, cancelId);
        }
        json.WriteEndArray();
    }

    public void Amend(Utf8JsonWriter json, BinanceRequest request)
    {
        var order = OrderOf(request, "orderId", "origClientOrderId", new BinanceError(-2038, "Unknown order sent."));
        var quantity = request.Decimal("newQty");
        _ = request.TextOrNull("newClientOrderId");
        request.EndReading();
        request.CheckDeadline(_venue.Now);
        if (quantity > order.Terms.Quantity.Value)
            throw new BinanceError(-2038, "Order amend (quantity increase) is not supported.");
        if (!order.Market.Instrument.IsOnQuantityGrid(quantity))
            throw new BinanceError(-1013, "Filter failure: LOT_SIZE");
        Taken(_venue.Amend(order, order.Market.Instrument.ToQuantity(quantity, GridRounding.Exact), price: null, triggerPrice: null));
        json.WriteStartObject();
        json.Milliseconds("transactTime", order.UpdatedTime);
        json.WriteNumber("executionId", ++_ids);
        json.WritePropertyName("amendedOrder");
        BinanceJson.WriteOrder(json, order);
        json.WriteEndObject();
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
        var (list, refused) = _venue.PlaceList(listId, [above, below]);
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
        _venue.Cancel(open);
        BinanceJson.WriteList(json, list, order => BinanceJson.WriteCanceled(json, order, cancelId));
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

    public void WriteOrder(Utf8JsonWriter json, BinanceRequest request)
    {
        var order = OrderOf(request, "orderId", "origClientOrderId", new BinanceError(-2013, "Order does not exist."));
        request.EndReading();
        BinanceJson.WriteOrder(json, order);
    }

    public void WriteOpenOrders(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = request.TextOrNull("symbol") is { } symbol ? FindMarket(symbol) : null;
        request.EndReading();
        json.WriteStartArray();
        foreach (var order in request.Account.OpenOrders.Values.Where(order => !order.Market.IsPerpetual && (market is null || order.Market == market)))
            BinanceJson.WriteOrder(json, order);
        json.WriteEndArray();
    }

    public void WriteOrders(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Limit(whenNot: 500, TradesMax);
        var (from, start, end) = (request.NumberOrNull("orderId"), request.TimeOrNull("startTime"), request.TimeOrNull("endTime"));
        request.EndReading();
        CheckLookBack(start, end);
        var orders = request.Account.Orders.Where(order => order.Market == market && !(order.Number < from) && !(order.CreatedTime < start) && !(order.CreatedTime > end));
        json.WriteStartArray();
        foreach (var order in from is not null || start is not null ? orders.Take(limit) : orders.TakeLast(limit))
            BinanceJson.WriteOrder(json, order);
        json.WriteEndArray();
    }

    public void WriteOwnTrades(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Limit(whenNot: 500, TradesMax);
        var (orderId, from) = (request.NumberOrNull("orderId"), request.NumberOrNull("fromId"));
        var (start, end) = (request.TimeOrNull("startTime"), request.TimeOrNull("endTime"));
        request.EndReading();
        CheckLookBack(start, end);
        if (from is not null && (start ?? end) is not null)
            throw new BinanceError(-1128, "Combination of optional parameters invalid.");
        var fills = request.Account.Fills.Where(one => one.Order.Market == market
            && (orderId is null || one.Order.Number == orderId)
            && !(one.Fill.TradeNumber < from)
            && !(one.Fill.Time < start)
            && !(one.Fill.Time > end));
        json.WriteStartArray();
        foreach (var (order, fill) in from is not null || start is not null ? fills.Take(limit) : fills.TakeLast(limit))
            BinanceJson.WriteTrade(json, order, fill);
        json.WriteEndArray();
    }

    public void WriteAccount(Utf8JsonWriter json, BinanceRequest request)
    {
        var omitsZero = request.TextOrNull("omitZeroBalances") == "true";
        request.EndReading();
        var (account, tier) = (request.Account, _venue.Markets[0].Instrument.Fees.Tiers[0]);
        json.WriteStartObject();
        json.WriteNumber("makerCommission", (int)(tier.MakerRate * 10_000));
        json.WriteNumber("takerCommission", (int)(tier.TakerRate * 10_000));
        json.WriteNumber("buyerCommission", 0);
        json.WriteNumber("sellerCommission", 0);
        json.WriteStartObject("commissionRates");
        WriteRates(json, tier);
        json.WriteEndObject();
        foreach (var name in new[] { "canTrade", "canWithdraw", "canDeposit" })
            json.WriteBoolean(name, name == "canTrade");
        foreach (var name in new[] { "brokered", "requireSelfTradePrevention", "preventSor" })
            json.WriteBoolean(name, false);
        json.Milliseconds("updateTime", _venue.Now);
        json.WriteString("accountType", "SPOT");
        json.WriteStartArray("balances");
        foreach (var (currency, balance) in account.Balances.Where(one => !omitsZero || one.Value.Total != 0))
        {
            json.WriteStartObject();
            json.WriteString("asset", currency.Code);
            json.Fixed("free", balance.Free);
            json.Fixed("locked", balance.Held);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("permissions");
        json.WriteStringValue("SPOT");
        json.WriteEndArray();
        json.WriteNumber("uid", 1);
        json.WriteEndObject();
    }

    public void WriteCommission(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        request.EndReading();
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol);
        json.WriteStartObject("standardCommission");
        WriteRates(json, market.Instrument.Fees.Tiers[0]);
        json.WriteEndObject();
        foreach (var name in new[] { "specialCommission", "taxCommission" })
        {
            json.WriteStartObject(name);
            WriteRates(json, new FeeTier(0, 0, 0));
            json.WriteEndObject();
        }
        json.WriteStartObject("discount");
        json.WriteBoolean("enabledForAccount", false);
        json.WriteBoolean("enabledForSymbol", false);
        json.WriteString("discountAsset", "BNB");
        json.Fixed("discount", 0.75m);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void WriteOrderCounts(Utf8JsonWriter json, BinanceRequest request)
    {
        request.EndReading();
        json.WriteStartArray();
        _limits.WriteOrders(json, request.Account.Key);
        json.WriteEndArray();
    }

    private static void WriteRates(Utf8JsonWriter json, FeeTier tier)
    {
        json.Fixed("maker", tier.MakerRate);
        json.Fixed("taker", tier.TakerRate);
        json.Fixed("buyer", 0);
        json.Fixed("seller", 0);
    }

    private static void WriteCanceled(Utf8JsonWriter json, LoopbackOrder order, string cancelId)
    {
        if (order.List is { } list)
            BinanceJson.WriteList(json, list, one => BinanceJson.WriteCanceled(json, one, cancelId));
        else
            BinanceJson.WriteCanceled(json, order, cancelId);
    }

    private static LoopbackOrder Taken(LoopbackAnswer answer) => answer switch
    {
        LoopbackAnswer.Taken taken => taken.Order,
        LoopbackAnswer.Refused { Refusal: var refusal } => throw BinanceError.Of(refusal),
        _ => throw new InvariantException("an answer was neither taken nor refused"),
    };

    // Of a client order id that several had, the open one, else the last.
    private LoopbackOrder OrderOf(BinanceRequest request, string numberName, string idName, BinanceError unknown)
    {
        var market = MarketOf(request);
        var (number, id) = (request.NumberOrNull(numberName), request.TextOrNull(idName));
        if (number is null && id is null)
            throw new BinanceError(-1102, $"Param '{idName}' or '{numberName}' must be sent, but both were empty/null!");
        var account = request.Account;
        var order = number is { } wanted
            ? account.OpenOrders.GetValueOrDefault(wanted) ?? account.Orders.Find(one => one.Number == wanted)
            : account.OrdersOf(id!).LastOrDefault(static one => one.IsOpen) ?? (account.OrdersOf(id!) is [.., var last] ? last : null);
        return order?.Market == market && (id is null || order.ClientId == id) ? order : throw unknown;
    }

    private static LoopbackList? ListOf(BinanceRequest request)
    {
        var (number, id) = (request.NumberOrNull("orderListId"), request.TextOrNull("listClientOrderId") ?? request.TextOrNull("origClientOrderId"));
        return request.Account.Orders.Select(static order => order.List).OfType<LoopbackList>().LastOrDefault(list => number is { } wanted ? list.Number == wanted : list.ClientId == id);
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

    private static void CheckLookBack(UnixNanos? start, UnixNanos? end)
    {
        if (start is { } from && end is { } to && to - from > LookBackMax)
            throw new BinanceError(-1127, "More than 24 hours between startTime and endTime.");
    }
}
