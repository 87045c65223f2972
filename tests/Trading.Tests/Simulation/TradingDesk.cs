using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A kernel and a simulated venue, driven as a backtest drives them; what must hold of money, positions and orders is checked after each decision.</summary>
internal abstract class TradingDesk : IDisposable
{
    private readonly Decision _decision = new();
    private readonly List<JournalEntry> _journal = [];
    private readonly TradeHash _trades = new();
    private readonly DeskLedger _books;
    private readonly WorstCase _worst;
    private readonly Dictionary<ClientOrderId, OrderTerms> _terms = [];
    private readonly Dictionary<ClientOrderId, decimal> _filledThere = [];
    private readonly HashSet<ClientOrderId> _closing = []; // Orders by which a liquidation is booked.
    private long _instant; // What the venue does in one step or at one event it does before anybody hears of it.
    private bool _isLiquidating;

    protected TradingDesk(Chance chance, Instrument market, SimulationOptions simulation, decimal cash)
    {
        (Chance, Market, Simulation) = (chance, market, simulation);
        (_books, VenueBooks) = (new DeskLedger(market), new DeskLedger(market));
        (_worst, Peers) = (new WorstCase(market), new PeerFills(simulation));
        Options = new KernelOptions
        {
            Mode = RunMode.Backtest,
            AccountKind = simulation.AccountKind,
            Leverage = simulation.Leverage,
            ReportingCurrency = market.Id.Quote,
            DefaultFeatures = simulation.Features,
            ClosedOrdersMax = 300,
        };
        Kernel = new Kernel(Options);
        VenueBooks.Add(cash);
        Do(new KernelCommand.SetInstrument(default, market));
        Do(new KernelCommand.ChangeBalance(default, new Money(cash, market.Id.Quote), BalanceReason.Initial, ""));
    }

    public string TradeHash => _trades.ToString();

    public string StateHash => Kernel.State.Hash();

    /// <summary>Orders that ended so, by type, for tests that must know what was met.</summary>
    public Dictionary<(OrderType Type, OrderStatus Status), int> Ended { get; } = [];

    /// <summary>What was met besides: see <see cref="Met"/>.</summary>
    public Dictionary<string, int> Events { get; } = new(StringComparer.Ordinal);

    public PeerFills Peers { get; }

    protected Chance Chance { get; }

    protected Instrument Market { get; }

    protected SimulationOptions Simulation { get; }

    protected KernelOptions Options { get; }

    protected Kernel Kernel { get; set; }

    protected UnixNanos Now { get; set; }

    protected abstract VenueCore Venue { get; }

    /// <summary>What the venue's fills come to, before anybody has heard of them.</summary>
    protected DeskLedger VenueBooks { get; }

    public void Dispose() => _trades.Dispose();

    protected void Met(string what) => Events[what] = Events.GetValueOrDefault(what) + 1;

    protected virtual void SeeFill(OrderTerms terms, VenueReport.Filled fill)
    {
    }

    protected virtual void SeeVenue()
    {
    }

    protected void Attach(VenueCore venue) => venue.Filled = TakeFill;

    protected void BeginInstant() => _instant++;

    protected void RunUntil(UnixNanos end)
    {
        while (true)
        {
            var report = Venue.NextReportTime ?? UnixNanos.MaxValue;
            var due = Kernel.NextDueTime;
            var happens = Venue.NextEventTime ?? UnixNanos.MaxValue;
            if (report > end && due > end && happens > end)
                return;
            if (report <= due && report <= happens)
            {
                Report(Venue.TakeReport());
            }
            else if (due <= happens)
            {
                Now = due;
                Decide(() => Kernel.Decide(new OrderExpired(due), _decision));
            }
            else
            {
                BeginInstant();
                Venue.Step();
                SeeVenue();
                SettleLiquidation();
            }
        }
    }

    /// <summary>The position that the venue took is closed here as well: all of it, and no more.</summary>
    protected void SettleLiquidation()
    {
        if (Venue.LiquidationTime is not { } time)
            return;
        Met("liquidation");
        while (Venue.TakeReportBeforeLiquidation() is { } report)
            Report(report);
        var held = Venue.Position;
        Assert.NotEqual(0, held);
        (Now, _isLiquidating) = (time, true);
        Do(new KernelCommand.Liquidate(time, Market.Id));
        _isLiquidating = false;
        Venue.EndLiquidation();
        if (Venue.Position != 0)
            Assert.Fail($"the liquidation of {held} left {Venue.Position}");
    }

