using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Orders that we hold: what triggers them, how they are sent then, and when they expire.</content>
public sealed partial class Kernel
{
    private readonly List<Order> _touched = [];
    private readonly HashSet<ClientOrderId> _deniedReleases = []; // Told already; not part of the state.

    /// <summary>When the next order expires that its venue does not end by itself; the latest moment there is when there is none.</summary>
    public UnixNanos NextExpiryTime => NextExpiry?.Terms.ExpireTime ?? UnixNanos.MaxValue;

    /// <summary>When the next timer fires or order expires; the latest moment there is when neither will.</summary>
    public UnixNanos NextDueTime
    {
        get
        {
            var (timer, expiry) = (State.NextTimerTime, NextExpiryTime);
            return timer <= expiry ? timer : expiry;
        }
    }

    private Order? NextExpiry
    {
        get
        {
            if (!(_expiresOrders ? State.HasOpenOrders : State.HasHeldOrders))
                return null;
            Order? next = null;
            var orders = _expiresOrders ? State.OpenOrders : State.HeldOrders;
            for (var index = 0; index < orders.Count; index++)
            {
                var order = orders[index];
                if (order.Terms.ExpireTime is { } expires && IsExpiredByUs(order) && (next is null || expires < next.Terms.ExpireTime!.Value))
                    next = order;
            }
            return next;
        }
    }

    /// <summary>An order's time is up that we hold, or whose venue knows no such time. At equal times it comes after timers and before market data.</summary>
    public void Decide(in OrderExpired input, Decision decision)
    {
        Begin(input.Time, decision);
        while (NextExpiry is { } order && order.Terms.ExpireTime <= Now)
        {
            if (order.IsHeld)
                End(order, OrderEvent.Expired, "");
            else
                CancelOrder(order, "engine", "expired");
        }
        Finish();
    }

    // One that was sent has its time in force with it.
    private bool IsExpiredByUs(Order order) => order.IsHeld
        || (!order.IsCancelRequested && !Options.FeaturesOf(order.Terms.Instrument.Venue).HasGoodTillDate);

    private void CheckTriggers<TInput>(in TInput input)
        where TInput : struct, IMarketInput
    {
        SendReleased();
        if (!Given(in input).TryGetRange(out var range))
            return;
        var instrument = State.Portfolio.Holdings[Given(in input).InstrumentIndex].Instrument;
        _touched.Clear();
        for (var index = 0; index < State.HeldOrders.Count; index++)
        {
            var order = State.HeldOrders[index];
            if (order.Terms.Instrument == instrument.Id && order.Status == OrderStatus.Emulated && (order.TriggerPrice is not null || WaitsAtPrice(order)) && !State.IsWaiting(order))
                _touched.Add(order);
        }
        // Of those that cancel or reduce each other and that one range reaches, the stop is taken to come first.
        foreach (var order in _touched)
        {
            if (order.Terms.Type.IsStop() && order.Status == OrderStatus.Emulated) // What came before it may have ended it.
                CheckTrigger(order, instrument, in range);
        }
        foreach (var order in _touched)
        {
            if (!order.Terms.Type.IsStop() && order.Status == OrderStatus.Emulated && !IsBehindStop(order))
                CheckTrigger(order, instrument, in range);
        }
    }

    // Whether a stop among its peers was triggered just now.
    private bool IsBehindStop(Order order)
    {
        if (State.ClusterOf(order.Id) is not { } cluster || cluster.PeerListOf(order) is not { } list)
            return false;
        foreach (var other in _touched)
        {
            if (other != order && other.Terms.Type.IsStop() && other.Status != OrderStatus.Emulated && list.Members.Contains(other.Id))
                return true;
        }
        return false;
    }

    // Whether a peer that we triggered is on its way to the market: what it closes is known soon, and this one is for the rest of that.
    private bool IsBehindPeer(Order order) => State.ClusterOf(order.Id) is { } cluster && cluster.PeersOf(order).Any(peer => peer != order && IsOnItsWay(peer));

    private bool IsOnItsWay(Order order) => !order.IsClosed && !order.IsHeld && order.Terms.Type.IsConditional() && !order.Terms.Type.HasLimit() && !RestsThere(order);

    // Of a bar only what is certain counts: its range against the trigger as it was, then its close against the trigger that its extreme moved. An order that
    // came within the bar, or whose trigger did, meets its close alone.
    private void CheckTrigger(Order order, Instrument instrument, in TradedRange range)
    {
        var isFresh = order.ArmedTime > range.StartTime;
        var (low, high) = isFresh ? (range.Last, range.Last) : (range.Low, range.High);
        if (IsHit(order, low, high))
        {
            Trigger(order, Clamped(LevelOf(order), low, high));
            return;
        }
        if (!order.Terms.Type.IsTrailing())
            return;
        var peak = order.Terms.Side == OrderSide.Sell ? high : low;
        if (TrailingTrigger.Behind(order.Terms, instrument, peak.Value) is not { } trigger || !TrailingTrigger.IsNearer(order.Terms.Side, trigger, order.TriggerPrice))
            return;
        Emit(new TrailMoved(Now, order.Id, peak, trigger));
        if (IsHit(order, range.Last, range.Last))
            Trigger(order, range.Last);
    }

