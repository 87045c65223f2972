using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>An order that passed: what it asks for, and what is held back for each base unit of it.</summary>
/// <param name="Terms">On the grid.</param>
/// <param name="ReservedPerUnit">Quote currency for a buy, base units for a sell; 0 in a margin account.</param>
public readonly record struct CheckedOrder(OrderTerms Terms, decimal ReservedPerUnit);

/// <summary>
/// Every check an order passes before it becomes an intent, in a fixed order: market, form, grid, trading state, position, price, size, money, rate.
/// The first that fails names its code; nothing is changed.
/// </summary>
/// <remarks>Cancels do not pass here: they are always allowed.</remarks>
public sealed class PreTradeChecks(KernelOptions options, KernelState state, MarketView market)
{
    // Above these no venue quotes; below them price times quantity stays within a decimal.
    private const decimal PriceMax = 1e13m;
    private const decimal QuantityMax = 1e13m;

    /// <summary>Checks an order.</summary>
    /// <param name="request">As somebody wants it.</param>
    /// <param name="now">The input's time.</param>
    /// <param name="order">The order on the grid; <c>default</c> when it is refused.</param>
    /// <returns>Null when it passes.</returns>
    public Refusal? Check(OrderRequest request, UnixNanos now, out CheckedOrder order)
    {
        order = default;
        var index = state.Portfolio.IndexOf(request.Instrument);
        if (index < 0)
            return new Refusal(RefusalCode.InstrumentUnknown, $"instrument was {request.Instrument}, must be one of {string.Join(", ", state.Portfolio.Holdings.Select(holding => holding.Instrument.Id))}");
        var holding = state.Portfolio.Holdings[index];
        var reservedPerUnit = 0m;
        var refusal = CheckForm(request, now)
            ?? CheckGrid(request, holding.Instrument)
            ?? CheckTradingState(request, holding)
            ?? CheckMarket(request, index, now, out var price)
            ?? CheckSize(request, holding.Instrument, price)
            ?? CheckMoney(request, index, price, out reservedPerUnit)
            ?? CheckOpenOrders()
            ?? CheckRate(now);
        if (refusal is null)
            order = new CheckedOrder(TermsOf(request, holding.Instrument), reservedPerUnit);
        return refusal;
    }

    private static Refusal? CheckForm(OrderRequest request, UnixNanos now)
    {
        if ((CommandTexts.Name("client reference", request.ClientReference) ?? CommandTexts.Name("idempotency key", request.IdempotencyKey) ?? CommandTexts.Name("user id", request.UserId)) is { } refusal)
            return refusal;
        if (request.Type is not OrderType.Market and not OrderType.Limit)
            return new Refusal(RefusalCode.OrderTypeUnsupported, $"order type was {SnakeCase.From(request.Type.ToString())}, must be market or limit in this version");
        if (request.Type == OrderType.Limit && request.Price is null)
            return new Refusal(RefusalCode.PriceMissing, "limit order had no price, must have one");
        if (request.Type == OrderType.Market && request.Price is not null)
            return new Refusal(RefusalCode.PriceNotAllowed, "market order had a price, must have none");
        if (request.TimeInForce == TimeInForce.Gtd != request.ExpireTime is not null)
            return new Refusal(RefusalCode.ExpireTimeInvalid, "a good-till-date order must have an expire time, and no other may have one");
        if (request.ExpireTime is { } expires && expires <= now)
            return new Refusal(RefusalCode.ExpireTimePast, $"expire time was {expires}, must be after {now}");
        if (request.IsPostOnly && (request.Type != OrderType.Limit || request.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok))
            return new Refusal(RefusalCode.PostOnlyInvalid, "post-only must be on a limit order that may rest: gtc or gtd");
        return null;
    }

    private static Refusal? CheckGrid(OrderRequest request, Instrument instrument)
    {
        if (request.Price is { } price)
        {
            if (price <= 0)
                return new Refusal(RefusalCode.PriceNotPositive, $"price was {DecimalText.Trimmed(price)}, must be above 0");
            if (price > PriceMax)
                return new Refusal(RefusalCode.PriceOutsideCollar, $"price was {DecimalText.Trimmed(price)}, must be at most {DecimalText.Trimmed(PriceMax)}");
            if (!instrument.IsOnPriceGrid(price))
                return new Refusal(RefusalCode.PriceOffGrid, $"price was {DecimalText.Trimmed(price)}, must be a multiple of {DecimalText.Trimmed(instrument.PriceIncrement)}");
        }
        var quantity = request.Quantity;
        if (quantity <= 0)
            return new Refusal(RefusalCode.QuantityNotPositive, $"quantity was {DecimalText.Trimmed(quantity)}, must be above 0");
        if (quantity > QuantityMax || quantity > instrument.QuantityMax)
            return new Refusal(RefusalCode.QuantityAboveMaximum, $"quantity was {DecimalText.Trimmed(quantity)}, must be at most {DecimalText.Trimmed(Math.Min(QuantityMax, instrument.QuantityMax ?? QuantityMax))}");
        if (!instrument.IsOnQuantityGrid(quantity))
            return new Refusal(RefusalCode.QuantityOffGrid, $"quantity was {DecimalText.Trimmed(quantity)}, must be a multiple of {DecimalText.Trimmed(instrument.QuantityIncrement)}");
        if (quantity < instrument.QuantityMin)
            return new Refusal(RefusalCode.QuantityBelowMinimum, $"quantity was {DecimalText.Trimmed(quantity)}, must be at least {DecimalText.Trimmed(instrument.QuantityMin)}");
        return null;
    }

