using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>All that the kernel knows by its journal: a fold over entries and nothing else. Changed only by <see cref="Fold"/>.</summary>
/// <remarks>Not thread-safe: one thread owns it.</remarks>
public sealed class KernelState
{
    private readonly KernelOptions _options;
    private readonly Dictionary<ClientOrderId, Order> _orders = [];
    private readonly List<Order> _openOrders = [];
    private readonly Queue<ClientOrderId> _closedOrders = new();
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

    /// <summary>Orders that ended and are still known, the first to end first.</summary>
    public IEnumerable<Order> ClosedOrders => _closedOrders.Select(id => _orders[id]);

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
    public UnixNanos NextTimerTime => NextTimer?.DueTime ?? UnixNanos.MaxValue;

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

    /// <summary>
    /// Whether it adds to what may still be traded: one of several that cancel or reduce each other counts for all of them on its side, and one that only
    /// reduces a position counts when its parent has made one.
    /// </summary>
    public bool CountsForExposure(Order order) => ClusterOf(order.Id) is not { } cluster || cluster.CountsForExposure(order);

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
                Known(moved.Id).MoveTrail(moved.TriggerPrice);
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
                Epoch = leader.Epoch;
                NextOrderCounter = 0;
                break;
            case LeaderResign or Checkpoint or Rotation or Noop:
                break; // They matter to the journal's readers, not to the state.
            default:
                throw new InvariantException($"entry {entry.Kind} has no fold");
        }
    }

    /// <summary>SHA-256 of the whole state, lower hex: equal states have equal hashes on every machine.</summary>
    public string Hash()
    {
        var writer = new MessageWriter();
        WriteTo(writer);
        return Convert.ToHexStringLower(SHA256.HashData(writer.Written));
    }

    /// <summary>A state as <see cref="WriteTo"/> wrote it: the same hash, and the same from here on.</summary>
    /// <exception cref="MessageFormatException">The bytes are not a state of this version.</exception>
    public static KernelState Read(KernelOptions options, ref MessageReader reader)
    {
        var state = new KernelState(options);
        state.Restore(ref reader);
        return reader.HasMore ? throw reader.Fault("the state had ended, and more bytes followed") : state;
    }

    /// <summary>Adds the whole state to what the writer holds: what the hash is of, and what a snapshot holds.</summary>
    public void WriteTo(MessageWriter writer)
    {
        writer.Number(EntriesFolded);
        writer.Number(Epoch);
        writer.Number(NextOrderCounter);
        RiskCodec.Write(writer, TradingState, KillSwitches, Limits);
        Portfolio.WriteTo(writer);
        writer.Number(_orders.Count);
        foreach (var order in _orders.Values.OrderBy(order => order.Id))
            order.WriteTo(writer);
        writer.Number(_openOrders.Count);
        foreach (var order in _openOrders)
            writer.Text(order.Id.Text);
        writer.Number(_closedOrders.Count);
        foreach (var id in _closedOrders)
            writer.Text(id.Text);
        writer.Number(_strategies.Count);
        foreach (var strategy in _strategies)
            strategy.WriteTo(writer);
        writer.Number(_timers.Count);
        foreach (var timer in _timers)
            JournalCodec.Write(writer, new TimerSet(default, timer.Strategy, timer.Name, timer.DueTime));
        writer.Number(_lists.Count);
        foreach (var list in _lists.Values.OrderBy(list => list.ListId, StringComparer.Ordinal))
            JournalCodec.Write(writer, list);
        writer.Number(_algorithms.Count);
        foreach (var algorithm in _algorithms.Values.OrderBy(algorithm => algorithm.ParentId, StringComparer.Ordinal))
            JournalCodec.Write(writer, algorithm);
        writer.Number(_differences.Count);
        foreach (var difference in _differences)
        {
            writer.Text(difference.Venue);
            writer.Text(difference.Text);
        }
        writer.Number(_paperMarkets.Count);
        foreach (var market in _paperMarkets)
            JournalCodec.Write(writer, market);
        writer.Number(_recentOrders.Count);
        foreach (var time in _recentOrders)
            writer.Time(time);
        _keys.WriteTo(writer);
        writer.Number(_agreedTimes.Count);
        foreach (var (venue, time) in _agreedTimes)
        {
            writer.Text(venue);
            writer.Time(time);
        }
        writer.Text(ForgottenThrough.Text);
    }

    // The order that a key made in the last 24 hours.
    internal bool TryFindKey(string userId, string key, out ClientOrderId id) => _keys.TryFind(userId, key, out id);

    // What a simulation does in place of a guard.
    internal void ForgetKillSwitches() => KillSwitches = [];

    private void Restore(ref MessageReader reader)
    {
        EntriesFolded = reader.Number();
        Epoch = reader.Number();
        NextOrderCounter = reader.Number();
        (TradingState, var switches, Limits) = RiskCodec.Read(ref reader);
        KillSwitches = switches;
        Portfolio.Restore(ref reader);
        RestoreOrders(ref reader);
        for (var left = reader.Count(); left > 0; left--)
            _strategies.Add(StrategyRecord.ReadFrom(ref reader));
        for (var left = reader.Count(); left > 0; left--)
            FoldTimer(Entry<TimerSet>(ref reader));
        for (var left = reader.Count(); left > 0; left--)
        {
            var list = Entry<OrderListNew>(ref reader);
            _lists.Add(list.ListId, list);
            Link(list);
        }
        // What they hold back is in the balances already.
        foreach (var cluster in _clusters.Values)
            cluster.Recount(HeldBack);
        for (var left = reader.Count(); left > 0; left--)
        {
            var algorithm = Entry<AlgoState>(ref reader);
            _algorithms.Add(algorithm.ParentId, algorithm);
        }
        for (var left = reader.Count(); left > 0; left--)
            _differences.Add(new OpenDifference(reader.Text(), reader.Text()));
        for (var left = reader.Count(); left > 0; left--)
            _paperMarkets.Add(Entry<PaperMarketState>(ref reader));
        for (var left = reader.Count(); left > 0; left--)
            _recentOrders.Enqueue(reader.Time());
        _keys.Restore(ref reader);
        for (var left = reader.Count(); left > 0; left--)
            _agreedTimes.Add(reader.Text(), reader.Time());
        var forgotten = reader.Text();
        if (forgotten.Length > 0)
            ForgottenThrough = ClientOrderId.TryParse(forgotten, out var id) ? id : throw reader.Fault($"client order id was '{forgotten}'");
    }

    private void RestoreOrders(ref MessageReader reader)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var order = Order.ReadFrom(ref reader);
            _orders.Add(order.Id, order);
        }
        for (var left = reader.Count(); left > 0; left--)
            _openOrders.Add(Known(OrderCodec.ReadId(ref reader)));
        _heldOrders.AddRange(_openOrders.Where(order => order.IsHeld));
        for (var left = reader.Count(); left > 0; left--)
            _closedOrders.Enqueue(OrderCodec.ReadId(ref reader));
    }

    private static T Entry<T>(ref MessageReader reader)
        where T : JournalEntry
    {
        var entry = reader.Entry();
        return entry as T ?? throw reader.Fault($"a {typeof(T).Name} was to come, {entry.Kind} came");
    }

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
        if (update.Happened == OrderEvent.Rejected)
            FindStrategy(order.Terms.Strategy)?.CountRejection();
    }

    private void FoldFill(OrderFill fill)
    {
        var order = Known(fill.Id);
        var (wasClosed, reserved) = (order.IsClosed, HeldBack(order));
        order.ApplyFill(fill.TradeId, fill.Price, fill.Quantity, fill.FeeInQuote, fill.Time);
        Settle(order, wasClosed, reserved);
        var realized = Portfolio.Apply(order.Terms, fill);
        FindStrategy(order.Terms.Strategy)?.CountFill((fill.Price * fill.Quantity).Value, realized);
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
        if (_closedOrders.Count > _options.ClosedOrdersMax)
            Forget(_closedOrders.Dequeue());
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

/// <summary>A timer that will fire.</summary>
/// <param name="DueTime">When.</param>
/// <param name="Strategy">Whose it is.</param>
/// <param name="Name">Unique in the strategy.</param>
public readonly record struct PendingTimer(UnixNanos DueTime, StrategyInstanceId Strategy, string Name) : IComparable<PendingTimer>
{
    /// <summary>By due time, then strategy, then name: the order in which they fire.</summary>
    public int CompareTo(PendingTimer other)
    {
        var order = DueTime.CompareTo(other.DueTime);
        if (order == 0)
            order = Strategy.CompareTo(other.Strategy);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}

/// <summary>A difference between our books and a venue's that nobody acknowledged.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Text">In one line.</param>
public readonly record struct OpenDifference(string Venue, string Text);
