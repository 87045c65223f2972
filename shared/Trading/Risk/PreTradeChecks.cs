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
public sealed partial class PreTradeChecks(KernelOptions options, KernelState state, MarketView market)
{
    private readonly OpenExposure _exposure = new(state);

    /// <summary>Checks an order.</summary>
    /// <param name="request">As somebody wants it.</param>
    /// <param name="now">The input's time.</param>
    /// <param name="order">The order on the grid; <c>default</c> when it is refused.</param>
    /// <returns>Null when it passes.</returns>
    public Refusal? Check(OrderRequest request, UnixNanos now, out CheckedOrder order)
    {
        order = default;
        if (FindMarket(request.Instrument, out var index) is { } unknown)
            return unknown;
        var holding = state.Portfolio.Holdings[index];
        var reservedPerUnit = 0m;
        var refusal = OrderFormChecks.Check(request, holding.Instrument, options.FeaturesOf(request.Instrument.Venue), now)
            ?? CheckTradingState(request, holding)
            ?? CheckMarket(request, index, now, out var price)
            ?? CheckSize(request.Quantity, holding.Instrument, price)
            ?? CheckMoney(request, index, price, out reservedPerUnit)
            ?? CheckOpenOrders()
            ?? CheckRate(now);
        if (refusal is null)
            order = new CheckedOrder(TermsOf(request, holding.Instrument, TriggerOf(request, index)), reservedPerUnit);
        return refusal;
    }

    /// <summary>
    /// Checks an order that waits for its parent: its form and size now; position, money and state when it is sent (<see cref="CheckRelease"/>).
    /// </summary>
    /// <param name="request">As somebody wants it.</param>
    /// <param name="now">The input's time.</param>
    /// <param name="order">The order on the grid; <c>default</c> when it is refused.</param>
    /// <returns>Null when it passes.</returns>
    public Refusal? CheckWaiting(OrderRequest request, UnixNanos now, out CheckedOrder order)
    {
        order = default;
        if (FindMarket(request.Instrument, out var index) is { } unknown)
            return unknown;
        var instrument = state.Portfolio.Holdings[index].Instrument;
        if (market.PriceOf(index) is not { } last)
            return NoPrice(request.Instrument);
        var price = request.Price ?? request.TriggerPrice ?? last;
        var refusal = OrderFormChecks.Check(request, instrument, options.FeaturesOf(request.Instrument.Venue), now)
            ?? CheckSize(request.Quantity, instrument, price)
            ?? CheckOpenOrders()
            ?? CheckRate(now);
        if (refusal is not null)
            return refusal;
        var trigger = request.TriggerPrice is { } given ? instrument.ToPrice(given, GridRounding.Exact) : (Price?)null;
        var reservedPerUnit = options.AccountKind == AccountKind.Cash ? ReservedPerUnit(request.Side, instrument, price) : 0;
        order = new CheckedOrder(TermsOf(request, instrument, trigger), reservedPerUnit);
        return null;
    }

    private Refusal? FindMarket(InstrumentId instrument, out int index)
    {
        index = state.Portfolio.IndexOf(instrument);
        return index >= 0
            ? null
            : new Refusal(RefusalCode.InstrumentUnknown, $"instrument was {instrument}, must be one of {string.Join(", ", state.Portfolio.Holdings.Select(holding => holding.Instrument.Id))}");
    }

    private static Refusal Halted { get; } = new(RefusalCode.TradingHalted, "trading is halted; it must be active");

    private static Refusal NoPrice(InstrumentId instrument) => new(RefusalCode.MarketPriceMissing, $"{instrument} has no price yet; there must be one");

    private Refusal Reducing(Position position) => new(RefusalCode.TradingReducing, $"trading state is {SnakeCase.From(state.TradingState.ToString())}: with the open orders on its side, an order must only make the position of {DecimalText.Trimmed(position.SignedQuantity)} smaller");

