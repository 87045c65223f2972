using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A kernel and a simulated venue over random bars, with random orders, lists, amendments and cancels of every kind; what must hold is checked after each decision.</summary>
/// <remarks>Driven as a backtest is. With <c>restarts</c>, state and venue are written and read again at random moments, which must change nothing.</remarks>
internal sealed class OrderDesk : IDisposable
{
    private static readonly Instrument Market = new(KernelHarness.Btc, 0.01m, 0.001m, FeeSchedule.Flat(0.0005m, 0.001m)) { QuantityMin = 0.002m, NotionalMin = 5 };

    private readonly Chance _chance;
    private readonly Chance _restarts;
    private readonly bool _restartsOften;
    private readonly SimulationOptions _simulation;
    private readonly KernelOptions _options;
    private readonly Decision _decision = new();
    private readonly List<JournalEntry> _journal = [];
    private readonly TradeHash _trades = new();
    private readonly Dictionary<ClientOrderId, OrderTerms> _terms = [];
    private readonly Dictionary<Currency, decimal> _balances = [];
    private readonly decimal _cash;
    private decimal _position;
    private SimulatedVenue _venue;
    private Kernel _kernel;
    private UnixNanos _now;

    public OrderDesk(int seed, bool restarts)
    {
        _chance = new Chance(seed);
        _restarts = new Chance(seed + 7_919);
        _restartsOften = restarts;
        var features = _chance.Of(VenueFeatures.All, VenueFeatures.All, new VenueFeatures { HasConditionalOrders = false }, new VenueFeatures { HasTrailingStops = false, HasGoodTillDate = false });
        _simulation = new SimulationOptions
        {
            AccountKind = _chance.Of(AccountKind.Cash, AccountKind.Margin),
            Leverage = 3,
            Participation = _chance.Of<decimal?>(null, 0.1m, 0.0000001m),
            Latency = TimeSpan.FromMilliseconds(_chance.Of(0, 0, 700, 21_000)),
            CancelLatency = _chance.Of<TimeSpan?>(null, TimeSpan.FromMilliseconds(1_500)),
            AmendLatency = _chance.Of<TimeSpan?>(null, TimeSpan.FromMilliseconds(90)),
            Path = _chance.Of(BarPathRule.Adaptive, BarPathRule.HighFirst, BarPathRule.LowFirst),
            LimitFill = _chance.Of(LimitFill.Strict, LimitFill.Touch),
            Fill = _chance.Of(FillTiming.NextOpen, FillTiming.NextOpen, FillTiming.Close),
            Features = features,
            FeeCurrency = seed % 3 == 2 ? FeeCurrency.Received : FeeCurrency.Quote,
        };
        _cash = 1_000_000;
        _options = new KernelOptions
        {
            Mode = RunMode.Backtest,
            AccountKind = _simulation.AccountKind,
            Leverage = _simulation.Leverage,
            ReportingCurrency = Market.Id.Quote,
            DefaultFeatures = features,
            ClosedOrdersMax = 300,
        };
        _kernel = new Kernel(_options);
        _venue = new SimulatedVenue(Market, _simulation, _cash);
        _balances[Market.Id.Quote] = 0;
    }

    public string TradeHash => _trades.ToString();

    public string StateHash => _kernel.State.Hash();

    public long Fills => _trades.Count;

    /// <summary>Orders that ended so, by type, for tests that must know what was met.</summary>
    public Dictionary<(OrderType Type, OrderStatus Status), int> Ended { get; } = [];

