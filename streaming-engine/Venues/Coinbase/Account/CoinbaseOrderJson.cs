using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders and fills as Coinbase writes them: to it, and from it.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order and the pages of list-orders, get-order and list-fills beside it.
/// </remarks>
internal static class CoinbaseOrderJson
{
    private const string Market = "market_market_ioc";
    private const string LimitGtc = "limit_limit_gtc";
    private const string LimitGtd = "limit_limit_gtd";
    private const string LimitFok = "limit_limit_fok";
    private const string LimitIoc = "sor_limit_ioc";
    private const string StopGtc = "stop_limit_stop_limit_gtc";
    private const string StopGtd = "stop_limit_stop_limit_gtd";
    private const string Never = "0001-01-01T00:00:00Z";

    /// <summary>Why an order cannot be placed there as it is; null where it can. What it cannot do must not be done otherwise.</summary>
    public static string? RefusalOf(OrderTerms terms) => terms switch
    {
        _ when terms.Type.IsConditional() => "conditional_orders_not_supported",
        { Type: OrderType.Market, TimeInForce: TimeInForce.Fok } => "fill_or_kill_not_supported_at_the_market",
        _ => null,
    };

    /// <summary>Writes a new order.</summary>
    public static void Write(Utf8JsonWriter json, string symbol, VenueSubmit submit)
    {
        var terms = submit.Terms;
        json.WriteString("client_order_id", submit.Id.Text);
        json.WriteString("product_id", symbol);
        json.WriteString("side", terms.Side == OrderSide.Buy ? "BUY" : "SELL");
        json.WriteStartObject("order_configuration");
        json.WriteStartObject(KindOf(terms));
        json.WriteString("base_size", DecimalText.Trimmed(terms.Quantity.Value));
        if (terms.Price is { } price)
            json.WriteString("limit_price", DecimalText.Trimmed(price.Value));
        if (KindOf(terms) == LimitGtc)
            json.WriteBoolean("post_only", terms.IsPostOnly);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>An order.</summary>
    /// <exception cref="UnreadableException">It is not as documented, or of a kind that we have none for.</exception>
    public static VenueOrder Order(JsonElement json, Instrument instrument)
    {
        var configuration = json.Get("order_configuration").EnumerateObject().Where(static one => one.Value.ValueKind == JsonValueKind.Object).Select(static one => (one.Name, one.Value)).ToArray();
        if (configuration is not [var (kind, form)])
            throw new UnreadableException($"an order had {configuration.Length} configurations, must have 1");
        if (form.Find("base_size") is null)
            throw new UnreadableException("an order was by value");
        var (price, size) = EditOf(json) ?? (kind == Market ? null : form.Decimal("limit_price"), form.Decimal("base_size"));
        var side = SideOf(json.Text("side"));
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = side,
            Type = TypeOf(kind, form, side),
            IsPostOnly = form.Find("post_only") is not null && form.Flag("post_only"),
            Quantity = instrument.ToQuantity(size, GridRounding.Exact),
            Price = price is { } limit ? instrument.ToPrice(limit, GridRounding.Exact) : null,
            TriggerPrice = kind is StopGtc or StopGtd ? instrument.ToPrice(form.Decimal("stop_price"), GridRounding.Exact) : null,
            TimeInForce = kind switch
            {
                Market or LimitIoc => TimeInForce.Ioc,
                LimitFok => TimeInForce.Fok,
                LimitGtd or StopGtd => TimeInForce.Gtd,
                _ => TimeInForce.Gtc,
            },
            ExpireTime = kind is LimitGtd or StopGtd ? form.Utc("end_time") : null,
        };
        var filled = instrument.ToQuantity(FilledOf(json, "filled_size"), GridRounding.Exact);
        var status = StatusOf(json.Text("status"));
        if (status == VenueOrderStatus.Rejected && !filled.IsZero)
            status = VenueOrderStatus.Canceled; // What has traded was not refused.
        return new VenueOrder(json.Text("client_order_id"), json.Id("order_id"), terms, status, filled, ChangedTimeOf(json));
    }

    /// <summary>Of an order that cannot be read, and is none of ours: that it is there.</summary>
    public static VenueOrder Unknown(JsonElement json, Instrument instrument) => new(
        json.Text("client_order_id"),
        json.Id("order_id"),
        new OrderTerms { Instrument = instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = default },
        StatusOf(json.Text("status")),
        default,
        ChangedTimeOf(json));

