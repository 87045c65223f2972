using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders as Binance writes them: to it, and from it.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md, "New order" and "Query order".</remarks>
internal static class BinanceOrderJson
{
    /// <summary>The parameters of a new order.</summary>
    public static BinanceParameters ParametersOf(string symbol, VenueSubmit submit)
    {
        var terms = submit.Terms;
        var parameters = new BinanceParameters()
            .Add("symbol", symbol)
            .Add("side", terms.Side == OrderSide.Buy ? "BUY" : "SELL")
            .Add("type", TypeOf(terms))
            .Add("quantity", terms.Quantity.Value)
            .Add("newClientOrderId", submit.Id.Text)
            .Add("newOrderRespType", "ACK");
        if (terms.Price is { } price)
            parameters.Add("price", price.Value);
        if (terms.TriggerPrice is { } trigger)
            parameters.Add("stopPrice", trigger.Value);
        if (terms.DisplayQuantity is { } shown)
            parameters.Add("icebergQty", shown.Value);
        if (terms.Type.HasLimit() && !terms.IsPostOnly)
            parameters.Add("timeInForce", terms.TimeInForce switch { TimeInForce.Ioc => "IOC", TimeInForce.Fok => "FOK", _ => "GTC" });
        return parameters;
    }

    /// <summary>An order of a REST answer.</summary>
    /// <exception cref="UnreadableException">It is not as documented.</exception>
    public static VenueOrder Order(JsonElement json, Instrument instrument)
    {
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = SideOf(json.Text("side")),
            Type = TypeOf(json.Text("type"), out var isPostOnly),
            IsPostOnly = isPostOnly,
            Quantity = instrument.ToQuantity(json.Decimal("origQty"), GridRounding.Exact),
            Price = PriceOf(json.Decimal("price")),
            TriggerPrice = json.Find("stopPrice") is null ? null : PriceOf(json.Decimal("stopPrice")),
            DisplayQuantity = json.Find("icebergQty")?.Decimal() is { } shown and > 0 ? instrument.ToQuantity(shown, GridRounding.Exact) : null,
            TimeInForce = json.Text("timeInForce") switch { "IOC" => TimeInForce.Ioc, "FOK" => TimeInForce.Fok, _ => TimeInForce.Gtc },
        };
        var filled = instrument.ToQuantity(json.Decimal("executedQty"), GridRounding.Exact);
        var time = json.Milliseconds(json.Find("updateTime") is null ? "transactTime" : "updateTime");
        return new VenueOrder(json.Text("clientOrderId"), json.Id("orderId"), terms, StatusOf(json.Text("status")), filled, time);

        Price? PriceOf(decimal value) => value == 0 ? null : instrument.ToPrice(value, GridRounding.Exact);
    }

    /// <summary>A fill of <c>myTrades</c>.</summary>
    /// <param name="json">A row.</param>
    /// <param name="instrument">Of its market.</param>
    /// <param name="clientId">Our id of its order, which the row does not have.</param>
    public static VenueFill Fill(JsonElement json, Instrument instrument, string clientId) => new(
        clientId,
        json.Id("orderId"),
        json.Id("id"),
        instrument.ToPrice(json.Decimal("price"), GridRounding.Exact),
        instrument.ToQuantity(json.Decimal("qty"), GridRounding.Exact),
        new Money(json.Decimal("commission"), json.Currency("commissionAsset")),
        json.Flag("isMaker") ? Liquidity.Maker : Liquidity.Taker,
        json.Milliseconds("time"));

    public static VenueOrderStatus StatusOf(string status) => status switch
    {
        "NEW" or "PENDING_NEW" or "PARTIALLY_FILLED" or "PENDING_CANCEL" => VenueOrderStatus.Open,
        "FILLED" => VenueOrderStatus.Filled,
        "CANCELED" => VenueOrderStatus.Canceled,
        "EXPIRED" or "EXPIRED_IN_MATCH" => VenueOrderStatus.Expired,
        "REJECTED" => VenueOrderStatus.Rejected,
        _ => throw new UnreadableException($"an order's status was '{status}'"),
    };

    public static OrderType TypeOf(string type, out bool isPostOnly)
    {
        isPostOnly = type == "LIMIT_MAKER";
        return type switch
        {
            "MARKET" => OrderType.Market,
            "LIMIT" or "LIMIT_MAKER" => OrderType.Limit,
            "STOP_LOSS" => OrderType.StopMarket,
            "STOP_LOSS_LIMIT" => OrderType.StopLimit,
            "TAKE_PROFIT" => OrderType.MarketIfTouched,
            "TAKE_PROFIT_LIMIT" => OrderType.LimitIfTouched,
            _ => throw new UnreadableException($"an order's type was '{type}'"),
        };
    }

    private static OrderSide SideOf(string side) => side switch
    {
        "BUY" => OrderSide.Buy,
        "SELL" => OrderSide.Sell,
        _ => throw new UnreadableException($"a side was '{side}'"),
    };

    private static string TypeOf(OrderTerms terms) => terms.Type switch
    {
        OrderType.Market => "MARKET",
        OrderType.Limit => terms.IsPostOnly ? "LIMIT_MAKER" : "LIMIT",
        OrderType.StopMarket => "STOP_LOSS",
        OrderType.StopLimit => "STOP_LOSS_LIMIT",
        OrderType.MarketIfTouched => "TAKE_PROFIT",
        OrderType.LimitIfTouched => "TAKE_PROFIT_LIMIT",
        _ => throw new InvariantException($"an order of type {terms.Type} was to be sent to Binance, which the kernel holds"),
    };
}