    private Refusal? CheckTradingState(OrderRequest request, Holding holding)
    {
        foreach (var one in state.KillSwitches)
        {
            if (Reaches(one.Scope, one.Target, request.Strategy, request.Instrument))
                return new Refusal(RefusalCode.KillSwitchEngaged, $"a kill switch ({SnakeCase.From(one.Scope.ToString())} {one.Target}) is engaged since {one.EngagedTime} by {one.Actor}; it must be released first");
        }
        if (state.TradingState == TradingState.Halted)
            return new Refusal(RefusalCode.TradingHalted, "trading is halted; it must be active");
        if (request.IsReduceOnly && !ReducesWithOpenOrders(request, holding.Position))
            return new Refusal(RefusalCode.ReduceOnlyWouldIncrease, $"reduce-only {SnakeCase.From(request.Side.ToString())} of {DecimalText.Trimmed(request.Quantity)} met a position of {DecimalText.Trimmed(holding.Position.SignedQuantity)}; with the open orders on its side it must be against the position and no larger");
        if (state.TradingState is TradingState.Reducing or TradingState.Quarantined or TradingState.Liquidating && !ReducesWithOpenOrders(request, holding.Position))
            return new Refusal(RefusalCode.TradingReducing, $"trading state is {SnakeCase.From(state.TradingState.ToString())}: with the open orders on its side, an order must only make the position of {DecimalText.Trimmed(holding.Position.SignedQuantity)} smaller");
        return null;
    }

    // Whether a kill switch reaches an order.
    internal bool Reaches(KillSwitchScope scope, string target, StrategyInstanceId strategy, InstrumentId instrument) => scope switch
    {
        KillSwitchScope.Strategy => strategy.Text == target,
        KillSwitchScope.Venue => instrument.Venue == target,
        KillSwitchScope.Account => options.Account == target,
        _ => true,
    };

    private static bool Reduces(OrderRequest request, Position position) =>
        (request.Side == OrderSide.Sell ? position.SignedQuantity : -position.SignedQuantity) >= request.Quantity;

    private bool ReducesWithOpenOrders(OrderRequest request, Position position)
    {
        var open = 0m;
        foreach (var order in state.OpenOrders)
        {
            if (order.Terms.Instrument == request.Instrument && order.Terms.Side == request.Side)
                open += order.LeavesQuantity.Value;
        }
        return (request.Side == OrderSide.Sell ? position.SignedQuantity : -position.SignedQuantity) >= request.Quantity + open;
    }

    private Refusal? CheckMarket(OrderRequest request, int index, UnixNanos now, out decimal price)
    {
        price = 0;
        if (market.PriceOf(index) is not { } last)
            return new Refusal(RefusalCode.MarketPriceMissing, $"{request.Instrument} has no price yet; there must be one");
        price = request.Price ?? last;
        if (state.Limits.MarketAgeMax is { } ageMax && now - market.TimeOf(index) > ageMax && !Reduces(request, state.Portfolio.Holdings[index].Position))
            return new Refusal(RefusalCode.MarketStale, $"the last price of {request.Instrument} is from {market.TimeOf(index)}, must be at most {ageMax.TotalSeconds} s old for an order that adds risk");
        if (request.Price is { } limit && state.Limits.PriceCollar is { } collar && Math.Abs(limit - last) > collar * last)
            return new Refusal(RefusalCode.PriceOutsideCollar, $"price was {DecimalText.Trimmed(limit)}, must be within {DecimalText.Trimmed(collar * 100)} % of the last price {DecimalText.Trimmed(last)}");
        return null;
    }

    private Refusal? CheckSize(OrderRequest request, Instrument instrument, decimal price)
    {
        var notional = price * request.Quantity;
        if (notional < instrument.NotionalMin)
            return new Refusal(RefusalCode.NotionalBelowMinimum, $"price times quantity was {DecimalText.Trimmed(notional)} {instrument.Id.Quote}, must be at least {DecimalText.Trimmed(instrument.NotionalMin)}");
        var max = Math.Min(instrument.NotionalMax ?? decimal.MaxValue, state.Limits.OrderNotionalMax ?? decimal.MaxValue);
        return notional > max
            ? new Refusal(RefusalCode.NotionalAboveMaximum, $"price times quantity was {DecimalText.Trimmed(notional)} {instrument.Id.Quote}, must be at most {DecimalText.Trimmed(max)}")
            : null;
    }

