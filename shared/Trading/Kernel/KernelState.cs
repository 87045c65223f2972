using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>All that the kernel knows by its journal: a fold over entries and nothing else. Changed only by <see cref="Fold"/>.</summary>
/// <remarks>Not thread-safe: one thread owns it.</remarks>
public sealed partial class KernelState
{
    private readonly KernelOptions _options;
    private readonly Dictionary<ClientOrderId, Order> _orders = [];
    private readonly List<Order> _openOrders = [];
    private readonly Queue<ClientOrderId> _closedOrders = new();
    private readonly List<Order> _keptOrders = []; // Closed, and still known for the sake of open ones that are linked with them; by the time they ended.
    private readonly List<StrategyRecord> _strategies = [];
    private readonly List<PendingTimer> _timers = [];
    private readonly List<Order> _heldOrders = [];
    private readonly Dictionary<string, OrderListNew> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<ClientOrderId, OrderCluster> _clusters = [];
    private readonly Dictionary<string, AlgoState> _algorithms = new(StringComparer.Ordinal);
    private readonly List<OpenDifference> _differences = [];
    private readonly List<PaperMarketState> _paperMarkets = [];
    private readonly Queue<UnixNanos> _recentOrders = new();
    private readonly AnsweredKeys _keys = new();
    private readonly BookedFundings _fundings = new();
    private readonly SortedDictionary<string, UnixNanos> _agreedTimes = new(StringComparer.Ordinal);

    /// <summary>An empty state.</summary>
    public KernelState(KernelOptions options)
    {
        _options = options;
        Portfolio = new Portfolio(options.ReportingCurrency);
    }

    /// <summary>Balances and positions.</summary>
    public Portfolio Portfolio { get; }

    /// <summary>The leader's epoch.</summary>
    public long Epoch { get; private set; }

    /// <summary>Counter of the next client order id of this epoch.</summary>
    public long NextOrderCounter { get; private set; }

    /// <summary>What the account may do.</summary>
    public TradingState TradingState { get; private set; }

    /// <summary>Engaged kill switches, by the time they were.</summary>
    public IReadOnlyList<KillSwitch> KillSwitches { get; private set; } = [];

    /// <summary>The limits in force.</summary>
    public RiskLimits Limits { get; private set; } = RiskLimits.None;

    /// <summary>Orders that may still fill, by age.</summary>
    public IReadOnlyList<Order> OpenOrders => _openOrders;

    /// <summary>Those of them that we hold: the venue does not know them.</summary>
    public IReadOnlyList<Order> HeldOrders => _heldOrders;

    // Asked at every event.
    internal bool HasOpenOrders => _openOrders.Count > 0;

    internal bool HasHeldOrders => _heldOrders.Count > 0;

    /// <summary>Orders that ended and are still known, the first to end first.</summary>
    public IEnumerable<Order> ClosedOrders => _keptOrders.Concat(_closedOrders.Select(id => _orders[id]));

    /// <summary>The latest time that it knows of what it holds; what happens next is later. The beginning of time where it holds nothing.</summary>
    public UnixNanos LatestTime => new(_agreedTimes.Values
        .Concat(_openOrders.Select(static order => order.UpdatedTime))
        .Concat(Strategies.Select(static strategy => strategy.FeedPosition))
        .Concat(PaperMarkets.Select(static market => market.Time))
        .Max(static time => (long?)time.Value) ?? 0);

    /// <summary>Timers that are set, by due time, then strategy, then name.</summary>
    public IReadOnlyList<PendingTimer> Timers => _timers;

    /// <summary>The timer that fires next; null when there is none. One of a paused strategy waits until that is resumed.</summary>
    public PendingTimer? NextTimer
    {
        get
        {
            foreach (var timer in _timers)
            {
                if (FindStrategy(timer.Strategy) is not { Status: StrategyStatus.Paused })
                    return timer;
            }
            return null;
        }
    }

    /// <summary>When <see cref="NextTimer"/> is due, which may be past where it waited; the latest moment there is when there is none.</summary>
    public UnixNanos NextTimerTime => _timers.Count == 0 ? UnixNanos.MaxValue : NextTimer?.DueTime ?? UnixNanos.MaxValue;

    /// <summary>Deployed strategies, by the time they were.</summary>
    public IReadOnlyList<StrategyRecord> Strategies => _strategies;

    /// <summary>Differences with venues that nobody acknowledged.</summary>
    public IReadOnlyList<OpenDifference> Differences => _differences;

    /// <summary>What each simulated market of a paper account last journaled, by the time it was first heard of.</summary>
    public IReadOnlyList<PaperMarketState> PaperMarkets => _paperMarkets;

    /// <summary>Entries folded so far.</summary>
    public long EntriesFolded { get; private set; }