    public void Run(BarTable bars)
    {
        Do(new KernelCommand.SetInstrument(default, Market));
        Do(new KernelCommand.ChangeBalance(default, new Money(_cash, Market.Id.Quote), BalanceReason.Initial, ""));
        var bound = bars.Bind(Market);
        for (var index = 0; index < bound.Count; index++)
        {
            var input = new BarClosed(0, bound[index]);
            _venue.Begin(in input.Bar);
            RunUntil(input.Bar.CloseTime);
            _now = input.Time;
            Decide(() => _kernel.Decide(in input, _decision));
            for (var actions = _chance.Below(4); actions > 0; actions--)
                Act(input.Bar.Close.Value);
            RunUntil(input.Bar.CloseTime);
            if (_restartsOften && _restarts.Below(3) == 0)
                Restart();
        }
        while (_venue.NextReportTime is not null)
            Report();
        // Every request was answered, but those of the last minutes.
        foreach (var order in _kernel.State.OpenOrders.Where(order => order.UpdatedTime + TimeSpan.FromMinutes(2) < _now))
            Assert.False(order.RequestedAmend is not null || order.LeavesQuantity.IsZero, $"{order.Terms.Type} {order.Id} is {order.Status} with {order.FilledQuantity} of {order.Quantity} filled, asked to have {order.RequestedAmend?.Quantity}");
        CheckReplay();
    }

    public void Dispose() => _trades.Dispose();

    private void RunUntil(UnixNanos end)
    {
        while (true)
        {
            var report = _venue.NextReportTime ?? UnixNanos.MaxValue;
            var due = _kernel.NextDueTime;
            var happens = _venue.NextEventTime ?? UnixNanos.MaxValue;
            if (report > end && due > end && happens > end)
                return;
            if (report <= due && report <= happens)
            {
                Report();
            }
            else if (due <= happens)
            {
                _now = due;
                Decide(() => _kernel.Decide(new OrderExpired(due), _decision));
            }
            else
            {
                _venue.Step();
            }
        }
    }

    private void Report()
    {
        var report = _venue.TakeReport();
        _now = report.Time;
        Decide(() => _kernel.Decide(report, _decision));
    }

    private void Act(decimal close)
    {
        var open = _kernel.State.OpenOrders;
        var some = open.Count == 0 ? null : open[_chance.Below(open.Count)];
        switch (_chance.Below(8))
        {
            case 0 when some is not null:
                Do(new KernelCommand.Cancel(_now, some.Id, "test", ""));
                break;
            case 1 or 2 when some is not null:
                Do(new KernelCommand.Amend(
                    _now,
                    some.Id,
                    _chance.Below(2) == 0 ? Quantity() : null,
                    _chance.Below(2) == 0 && some.Terms.Type.HasLimit() ? Near(close) : null,
                    _chance.Below(3) == 0 && some.Terms.Type.IsConditional() ? Near(close) : null));
                break;
            case 3:
                Do(new KernelCommand.SubmitList(_now, Bracket(close)));
                break;
            case 4:
                Do(new KernelCommand.SubmitList(_now, Pair(close)));
                break;
            default:
                Do(new KernelCommand.Submit(_now, Order(close)));
                break;
        }
    }

    private OrderRequest Order(decimal close)
    {
        var type = (OrderType)_chance.Below(8);
        var side = (OrderSide)_chance.Below(2);
        var trigger = Beyond(close, type.TriggersUpward(side));
        var timeInForce = (TimeInForce)_chance.Below(4);
        var quantity = Quantity();
        return new OrderRequest
        {
            Instrument = Market.Id,
            Side = side,
            Type = type,
            Quantity = quantity,
            Price = type.HasLimit() ? Near(type.IsConditional() ? trigger : close) : null,
            TriggerPrice = type.IsConditional() && type != OrderType.TrailingStopMarket ? trigger : null,
            TrailingOffset = type.IsTrailing() ? decimal.Round(close * (1 + _chance.Below(20)) / 2_000, 2) + 0.01m : null,
            DisplayQuantity = type.HasLimit() && _chance.Below(6) == 0 ? 0.001m : null,
            TimeInForce = timeInForce,
            ExpireTime = timeInForce == TimeInForce.Gtd ? new UnixNanos(_now.Value + ((1 + _chance.Below(400)) * UnixNanos.PerSecond)) : null,
            IsPostOnly = _chance.Below(10) == 0,
            IsReduceOnly = _chance.Below(8) == 0,
        };
    }

