using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>
/// What happens behind a loopback venue's door: accounts, markets, and orders that meet by price and then by time. The market's own flow trades there as anybody
/// does, and has no account.
/// </summary>
/// <remarks>Everything is done under <see cref="Gate"/>, which callers take: what is told is told in order.</remarks>
internal sealed partial class LoopbackVenue
{
    private readonly TimeProvider _time;
    private readonly Dictionary<(string Symbol, InstrumentKind Kind), LoopbackMarket> _markets = [];
    private readonly Dictionary<InstrumentId, LoopbackMarket> _byInstrument = [];
    private readonly Dictionary<string, LoopbackAccount> _accounts = new(StringComparer.Ordinal);
    private readonly List<Action<LoopbackEvent>> _listeners = [];
    private readonly SortedSet<Currency> _changed = []; // Of the account that an action is done for.
    private readonly Queue<Action> _deferred = new();
    private bool _isDoingDeferred;
    private long _orders;
    private long _lists;
    private long _cursor;

    /// <param name="rules">In what venues differ.</param>
    /// <param name="time">The venue's clock.</param>
    /// <param name="markets">At least one; a symbol may name a spot market and a perpetual.</param>
    public LoopbackVenue(LoopbackRules rules, TimeProvider time, IReadOnlyList<LoopbackMarket> markets)
    {
        (Rules, _time) = (rules, time);
        foreach (var market in markets)
        {
            _markets.Add((market.Symbol, market.Instrument.Id.Kind), market);
            _byInstrument.Add(market.Instrument.Id, market);
        }
        Markets = markets;
    }

    /// <summary>Held by whoever asks or changes anything here.</summary>
    public Lock Gate { get; } = new();

    public LoopbackRules Rules { get; }

    public IReadOnlyList<LoopbackMarket> Markets { get; }

    /// <summary>All that were taken in.</summary>
    public IReadOnlyCollection<LoopbackAccount> Accounts => _accounts.Values;

    public UnixNanos Now => UnixNanos.From(_time.GetUtcNow());

    /// <summary>Takes an account in.</summary>
    public LoopbackAccount Open(LoopbackAccount account)
    {
        _accounts.Add(account.Key, account);
        return account;
    }

    /// <summary>Tells all that happens from now on.</summary>
    public void Listen(Action<LoopbackEvent> listener) => _listeners.Add(listener);

    public void Leave(Action<LoopbackEvent> listener) => _listeners.Remove(listener);

    /// <summary>The market of a symbol; where two have it, the spot market.</summary>
    public LoopbackMarket? FindMarket(string symbol) => FindMarket(symbol, InstrumentKind.Spot) ?? FindMarket(symbol, InstrumentKind.Perpetual);

    public LoopbackMarket? FindMarket(string symbol, InstrumentKind kind) => _markets.GetValueOrDefault((symbol, kind));

    /// <summary>Which of the markets it is.</summary>
    public int IndexOf(LoopbackMarket market)
    {
        for (var index = 0; index < Markets.Count; index++)
        {
            if (Markets[index] == market)
                return index;
        }
        throw new InvariantException($"market {market.Symbol} is not one of this venue");
    }

    public LoopbackAccount? FindAccount(string key) => _accounts.GetValueOrDefault(key);

    /// <summary>Does something once what is going on has come to its end: whoever listens may place orders only then.</summary>
    public void Defer(Action action) => _deferred.Enqueue(action);

    /// <summary>Money comes to an account, or leaves it where it is negative.</summary>
    public void Transfer(LoopbackAccount account, Money change)
    {
        account.Add(change);
        Tell(new LoopbackEvent.Transferred(account, change, Now));
    }

    /// <summary>Whether a new order fits its market; null when it does. Nobody's account is looked at, and it is not placed.</summary>
    public LoopbackRefusal? Look(LoopbackAsk ask) => CheckSize(_byInstrument[ask.Terms.Instrument], ask.Terms);

    /// <summary>A new order.</summary>
    public LoopbackAnswer Place(LoopbackAsk ask)
    {
        var market = _byInstrument[ask.Terms.Instrument];
        var now = Now;
        ExpireDue(market, now);
        var order = new LoopbackOrder(_orders + 1, ask, market, now);
        if (Check(order) is { } refused)
            return refused;
        _orders++;
        Begin(order, now);
        Enter(order, now);
        Settle(market, now);
        return new LoopbackAnswer.Taken(order);
    }

