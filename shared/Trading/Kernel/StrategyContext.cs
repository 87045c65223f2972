using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a strategy sees and may do. One for each instance; valid during its callbacks.</summary>
public sealed class StrategyContext
{
    private readonly Kernel _kernel;
    private readonly PreTradeChecks _checks;

    internal StrategyContext(Kernel kernel, StrategyInstanceId strategy, int instrumentIndex)
    {
        _kernel = kernel;
        _checks = new PreTradeChecks(kernel.Options, kernel.State, kernel.Market);
        Strategy = strategy;
        InstrumentIndex = instrumentIndex;
        Position = kernel.State.Portfolio.PositionOf(strategy, Instrument.Id);
    }

    /// <summary>The instance.</summary>
    public StrategyInstanceId Strategy { get; }

    /// <summary>Its first market.</summary>
    public Instrument Instrument => _kernel.State.Portfolio.Holdings[InstrumentIndex].Instrument;

    /// <summary>The input's time: there is no other clock.</summary>
    public UnixNanos Now => _kernel.Now;

    /// <summary>Whether orders are taken: false while it is warmed up or paused.</summary>
    public bool CanTrade => !IsWarmingUp && !IsPaused;

    /// <summary>Its own part of the account's position in its first market.</summary>
    public Position Position { get; }

    /// <summary>
    /// How much of its position can be sold now, in base units on the quantity grid: a cash account has less than the position where fees were taken
    /// in the base currency, or where other orders offer it already.
    /// </summary>
    public decimal SellableQuantity
    {
        get
        {
            HasSeenAccount = true;
            var position = Math.Max(0, Position.SignedQuantity);
            var free = _kernel.Options.AccountKind == AccountKind.Margin ? position : Math.Max(0, _kernel.State.Portfolio.BalanceOf(Instrument.Id.Base).Free);
            return Instrument.ToQuantity(Math.Min(position, free), GridRounding.Down).Value;
        }
    }

    /// <summary>
    /// How much an order in its first market may be, by what the account can pay now, in base units on the quantity grid. A cash account buys with its free quote currency, the
    /// worst fee included, and sells what is free; a margin account closes its position, or goes as far as its leverage lets it, open orders counted.
    /// </summary>
    /// <param name="side">Of the order.</param>
    /// <param name="price">Its limit, above 0.</param>
    /// <param name="instead">Its own open order that is to be amended to that price: what that holds back counts as free.</param>
    public decimal Affordable(OrderSide side, decimal price, Order? instead = null)
    {
        HasSeenAccount = true;
        return _checks.Affordable(InstrumentIndex, side, price, instead);
    }

    /// <summary>The account's equity at the last prices, in the reporting currency.</summary>
    public decimal Equity
    {
        get
        {
            HasSeenAccount = true;
            return _kernel.Equity;
        }
    }

    /// <summary>The last price of its first market; null before the first.</summary>
    public decimal? LastPrice => _kernel.Market.PriceOf(InstrumentIndex);

    /// <summary>Its orders that may still fill, by age.</summary>
    public IEnumerable<Order> OpenOrders => _kernel.State.OpenOrders.Where(order => order.Terms.Strategy == Strategy);

    /// <summary>Its order of that id; null when it has none, or it is not known any more.</summary>
    public Order? FindOrder(ClientOrderId id) => _kernel.State.FindOrder(id) is { } order && order.Terms.Strategy == Strategy ? order : null;

    /// <summary>Whether it has no order that may still fill; allocates nothing.</summary>
    public bool HasNoOpenOrders
    {
        get
        {
            var orders = _kernel.State.OpenOrders;
            for (var index = 0; index < orders.Count; index++)
            {
                if (orders[index].Terms.Strategy == Strategy)
                    return false;
            }
            return true;
        }
    }

    internal int InstrumentIndex { get; }

    // Set by callbacks that a strategy does not have: what it did not see did not change it, so its state need not be compared.
    internal bool IsIgnored { get; set; }

    // While events are given again that it had seen before a restart.
    internal bool IsCatchingUp { get; set; }

    // While it is told that its position is being taken.
    internal bool IsLiquidated { get; set; }

    // While it is given what was before it trades.
    internal bool IsWarmingUp { get; set; }

    // While it sees the market and its orders are not taken; its timers are, and those that fall due wait.
    internal bool IsPaused { get; set; }

    // Whether it looked at what others change too, since its state was last journaled.
    internal bool HasSeenAccount { get; set; }

    private static Refusal NotNow { get; } = new(RefusalCode.StrategyNotRunning, "the strategy is paused or being warmed up; orders are taken afterwards");

    private bool CanAct => CanTrade && !IsCatchingUp && !IsLiquidated;

    internal void Ignore() => IsIgnored = true;