    private OrderListRequest Bracket(decimal close)
    {
        var isLong = _options.AccountKind == AccountKind.Cash || _chance.Below(2) == 0;
        var (entry, exit) = isLong ? (OrderSide.Buy, OrderSide.Sell) : (OrderSide.Sell, OrderSide.Buy);
        var quantity = Quantity();
        var isTrailing = _chance.Below(2) == 0;
        var limit = Near(close);
        var first = new OrderRequest { Instrument = Market.Id, Side = entry, Type = _chance.Of(OrderType.Market, OrderType.Limit), Quantity = quantity };
        if (first.Type == OrderType.Limit)
            first = first with { Price = limit };
        var from = first.Price ?? close;
        var target = new OrderRequest { Instrument = Market.Id, Side = exit, Type = OrderType.Limit, Quantity = quantity, Price = Beyond(from, isLong), IsReduceOnly = true };
        var stop = new OrderRequest { Instrument = Market.Id, Side = exit, Type = isTrailing ? OrderType.TrailingStopMarket : OrderType.StopMarket, Quantity = quantity, IsReduceOnly = true, Role = OrderRole.Protective };
        stop = isTrailing ? stop with { TrailingOffset = 0.006m, TrailingIsFraction = true } : stop with { TriggerPrice = Beyond(from, !isLong) };
        return OrderListRequest.Bracket(first, target, stop);
    }

    private OrderListRequest Pair(decimal close)
    {
        var (quantity, side) = (Quantity(), (OrderSide)_chance.Below(2));
        var request = new OrderRequest { Instrument = Market.Id, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = Beyond(close, side == OrderSide.Sell) };
        var stop = request with { Type = OrderType.StopMarket, Price = null, TriggerPrice = Beyond(close, side == OrderSide.Buy) };
        return new OrderListRequest { Orders = [request, stop], Peers = _chance.Of(Contingency.Oco, Contingency.Ouo) };
    }

    private decimal Quantity() => (1 + _chance.Below(400)) * 0.005m;

    private decimal Near(decimal price) => Math.Max(0.01m, decimal.Round(price * (1 + ((_chance.Below(201) - 100) / 20_000m)), 2));

    private decimal Beyond(decimal price, bool isAbove) => Math.Max(0.01m, decimal.Round(price * (1 + ((isAbove ? 1 : -1) * (1 + _chance.Below(150)) / 20_000m)), 2));

    private void Do(KernelCommand command) => Decide(() => _kernel.Decide(command, _decision));

    private void Decide(Action decide)
    {
        _decision.Clear();
        decide();
        foreach (var entry in _decision.Entries)
            Note(entry);
        foreach (var effect in _decision.Effects)
            Carry(effect);
        Check();
    }

    private void Note(JournalEntry entry)
    {
        _journal.Add(entry);
        if (entry is OrderNew made)
            _terms[made.Id] = made.Terms;
        if (entry is AccountUpdate update)
            _balances[update.Change.Currency] += update.Change.Amount;
        if (entry is not OrderFill fill)
            return;
        var (sign, terms) = (_terms[fill.Id].Side == OrderSide.Buy ? 1 : -1, _terms[fill.Id]);
        var before = _position;
        _position += (sign * fill.Quantity.Value) - (fill.Fee.Currency == Market.Id.Base ? fill.Fee.Amount : 0);
        Assert.False(terms.IsReduceOnly && (Math.Sign(before) == sign || before == 0 || Math.Sign(before) * Math.Sign(_position) < 0), $"reduce-only order {fill.Id} brought {before} to {_position}");
        _balances[Market.Id.Quote] -= (sign * fill.Price.Value * fill.Quantity.Value) + (fill.Fee.Currency == Market.Id.Quote ? fill.Fee.Amount : 0);
        _trades.Add(terms, Market, fill);
    }