    /// <summary>The greatest id of an order that ended and was forgotten; <c>default</c> when none was. At or below it, "not known" proves nothing.</summary>
    public ClientOrderId ForgottenThrough { get; private set; }

    /// <summary>When our books last agreed with a venue's; the earliest moment there is when they never did.</summary>
    public UnixNanos AgreedTimeOf(string venue) => _agreedTimes.GetValueOrDefault(venue);

    /// <summary>The order of that id; null when it is not known (any more).</summary>
    public Order? FindOrder(ClientOrderId id) => _orders.GetValueOrDefault(id);

    /// <summary>Whether any orders that are known depend on each other.</summary>
    public bool HasClusters => _clusters.Count > 0;

    /// <summary>The orders that this one is linked with; null for an order by itself.</summary>
    public OrderCluster? ClusterOf(ClientOrderId id) => _clusters.GetValueOrDefault(id);

    /// <summary>Whether it waits for the order that triggers it, which has not filled yet.</summary>
    public bool IsWaiting(Order order) => ClusterOf(order.Id)?.ParentOf(order) is { FilledQuantity.IsZero: true };

    // Whether it adds to what may still be traded: of those that cancel or reduce each other on its side the one of the greatest measure counts for all; one that only
    // reduces a position counts when its parent has made one.
    internal bool CountsForExposure(Order order, Func<Order, decimal> measure) => ClusterOf(order.Id) is not { } cluster || cluster.CountsForExposure(order, measure);

    /// <summary>The strategy of that id; null when it is not deployed.</summary>
    public StrategyRecord? FindStrategy(StrategyInstanceId id)
    {
        foreach (var strategy in _strategies)
        {
            if (strategy.Id == id)
                return strategy;
        }
        return null;
    }

    /// <summary>Whether a timer of that name is set.</summary>
    public bool HasTimer(StrategyInstanceId strategy, string name) => _timers.Exists(timer => timer.Strategy == strategy && timer.Name == name);

    /// <summary>Orders made in the second that ends now.</summary>
    public int OrdersInLastSecond(UnixNanos now)
    {
        var count = 0;
        foreach (var time in _recentOrders)
        {
            if (now.Value - time.Value < UnixNanos.PerSecond)
                count++;
        }
        return count;
    }

    /// <summary>Changes the state by one entry: the only place where it changes, live and in replay.</summary>
    /// <exception cref="InvariantException">The entry does not fit the state.</exception>
    public void Fold(JournalEntry entry)
    {
        EntriesFolded++;
        switch (entry)
        {
            case OrderFill fill:
                FoldFill(fill);
                break;
            case OrderNew order:
                FoldNew(order);
                break;
            case OrderUpdate update:
                FoldUpdate(update);
                break;
            case StrategyState state:
                Known(state.Strategy).SetState(state);
                break;
            case OrderCancel cancel:
                Change(Known(cancel.Id), OrderEvent.CancelRequested, cancel.Time);
                break;
            case OrderAmend amend:
                FoldAmend(amend);
                break;
            case OrderAdopt adopt:
                Add(new Order(adopt.Id, adopt.Terms, OrderStatus.Initialized, adopt.Time, adopt.ReservedPerUnit));
                Change(Known(adopt.Id), OrderEvent.Accepted, adopt.Time, adopt.VenueOrderId);
                break;
            case OrderResubmit again:
                Known(again.Id).Resubmit(again.Attempt);
                Change(Known(again.Id), OrderEvent.Submitted, again.Time);
                break;
            case OrderTriggered triggered:
                Change(Known(triggered.Id), OrderEvent.Released, triggered.Time);
                break;
            case TrailMoved moved:
                Known(moved.Id).MoveTrail(moved.TriggerPrice, moved.Time);
                break;
            case OrderListNew list:
                if (!_lists.TryAdd(list.ListId, list))
                    throw new InvariantException($"order list {list.ListId} was made twice, must be once");
                Link(list);
                break;
            case AlgoState algorithm:
                _algorithms[algorithm.ParentId] = algorithm;
                break;
            case AccountUpdate update:
                Portfolio.Apply(update);
                _fundings.Add(update);
                break;
            case PositionUpdate position:
                Portfolio.Apply(position);
                break;
            case RiskState risk:
                TradingState = risk.State;
                KillSwitches = [.. risk.KillSwitches];
                Limits = risk.Limits;
                break;
            case StrategyCommand command:
                FoldCommand(command);
                break;
            case InstrumentChanged changed:
                Portfolio.SetInstrument(changed.Instrument);
                break;
            case TimerSet timer:
                FoldTimer(timer);
                break;
            case ReconcileResult result:
                _differences.RemoveAll(difference => difference.Venue == result.Venue);
                _differences.AddRange(result.Differences.Select(text => new OpenDifference(result.Venue, text)));
                if (result.Differences.Count == 0)
                    _agreedTimes[result.Venue] = result.Time;
                break;
            case ReconcileAck acknowledged:
                _differences.RemoveAll(difference => difference.Venue == acknowledged.Venue);
                break;
            case PaperMarketState market:
                FoldPaperMarket(market);
                break;
            case LeaderEpoch leader:
                Lead(leader.Epoch);
                break;
            case LeaderResign or Checkpoint or Rotation or Noop:
                break; // They matter to the journal's readers, not to the state.
            default:
                throw new InvariantException($"entry {entry.Kind} has no fold");
        }
    }

