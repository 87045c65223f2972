using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What Binance keeps of an order as it was asked for.</summary>
/// <param name="Type">Its type in Binance's words.</param>
/// <param name="TimeInForce">Its time in force in Binance's words.</param>
internal sealed record BinanceForm(string Type, string TimeInForce)
{
    /// <summary>Distance of a trailing trigger in basis points; null for none.</summary>
    public long? TrailingDelta { get; init; }

    /// <summary>The caller's own number; null for none.</summary>
    public long? StrategyId { get; init; }

    /// <summary>The caller's own number; null for none.</summary>
    public long? StrategyType { get; init; }

    /// <summary>Reads a new order.</summary>
    /// <param name="request">Whose parameters.</param>
    /// <param name="market">Where.</param>
    /// <param name="prefix">Of parameters of one order of a list, such as <c>above</c>; empty for a single order.</param>
    /// <param name="newId">Makes a client order id.</param>
    /// <exception cref="BinanceError">A parameter is missing, malformed, or off the market's grid.</exception>
    public static LoopbackAsk Read(BinanceRequest request, LoopbackMarket market, string prefix, Func<string> newId)
    {
        var side = request.Text("side") switch
        {
            "BUY" => OrderSide.Buy,
            "SELL" => OrderSide.Sell,
            _ => throw new BinanceError(-1117, "Invalid side."),
        };
        var type = request.Text(Name(prefix, "type"));
        var isMarket = type == "MARKET";
        var quantity = isMarket ? request.DecimalOrNull("quantity") : request.Decimal("quantity");
        var quote = isMarket ? request.DecimalOrNull("quoteOrderQty") : null;
        if (isMarket && quantity is null && quote is null)
            throw new BinanceError(-1102, "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!");
        if (quantity is not null && quote is not null)
            throw new BinanceError(-1128, "Combination of optional parameters invalid.");
        var price = HasPrice(type) ? request.Decimal(Name(prefix, "price")) : (decimal?)null;
        var timeInForce = ReadTimeInForce(request, type, prefix);
        var delta = IsConditional(type) ? request.NumberOrNull(Name(prefix, "trailingDelta")) : null;
        var stop = IsConditional(type) ? request.DecimalOrNull(Name(prefix, "stopPrice")) : null;
        if (IsConditional(type) && delta is null && stop is null)
            throw new BinanceError(-1102, "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!");
        if (delta is < 10 or > 2_000)
            throw new BinanceError(-1013, "Filter failure: TRAILING_DELTA");
        var iceberg = HasPrice(type) ? request.DecimalOrNull(Name(prefix, "icebergQty")) : null;
        if (iceberg is > 0 && timeInForce != "GTC")
            throw new BinanceError(-2010, "Unsupported order combination");
        if (iceberg > quantity)
            throw new BinanceError(-2010, "IcebergQty exceeds QTY.");
        CheckFilters(request.Account, market, quantity, price, iceberg);
        var clientId = request.TextOrNull(prefix.Length == 0 ? "newClientOrderId" : prefix + "ClientOrderId") ?? newId();
        CheckClientId(clientId);
        var instrument = market.Instrument;
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = side,
            Type = TypeOf(type, delta),
            Quantity = OnGrid(() => instrument.ToQuantity(quantity ?? instrument.QuantityMax ?? BinanceMarketJson.QuantityMax, GridRounding.Exact), "LOT_SIZE"),
            Price = price is { } limit ? OnGrid(() => instrument.ToPrice(Within(limit), GridRounding.Exact), "PRICE_FILTER") : null,
            TriggerPrice = stop is { } trigger && delta is null ? OnGrid(() => instrument.ToPrice(Within(trigger), GridRounding.Exact), "PRICE_FILTER") : null,
            TrailingOffset = delta / 10_000m,
            TrailingIsFraction = delta is not null,
            DisplayQuantity = iceberg is > 0 ? OnGrid(() => instrument.ToQuantity(iceberg.Value, GridRounding.Exact), "LOT_SIZE") : null,
            TimeInForce = timeInForce switch { "IOC" => Domain.TimeInForce.Ioc, "FOK" => Domain.TimeInForce.Fok, _ => Domain.TimeInForce.Gtc },
            IsPostOnly = type == "LIMIT_MAKER",
        };
        var strategyType = request.NumberOrNull(Name(prefix, "strategyType"));
        if (strategyType < 1_000_000)
            throw new BinanceError(-1134, "`strategyType` was less than 1000000.");
        var strategyId = request.NumberOrNull(Name(prefix, "strategyId"));
        var form = new BinanceForm(type, timeInForce) { TrailingDelta = delta, StrategyId = strategyId, StrategyType = strategyType };
        return new LoopbackAsk(request.Account, clientId, terms) { QuoteQuantity = quote, ActivationPrice = delta is null ? null : stop, Label = form };
    }

    /// <summary>Of an order of ours.</summary>
    public static BinanceForm Of(LoopbackOrder order) => (BinanceForm)order.Ask.Label!;

    public static bool HasPrice(string type) => type is "LIMIT" or "LIMIT_MAKER" or "STOP_LOSS_LIMIT" or "TAKE_PROFIT_LIMIT";

    public static bool IsConditional(string type) => type is "STOP_LOSS" or "STOP_LOSS_LIMIT" or "TAKE_PROFIT" or "TAKE_PROFIT_LIMIT";

    private static string ReadTimeInForce(BinanceRequest request, string type, string prefix)
    {
        var name = Name(prefix, "timeInForce");
        if (type is "LIMIT" or "STOP_LOSS_LIMIT" or "TAKE_PROFIT_LIMIT")
        {
            return request.Text(name) is ("GTC" or "IOC" or "FOK") and var text ? text : throw new BinanceError(-1115, "Invalid timeInForce.");
        }
        return request.Has(name) && prefix.Length == 0 ? throw new BinanceError(-1106, "Parameter 'timeInForce' sent when not required.") : "GTC";
    }

    // A trailing order of Binance is one of its stops or take-profits; what it trails by decides.
    private static OrderType TypeOf(string type, long? delta) => (type, delta is not null) switch
    {
        ("MARKET", _) => OrderType.Market,
        ("LIMIT" or "LIMIT_MAKER", _) => OrderType.Limit,
        ("STOP_LOSS", false) => OrderType.StopMarket,
        ("STOP_LOSS_LIMIT", false) => OrderType.StopLimit,
        ("TAKE_PROFIT", false) => OrderType.MarketIfTouched,
        ("TAKE_PROFIT_LIMIT", false) => OrderType.LimitIfTouched,
        ("STOP_LOSS", true) => OrderType.TrailingStopMarket,
        ("STOP_LOSS_LIMIT", true) => OrderType.TrailingStopLimit,
        ("TAKE_PROFIT" or "TAKE_PROFIT_LIMIT", true) => throw new BinanceError(-1020, "This operation is not supported."),
        _ => throw new BinanceError(-1116, "Invalid orderType."),
    };

    private static decimal Within(decimal price) =>
        price is > 0 and <= BinanceMarketJson.PriceMax ? price : throw new BinanceError(-1013, "Filter failure: PRICE_FILTER");

    // Those of the filters that the matching knows nothing of.
    private static void CheckFilters(LoopbackAccount account, LoopbackMarket market, decimal? quantity, decimal? price, decimal? iceberg)
    {
        if (quantity > (market.Instrument.QuantityMax ?? BinanceMarketJson.QuantityMax))
            throw new BinanceError(-1013, "Filter failure: LOT_SIZE");
        if (price is { } limit && Within(limit) * quantity > (market.Instrument.NotionalMax ?? BinanceMarketJson.NotionalMax))
            throw new BinanceError(-1013, "Filter failure: NOTIONAL");
        if (iceberg is > 0 && decimal.Ceiling((quantity ?? 0) / iceberg.Value) > BinanceMarketJson.IcebergPartsMax)
            throw new BinanceError(-1013, "Filter failure: ICEBERG_PARTS");
        if (account.OpenOrders.Values.Count(order => order.Market == market) >= BinanceMarketJson.OpenOrdersMax)
            throw new BinanceError(-1013, "Filter failure: MAX_NUM_ORDERS");
    }

    private static T OnGrid<T>(Func<T> make, string filter)
    {
        try
        {
            return make();
        }
        catch (Exception exception) when (exception is OffGridException or OverflowException)
        {
            throw new BinanceError(-1013, $"Filter failure: {filter}");
        }
    }

    /// <summary>It must be one that Binance takes.</summary>
    /// <exception cref="BinanceError">It is not.</exception>
    public static void CheckClientId(string id)
    {
        if (id.Length > 36 || id.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or ':' or '/' or '_' or '-')))
            throw BinanceError.Malformed("newClientOrderId", @"^[\.A-Z\:/a-z0-9_-]{1,36}$");
    }

    // stopPrice of aboveStopPrice.
    private static string Name(string prefix, string name) => prefix.Length == 0 ? name : prefix + char.ToUpperInvariant(name[0]) + name[1..];
}