    /// <summary>A new order that is ended before it meets anybody: it is known, and told as ended.</summary>
    /// <param name="ask">What it was to be.</param>
    /// <param name="reason">Why it ends.</param>
    public LoopbackOrder Reject(LoopbackAsk ask, string reason)
    {
        var (market, now) = (_byInstrument[ask.Terms.Instrument], Now);
        ExpireDue(market, now);
        var order = new LoopbackOrder(++_orders, ask, market, now) { Status = LoopbackOrderStatus.Expired, EndReason = reason };
        ask.Account?.Add(order);
        Tell(order, LoopbackHappening.Expired, fill: null, now);
        Settle(market, now);
        return order;
    }

    /// <summary>Orders of which one that executes, or is triggered, ends the others. All are taken, or none.</summary>
    /// <param name="clientId">Of the list.</param>
    /// <param name="asks">At least two, of one market and account.</param>
    /// <returns>The list; or why not.</returns>
    public (LoopbackList? List, LoopbackAnswer.Refused? Refused) PlaceList(string clientId, IReadOnlyList<LoopbackAsk> asks)
    {
        var market = _byInstrument[asks[0].Terms.Instrument];
        var now = Now;
        ExpireDue(market, now);
        var list = new LoopbackList(_lists + 1, clientId, now);
        foreach (var ask in asks)
            list.Orders.Add(new LoopbackOrder(_orders + 1 + list.Orders.Count, ask, market, now) { List = list });
        foreach (var order in list.Orders)
        {
            if (Check(order) is { } refused)
                return (null, refused);
        }
        _lists++;
        _orders += list.Orders.Count;
        foreach (var order in list.Orders)
            Begin(order, now);
        foreach (var order in list.Orders)
        {
            if (order.IsOpen)
                Enter(order, now);
        }
        Settle(market, now);
        return (list, null);
    }

    /// <summary>Ends an order that works, and with it the others of its list.</summary>
    /// <returns>Null when it was canceled; else why it could not be.</returns>
    public LoopbackRefusal? Cancel(LoopbackOrder order) => Cancel(order, "canceled");

    /// <summary>As <see cref="Cancel(LoopbackOrder)"/>, for a reason of the protocol's own.</summary>
    public LoopbackRefusal? Cancel(LoopbackOrder order, string reason)
    {
        var now = Now;
        ExpireDue(order.Market, now);
        if (!order.IsOpen)
            return LoopbackRefusal.OrderClosed;
        End(order, LoopbackOrderStatus.Canceled, reason, now);
        foreach (var other in order.List?.Orders.Where(static other => other.IsOpen) ?? [])
            End(other, LoopbackOrderStatus.Canceled, reason, now);
        Settle(order.Market, now);
        return null;
    }

    /// <summary>Changes an order that works. One that only becomes smaller keeps its place.</summary>
    /// <param name="order">Which.</param>
    /// <param name="quantity">Base units it is to be for in all, what filled among them; null to leave it.</param>
    /// <param name="price">Its limit; null to leave it.</param>
    /// <param name="triggerPrice">Its trigger; null to leave it.</param>
    public LoopbackAnswer Amend(LoopbackOrder order, Quantity? quantity, Price? price, Price? triggerPrice)
    {
        var (market, now) = (order.Market, Now);
        ExpireDue(market, now);
        if (!order.IsOpen)
            return new LoopbackAnswer.Refused(LoopbackRefusal.OrderClosed, order);
        var terms = order.Terms with
        {
            Quantity = quantity ?? order.Terms.Quantity,
            Price = price ?? order.Terms.Price,
            TriggerPrice = triggerPrice ?? order.Terms.TriggerPrice,
        };
        if (terms == order.Terms || terms.Quantity.Value <= order.Filled)
            return new LoopbackAnswer.Refused(LoopbackRefusal.AmendInvalid, order);
        if (CheckSize(market, terms) is { } misfit)
            return new LoopbackAnswer.Refused(misfit, order);
        var isSmaller = terms.Quantity < order.Terms.Quantity && terms.Price == order.Terms.Price && terms.TriggerPrice == order.Terms.TriggerPrice;
        if (!isSmaller && CheckMoved(order, terms) is { } refusal)
            return new LoopbackAnswer.Refused(refusal, order);
        Change(order, terms, isSmaller, now);
        Settle(market, now);
        return new LoopbackAnswer.Taken(order);
    }

    /// <summary>An order that works is to be for no more than has filled: it counts as filled.</summary>
    public void Complete(LoopbackOrder order)
    {
        var now = Now;
        if (order.Place is not null)
            order.Market.Leave(order);
        order.Market.Untriggered.Remove(order.Number);
        (order.Status, order.EndReason, order.UpdatedTime) = (LoopbackOrderStatus.Filled, "filled", now);
        Close(order);
        Tell(order, LoopbackHappening.Amended, fill: null, now);
        Settle(order.Market, now);
    }

