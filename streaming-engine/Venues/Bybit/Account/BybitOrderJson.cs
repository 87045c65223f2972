using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders as Bybit writes them: to it, and from it.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/order/create-order, https://bybit-exchange.github.io/docs/v5/order/open-order,
/// https://bybit-exchange.github.io/docs/v5/order/execution and https://bybit-exchange.github.io/docs/v5/enum; streams write them alike.
/// </remarks>
internal static class BybitOrderJson
{
    /// <summary>Of orders that hold what they would trade until their trigger: one that has nothing left by then protects nothing.</summary>
    public const string ConditionalFilter = "tpslOrder";

    /// <summary>Writes a new order.</summary>
    public static void Write(Utf8JsonWriter json, string symbol, VenueSubmit submit)
    {
        var terms = submit.Terms;
        json.WriteString("symbol", symbol);
        json.WriteString("side", terms.Side == OrderSide.Buy ? "Buy" : "Sell");
        json.WriteString("orderType", terms.Type.HasLimit() ? "Limit" : "Market");
        json.WriteString("qty", DecimalText.Trimmed(terms.Quantity.Value));
        if (terms.Type.HasLimit())
            json.WriteString("timeInForce", TimeInForceOf(terms));
        else
            json.WriteString("marketUnit", "baseCoin");
        if (terms.Price is { } price)
            json.WriteString("price", DecimalText.Trimmed(price.Value));
        if (terms.TriggerPrice is { } trigger)
        {
            json.WriteString("orderFilter", ConditionalFilter);
            json.WriteString("triggerPrice", DecimalText.Trimmed(trigger.Value));
        }
        json.WriteString("orderLinkId", submit.Id.Text);
    }

    /// <summary>An order.</summary>
    /// <exception cref="UnreadableException">It is not as documented, or by value.</exception>
    public static VenueOrder Order(JsonElement json, Instrument instrument)
    {
        var shape = ShapeOf(json);
        var side = SideOf(json.Text("side"));
        var timeInForce = json.Text("timeInForce");
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = side,
            Type = TypeOf(json, side, shape),
            IsPostOnly = timeInForce is "PostOnly" or "RPI",
            Quantity = QuantityOf(shape.Quantity, instrument),
            Price = PriceOf(shape.Price),
            TriggerPrice = PriceOf(shape.Trigger),
            TimeInForce = timeInForce switch
            {
                "GTC" or "PostOnly" or "RPI" => TimeInForce.Gtc,
                "IOC" => TimeInForce.Ioc,
                "FOK" => TimeInForce.Fok,
                _ => throw new UnreadableException($"a time in force was '{timeInForce}'"),
            },
        };
        return new VenueOrder(json.Text("orderLinkId"), json.Id("orderId"), terms, StatusOf(json), QuantityOf(json.Decimal("cumExecQty"), instrument), json.Milliseconds("updatedTime"));