    // The order that a key made in the last 24 hours.
    internal bool TryFindKey(string userId, string key, out ClientOrderId id) => _keys.TryFind(userId, key, out id);

    /// <summary>What fundings of perpetuals brought, below 0 what they took, in a currency.</summary>
    public decimal FundingIn(Currency currency) => _fundings.SumOf(currency);

    // Whether a funding of a venue has been booked.
    internal bool HasFunding(string reference) => _fundings.Contains(reference);

    // What a simulation does in place of a guard.
    internal void ForgetKillSwitches() => KillSwitches = [];

    private void FoldPaperMarket(PaperMarketState market)
    {
        var index = _paperMarkets.FindIndex(one => one.Instrument == market.Instrument);
        if (index < 0)
            _paperMarkets.Add(market);
        else
            _paperMarkets[index] = market;
    }

    private void FoldNew(OrderNew entry)
    {
        Add(new Order(entry.Id, entry.Terms, entry.IsEmulated ? OrderStatus.Emulated : OrderStatus.Submitted, entry.Time, entry.ReservedPerUnit));
        NextOrderCounter++;
        _keys.Add(entry);
        FindStrategy(entry.Terms.Strategy)?.CountOrder();
        _recentOrders.Enqueue(entry.Time);
        while (entry.Time.Value - _recentOrders.Peek().Value >= UnixNanos.PerSecond)
            _recentOrders.Dequeue();
    }

    private void Add(Order order)
    {
        if (!_orders.TryAdd(order.Id, order))
            throw new InvariantException($"order {order.Id} was made twice, must be once");
        _openOrders.Add(order);
        if (order.IsHeld)
            _heldOrders.Add(order);
        if (ClusterOf(order.Id) is { } cluster)
            cluster.Add(order);
        Lock(order, HeldBack(order));
    }

    private void Link(OrderListNew list)
    {
        var cluster = list.Members.Select(ClusterOf).FirstOrDefault(known => known is not null) ?? new OrderCluster();
        cluster.Add(list);
        foreach (var member in list.Members)
        {
            _clusters[member] = cluster;
            if (FindOrder(member) is { } order)
                cluster.Add(order);
        }
    }

    // Orders of epochs before the first are those of another journal, which is gone: they are never taken for ours.
    private void Lead(long epoch)
    {
        if (Epoch == 0 && epoch > 1)
            ForgottenThrough = ClientOrderId.Create(_options.Environment, _options.Partition, epoch - 1, ClientOrderId.CounterMax, OrderRole.Working);
        Epoch = epoch;
        NextOrderCounter = 0;
    }

    // One that we hold is amended at once.
    private void FoldAmend(OrderAmend amend)
    {
        var order = Known(amend.Id);
        var (wasClosed, reserved) = (order.IsClosed, HeldBack(order));
        order.Request(amend);
        if (order.IsHeld)
            order.ApplyRequest();
        order.Apply(order.IsHeld ? OrderEvent.Updated : OrderEvent.UpdateRequested, amend.Time);
        Settle(order, wasClosed, reserved);
    }

    private void FoldUpdate(OrderUpdate update)
    {
        var order = Known(update.Id);
        var (wasClosed, reserved) = (order.IsClosed, HeldBack(order));
        if (update.Happened == OrderEvent.Updated)
            order.ApplyRequest();
        order.Apply(update.Happened, update.Time, update.VenueOrderId, update.Reason);
        Settle(order, wasClosed, reserved);
        if (update.Happened == OrderEvent.Released)
            HoldAgain();
        if (update.Happened == OrderEvent.Rejected)
            FindStrategy(order.Terms.Strategy)?.CountRejection();
    }

    private void FoldFill(OrderFill fill)
    {
        var order = Known(fill.Id);
        var (wasClosed, reserved) = (order.IsClosed, HeldBack(order));
        var feeInBase = order.Terms.Instrument.Kind == InstrumentKind.Spot && fill.Fee.Currency == order.Terms.Instrument.Base ? fill.Fee.Amount : 0;
        if (order.FilledQuantity.IsZero)
            Arm(order, fill.Time);
        TakeFromClaims(order, fill);
        order.ApplyFill(fill.TradeId, fill.Price, fill.Quantity, fill.FeeInQuote, feeInBase, fill.Time);
        Settle(order, wasClosed, reserved);
        var realized = Portfolio.Apply(order.Terms, fill);
        FindStrategy(order.Terms.Strategy)?.CountFill((fill.Price * fill.Quantity).Value, realized);
    }