    protected void Drain()
    {
        while (Venue.NextReportTime is not null)
            Report(Venue.TakeReport());
        // Every request was answered, but those of the last minutes, and what is open here is there.
        var there = RestingOf(Venue).Concat(WaitingOf(Venue)).Select(order => order.Id).Concat(ArrivalsOf(Venue).All.Select(arrival => arrival.Id)).ToHashSet();
        foreach (var order in Kernel.State.OpenOrders.Where(order => order.UpdatedTime + TimeSpan.FromMinutes(2) < Now))
        {
            if (!order.IsHeld && !there.Contains(order.Id))
                Assert.Fail($"{order.Terms.Type} {order.Id} is {order.Status} with {order.FilledQuantity} of {order.Quantity} filled, and its venue has none");
            if (order.RequestedAmend is not null || order.LeavesQuantity.IsZero)
                Assert.Fail($"{order.Terms.Type} {order.Id} is {order.Status} with {order.FilledQuantity} of {order.Quantity} filled, asked to have {order.RequestedAmend?.Quantity}");
        }
        CheckReplay();
    }

    /// <summary>Money comes in, or is paid; the venue hears of it at once.</summary>
    protected void Pay(decimal amount, BalanceReason reason)
    {
        var change = new Money(amount, Market.Id.Quote);
        VenueBooks.Add(amount);
        Venue.Deposit(change);
        Do(new KernelCommand.ChangeBalance(Now, change, reason, ""));
    }

    protected void See<TInput>(TInput input)
        where TInput : struct, IMarketInput
    {
        Now = input.Time;
        Decide(() => Kernel.Decide(in input, _decision));
    }

    protected void Do(KernelCommand command) => Decide(() => Kernel.Decide(command, _decision));

    private void Report(VenueReport report)
    {
        Now = report.Time;
        Decide(() => Kernel.Decide(report, _decision));
    }

    private void Decide(Action decide)
    {
        _decision.Clear();
        decide();
        foreach (var entry in _decision.Entries)
            Note(entry);
        foreach (var effect in _decision.Effects)
            Carry(effect);
        if (Kernel.Market.PriceOf(0) is not { } price)
            return;
        _books.Check(Kernel, price);
        if (_decision.Entries.Count > 0)
            Check(price);
    }

    private void Note(JournalEntry entry)
    {
        _journal.Add(entry);
        _worst.Note(entry, Kernel.Market.PriceOf(0));
        Peers.Note(entry);
        if (entry is OrderNew made)
        {
            _terms[made.Id] = made.Terms;
            if (_isLiquidating)
                _closing.Add(made.Id);
        }
        if (entry is AccountUpdate update)
            _books.Add(update.Change.Amount);
        if (entry is not OrderFill fill)
            return;
        var (terms, before) = (_terms[fill.Id], _books.Position);
        _books.Add(terms.Side, fill.Price, fill.Quantity, fill.Fee);
        var isOnlyLess = terms.IsReduceOnly || _closing.Contains(fill.Id);
        if (isOnlyLess && (before == 0 || Math.Sign(before) == DeskLedger.SignOf(terms.Side) || Math.Sign(before) * Math.Sign(_books.Position) < 0))
            Assert.Fail($"order {fill.Id}, which only reduces, brought {before} to {_books.Position}");
        _trades.Add(terms, Market, fill);
    }

