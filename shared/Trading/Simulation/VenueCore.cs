using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// What simulated venues have in common, whatever market data they run over: requests on their way, orders that wait or rest, our account there, and
/// reports on their way back. It is stepped by its host.
/// </summary>
/// <remarks>
/// Fees are rounded half to even at 8 digits, once a fill. Where they are taken out of what is received, a buy holds back none, and what is left of it need not be on
/// the quantity grid: the part below an increment can be sold together with more of it alone. A conditional order takes no funds before its trigger is hit.
/// </remarks>
public abstract partial class VenueCore
{
    private const int PeerListsMax = 1_000;
    private const string OrderPrefix = "S";
    private const string TradePrefix = "T";

    private readonly decimal _heldRate; // The greatest there is.

    private protected VenueCore(Instrument instrument, SimulationOptions options, decimal cash)
    {
        Instrument = instrument;
        _isPerpetual = instrument.Id.Kind == InstrumentKind.Perpetual;
        Options = options;
        Account = new SimulatedAccount(options.AccountKind, options.Leverage, cash);
        _heldRate = TakesFeeInBase(OrderSide.Buy) ? 0 : instrument.Fees.Tiers.Max(tier => Math.Max(0, Math.Max(tier.MakerRate, tier.TakerRate)));
    }

    /// <summary>Told of each fill when it is made, before its report is on its way; null for nobody.</summary>
    public Action<OrderTerms, VenueReport.Filled>? Filled { get; set; }

    /// <summary>Whether nothing can happen: no order, no request, no report, no position that could be liquidated.</summary>
    public bool IsIdle => Resting.Count == 0 && Waiting.Count == 0 && Arrivals.Count == 0 && Reports.Count == 0 && !IsMargined;

    /// <summary>When the next report is with us; null when there is none.</summary>
    public UnixNanos? NextReportTime => Reports.TryPeek(out var report) ? report.Time : null;

    /// <summary>When the next event at the venue is, as far as its market data tells; null when there is none.</summary>
    public abstract UnixNanos? NextEventTime { get; }

    /// <summary>Carries out the event of <see cref="NextEventTime"/>.</summary>
    public abstract void Step();

    private protected PeerLists PeerLists { get; } = new();

    private protected Queue<VenueReport> Reports { get; } = new();

    /// <summary>Orders sent here so far, and fills made: what their ids count.</summary>
    private protected (long Orders, long Trades) Counters { get; set; }

    private protected Instrument Instrument { get; }

    private protected SimulationOptions Options { get; }

    private protected SimulatedAccount Account { get; }

    private protected Arrivals Arrivals { get; } = new();

    /// <summary>Arrived, and no price came since; or a market order's rest.</summary>
    private protected List<SimulatedOrder> Waiting { get; } = [];

    private protected List<SimulatedOrder> Resting { get; } = [];

    private protected decimal HeldRate => _heldRate;

    /// <summary>The last price there was.</summary>
    private protected abstract decimal Price { get; }

    /// <summary>Takes the next report; call only when there is one.</summary>
    public VenueReport TakeReport() => Reports.Dequeue();

    /// <summary>A new order on its way.</summary>
    /// <param name="submit">What the kernel sends.</param>
    /// <param name="sentTime">When it leaves us.</param>
    public void Submit(Effect.Submit submit, UnixNanos sentTime)
    {
        var made = Make(submit);
        Arrivals.Add(new Arrival(sentTime + (Options.SubmitLatency ?? Options.Latency), made, made.Id));
    }

    /// <summary>As the other, of an order that shares its size with none.</summary>
    /// <param name="id">The client order id.</param>
    /// <param name="terms">What it asks for.</param>
    /// <param name="sentTime">When it leaves us.</param>
    public void Submit(ClientOrderId id, OrderTerms terms, UnixNanos sentTime) => Arrivals.Add(new Arrival(sentTime + (Options.SubmitLatency ?? Options.Latency), Make(id, terms), id));

    /// <summary>A cancel on its way.</summary>
    public void Cancel(ClientOrderId id, UnixNanos sentTime) => Arrivals.Add(new Arrival(sentTime + (Options.CancelLatency ?? Options.Latency), Order: null, id));

    /// <summary>An amendment on its way.</summary>
    /// <param name="amend">What the kernel sends.</param>
    /// <param name="sentTime">When it leaves us.</param>
    public void Amend(Effect.Amend amend, UnixNanos sentTime) =>
        Arrivals.Add(new Arrival(sentTime + (Options.AmendLatency ?? Options.Latency), Order: null, amend.Order.Id, amend.Change, amend.PeersFilled));