    // By age, as after a restart from a snapshot.
    private void HoldAgain()
    {
        _heldOrders.Clear();
        _heldOrders.AddRange(_openOrders.Where(order => order.IsHeld));
    }

    // With its first fill, the triggers of the exits that we hold may be hit.
    private void Arm(Order entry, UnixNanos time)
    {
        if (ClusterOf(entry.Id) is not { } cluster)
            return;
        foreach (var exit in cluster.ChildrenOf(entry))
            exit.Arm(time);
    }

    private void Change(Order order, OrderEvent happened, UnixNanos time, string venueOrderId = "", string reason = "")
    {
        var (wasClosed, reserved) = (order.IsClosed, HeldBack(order));
        order.Apply(happened, time, venueOrderId, reason);
        Settle(order, wasClosed, reserved);
    }

    // What the order holds back has changed with it; once closed, it holds nothing.
    private void Settle(Order order, bool wasClosed, decimal reserved)
    {
        Lock(order, HeldBack(order) - reserved);
        if (!order.IsHeld && _heldOrders.Count > 0)
            _heldOrders.Remove(order);
        if (order.IsClosed && !wasClosed)
            Close(order);
    }

    // Orders that depend on each other hold back together.
    private void Lock(Order order, decimal change)
    {
        var instrument = order.Terms.Instrument;
        if (ClusterOf(order.Id) is { } cluster)
        {
            var (quote, @base) = cluster.Recount(HeldBack);
            Portfolio.Lock(instrument, OrderSide.Buy, quote);
            Portfolio.Lock(instrument, OrderSide.Sell, @base);
        }
        else
        {
            Portfolio.Lock(instrument, order.Terms.Side, change);
        }
    }

    private void Close(Order order)
    {
        _openOrders.Remove(order);
        _closedOrders.Enqueue(order.Id);
        if (ClusterOf(order.Id) is { HasOpenOrders: false } ended)
            Release(ended);
        while (_closedOrders.Count > _options.ClosedOrdersMax)
        {
            var oldest = _closedOrders.Dequeue();
            if (ClusterOf(oldest) is { HasOpenOrders: true })
                _keptOrders.Add(_orders[oldest]);
            else
                Forget(oldest);
        }
    }

    // Nothing of it is open any more: what was kept for that goes as all that ended.
    private void Release(OrderCluster ended)
    {
        for (var index = 0; index < _keptOrders.Count; index++)
        {
            if (ClusterOf(_keptOrders[index].Id) != ended)
                continue;
            _closedOrders.Enqueue(_keptOrders[index].Id);
            _keptOrders.RemoveAt(index--);
        }
    }

    private void Forget(ClientOrderId id)
    {
        _orders.Remove(id);
        if (id.CompareTo(ForgottenThrough) > 0)
            ForgottenThrough = id;
        if (_clusters.Remove(id, out var cluster) && cluster.Forget(id))
        {
            foreach (var list in cluster.Lists)
                _lists.Remove(list.ListId);
        }
    }

    private decimal HeldBack(Order order) => order.Status == OrderStatus.Unknown && !_options.Guards.Has(Guard.UnknownReserve) ? 0 : order.Reserved;

    private void FoldCommand(StrategyCommand command)
    {
        if (command.Action == StrategyAction.Deploy)
            Deploy(command);
        if (command.Action == StrategyAction.Remove)
            _strategies.Remove(Known(command.Strategy));
        else
            Known(command.Strategy).Apply(command);
    }

    private void Deploy(StrategyCommand command)
    {
        if (FindStrategy(command.Strategy) is not null)
            throw new InvariantException($"strategy {command.Strategy} was deployed twice, must be once");
        _strategies.Add(new StrategyRecord(command.Strategy, command.Definition));
    }

    private void FoldTimer(TimerSet entry)
    {
        _timers.RemoveAll(timer => timer.Strategy == entry.Strategy && timer.Name == entry.Name);
        if (entry.DueTime is not { } due)
            return;
        var added = new PendingTimer(due, entry.Strategy, entry.Name);
        var index = _timers.BinarySearch(added);
        _timers.Insert(~index, added);
    }

    private Order Known(ClientOrderId id) => FindOrder(id) ?? throw new InvariantException($"order {id} was not known");

    private StrategyRecord Known(StrategyInstanceId id) => FindStrategy(id) ?? throw new InvariantException($"strategy {id} was not known");
}