    /// <summary>Ends what has come to its date.</summary>
    public void ExpireDue(LoopbackMarket market, UnixNanos now)
    {
        foreach (var account in _accounts.Values)
        {
            foreach (var order in account.OpenOrders.Values.Where(order => order.Market == market && order.Terms.ExpireTime <= now).ToArray())
                End(order, LoopbackOrderStatus.Expired, "expired", now);
        }
        Settle(market, now);
    }

    private void Begin(LoopbackOrder order, UnixNanos now)
    {
        order.Ask.Account?.Add(order);
        Hold(order);
        Tell(order, LoopbackHappening.Accepted, fill: null, now);
    }

    private void Enter(LoopbackOrder order, UnixNanos now)
    {
        if (order.Status == LoopbackOrderStatus.Open)
            Meet(order, now);
        else
            order.Market.Untriggered.Add(order.Number, order);
    }

    private void Change(LoopbackOrder order, OrderTerms terms, bool isSmaller, UnixNanos now)
    {
        var market = order.Market;
        var lessLots = order.LotsLeft - (market.Instrument.ToLots(terms.Quantity) - market.Instrument.ToLots(market.Instrument.ToQuantity(order.Filled, GridRounding.Exact)));
        var isInBook = order.Place is not null;
        if (isInBook && !isSmaller)
            market.Leave(order);
        else if (isInBook && lessLots > 0 && order.LotsLeft - lessLots < order.LotsShown)
            market.Lessen(order, order.LotsShown - (order.LotsLeft - lessLots));
        order.LotsLeft -= lessLots;
        order.Terms = terms;
        order.Ticks = terms.Price is { } price ? market.Instrument.ToTicks(price) : 0;
        if (order.Status == LoopbackOrderStatus.Untriggered)
            order.TriggerPrice = terms.TriggerPrice?.Value ?? order.TriggerPrice;
        order.UpdatedTime = now;
        Hold(order);
        Tell(order, LoopbackHappening.Amended, fill: null, now);
        if (isInBook && !isSmaller)
            Meet(order, now);
    }

    // Of a list, the first that does anything ends the others; what it holds back is its own from then on.
    private void EndOthers(LoopbackOrder order, UnixNanos now)
    {
        if (order.List is not { } list)
            return;
        foreach (var other in list.Orders.Where(other => other != order && other.IsOpen))
            End(other, LoopbackOrderStatus.Expired, "list_ended", now);
        if (order.IsOpen)
            Hold(order);
    }

    private void End(LoopbackOrder order, LoopbackOrderStatus status, string reason, UnixNanos now)
    {
        if (order.Place is not null)
            order.Market.Leave(order);
        order.Market.Untriggered.Remove(order.Number);
        (order.Status, order.EndReason, order.UpdatedTime) = (status, reason, now);
        Close(order);
        Tell(order, status == LoopbackOrderStatus.Canceled ? LoopbackHappening.Canceled : LoopbackHappening.Expired, fill: null, now);
    }

    private void Close(LoopbackOrder order)
    {
        Hold(order);
        order.Ask.Account?.OpenOrders.Remove(order.Number);
    }

    // Triggers that were hit, and what followed of them, until nothing moves any more; then what of the book changed.
    private void Settle(LoopbackMarket market, UnixNanos now)
    {
        while (NextTriggered(market) is { } order)
            Trigger(order, now);
        var first = market.UpdateNumber + 1;
        var levels = market.TakeChanges(now);
        if (levels.Count > 0)
        {
            Tell(new LoopbackEvent.BookChanged(market, levels, first, now));
            Tell(new LoopbackEvent.Settled(market));
        }
        DoDeferred();
    }

    // One after the other: what one of them does settles as well, and lets none of the others in between.
    private void DoDeferred()
    {
        if (_isDoingDeferred)
            return;
        _isDoingDeferred = true;
        try
        {
            while (_deferred.TryDequeue(out var action))
                action();
        }
        finally
        {
            _isDoingDeferred = false;
        }
    }

    private void Tell(LoopbackOrder order, LoopbackHappening happened, LoopbackFill? fill, UnixNanos now)
    {
        if (order.Ask.Account is not { } account)
            return;
        Tell(new LoopbackEvent.OrderChanged(order, happened, fill, now));
        if (_changed.Count == 0)
            return;
        Tell(new LoopbackEvent.BalancesChanged(account, [.. _changed], now));
        _changed.Clear();
    }

    private void Tell(LoopbackEvent happened)
    {
        foreach (var listener in _listeners)
            listener(happened);
    }
}