    private void Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.Submit submit when _closing.Contains(submit.Order.Id):
                BeginInstant();
                Venue.SubmitAtLiquidation(submit);
                break;
            case Effect.Submit submit:
                Peers.Send(submit.Order.Id);
                Venue.Submit(submit, Now);
                break;
            case Effect.Amend amend:
                Venue.Amend(amend, Now);
                break;
            case Effect.Cancel cancel when _isLiquidating:
                Venue.CancelAtLiquidation(cancel.Order.Id, Now);
                break;
            case Effect.Cancel cancel:
                Venue.Cancel(cancel.Order.Id, Now);
                break;
            case Effect.Refused refused:
                Met("refused_" + refused.Refusal.Code.Text());
                break;
            case Effect.Incident { IsOfMarket: false } incident:
                Assert.Fail($"{incident.Code}: {incident.Message}");
                break;
            case Effect.Incident warning:
                Met("warned_" + warning.Code);
                break;
        }
    }

    private void TakeFill(OrderTerms terms, VenueReport.Filled fill)
    {
        var before = VenueBooks.Position;
        VenueBooks.Add(terms.Side, fill.Price, fill.Quantity, fill.Fee);
        Assert.Equal(VenueBooks.Position, Venue.Position);
        var filled = _filledThere[fill.Id] = _filledThere.GetValueOrDefault(fill.Id) + fill.Quantity.Value;
        if (filled > terms.Quantity.Value)
            Assert.Fail($"the venue filled {filled} of the {terms.Quantity} of {fill.Id}");
        if (_closing.Contains(fill.Id))
        {
            // Where it is taken, what is left is no more than the margin that must be there, and all of it is taken.
            var left = VenueBooks.Cash + fill.Fee.Amount;
            if (VenueBooks.Position != 0 || fill.Quantity.Value != Math.Abs(before))
                Assert.Fail($"the liquidation of {before} filled {fill.Quantity}");
            if (left > (Simulation.MaintenanceRate * Math.Abs(before) * fill.Price.Value) + 0.00000001m)
                Assert.Fail($"{before} were taken at {fill.Price}, where {left} were left");
            return;
        }
        Peers.Add(fill, _instant);
        SeeFill(terms, fill);
    }

    private void Check(decimal price)
    {
        var state = Kernel.State;
        foreach (var order in state.OpenOrders)
            if (order.FilledQuantity >= order.Quantity && !(order.RequestedAmend?.Quantity > order.FilledQuantity))
                Assert.Fail($"order {order.Id} is {order.Status} with {order.FilledQuantity} of {order.Quantity} filled");
        foreach (var fill in _decision.Entries.OfType<OrderFill>())
            if (state.FindOrder(fill.Id) is not { } filled || filled.FilledQuantity > filled.Quantity)
                Assert.Fail($"order {fill.Id} filled more than it asked for");
        Peers.CheckAtRest(state);
        if (Options.AccountKind == AccountKind.Cash)
            _worst.CheckHeldBack(state);
        else
            CheckMargin(price);
        ExitCover.Check(state, Options.AccountKind == AccountKind.Cash ? state.Portfolio.BalanceOf(Market.Id.Base).Total : _books.Position, Market);
        Assert.Equal(state.OpenOrders.Where(order => order.IsHeld), state.HeldOrders);
    }

    // Nothing is held back in a margin account: whoever adds to what may be held must have the margin for all that the open orders can come to, each at its own price.
    // What closes a position always may, together with all that is open on its side.
    private void CheckMargin(decimal last)
    {
        Assert.Equal(0, Kernel.State.Portfolio.BalanceOf(Market.Id.Quote).Locked);
        var adds = _decision.Entries.OfType<OrderNew>().Any(made => !_closing.Contains(made.Id) && Adds(made.Terms))
            || _decision.Entries.OfType<OrderAmend>().Any(amend => amend.Price is not null && Adds(Kernel.State.FindOrder(amend.Id)!.Terms));
        if (adds)
            _worst.CheckMargin(Kernel.State, _books.Position, last, _books.EquityAt(last) * Options.Leverage);
    }

    private bool Adds(OrderTerms terms) => !terms.IsReduceOnly && _worst.OpenOn(Kernel.State, terms.Side) > -DeskLedger.SignOf(terms.Side) * _books.Position;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Resting")]
    private static extern List<SimulatedOrder> RestingOf(VenueCore venue);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Waiting")]
    private static extern List<SimulatedOrder> WaitingOf(VenueCore venue);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Arrivals")]
    private static extern Arrivals ArrivalsOf(VenueCore venue);

    private void CheckReplay()
    {
        var replayed = new KernelState(Options);
        foreach (var entry in _journal)
            replayed.Fold(entry);
        Assert.Equal(Kernel.State.Hash(), replayed.Hash());
        foreach (var order in _journal.OfType<OrderNew>().Select(made => Kernel.State.FindOrder(made.Id)).OfType<Order>())
            Ended[(order.Terms.Type, order.Status)] = Ended.GetValueOrDefault((order.Terms.Type, order.Status)) + 1;
    }
}
