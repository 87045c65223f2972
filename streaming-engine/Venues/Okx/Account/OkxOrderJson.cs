using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders as OKX writes them: to it, and from it.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-order and https://www.okx.com/docs-v5/en/#order-book-trading-trade-get-order-details.
/// </remarks>
internal static class OkxOrderJson
{
    /// <summary>How swaps are traded: with the margin of the whole account.</summary>
    public const string MarginMode = "cross";

    /// <summary>The parameters of a new order.</summary>
    /// <param name="market">Its market.</param>
    /// <param name="submit">The order.</param>
    /// <param name="workingTag">Of orders that open or work.</param>
    public static OkxParameters ParametersOf(VenueMarket market, VenueSubmit submit, string workingTag)
    {
        var terms = submit.Terms;
        var parameters = new OkxParameters()
            .Add("instId", market.Symbol)
            .Add("tdMode", ModeOf(terms.Instrument))
            .Add("clOrdId", submit.Id.Text)
            .Add("side", SideOf(terms.Side))
            .Add("ordType", TypeOf(terms))
            .Add("sz", market.SizeOf(terms.Quantity));
        if (terms.Price is { } price)
            parameters.Add("px", price.Value);
        else if (terms.Instrument.Kind == InstrumentKind.Spot)
            parameters.Add("tgtCcy", "base_ccy").Set("banAmend"); // One that cannot be paid whole is refused, and not made smaller.
        AddReduceOnly(parameters, terms);
        return submit.Id.Role == OrderRole.Working ? parameters.Add("tag", workingTag) : parameters;
    }

    /// <summary>Its <c>tdMode</c>.</summary>
    public static string ModeOf(InstrumentId instrument) => instrument.Kind == InstrumentKind.Perpetual ? MarginMode : "cash";

    /// <summary>Of a swap, that it may only reduce the position; of spot there is no such order.</summary>
    public static void AddReduceOnly(OkxParameters parameters, OrderTerms terms)
    {
        if (terms is { IsReduceOnly: true, Instrument.Kind: InstrumentKind.Perpetual })
            parameters.Set("reduceOnly");
    }