    private void Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.Submit submit:
                _venue.Submit(submit, _now);
                break;
            case Effect.Amend amend:
                _venue.Amend(amend, _now);
                break;
            case Effect.Cancel cancel:
                _venue.Cancel(cancel.Order.Id, _now);
                break;
            case Effect.Incident { IsOfMarket: false } incident:
                Assert.Fail($"{incident.Code}: {incident.Message}");
                break;
        }
    }

    private void Check()
    {
        var state = _kernel.State;
        foreach (var order in state.OpenOrders)
            Assert.True(order.FilledQuantity < order.Quantity || order.RequestedAmend?.Quantity > order.FilledQuantity, $"order {order.Id} is {order.Status} with {order.FilledQuantity} of {order.Quantity} filled");
        foreach (var order in state.ClosedOrders)
            Assert.True(order.FilledQuantity <= order.Quantity, $"order {order.Id} filled {order.FilledQuantity} of {order.Quantity}");
        // Cash and position are the sums of the fills, fees in the currency they were taken in; profit less fees is what equity gained.
        var position = state.Portfolio.Holdings[0].Position;
        Assert.Equal(_position, position.SignedQuantity);
        Assert.Equal(_position, state.Portfolio.BalanceOf(Market.Id.Base).Total);
        Assert.Equal(_balances[Market.Id.Quote], state.Portfolio.BalanceOf(Market.Id.Quote).Total);
        if (_kernel.Market.PriceOf(0) is { } price)
            Assert.Equal(_kernel.Equity - _cash, position.RealizedPnl + position.UnrealizedPnl(price) - position.FeesInQuote);
        CheckHeldBack();
        CheckExits();
        Assert.Equal(state.OpenOrders.Where(order => order.IsHeld), state.HeldOrders);
    }

    // What is held back is at least what any way that the open orders can go would need, but for what a fill above a market order's estimate cost.
    private void CheckHeldBack()
    {
        if (_options.AccountKind == AccountKind.Margin)
            return;
        var open = _kernel.State.OpenOrders.Where(order => !_kernel.State.IsWaiting(order)).ToArray();
        foreach (var (side, currency) in new[] { (OrderSide.Buy, Market.Id.Quote), (OrderSide.Sell, Market.Id.Base) })
        {
            var alone = open.Where(order => order.Terms.Side == side && PeersOf(order).Length == 0).Sum(order => order.Reserved);
            var together = open.Where(order => order.Terms.Side == side && PeersOf(order).Length > 0)
                .GroupBy(order => _kernel.State.ClusterOf(order.Id)!.PeerListOf(order)!.ListId, StringComparer.Ordinal)
                .Sum(peers => peers.Max(order => order.Reserved));
            Assert.Equal(alone + together, _kernel.State.Portfolio.BalanceOf(currency).Locked);
        }
    }

    private Order[] PeersOf(Order order) => _kernel.State.ClusterOf(order.Id)?.PeersOf(order).ToArray() ?? [];

    // Exits that the venue links never close more than their entry made. Where it does not, they never close more than there is: see Note.
    private void CheckExits()
    {
        if (_simulation.Features != VenueFeatures.All)
            return;
        foreach (var order in _kernel.State.OpenOrders.Concat(_kernel.State.ClosedOrders))
        {
            if (_kernel.State.ClusterOf(order.Id) is not { } cluster || cluster.PeerContingencyOf(order) != Contingency.Ouo || cluster.ParentOf(order) is not { } entry)
                continue;
            var closed = cluster.PeersOf(order).Sum(peer => peer.FilledQuantity.Value);
            Assert.True(closed <= entry.FilledQuantity.Value, $"exits of {order.Id} filled {closed} of {entry.FilledQuantity}");
        }
    }

    private void CheckReplay()
    {
        var replayed = new KernelState(_options);
        foreach (var entry in _journal)
            replayed.Fold(entry);
        Assert.Equal(_kernel.State.Hash(), replayed.Hash());
        foreach (var order in _journal.OfType<OrderNew>().Select(made => _kernel.State.FindOrder(made.Id)).OfType<Order>())
            Ended[(order.Terms.Type, order.Status)] = Ended.GetValueOrDefault((order.Terms.Type, order.Status)) + 1;
    }

    private void Restart()
    {
        var writer = new MessageWriter();
        _kernel.State.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        var state = KernelState.Read(_options, ref reader);
        Assert.Equal(_kernel.State.Hash(), state.Hash());
        var price = _kernel.Market.PriceOf(0)!.Value;
        _kernel = new Kernel(_options, state);
        _kernel.Market.Set(0, Market.ToPrice(price, GridRounding.Exact), _now);
        writer.Clear();
        _venue.Save(writer);
        reader = new MessageReader(writer.Written);
        _venue = new SimulatedVenue(Market, _simulation, cash: 0);
        _venue.Restore(ref reader);
    }
}
