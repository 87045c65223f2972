using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders that wait for a trigger as OKX writes them: one-way conditional orders, whose stop or target it says which way the price must come from.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-post-place-algo-order and
/// https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-get-algo-order-details. Its trigger orders are not used: they take whichever way there is when they come.
/// </remarks>
internal static class OkxAlgoJson
{
    private const string AtMarket = "-1";

    /// <summary>The parameters of a new order.</summary>
    public static OkxParameters ParametersOf(VenueMarket market, VenueSubmit submit)
    {
        var terms = submit.Terms;
        var prefix = PrefixOf(terms.Type);
        var parameters = new OkxParameters()
            .Add("instId", market.Symbol)
            .Add("tdMode", OkxOrderJson.ModeOf(terms.Instrument))
            .Add("algoClOrdId", submit.Id.Text)
            .Add("side", OkxOrderJson.SideOf(terms.Side))
            .Add("ordType", "conditional")
            .Add("sz", market.SizeOf(terms.Quantity))
            .Add(prefix + "TriggerPx", terms.TriggerPrice!.Value.Value)
            .Add(prefix + "TriggerPxType", "last")
            .Add(prefix + "OrdPx", OrderPriceOf(terms.Price));
        // Of a buy at the market the size is in quote currency unless it says otherwise.
        if (terms is { Price: null, Side: OrderSide.Buy, Instrument.Kind: InstrumentKind.Spot })
            parameters.Add("tgtCcy", "base_ccy");
        OkxOrderJson.AddReduceOnly(parameters, terms);
        return parameters;
    }

    /// <summary>The parameters of an amendment of one that still waits.</summary>
    public static OkxParameters ParametersOf(VenueMarket market, VenueAmend amend)
    {
        var terms = amend.Terms;
        var prefix = terms.Type.IsStop() ? "newSl" : "newTp";
        var parameters = new OkxParameters().Add("instId", market.Symbol).Add("algoClOrdId", amend.Order.Id.Text);
        if (amend.Quantity is { } quantity)
            parameters.Add("newSz", market.SizeOf(quantity));
        if (amend.Price is null && amend.TriggerPrice is null)
            return parameters;
        return parameters
            .Add(prefix + "TriggerPx", (amend.TriggerPrice ?? terms.TriggerPrice)!.Value.Value)
            .Add(prefix + "OrdPx", OrderPriceOf(amend.Price ?? terms.Price));
    }

    /// <summary>An order of a REST answer, as it waits or waited.</summary>
    /// <exception cref="UnreadableException">It is none that we place, or not as documented.</exception>
    public static VenueOrder Order(JsonElement json, VenueMarket market)
    {
        var instrument = market.Instrument;
        var (isStop, isTarget) = (json.Text("slTriggerPx").Length > 0, json.Text("tpTriggerPx").Length > 0);
        if (json.Text("ordType") != "conditional" || isStop == isTarget || json.Text("tgtCcy") == "quote_ccy")
            throw new UnreadableException($"an order that waits was '{json.Text("ordType")}', must be conditional with one trigger, in base currency");
        var prefix = isStop ? "sl" : "tp";
        var isAtMarket = json.Text(prefix + "OrdPx") == AtMarket;
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = OkxOrderJson.SideOf(json.Text("side")),
            Type = isStop ? (isAtMarket ? OrderType.StopMarket : OrderType.StopLimit) : (isAtMarket ? OrderType.MarketIfTouched : OrderType.LimitIfTouched),
            Quantity = market.QuantityOf(json.Decimal("sz")),
            IsReduceOnly = OkxOrderJson.IsReduceOnly(json, market),
            Price = isAtMarket ? null : OkxOrderJson.PriceOf(json, prefix + "OrdPx", instrument),
            TriggerPrice = OkxOrderJson.PriceOf(json, prefix + "TriggerPx", instrument),
            TimeInForce = TimeInForce.Gtc,
        };
        return new VenueOrder(json.Text("algoClOrdId"), json.Text("algoId"), terms, StatusOf(json.Text("state")), default, json.Milliseconds("uTime"));
    }

    /// <summary>The orders that its trigger made, by the venue's ids.</summary>
    public static IReadOnlyList<string> ChildrenOf(JsonElement json) =>
        [.. json.Get("ordIdList").Rows().Select(static id => id.ValueKind == JsonValueKind.String ? id.GetString()! : throw new UnreadableException("an order's id was no text"))];

    /// <summary>When it was triggered; null where it was not.</summary>
    public static UnixNanos? TriggeredTimeOf(JsonElement json) => json.Text("triggerTime") is "" or "0" ? null : json.Milliseconds("triggerTime");

    // One that was triggered is as open as the order that it has become.
    private static VenueOrderStatus StatusOf(string state) => state switch
    {
        "live" or "pause" or "effective" or "partially_effective" or "partially_failed" => VenueOrderStatus.Open,
        "canceled" => VenueOrderStatus.Canceled,
        "order_failed" => VenueOrderStatus.Rejected,
        _ => throw new UnreadableException($"an order that waits was in state '{state}'"),
    };

    private static string OrderPriceOf(Price? price) => price is { } limit ? DecimalText.Trimmed(limit.Value) : AtMarket;

    private static string PrefixOf(OrderType type) => type switch
    {
        OrderType.StopMarket or OrderType.StopLimit => "sl",
        OrderType.MarketIfTouched or OrderType.LimitIfTouched => "tp",
        _ => throw new InvariantException($"an order of type {type} was to be sent to OKX, which the kernel holds"),
    };
}