    private static bool IsHit(Order order, Price low, Price high) =>
        order.Terms.Type.TriggersUpward(order.Terms.Side) ? high >= LevelOf(order) : low <= LevelOf(order);

    // Where the market sends it.
    private static Price LevelOf(Order order) => (order.TriggerPrice ?? order.Price)!.Value;

    private static Price Clamped(Price trigger, Price low, Price high) => trigger < low ? low : trigger > high ? high : trigger;

    private void Trigger(Order order, Price at)
    {
        Emit(new OrderTriggered(Now, order.Id, at));
        if (State.ClusterOf(order.Id) is { } cluster)
            CancelEntryOf(cluster, order);
        SendReleased(order);
        _news.Enqueue(order);
    }

    // The order it waited for has filled: it is sent as it is, its own trigger with it.
    private void Release(Order order, Price at)
    {
        Emit(new OrderTriggered(Now, order.Id, at));
        SendReleased(order);
        _news.Enqueue(order);
    }

    // Those that were triggered while nothing could be sent.
    private void SendReleased()
    {
        for (var index = 0; index < State.HeldOrders.Count; index++)
        {
            var order = State.HeldOrders[index];
            if (order.Status != OrderStatus.Released)
                continue;
            SendReleased(order);
            if (!order.IsHeld)
                index = -1; // The list has changed.
        }
    }

    private void SendReleased(Order order)
    {
        if (order.Terms.ExpireTime <= Now)
        {
            End(order, OrderEvent.Expired, "");
            return;
        }
        if (CheckReady() is not null || !FitRelease(order) || IsBehindPeer(order))
            return; // At a later event, or not at all.
        if (_checks.CheckRelease(order) is { } refusal)
        {
            Deny(order, refusal);
            return;
        }
        if (!MakeRoom(order))
            return;
        _deniedReleases.Remove(order.Id);
        Emit(new OrderUpdate(Now, order.Id, OrderEvent.Submitted, VenueOrderId: "", Reason: "", UpdateSource.Engine, Now));
        Send(order);
    }

    // What protects a position waits until it may be sent, as long as there is a position: of its strategy, which others may net to nothing in the account.
    private void Deny(Order order, Refusal refusal)
    {
        var protects = order.Terms.Role == OrderRole.Protective;
        var isFinal = !protects || (refusal.Code == RefusalCode.ReduceOnlyWouldIncrease && !HasWork(order));
        if (protects && (_deniedReleases.Add(order.Id) || isFinal))
            Warn("protection_denied", $"order {order.Id}, which protects a position, was not sent{(isFinal ? "" : " and waits")}: {refusal.Message}");
        if (isFinal)
            End(order, OrderEvent.Denied, refusal.Code.Text());
    }

    // In a cash account what its peers offer is not free before they are canceled, and orders that may open a position could both do so, unless the venue knows
    // that they go together. What only reduces a position of a margin account is never kept waiting.
    private bool MakeRoom(Order order)
    {
        var isCash = Options.AccountKind == AccountKind.Cash;
        if ((!isCash && order.Terms.IsReduceOnly) || State.ClusterOf(order.Id) is not { } cluster || LinkOf(order) is not null)
            return true;
        var hasRoom = true;
        foreach (var peer in cluster.PeersOf(order).ToArray())
        {
            if (peer == order || peer.IsClosed || peer.IsHeld || (isCash && peer.Terms.Side != order.Terms.Side))
                continue;
            if (!peer.IsCancelRequested) // Where the venue refused that, the resolver sees to it.
                CancelOrder(peer, "engine", "peer_triggered");
            hasRoom = false;
        }
        return hasRoom;
    }

    // The end of an order that no venue knows.
    private void End(Order order, OrderEvent happened, string reason)
    {
        Emit(new OrderUpdate(Now, order.Id, happened, VenueOrderId: "", JournalText.Bound(reason, JournalText.ReasonBytesMax), UpdateSource.Engine, Now));
        _deniedReleases.Remove(order.Id);
        _news.Enqueue(order);
        FollowEnd(order);
    }

    // As it stands; as a market or limit order where its trigger was ours, and good till canceled where the venue knows no other time.
    private OrderTerms TermsToSend(Order order)
    {
        var terms = order.Terms;
        var features = Options.FeaturesOf(terms.Instrument.Venue);
        if (terms.TimeInForce == TimeInForce.Gtd && !features.HasGoodTillDate)
            terms = terms with { TimeInForce = TimeInForce.Gtc, ExpireTime = null };
        if (!RestsThere(order))
            terms = terms with { Type = terms.Type.HasLimit() ? OrderType.Limit : OrderType.Market, TriggerPrice = null, TrailingOffset = null, TrailingIsFraction = false };
        else if (order.TriggerPrice != terms.TriggerPrice)
            terms = terms with { TriggerPrice = order.TriggerPrice };
        if (terms.DisplayQuantity >= order.Quantity)
            terms = terms with { DisplayQuantity = null };
        return order.Quantity == terms.Quantity && order.Price == terms.Price ? terms : terms with { Quantity = order.Quantity, Price = order.Price };
    }
}