    /// <summary>As the other, of an order that shares its size with none.</summary>
    public void Amend(OrderAmend change, UnixNanos sentTime) => Arrivals.Add(new Arrival(sentTime + (Options.AmendLatency ?? Options.Latency), Order: null, change.Id, change));

    /// <summary>Money came to the account, or left it when negative; in one of its market's two currencies, others it does not know.</summary>
    public void Deposit(Money change) => Account.Add(
        change.Currency == Instrument.Id.Quote ? change.Amount : 0,
        change.Currency == Instrument.Id.Base ? change.Amount : 0);

    /// <summary>An order meets the market: it takes what it can, and rests, goes on waiting or ends.</summary>
    private protected abstract void Meet(SimulatedOrder order, UnixNanos time);

    /// <summary>What an order that rests has to know; its price or quantity is new.</summary>
    private protected virtual void BeginQueue(SimulatedOrder order)
    {
    }

    private protected UnixNanos NextExpiry()
    {
        var next = UnixNanos.MaxValue;
        foreach (var order in Resting)
        {
            if (order.ExpireTime < next)
                next = order.ExpireTime;
        }
        foreach (var order in Waiting)
        {
            if (order.ExpireTime < next)
                next = order.ExpireTime;
        }
        return next;
    }

    private protected void Expire(UnixNanos time)
    {
        foreach (var order in Resting.Concat(Waiting).Where(order => order.ExpireTime == time).ToArray())
        {
            Remove(order);
            Report(order, OrderEvent.Expired, time, "");
        }
    }

    /// <summary>Base units that an order may still trade, where so many are to be had; less where it may only reduce.</summary>
    private protected decimal Tradable(SimulatedOrder order, decimal most)
    {
        var tradable = Math.Min(order.Leaves.Value, most);
        return order.Terms.IsReduceOnly ? Math.Min(tradable, Reducible(order.Terms.Side)) : tradable;
    }

    private protected bool HasNothingToReduce(SimulatedOrder order) => order.Terms.IsReduceOnly && Reducible(order.Terms.Side) == 0;

    /// <summary>Whether it can be paid: where it may rest, all that is left of it at its limit; else what it takes now.</summary>
    private protected bool CanAfford(SimulatedOrder order, Price price, Quantity quantity, UnixNanos time)
    {
        var terms = order.Terms;
        var shared = PeerLists.HeldBy(order);
        if (order.IsLimit && terms.TimeInForce is not TimeInForce.Ioc and not TimeInForce.Fok)
            return Account.CanHold(terms.Side, terms.Price!.Value.Value, order.Leaves.Value, _heldRate, Price, shared);
        var fee = TakesFeeInBase(terms.Side) ? 0 : FeeOf(terms.Side, price, quantity, Liquidity.Taker, time);
        return quantity.IsZero || Account.CanPay(terms.Side, price.Value, quantity.Value, fee, shared);
    }

    private protected void Accept(SimulatedOrder order, UnixNanos time)
    {
        if (!order.IsAccepted)
            Reports.Enqueue(new VenueReport.Accepted(time + Options.Latency, order.Id, time, UpdateSource.Stream, order.VenueOrderId));
        order.IsAccepted = true;
    }

    private protected void Rest(SimulatedOrder order)
    {
        order.HeldRate = _heldRate;
        Resting.Add(order);
        if (order.IsConditional)
            return;
        ChangeHold(order, order.Leaves.Value);
        BeginQueue(order);
    }

    private protected void FillMaker(SimulatedOrder order, Quantity quantity, UnixNanos time)
    {
        Fill(order, order.Terms.Price!.Value, quantity, Liquidity.Maker, time);
        if (order.Leaves.IsZero)
            Resting.Remove(order);
        ChangeHold(order, -quantity.Value);
    }

    private protected void Fill(SimulatedOrder order, Price price, Quantity quantity, Liquidity liquidity, UnixNanos time)
    {
        var isInBase = TakesFeeInBase(order.Terms.Side);
        var fee = FeeOf(order.Terms.Side, price, quantity, liquidity, time);
        Account.Book(order.Terms.Side, price.Value, quantity.Value, isInBase ? 0 : fee, time);
        if (isInBase)
            Account.Add(quote: 0, -fee);
        order.Leaves -= quantity;
        Counters = (Counters.Orders, Counters.Trades + 1);
        var report = new VenueReport.Filled(
            time + Options.Latency,
            order.Id,
            time,
            UpdateSource.Stream,
            TradePrefix + Counters.Trades.ToString(CultureInfo.InvariantCulture),
            order.VenueOrderId,
            price,
            quantity,
            new Money(fee, isInBase ? Instrument.Id.Base : Instrument.Id.Quote),
            liquidity);
        Reports.Enqueue(report);
        Filled?.Invoke(order.Terms, report);
        if (order.PeerList.Length > 0)
            FollowPeers(order, quantity, time);
        if (order.ReducesPeers && order.Leaves.IsZero && PeerLists.FilledBy(order) - order.Terms.Quantity.Value > order.PeersFilled)
            Report(order, OrderEvent.Canceled, time, "ouo_filled"); // We may not have heard that its peers have left it no more.
    }

