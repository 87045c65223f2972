using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Simulation;

/// <summary>What the journal has confirmed, kept outside the node: crashes and restarts are measured by it.</summary>
internal sealed class Ledger
{
    private readonly SimulatedWorld _world;
    private readonly List<FrameHash> _confirmed = [];
    private readonly HashSet<(ClientOrderId Id, int Attempt)> _intents = [];
    private readonly Dictionary<ClientOrderId, OrderStatus> _ends = [];
    private readonly Dictionary<ClientOrderId, (Price Low, Price High)> _prices = [];
    private readonly SortedDictionary<Currency, decimal> _cash = [];
    private readonly Queue<UnixNanos> _recentOrders = new();
    private readonly MessageWriter _decided = new();
    private FrameHash? _sealed;
    private IReadOnlyList<JournalEntry> _sealedEntries = [];

    public Ledger(SimulatedWorld world)
    {
        _world = world;
        State = new KernelState(SimulatedNode.KernelOptionsOf(world));
        Filter = new FrameFilter(SimulatedNode.Partition);
    }

    /// <summary>Folded from the confirmed frames.</summary>
    public KernelState State { get; }

    /// <summary>Over the confirmed frames.</summary>
    public FrameFilter Filter { get; }

    /// <summary>When the kill switch that is engaged became durable; null when none is.</summary>
    public UnixNanos? KilledTime { get; private set; }

    /// <summary>Where the last confirmed frame is.</summary>
    public JournalPosition Position { get; private set; }

    public bool IsDurable(ClientOrderId id, int attempt) => _intents.Contains((id, attempt));

    /// <summary>A frame is on its way.</summary>
    public void Seal(Frame frame)
    {
        _sealed = frame.Hash;
        _sealedEntries = frame.ReadEntries();
        _decided.Clear();
        foreach (var entry in _sealedEntries)
        {
            CheckEnd(entry);
            // It has the hash of headers, in which the wall clock stands for people to read.
            if (entry is not Noop)
                JournalCodec.Write(_decided, entry);
        }
        _world.Trace.Decide(_decided.Written);
    }

    /// <summary>Its append has returned.</summary>
    public void Confirm(Frame frame, JournalPosition position)
    {
        Position = position;
        _sealed = null;
        Filter.Take(frame);
        _confirmed.Add(frame.Hash);
        foreach (var entry in _sealedEntries)
            Fold(entry);
    }

    /// <summary>The journal as it is after a crash: all that was confirmed is there, and nothing but the frame that was on its way.</summary>
    public void Recover(IReadOnlyList<StoredFrame> frames)
    {
        var filter = new FrameFilter(SimulatedNode.Partition);
        foreach (var stored in frames)
            _world.Checks.That(Invariant.FramesWithoutHole, filter.Take(stored.Frame) == FrameVerdict.Accepted, () => $"frame {stored.Frame.Id} was stored and does not count");
        var isKept = frames.Count == _confirmed.Count + 1 && frames[^1].Frame.Hash == _sealed;
        var holds = (frames.Count == _confirmed.Count || isKept) && frames.Take(_confirmed.Count).Select(stored => stored.Frame.Hash).SequenceEqual(_confirmed);
        _world.Checks.That(Invariant.NothingLost, holds, () => $"{_confirmed.Count} frames were confirmed{(_sealed is null ? "" : " and one was on its way")}, {frames.Count} are there");
        if (isKept)
        {
            _world.Count(Happening.FrameKeptUnconfirmed);
            Confirm(frames[^1].Frame, frames[^1].Position);
        }
        _sealed = null;
    }

    private void Fold(JournalEntry entry)
    {
        State.Fold(entry);
        switch (entry)
        {
            case OrderNew order:
                _intents.Add((order.Id, 1));
                CheckLimits(order);
                break;
            case OrderResubmit again:
                _world.Count(Happening.Resubmit);
                _intents.Add((again.Id, again.Attempt));
                break;
            case OrderUpdate update:
                CheckStatus(update.Id);
                break;
            case OrderFill fill:
                CheckStatus(fill.Id);
                Book(fill);
                break;
            case AccountUpdate update:
                _cash[update.Change.Currency] = _cash.GetValueOrDefault(update.Change.Currency) + update.Change.Amount;
                break;
            case RiskState risk:
                if (risk.KillSwitches.Count > 0 && KilledTime is null)
                    _world.Count(Happening.KillSwitch);
                KilledTime = risk.KillSwitches.Count == 0 ? null : KilledTime ?? _world.Now;
                break;
        }
    }

    // Called as soon as it is decided: what the venue has must not be called dead.
    private void CheckEnd(JournalEntry entry)
    {
        if (entry is not OrderUpdate { Happened: OrderEvent.NotPlaced or OrderEvent.Rejected } update)
            return;
        if (update.Happened == OrderEvent.NotPlaced)
            _world.Count(Happening.NotPlaced);
        _world.Checks.That(Invariant.NoFalseNegative, !_world.Exchange.Knows(update.Id.Text), () => $"order {update.Id} was called {update.Happened} ({update.Reason}), and the venue has it");
    }

    private void CheckStatus(ClientOrderId id)
    {
        var order = State.FindOrder(id)!;
        _world.Checks.That(Invariant.OrdersAreLawful, order.FilledQuantity <= order.Quantity, () => $"order {id} of {order.Quantity} filled {order.FilledQuantity}");
        if (_ends.TryGetValue(id, out var ended))
        {
            var isSame = order.Status == ended || order.Status == OrderStatus.Filled;
            _world.Checks.That(Invariant.OrdersAreLawful, isSame, () => $"order {id} had ended as {ended} and is {order.Status}");
        }
        if (order.IsClosed)
            _ends[id] = order.Status;
    }

    private void Book(OrderFill fill)
    {
        var order = State.FindOrder(fill.Id)!;
        var (low, high) = _prices.TryGetValue(fill.Id, out var before) ? before : (fill.Price, fill.Price);
        _prices[fill.Id] = (low, high) = (fill.Price < low ? fill.Price : low, fill.Price > high ? fill.Price : high);
        var average = order.AverageFillPrice;
        _world.Checks.That(Invariant.OrdersAreLawful, average >= low.Value && average <= high.Value, () => $"order {fill.Id} filled at {average} on average, its fills were at {low} to {high}");
        var (sign, instrument) = (order.Terms.Side == OrderSide.Buy ? 1 : -1, order.Terms.Instrument);
        _cash[instrument.Base] += sign * fill.Quantity.Value;
        _cash[instrument.Quote] -= sign * fill.Quantity.Value * fill.Price.Value;
        _cash[fill.Fee.Currency] -= fill.Fee.Amount;
        foreach (var (currency, amount) in _cash)
            _world.Checks.That(Invariant.CashIsConserved, State.Portfolio.BalanceOf(currency).Total == amount, () => $"{currency} should be {amount} by the fills, was {State.Portfolio.BalanceOf(currency).Total}");
    }

    private void CheckLimits(OrderNew order)
    {
        _recentOrders.Enqueue(order.Time);
        while (_recentOrders.TryPeek(out var first) && order.Time - first >= TimeSpan.FromSeconds(1))
            _recentOrders.Dequeue();
        var notional = order.Terms.Price is { } price ? price.Value * order.Terms.Quantity.Value : 0;
        var holds = _recentOrders.Count <= SimulatedNode.Limits.OrdersPerSecond && notional <= SimulatedNode.Limits.OrderNotionalMax;
        _world.Checks.That(Invariant.LimitsHold, holds, () => $"order {order.Id} of {notional} was taken, the {_recentOrders.Count}th within a second");
    }
}
