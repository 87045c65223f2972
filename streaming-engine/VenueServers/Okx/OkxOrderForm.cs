using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What OKX keeps of an order as it was asked for.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-order.</remarks>
/// <param name="Type">Its <c>ordType</c>.</param>
/// <param name="TargetCurrency">Of a spot market order, what its size is in: <c>base_ccy</c> or <c>quote_ccy</c>; empty for the others.</param>
/// <param name="Tag">The caller's own text; empty for none.</param>
internal sealed record OkxOrderForm(string Type, string TargetCurrency, string Tag)
{
    public const int ClientIdMax = 32;
    public const int TagMax = 16;

    /// <summary>What it says about its account's own orders on the other side.</summary>
    public string SelfTrade { get; init; } = "cancel_maker";

    /// <summary>The algo order that it came of; null for none.</summary>
    public OkxAlgo? Algo { get; init; }

    /// <summary>Of an order of ours.</summary>
    public static OkxOrderForm Of(LoopbackOrder order) => (OkxOrderForm)order.Ask.Label!;

    /// <summary>Reads a new order.</summary>
    /// <exception cref="OkxError">A parameter is missing, malformed, or off the market's grid.</exception>
    public static LoopbackAsk Read(OkxArguments arguments, LoopbackMarket market, LoopbackAccount account)
    {
        ReadMode(arguments, market);
        var side = ReadSide(arguments);
        var type = arguments.OneOf("ordType", "market", "limit", "post_only", "fok", "ioc", "optimal_limit_ioc") ?? throw OkxError.Empty("ordType");
        if (type == "optimal_limit_ioc" && !market.IsPerpetual)
            throw OkxError.Wrong("ordType");
        if (arguments.TextOrNull("attachAlgoOrds") is not null and not "[]")
            throw OkxError.Wrong("attachAlgoOrds");
        var isMarket = type is "market" or "optimal_limit_ioc";
        var target = ReadTarget(arguments, market, side, type);
        var size = arguments.Decimal("sz");
        var price = isMarket ? (decimal?)null : arguments.DecimalOrNull("px") ?? throw new OkxError("51204", "The price for the limit order cannot be empty.");
        var selfTrade = arguments.OneOf("stpMode", "cancel_maker", "cancel_taker", "cancel_both") ?? "cancel_maker";
        if (selfTrade == "cancel_both" && type == "fok")
            throw new OkxError("50016", "Parameter stpMode does not match parameter ordType", 400);
        var terms = new OrderTerms
        {
            Instrument = market.Instrument.Id,
            Side = side,
            Type = isMarket ? OrderType.Market : OrderType.Limit,
            Quantity = target == "quote_ccy" ? Greatest(market) : ToQuantity(market, size),
            Price = price is { } limit ? ToPrice(market, limit, "px") : null,
            TimeInForce = type switch { "fok" => TimeInForce.Fok, "ioc" => TimeInForce.Ioc, _ => TimeInForce.Gtc },
            IsPostOnly = type == "post_only",
            IsReduceOnly = ReadReduceOnly(arguments, market),
        };
        if (target == "quote_ccy")
            CheckQuote(market, side, size);
        var form = new OkxOrderForm(type, target, arguments.Name("tag", TagMax)) { SelfTrade = selfTrade };
        return new LoopbackAsk(account, arguments.Name("clOrdId", ClientIdMax), terms)
        {
            QuoteQuantity = target == "quote_ccy" ? size : null,
            SelfTrade = selfTrade switch { "cancel_taker" => SelfTradeRule.EndsTaker, "cancel_both" => SelfTradeRule.EndsBoth, _ => SelfTradeRule.EndsMaker },
            Label = form,
        };
    }

    /// <summary>Spot is traded for cash, swaps with the margin of the whole account and one position of a market.</summary>
    /// <exception cref="OkxError">Another mode is wanted.</exception>
    public static void ReadMode(OkxArguments arguments, LoopbackMarket market)
    {
        var mode = arguments.OneOf("tdMode", "cash", "cross", "isolated") ?? throw OkxError.Empty("tdMode");
        if (market.IsPerpetual && mode == "cash")
            throw OkxError.Wrong("tdMode");
        if (mode != ModeOf(market))
            throw OkxError.Unsupported;
        _ = arguments.OneOf("posSide", "net");
    }

    public static string ModeOf(LoopbackMarket market) => market.IsPerpetual ? "cross" : "cash";

    public static OrderSide ReadSide(OkxArguments arguments) =>
        (arguments.OneOf("side", "buy", "sell") ?? throw OkxError.Empty("side")) == "buy" ? OrderSide.Buy : OrderSide.Sell;

    public static bool ReadReduceOnly(OkxArguments arguments, LoopbackMarket market)
    {
        var isReduceOnly = arguments.Flag("reduceOnly");
        return isReduceOnly && !market.IsPerpetual ? throw new OkxError("51205", "Reduce Only is not available.") : isReduceOnly;
    }

    /// <summary>Base units of a size in base currency or contracts.</summary>
    /// <exception cref="OkxError">It is too small, too great, or off the grid.</exception>
    public static Quantity ToQuantity(LoopbackMarket market, decimal size)
    {
        if (size > OkxMarkets.SizeMax)
            throw new OkxError("51101",
                $"Order failed, the sz of the current order can’t be more than {DecimalText.Trimmed(OkxMarkets.SizeMax)} (contracts).");
        if (size < OkxMarkets.SizeMin(market))
            throw OkxError.TooSmall;
        var quantity = size * market.ContractSize;
        return market.Instrument.IsOnQuantityGrid(quantity) ? market.Instrument.ToQuantity(quantity, GridRounding.Exact) : throw OkxError.OffLot;
    }

    /// <summary>A price that is on the grid.</summary>
    /// <param name="market">Whose grid.</param>
    /// <param name="price">Quote currency per base unit.</param>
    /// <param name="name">Of the parameter.</param>
    /// <exception cref="OkxError">It is not, or is too great.</exception>
    public static Price ToPrice(LoopbackMarket market, decimal price, string name) =>
        price <= OkxMarkets.PriceMax && market.Instrument.IsOnPriceGrid(price)
            ? market.Instrument.ToPrice(price, GridRounding.Exact) : throw OkxError.Wrong(name);

    /// <summary>What an order for an amount of quote currency may take at most.</summary>
    public static Quantity Greatest(LoopbackMarket market) => market.Instrument.ToQuantity(OkxMarkets.SizeMax * market.ContractSize, GridRounding.Down);

    // A spot market buy is for quote currency unless it says otherwise, a sell for base currency.
    private static string ReadTarget(OkxArguments arguments, LoopbackMarket market, OrderSide side, string type)
    {
        var target = arguments.OneOf("tgtCcy", "base_ccy", "quote_ccy");
        return market.IsPerpetual || type != "market" ? "" : target ?? (side == OrderSide.Buy ? "quote_ccy" : "base_ccy");
    }

    private static void CheckQuote(LoopbackMarket market, OrderSide side, decimal quote)
    {
        if (quote > OkxMarkets.SizeMax)
            throw new OkxError("51202", "Market order amount exceeds the maximum amount.");
        var best = market.SideOf(side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy).Best;
        if (best is not null && quote < OkxMarkets.SizeMin(market) * best.Ticks * market.Instrument.PriceIncrement)
            throw OkxError.TooSmall;
    }
}