    /// <summary>Makes an order of this strategy; checked at once.</summary>
    /// <returns>The order, or why it is refused; a refusal changes nothing.</returns>
    public SubmitResult Submit(OrderRequest request) => CanAct
        ? _kernel.Submit(request.Strategy == Strategy ? request : request with { Strategy = Strategy })
        : new SubmitResult(Order: null, NotNow);

    /// <summary>Makes orders of this strategy that depend on each other; all are taken, or none.</summary>
    /// <returns>The orders, or why they are refused; a refusal changes nothing.</returns>
    public SubmitListResult Submit(OrderListRequest request) => CanAct
        ? _kernel.Submit(request with { Entry = request.Entry is { } entry ? entry with { Strategy = Strategy } : null, Orders = [.. request.Orders.Select(order => order with { Strategy = Strategy })] })
        : new SubmitListResult([], NotNow);

    /// <summary>Amends one of its orders; what is null stays.</summary>
    /// <param name="order">Its own.</param>
    /// <param name="quantity">Base units in all, on the grid, above what has filled.</param>
    /// <param name="price">Limit price, on the grid.</param>
    /// <param name="triggerPrice">Trigger price, on the grid.</param>
    /// <returns>Why it is refused; null when it is asked for, or done where we hold the order.</returns>
    /// <exception cref="InvariantException">The order is another's.</exception>
    public Refusal? Amend(Order order, decimal? quantity = null, decimal? price = null, decimal? triggerPrice = null)
    {
        CheckOwn(order, "amend");
        return CanAct ? _kernel.AmendOrder(order, quantity, price, triggerPrice) : NotNow;
    }

    /// <summary>Whether its first market's venue moves orders and makes them larger.</summary>
    public bool HasAmendments => _kernel.Options.FeaturesOf(Instrument.Id.Venue).HasAmendments;

    /// <summary>Whether the order's venue carries such an amendment out; else it must be canceled, and placed anew once it has ended.</summary>
    /// <param name="order">Its own.</param>
    /// <param name="quantity">Base units in all; null where it stays.</param>
    /// <param name="price">Limit price; null where it stays.</param>
    public bool CanAmend(Order order, decimal? quantity = null, decimal? price = null) => _kernel.CanAmend(order, quantity, price, triggerPrice: null);

    /// <summary>A market order in its first market.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="quantity">Base units, on the grid.</param>
    /// <param name="role">What it is for.</param>
    public SubmitResult Market(OrderSide side, decimal quantity, OrderRole role) =>
        Submit(new OrderRequest { Instrument = Instrument.Id, Side = side, Type = OrderType.Market, Quantity = quantity, Role = role, Strategy = Strategy });

    /// <summary>A limit order in its first market, good till canceled.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="quantity">Base units, on the grid.</param>
    /// <param name="price">On the grid.</param>
    /// <param name="role">What it is for.</param>
    public SubmitResult Limit(OrderSide side, decimal quantity, decimal price, OrderRole role) =>
        Submit(new OrderRequest { Instrument = Instrument.Id, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = price, Role = role, Strategy = Strategy });

    /// <summary>Cancels one of its orders; nothing happens when that is closed or being canceled.</summary>
    /// <exception cref="InvariantException">The order is another's.</exception>
    public void Cancel(Order order)
    {
        CheckOwn(order, "cancel");
        if (CanAct)
            _kernel.CancelOrder(order, Strategy.Text, "");
    }

    /// <summary>Cancels all its orders.</summary>
    public void CancelAll()
    {
        if (HasNoOpenOrders)
            return;
        foreach (var order in OpenOrders.ToArray())
            Cancel(order);
    }

    /// <summary>
    /// Sets a timer, or moves the one of that name. While it is warmed up, nothing is set: the time is past. While it is paused, timers are set;
    /// one that falls due then fires when it is resumed.
    /// </summary>
    /// <param name="name">Unique in the strategy, at most 64 bytes of UTF-8.</param>
    /// <param name="dueTime">After now.</param>
    /// <exception cref="InvariantException">The time is not after now.</exception>
    /// <exception cref="ArgumentException">The name is too long.</exception>
    /// <exception cref="InvalidOperationException">It has 16 timers, or timers were set 256 times at this event.</exception>
    public void SetTimer(string name, UnixNanos dueTime)
    {
        if (!IsWarmingUp && !IsCatchingUp)
            _kernel.SetTimer(Strategy, name, dueTime);
    }

    /// <summary>Takes a timer away; nothing happens when there is none.</summary>
    /// <exception cref="InvalidOperationException">Timers were set or taken away 256 times at this event.</exception>
    public void CancelTimer(string name)
    {
        if (!IsWarmingUp && !IsCatchingUp && _kernel.State.HasTimer(Strategy, name))
            _kernel.SetTimer(Strategy, name, dueTime: null);
    }

    private void CheckOwn(Order order, string wish)
    {
        if (order.Terms.Strategy != Strategy)
            throw new InvariantException($"strategy {Strategy} wanted to {wish} order {order.Id} of {order.Terms.Strategy}, must be its own");
    }
}