        Price? PriceOf(decimal? value) => value is { } known ? instrument.ToPrice(known, GridRounding.Exact) : null;
    }

    /// <summary>What an amendment may change of an order.</summary>
    public static OrderShape ShapeOf(JsonElement json)
    {
        var isMarket = IsMarket(json);
        if (isMarket && json.Find("marketUnit") is { ValueKind: JsonValueKind.String } unit && unit.GetString() == "quoteCoin")
            throw new UnreadableException("an order was by value");
        // The price of a market order is a bound of the venue's own.
        return new OrderShape(json.Decimal("qty"), isMarket ? null : json.Decimal("price"), PositiveOrNull(json, "triggerPrice"));
    }

    public static VenueOrderStatus StatusOf(JsonElement json) => json.Text("orderStatus") switch
    {
        "New" or "PartiallyFilled" or "Untriggered" or "Triggered" => VenueOrderStatus.Open,
        "Filled" => VenueOrderStatus.Filled,
        "Rejected" => VenueOrderStatus.Rejected,
        "Cancelled" or "PartiallyFilledCanceled" or "Deactivated" => IsExpiry(json.Text("rejectReason")) ? VenueOrderStatus.Expired : VenueOrderStatus.Canceled,
        var status => throw new UnreadableException($"an order's status was '{status}'"),
    };

    /// <summary>Why an order ended, in lower case; empty where it was asked for, or nothing is said.</summary>
    public static string ReasonOf(JsonElement json)
    {
        if (json.Text("rejectReason") is var reason and not ("" or "EC_NoError" or "EC_PerCancelRequest"))
            return reason.ToLowerInvariant();
        return json.Text("cancelType") is var type and not ("" or "UNKNOWN" or "CancelByUser") ? type.ToLowerInvariant() : "";
    }

    /// <summary>A fill.</summary>
    /// <exception cref="UnreadableException">It is not as documented, or of nothing.</exception>
    public static VenueFill Fill(JsonElement json, Instrument instrument)
    {
        var (price, quantity) = (json.Decimal("execPrice"), json.Decimal("execQty"));
        if (price <= 0 || quantity <= 0)
            throw new UnreadableException($"a fill was of {DecimalText.Trimmed(quantity)} at {DecimalText.Trimmed(price)}");
        return new VenueFill(
            json.Text("orderLinkId"),
            json.Id("orderId"),
            json.Id("execId"),
            instrument.ToPrice(price, GridRounding.Exact),
            QuantityOf(quantity, instrument),
            FeeOf(json, instrument),
            json.Flag("isMaker") ? Liquidity.Maker : Liquidity.Taker,
            json.Milliseconds("execTime"));
    }

    private static Quantity QuantityOf(decimal value, Instrument instrument) =>
        value >= 0 ? instrument.ToQuantity(value, GridRounding.Exact) : throw new UnreadableException($"a quantity was {DecimalText.Trimmed(value)}, must be 0 or more");

    private static Money FeeOf(JsonElement json, Instrument instrument)
    {
        // Taxes of some countries come beside the fee, in a form that is not told apart well enough to be booked.
        if (json.Find("extraFees") is { } extra && !IsEmpty(extra))
            throw new UnreadableException("a fill had extra fees");
        var fee = json.Decimal("execFee");
        return fee == 0 ? new Money(0, instrument.Id.Quote) : new Money(fee, json.Currency("feeCurrency"));
    }

    private static bool IsEmpty(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString() is "" or "[]",
        JsonValueKind.Array => json.GetArrayLength() == 0,
        _ => false,
    };

    // What ends orders by their time in force; all else is a cancel.
    private static bool IsExpiry(string reason) =>
        reason is "EC_NoImmediateQtyToFill" or "EC_CancelForNoFullFill" or "EC_NoEnoughQtyToFill" or "EC_PostOnlyWillTakeLiquidity";

    private static OrderType TypeOf(JsonElement json, OrderSide side, OrderShape shape)
    {
        var hasLimit = shape.Price is not null;
        if (shape.Trigger is not { } trigger)
            return hasLimit ? OrderType.Limit : OrderType.Market;
        return IsRising(json, trigger) == (side == OrderSide.Buy)
            ? hasLimit ? OrderType.StopLimit : OrderType.StopMarket
            : hasLimit ? OrderType.LimitIfTouched : OrderType.MarketIfTouched;
    }

    // Of spot the direction is that from the last price when the order came.
    private static bool IsRising(JsonElement json, decimal trigger) => (json.Find("triggerDirection") is null ? 0 : json.Whole("triggerDirection")) switch
    {
        1 => true,
        2 => false,
        _ => trigger > (PositiveOrNull(json, "basePrice") ?? PositiveOrNull(json, "lastPriceOnCreated") ?? throw new UnreadableException("a trigger had no direction")),
    };

    private static bool IsMarket(JsonElement json) => json.Text("orderType") switch
    {
        "Market" => true,
        "Limit" => false,
        var type => throw new UnreadableException($"an order's type was '{type}'"),
    };

    private static OrderSide SideOf(string side) => side switch
    {
        "Buy" => OrderSide.Buy,
        "Sell" => OrderSide.Sell,
        _ => throw new UnreadableException($"a side was '{side}'"),
    };

    // What an order does not have is an empty text, or 0.
    private static decimal? PositiveOrNull(JsonElement json, string name)
    {
        if (json.Find(name) is not { } value || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0))
            return null;
        return json.Decimal(name) is > 0 and var number ? number : null;
    }

    private static string TimeInForceOf(OrderTerms terms) => terms switch
    {
        { IsPostOnly: true } => "PostOnly",
        { TimeInForce: TimeInForce.Ioc } => "IOC",
        { TimeInForce: TimeInForce.Fok } => "FOK",
        _ => "GTC",
    };
}