    private protected void Remove(SimulatedOrder order)
    {
        Waiting.Remove(order);
        if (Resting.Remove(order) && !order.IsConditional)
            ChangeHold(order, -order.Leaves.Value);
    }

    private protected void Refuse(SimulatedOrder order, UnixNanos time, string reason) =>
        Report(order, order.IsAccepted ? OrderEvent.Canceled : OrderEvent.Rejected, time, reason);

    // One that rested and was amended to a price that would take is canceled; one that never did is rejected.
    private protected void RefusePostOnly(SimulatedOrder order, UnixNanos time)
    {
        var hasWorked = order.Leaves < order.Terms.Quantity || (order.IsAccepted && !order.IsTriggered);
        Report(order, hasWorked ? OrderEvent.Canceled : OrderEvent.Rejected, time, "post_only_would_take");
    }

    private protected void Report(SimulatedOrder order, OrderEvent happened, UnixNanos time, string reason) => Report(order.Id, happened, time, UpdateSource.Stream, reason);

    private protected void Report(ClientOrderId id, OrderEvent happened, UnixNanos time, UpdateSource source, string reason) =>
        Reports.Enqueue(new VenueReport.Changed(time + Options.Latency, id, time, source, happened, reason));

    private SimulatedOrder Make(Effect.Submit submit)
    {
        if (PeerLists.Count > PeerListsMax)
            PeerLists.Keep(Resting.Concat(Waiting).Concat(Arrivals.All.Select(arrival => arrival.Order).OfType<SimulatedOrder>()).Select(order => order.PeerList));
        return Make(submit.Order.Id, submit.Terms, submit.PeerList, submit.ReducesPeers, submit.PeersFilled);
    }

    private SimulatedOrder Make(ClientOrderId id, OrderTerms terms, string peerList = "", bool reducesPeers = false, decimal peersFilled = 0)
    {
        Counters = (Counters.Orders + 1, Counters.Trades);
        return new SimulatedOrder(id, terms, OrderPrefix + Counters.Orders.ToString(CultureInfo.InvariantCulture))
        {
            PeerList = peerList,
            ReducesPeers = reducesPeers,
            PeersFilled = peersFilled,
        };
    }

    // The venue links them: they end, or have less, in the moment one fills. Of what they have less we hear by our own amendment.
    private void FollowPeers(SimulatedOrder order, Quantity filled, UnixNanos time)
    {
        PeerLists.AddFill(order, filled);
        foreach (var peer in Resting.Concat(Waiting).Where(peer => peer.PeerList == order.PeerList && peer != order).ToArray())
        {
            if (order.ReducesPeers)
                peer.Reduce(filled);
            if (order.ReducesPeers && !peer.Leaves.IsZero)
                continue;
            Resting.Remove(peer);
            Waiting.Remove(peer);
            Report(peer, OrderEvent.Canceled, time, order.ReducesPeers ? "ouo_filled" : "oco_filled");
        }
        PeerLists.Recount(order.PeerList, Resting, Account);
    }

    // Orders that cancel or reduce each other hold back once, the greatest of them.
    private void ChangeHold(SimulatedOrder order, decimal quantity)
    {
        if (order.PeerList.Length == 0)
            Account.Hold(order.Terms.Side, order.Terms.Price!.Value.Value, quantity, order.HeldRate);
        else
            PeerLists.Recount(order.PeerList, Resting, Account);
    }

    // In the currency it is taken in.
    private decimal FeeOf(OrderSide side, Price price, Quantity quantity, Liquidity liquidity, UnixNanos time)
    {
        var tier = Instrument.Fees.For(Account.VolumeBefore(time));
        var traded = TakesFeeInBase(side) ? quantity.Value : (price * quantity).Value;
        return Currency.Round(traded * (liquidity == Liquidity.Maker ? tier.MakerRate : tier.TakerRate));
    }

    private bool TakesFeeInBase(OrderSide side) => side == OrderSide.Buy && !_isPerpetual && Options.FeeCurrency == FeeCurrency.Received;

    // What fees left below an increment cannot be traded.
    private decimal Reducible(OrderSide side) => Instrument.ToQuantity(Account.Reducible(side), GridRounding.Down).Value;
}