    private Refusal? CheckKillSwitches(StrategyInstanceId strategy, InstrumentId instrument)
    {
        foreach (var one in state.KillSwitches)
        {
            if (Reaches(one.Scope, one.Target, strategy, instrument))
                return new Refusal(RefusalCode.KillSwitchEngaged, $"a kill switch ({SnakeCase.From(one.Scope.ToString())} {one.Target}) is engaged since {one.EngagedTime} by {one.Actor}; it must be released first");
        }
        return null;
    }

    private Refusal? CheckTradingState(OrderRequest request, Holding holding)
    {
        if (CheckKillSwitches(request.Strategy, request.Instrument) is { } killed)
            return killed;
        if (state.TradingState == TradingState.Halted)
            return Halted;
        if (request.IsReduceOnly && !ReducesWithOpenOrders(request, holding.Position))
            return new Refusal(RefusalCode.ReduceOnlyWouldIncrease, $"reduce-only {SnakeCase.From(request.Side.ToString())} of {DecimalText.Trimmed(request.Quantity)} met a position of {DecimalText.Trimmed(holding.Position.SignedQuantity)}; with the open orders on its side it must be against the position and no larger");
        if (state.TradingState is TradingState.Reducing or TradingState.Quarantined or TradingState.Liquidating && !ReducesWithOpenOrders(request, holding.Position))
            return Reducing(holding.Position);
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

    // What rests to protect a position does not keep it from being closed at once.
    private bool ReducesWithOpenOrders(OrderRequest request, Position position) =>
        OpenExposure.Reducible(request.Side, position) >= request.Quantity + _exposure.OpenQuantity(request.Instrument, request.Side, withReducing: request.Type != OrderType.Market);

    private Refusal? CheckMarket(OrderRequest request, int index, UnixNanos now, out decimal price)
    {
        price = 0;
        if (market.PriceOf(index) is not { } last)
            return NoPrice(request.Instrument);
        if (request.Type.IsConditional() && TriggerOf(request, index) is null)
            return new Refusal(RefusalCode.TrailingOffsetInvalid, $"trailing offset was {DecimalText.Trimmed(request.TrailingOffset!.Value)}, must leave a trigger above 0 at the last price {DecimalText.Trimmed(last)}");
        var trigger = TriggerOf(request, index)?.Value;
        price = request.Price ?? trigger ?? last;
        var reduces = OpenExposure.Reducible(request.Side, state.Portfolio.Holdings[index].Position) >= request.Quantity;
        return (reduces ? null : CheckAge(index, now))
            ?? (trigger is { } hit ? CheckTriggerSide(request.Type, request.Side, hit, last) : null)
            ?? (request.Price is { } limit ? CheckCollar(limit, trigger ?? last) : null);
    }

    private Refusal? CheckAge(int index, UnixNanos now)
    {
        if (market.IsStale(index))
            return new Refusal(RefusalCode.MarketStale, $"the book of {state.Portfolio.Holdings[index].Instrument.Id} has missed something and is being read anew; until then no order is taken that adds risk");
        return CheckLastAge(index, now);
    }

    private Refusal? CheckLastAge(int index, UnixNanos now) => state.Limits.MarketAgeMax is { } most && now - market.TimeOf(index) > most
        ? new Refusal(RefusalCode.MarketStale, $"the last price of {state.Portfolio.Holdings[index].Instrument.Id} is from {market.TimeOf(index)}, must be at most {most.TotalSeconds} s old for an order that adds risk")
        : null;

    private Refusal? CheckCollar(decimal limit, decimal from) => state.Limits.PriceCollar is { } collar && Math.Abs(limit - from) > collar * from
        ? new Refusal(RefusalCode.PriceOutsideCollar, $"price was {DecimalText.Trimmed(limit)}, must be within {DecimalText.Trimmed(collar * 100)} % of {DecimalText.Trimmed(from)}")
        : null;

    // A trigger that is hit already is a mistake of sign, not a way to trade at once.
    private static Refusal? CheckTriggerSide(OrderType type, OrderSide side, decimal trigger, decimal last)
    {
        var isUpward = type.TriggersUpward(side);
        return isUpward ? trigger > last ? null : WrongSide("above") : trigger < last ? null : WrongSide("below");
        Refusal WrongSide(string needed) => new(
            RefusalCode.TriggerPriceWrongSide,
            $"trigger price of a {SnakeCase.From(type.ToString()).Replace('_', '-')} {SnakeCase.From(side.ToString())} was {DecimalText.Trimmed(trigger)}, must be {needed} the last price {DecimalText.Trimmed(last)}");
    }

    // Where its trigger starts; null where it has none, or would not be above 0.
    private Price? TriggerOf(OrderRequest request, int index)
    {
        var instrument = state.Portfolio.Holdings[index].Instrument;
        if (request.TriggerPrice is { } given)
            return instrument.ToPrice(given, GridRounding.Exact);
        return request.Type.IsTrailing()
            ? TrailingTrigger.Behind(request.Side, request.TrailingOffset!.Value, request.TrailingIsFraction, instrument, market.PriceOf(index)!.Value)
            : null;
    }

    private Refusal? CheckSize(decimal quantity, Instrument instrument, decimal price)
    {
        var notional = price * quantity;
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
            ? ReservedPerUnit(terms.Side, state.Portfolio.Holdings[index].Instrument, (terms.Price ?? terms.TriggerPrice)?.Value ?? market.PriceOf(index) ?? 0)
            : 0;
    }

    private static decimal WorstRate(FeeSchedule fees)
    {
        var worst = 0m;
        foreach (var tier in fees.Tiers)
            worst = Math.Max(worst, Math.Max(tier.MakerRate, tier.TakerRate));
        return worst;
    }

    /// <summary>Whether so many orders at once are still within the limits of open orders and of orders a second.</summary>
    /// <param name="orders">Of a list, 1 or more.</param>
    /// <param name="now">The input's time.</param>
    /// <returns>Null when they are.</returns>
    public Refusal? CheckRoom(int orders, UnixNanos now)
    {
        if (state.OpenOrders.Count + orders > options.OpenOrdersMax)
            return new Refusal(RefusalCode.OpenOrdersExceeded, $"the list has {orders} orders and {state.OpenOrders.Count} were open, must be at most {options.OpenOrdersMax} in all: cancel some first");
        return state.Limits.OrdersPerSecond is { } limit && state.OrdersInLastSecond(now) is var made && made + orders > limit
            ? new Refusal(RefusalCode.OrderRateExceeded, $"the list has {orders} orders and {made} were made in the last second, must be at most {limit} in all")
            : null;
    }

    private Refusal? CheckOpenOrders() => state.OpenOrders.Count >= options.OpenOrdersMax
        ? new Refusal(RefusalCode.OpenOrdersExceeded, $"{state.OpenOrders.Count} orders were open, must be below {options.OpenOrdersMax}: cancel some first")
        : null;

    private Refusal? CheckRate(UnixNanos now) =>
        state.Limits.OrdersPerSecond is { } limit && state.OrdersInLastSecond(now) >= limit
            ? new Refusal(RefusalCode.OrderRateExceeded, $"{state.OrdersInLastSecond(now)} orders were made in the last second, must be at most {limit}")
            : null;

    private static OrderTerms TermsOf(OrderRequest request, Instrument instrument, Price? trigger) => new()
    {
        Instrument = request.Instrument,
        Side = request.Side,
        Type = request.Type,
        Quantity = instrument.ToQuantity(request.Quantity, GridRounding.Exact),
        Price = request.Price is { } price ? instrument.ToPrice(price, GridRounding.Exact) : null,
        TriggerPrice = trigger,
        TrailingOffset = request.TrailingOffset,
        TrailingIsFraction = request.TrailingIsFraction,
        DisplayQuantity = request.DisplayQuantity is { } shown ? instrument.ToQuantity(shown, GridRounding.Exact) : null,
        TimeInForce = request.TimeInForce,
        ExpireTime = request.ExpireTime,
        IsPostOnly = request.IsPostOnly,
        IsReduceOnly = request.IsReduceOnly,
        Role = request.Role,
        Strategy = request.Strategy,
        ClientReference = request.ClientReference,
    };
}
