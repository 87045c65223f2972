using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders as OKX writes them: to it, and from it.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-order and https://www.okx.com/docs-v5/en/#order-book-trading-trade-get-order-details.
/// </remarks>
internal static class OkxOrderJson
{
    /// <summary>The parameters of a new order.</summary>
    /// <param name="symbol">Of its market.</param>
    /// <param name="submit">The order.</param>
    /// <param name="workingTag">Of orders that open or work.</param>
    public static OkxParameters ParametersOf(string symbol, VenueSubmit submit, string workingTag)
    {
        var terms = submit.Terms;
        var parameters = new OkxParameters()
            .Add("instId", symbol)
            .Add("tdMode", "cash")
            .Add("clOrdId", submit.Id.Text)
            .Add("side", SideOf(terms.Side))
            .Add("ordType", TypeOf(terms))
            .Add("sz", terms.Quantity.Value);
        // One that cannot be paid whole is refused, and not made smaller.
        parameters = terms.Price is { } price ? parameters.Add("px", price.Value) : parameters.Add("tgtCcy", "base_ccy").Set("banAmend");
        return submit.Id.Role == OrderRole.Working ? parameters.Add("tag", workingTag) : parameters;
    }

    /// <summary>An order of a REST answer.</summary>
    /// <exception cref="UnreadableException">It is not as documented.</exception>
    public static VenueOrder Order(JsonElement json, Instrument instrument)
    {
        if (json.Text("tgtCcy") == "quote_ccy")
            throw new UnreadableException("an order was for an amount of quote currency");
        var type = json.Text("ordType");
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = SideOf(json.Text("side")),
            Type = type == "market" ? OrderType.Market : OrderType.Limit,
            IsPostOnly = type == "post_only",
            Quantity = instrument.ToQuantity(json.Decimal("sz"), GridRounding.Exact),
            Price = PriceOf(json, "px", instrument),
            TimeInForce = TimeInForceOf(type),
        };
        return new VenueOrder(ClientIdOf(json), json.Text("ordId"), terms, StatusOf(json), Filled(json, instrument), json.Milliseconds("uTime"));
    }

    /// <summary>A fill of <c>fills</c>.</summary>
    /// <param name="json">A row.</param>
    /// <param name="instrument">Of its market.</param>
    /// <param name="clientId">Our id of its order, which the row does not have where a trigger made it.</param>
    public static VenueFill Fill(JsonElement json, Instrument instrument, string clientId) => new(
        clientId,
        json.Text("ordId"),
        json.Text("tradeId"),
        instrument.ToPrice(json.Decimal("fillPx"), GridRounding.Exact),
        instrument.ToQuantity(json.Decimal("fillSz"), GridRounding.Exact),
        Fee(json, "fee", "feeCcy", instrument),
        LiquidityOf(json.Text("execType")),
        json.Milliseconds("fillTime"));

    /// <summary>Ours, be it that of the trigger that made the order; empty where it has none.</summary>
    public static string ClientIdOf(JsonElement json) => json.Text("clOrdId") is { Length: > 0 } id ? id : json.Text("algoClOrdId");

    /// <summary>Base units filled.</summary>
    public static Quantity Filled(JsonElement json, Instrument instrument) => instrument.ToQuantity(json.Decimal("accFillSz"), GridRounding.Exact);

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
            "31" => "post_only_would_take",
            "32" => "self_trade_prevention",
            _ => VenueReason.Of(source, "cancel_source"),
        };
    }

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