    /// <summary>An order of a REST answer.</summary>
    /// <exception cref="UnreadableException">It is not as documented.</exception>
    public static VenueOrder Order(JsonElement json, VenueMarket market)
    {
        var instrument = market.Instrument;
        if (json.Text("tgtCcy") == "quote_ccy")
            throw new UnreadableException("an order was for an amount of quote currency");
        var type = json.Text("ordType");
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = SideOf(json.Text("side")),
            Type = type == "market" ? OrderType.Market : OrderType.Limit,
            IsPostOnly = type == "post_only",
            Quantity = market.QuantityOf(json.Decimal("sz")),
            IsReduceOnly = IsReduceOnly(json, market),
            Price = PriceOf(json, "px", instrument),
            TimeInForce = TimeInForceOf(type),
        };
        return new VenueOrder(ClientIdOf(json), json.Text("ordId"), terms, StatusOf(json), Filled(json, market), json.Milliseconds("uTime"));
    }

    /// <summary>A fill of <c>fills</c>.</summary>
    /// <param name="json">A row.</param>
    /// <param name="market">Its market.</param>
    /// <param name="clientId">Our id of its order, which the row does not have where a trigger made it.</param>
    public static VenueFill Fill(JsonElement json, VenueMarket market, string clientId) => new(
        clientId,
        json.Text("ordId"),
        json.Text("tradeId"),
        market.Instrument.ToPrice(json.Decimal("fillPx"), GridRounding.Exact),
        market.QuantityOf(json.Decimal("fillSz")),
        Fee(json, "fee", "feeCcy", market.Instrument),
        LiquidityOf(json.Text("execType")),
        json.Milliseconds("fillTime"))
    {
        RealizedPnl = RealizedPnl(json, market),
    };

    /// <summary>What a fill of a swap brought for what it closed, before the fee; null of spot.</summary>
    public static decimal? RealizedPnl(JsonElement json, VenueMarket market) =>
        market.Instrument.Id.Kind == InstrumentKind.Perpetual ? json.Decimal("fillPnl") : null;

    /// <summary>Ours, be it that of the trigger that made the order; empty where it has none.</summary>
    public static string ClientIdOf(JsonElement json) => json.Text("clOrdId") is { Length: > 0 } id ? id : json.Text("algoClOrdId");

    /// <summary>Base units filled.</summary>
    public static Quantity Filled(JsonElement json, VenueMarket market) => market.QuantityOf(json.Decimal("accFillSz"));

    /// <summary>What was taken: OKX tells it as what it does to the account, below 0 for a fee and above for a rebate.</summary>
    public static Money Fee(JsonElement json, string amount, string currency, Instrument instrument)
    {
        var fee = 0 - json.Decimal(amount);
        return fee == 0 && json.Text(currency).Length == 0 ? new Money(0, instrument.Id.Quote) : new Money(fee, json.Currency(currency));
    }

    public static Liquidity LiquidityOf(string type) => type switch
    {
        "M" => Liquidity.Maker,
        "T" => Liquidity.Taker,
        _ => throw new UnreadableException($"a fill's execType was '{type}'"),
    };

    public static Price? PriceOf(JsonElement json, string name, Instrument instrument) =>
        json.Text(name).Length == 0 ? null : instrument.ToPrice(json.Decimal(name), GridRounding.Exact);

    /// <summary>Why an order was canceled, where it was not we who wanted it.</summary>
    /// <param name="source">The venue's number.</param>
    /// <param name="ended">What it counts as.</param>
    /// <returns>Lower snake-case; empty where we wanted it.</returns>
    public static string ReasonOf(string source, out OrderEvent ended)
    {
        ended = source is "13" or "14" ? OrderEvent.Expired : OrderEvent.Canceled;
        return source switch
        {
            "" or "1" or "20" => "", // The last by our dead-man timer.
            "13" => "fill_or_kill_not_filled",
            "14" => "immediate_or_cancel_rest",
            "17" => "position_closed",
            "31" => "post_only_would_take",
            "32" => "self_trade_prevention",
            _ => VenueReason.Of(source, "cancel_source"),
        };
    }

    /// <summary>As <see cref="AddReduceOnly"/> asked for.</summary>
    public static bool IsReduceOnly(JsonElement json, VenueMarket market) => market.Instrument.Id.Kind == InstrumentKind.Perpetual && json.Text("reduceOnly") == "true";

    public static string SideOf(OrderSide side) => side == OrderSide.Buy ? "buy" : "sell";

    public static OrderSide SideOf(string side) => side switch
    {
        "buy" => OrderSide.Buy,
        "sell" => OrderSide.Sell,
        _ => throw new UnreadableException($"a side was '{side}'"),
    };

    private static VenueOrderStatus StatusOf(JsonElement json)
    {
        switch (json.Text("state"))
        {
            case "live" or "partially_filled":
                return VenueOrderStatus.Open;
            case "filled":
                return VenueOrderStatus.Filled;
            case "canceled" or "mmp_canceled":
                ReasonOf(json.Text("cancelSource"), out var ended);
                return ended == OrderEvent.Expired ? VenueOrderStatus.Expired : VenueOrderStatus.Canceled;
            case var state:
                throw new UnreadableException($"an order's state was '{state}'");
        }
    }

    private static TimeInForce TimeInForceOf(string type) => type switch
    {
        "market" or "ioc" => TimeInForce.Ioc,
        "fok" => TimeInForce.Fok,
        "limit" or "post_only" => TimeInForce.Gtc,
        _ => throw new UnreadableException($"an order's type was '{type}'"),
    };

    private static string TypeOf(OrderTerms terms) => terms switch
    {
        { Type: OrderType.Market } => "market",
        { IsPostOnly: true } => "post_only",
        { TimeInForce: TimeInForce.Ioc } => "ioc",
        { TimeInForce: TimeInForce.Fok } => "fok",
        _ => "limit",
    };
}