    private Refusal? CheckMoney(OrderRequest request, int index, decimal price, out decimal reservedPerUnit)
    {
        reservedPerUnit = 0;
        return options.AccountKind == AccountKind.Cash
            ? CheckCash(request, index, price, out reservedPerUnit)
            : CheckMargin(request, index, price);
    }

    // A market order's price is the last one, so what is held back is an estimate; the venue has the last word at the fill.
    private Refusal? CheckCash(OrderRequest request, int index, decimal price, out decimal reservedPerUnit)
    {
        var instrument = state.Portfolio.Holdings[index].Instrument;
        var isBuy = request.Side == OrderSide.Buy;
        reservedPerUnit = ReservedPerUnit(request.Side, instrument, price);
        var balance = state.Portfolio.BalanceOf(isBuy ? instrument.Id.Quote : instrument.Id.Base);
        var needed = reservedPerUnit * request.Quantity;
        return needed > balance.Free
            ? new Refusal(RefusalCode.BalanceInsufficient, $"{DecimalText.Trimmed(needed)} {balance.Currency} were needed, fee included, and {DecimalText.Trimmed(balance.Free)} were free")
            : null;
    }

    // What an order of a cash account holds back for each base unit.
    private static decimal ReservedPerUnit(OrderSide side, Instrument instrument, decimal price) =>
        side == OrderSide.Buy ? price * (1 + Math.Max(0, WorstRate(instrument.Fees))) : 1;

    // As for an order that passes; for one that was found at its venue.
    internal decimal ReservedPerUnit(OrderTerms terms)
    {
        var index = state.Portfolio.IndexOf(terms.Instrument);
        return options.AccountKind == AccountKind.Cash
            ? ReservedPerUnit(terms.Side, state.Portfolio.Holdings[index].Instrument, terms.Price?.Value ?? market.PriceOf(index) ?? 0)
            : 0;
    }

    private Refusal? CheckMargin(OrderRequest request, int index, decimal price)
    {
        if (Reduces(request, state.Portfolio.Holdings[index].Position))
            return null;
        var exposure = 0m;
        for (var other = 0; other < state.Portfolio.Holdings.Count; other++)
        {
            if (market.PriceOf(other) is { } last)
                exposure += WorstQuantity(other, other == index ? request : null) * Math.Max(last, other == index ? price : 0);
        }
        var equity = state.Portfolio.Equity(market);
        return exposure > equity * options.Leverage
            ? new Refusal(RefusalCode.MarginInsufficient, $"exposure would be {DecimalText.Trimmed(exposure)}, must be at most {DecimalText.Trimmed(equity * options.Leverage)}: equity {DecimalText.Trimmed(equity)} times leverage {DecimalText.Trimmed(options.Leverage)}")
            : null;
    }

    // The greatest absolute position there can be once any of the open orders fill.
    private decimal WorstQuantity(int index, OrderRequest? added)
    {
        var holding = state.Portfolio.Holdings[index];
        var buys = added is { Side: OrderSide.Buy } ? added.Quantity : 0;
        var sells = added is { Side: OrderSide.Sell } ? added.Quantity : 0;
        foreach (var order in state.OpenOrders)
        {
            if (order.Terms.Instrument != holding.Instrument.Id)
                continue;
            if (order.Terms.Side == OrderSide.Buy)
                buys += order.LeavesQuantity.Value;
            else
                sells += order.LeavesQuantity.Value;
        }
        var position = holding.Position.SignedQuantity;
        return Math.Max(Math.Abs(position + buys), Math.Abs(position - sells));
    }

    private static decimal WorstRate(FeeSchedule fees)
    {
        var worst = 0m;
        foreach (var tier in fees.Tiers)
            worst = Math.Max(worst, Math.Max(tier.MakerRate, tier.TakerRate));
        return worst;
    }

    private Refusal? CheckOpenOrders() => state.OpenOrders.Count >= options.OpenOrdersMax
        ? new Refusal(RefusalCode.OpenOrdersExceeded, $"{state.OpenOrders.Count} orders were open, must be below {options.OpenOrdersMax}: cancel some first")
        : null;

    private Refusal? CheckRate(UnixNanos now) =>
        state.Limits.OrdersPerSecond is { } limit && state.OrdersInLastSecond(now) >= limit
            ? new Refusal(RefusalCode.OrderRateExceeded, $"{state.OrdersInLastSecond(now)} orders were made in the last second, must be at most {limit}")
            : null;

    private static OrderTerms TermsOf(OrderRequest request, Instrument instrument) => new()
    {
        Instrument = request.Instrument,
        Side = request.Side,
        Type = request.Type,
        Quantity = instrument.ToQuantity(request.Quantity, GridRounding.Exact),
        Price = request.Price is { } price ? instrument.ToPrice(price, GridRounding.Exact) : null,
        TimeInForce = request.TimeInForce,
        ExpireTime = request.ExpireTime,
        IsPostOnly = request.IsPostOnly,
        IsReduceOnly = request.IsReduceOnly,
        Role = request.Role,
        Strategy = request.Strategy,
        ClientReference = request.ClientReference,
    };
}