    public static VenueOrderStatus StatusOf(string status) => status switch
    {
        "OPEN" or "PENDING" or "QUEUED" or "CANCEL_QUEUED" or "EDIT_QUEUED" => VenueOrderStatus.Open,
        "FILLED" => VenueOrderStatus.Filled,
        "CANCELLED" => VenueOrderStatus.Canceled,
        "EXPIRED" => VenueOrderStatus.Expired,
        "FAILED" => VenueOrderStatus.Rejected,
        _ => throw new UnreadableException($"an order's status was '{status}'"),
    };

    /// <summary>Base units that filled; one that is empty was never set, and none did.</summary>
    public static decimal FilledOf(JsonElement json, string name) => json.Get(name) is { ValueKind: JsonValueKind.String } value && value.GetString()!.Length == 0 ? 0 : json.Decimal(name);

    /// <summary>A fill, which does not name its order by our id. Fees are taken in quote currency.</summary>
    /// <exception cref="UnreadableException">It is not as documented, of another market, or none that adds to what was booked.</exception>
    public static VenueFill Fill(JsonElement json, VenueMarket market, string clientId)
    {
        CheckMarket(json, market);
        if (json.Text("trade_type") is not "FILL" and var type)
            throw new UnreadableException($"a fill's type was '{type}'"); // A reversal or a correction takes back what was booked.
        if (json.Find("size_in_quote") is not null && json.Flag("size_in_quote"))
            throw new UnreadableException("a fill was by value");
        var instrument = market.Instrument;
        return new VenueFill(
            clientId,
            json.Id("order_id"),
            json.Id("trade_id"),
            instrument.ToPrice(json.Decimal("price"), GridRounding.Exact),
            instrument.ToQuantity(json.Decimal("size"), GridRounding.Exact),
            new Money(json.Decimal("commission"), instrument.Id.Quote),
            LiquidityOf(json.Text("liquidity_indicator")),
            json.Utc("trade_time"));
    }

    /// <summary>That a row is of the market that was asked for.</summary>
    /// <exception cref="UnreadableException">It is not: it would be told in the terms of another.</exception>
    public static void CheckMarket(JsonElement json, VenueMarket market)
    {
        if (json.Text("product_id") is var symbol && symbol != market.Symbol)
            throw new UnreadableException($"a row was of '{symbol}', must be of {market.Symbol}");
    }

    private static Liquidity LiquidityOf(string text) => text switch
    {
        "MAKER" => Liquidity.Maker,
        "TAKER" or "UNKNOWN_LIQUIDITY_INDICATOR" => Liquidity.Taker, // What was paid is told beside it.
        _ => throw new UnreadableException($"a fill's liquidity was '{text}'"),
    };

    private static OrderSide SideOf(string side) => side switch
    {
        "BUY" => OrderSide.Buy,
        "SELL" => OrderSide.Sell,
        _ => throw new UnreadableException($"a side was '{side}'"),
    };

    private static string KindOf(OrderTerms terms) => terms switch
    {
        { Type: OrderType.Market } => Market,
        { IsPostOnly: true } => LimitGtc,
        { TimeInForce: TimeInForce.Ioc } => LimitIoc,
        { TimeInForce: TimeInForce.Fok } => LimitFok,
        _ => LimitGtc,
    };

    private static OrderType TypeOf(string kind, JsonElement form, OrderSide side) => kind switch
    {
        Market => OrderType.Market,
        LimitGtc or LimitGtd or LimitFok or LimitIoc => OrderType.Limit,
        StopGtc or StopGtd => form.Text("stop_direction") == (side == OrderSide.Buy ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN") ? OrderType.StopLimit : OrderType.LimitIfTouched,
        _ => throw new UnreadableException($"an order's configuration was '{kind}'"),
    };

    // Whether what was asked for first is told along with its edits or changed by them is not said: the last edit holds.
    private static (decimal? Price, decimal Size)? EditOf(JsonElement json)
    {
        if (json.Find("edit_history") is not { ValueKind: JsonValueKind.Array } edits || edits.GetArrayLength() == 0)
            return null;
        var last = edits.Rows().MaxBy(static edit => edit.Utc("replace_accept_timestamp").Value);
        return (last.Decimal("price"), last.Decimal("size"));
    }

    // When it ended is not told.
    private static UnixNanos ChangedTimeOf(JsonElement json) =>
        json.Find("last_fill_time") is { ValueKind: JsonValueKind.String } last && last.GetString() is not ("" or Never) ? json.Utc("last_fill_time") : json.Utc("created_time");
}
