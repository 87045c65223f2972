using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>A venue with one spot market: what happens to orders there is the truth that the engine is measured by.</summary>
internal sealed class SimulatedExchange
{
    private const long PriceTicksStart = 10_000;
    private const long PriceTicksMin = 5_000;
    private const decimal FeeRate = 0.001m;
    private const int FeeDigits = 8;

    private readonly SimulatedWorld _world;
    private readonly List<ExchangeOrder> _orders = [];
    private readonly Dictionary<string, List<ExchangeOrder>> _byId = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Currency, decimal> _balances = [];
    private SplitMix64 _prices;
    private SplitMix64 _matching;
    private long _priceTicks = PriceTicksStart;
    private UnixNanos _haltedUntil;
    private long _trades;
    private long _externals;

    public SimulatedExchange(SimulatedWorld world)
    {
        _world = world;
        _prices = world.Chance("exchange.prices");
        _matching = world.Chance("exchange.matching");
        foreach (var money in SimulatedMarket.Deposits)
            _balances[money.Currency] = money.Amount;
    }

    /// <summary>All that ever were, oldest first.</summary>
    public IReadOnlyList<ExchangeOrder> Orders => _orders;

    public IReadOnlyList<Money> Balances => [.. _balances.Select(one => new Money(one.Value, one.Key))];

    public Price Price => SimulatedMarket.Instrument.PriceFromTicks(_priceTicks);

    private static Instrument Market => SimulatedMarket.Instrument;

    private bool IsHalted => _world.Now < _haltedUntil;

    // Answers of these come before the order meets the matching engine.
    private bool IsAsync => _world.Swarm.Venue is VenueClass.UniqueAmongPending or VenueClass.UniqueForEver;

    /// <summary>Orders of that id that were not refused.</summary>
    public IEnumerable<ExchangeOrder> OrdersOf(string clientId) =>
        _byId.TryGetValue(clientId, out var orders) ? orders.Where(order => order.Status != VenueOrderStatus.Rejected) : [];

    /// <summary>Whether an order of that id is open, has filled, or was canceled and is still remembered: to call it dead would be wrong.</summary>
    public bool Knows(string clientId) => OrdersOf(clientId).Any(order => order.IsOpen || order.Filled > 0 || !IsForgotten(order));

    /// <summary>A request to place an order is at the venue's door.</summary>
    /// <param name="id">The client order id.</param>
    /// <param name="attempt">Of the order.</param>
    /// <param name="terms">What it asks for.</param>
    /// <param name="deadline">The venue refuses it after this, at the door and again before matching.</param>
    /// <param name="answer">Takes the answer.</param>
    public void Place(ClientOrderId id, int attempt, OrderTerms terms, UnixNanos deadline, Action<SubmitOutcome> answer)
    {
        _world.Note("venue.receives", id.Text, attempt);
        if (_world.Now > deadline)
        {
            _world.Count(Happening.RefusedOnReceipt);
            answer(new SubmitOutcome.Rejected("deadline_passed"));
            return;
        }
        var isSlow = _world.Faults.Fires(FaultKind.SlowMatching, out var random);
        var wait = TimeSpan.FromMilliseconds(isSlow ? 500 + (int)random.NextBelow(3_500) : (int)_matching.NextBelow(3));
        if (IsAsync && !IsRefused(id.Text))
            answer(new SubmitOutcome.Accepted(VenueIdOf(id.Text), _world.Now));
        _world.Queue.In(wait, () => Match(id, terms, deadline, answer));
    }

    /// <summary>A request to cancel an order is there.</summary>
    public void Cancel(ClientOrderId id, Action<CancelOutcome> answer)
    {
        var order = OrdersOf(id.Text).LastOrDefault();
        if (order is not { IsOpen: true } || IsHalted)
        {
            if (order is { Filled: > 0 })
                _world.Count(Happening.CancelTooLate);
            answer(new CancelOutcome.Rejected(order is null ? "order_unknown" : IsHalted ? "market_halted" : "order_closed"));
            return;
        }
        End(order, VenueOrderStatus.Canceled);
        answer(IsAsync ? new CancelOutcome.Taken() : new CancelOutcome.Canceled(Market.ToQuantity(order.Filled, GridRounding.Exact), _world.Now));
    }

    /// <summary>A question about an order is there.</summary>
    public OrderAnswer Find(ClientOrderId id)
    {
        if (!_byId.TryGetValue(id.Text, out var orders))
            return new OrderAnswer.NotFound();
        var order = orders.LastOrDefault(one => one.VisibleTime <= _world.Now);
        if (order is null)
            return new OrderAnswer.NotFound();
        if (IsForgotten(order))
        {
            _world.Count(Happening.Forgotten);
            return new OrderAnswer.NotFound();
        }
        return new OrderAnswer.Found(order.Tell(Market), order.TellFills(_world.Now));
    }

    /// <summary>Orders that are open, and those that ended since then, as far as they are seen.</summary>
    public IReadOnlyList<VenueOrder> OrdersSince(UnixNanos since) =>
        [.. _orders.Where(order => order.VisibleTime <= _world.Now && (order.IsOpen || order.UpdatedTime >= since) && !IsForgotten(order)).Select(order => order.Tell(Market))];

    /// <summary>Fills since then, as far as they are seen, oldest first.</summary>
    public IReadOnlyList<VenueFill> FillsSince(UnixNanos since) =>
        [.. _orders.SelectMany(order => order.TellFills(_world.Now)).Where(fill => fill.VenueTime >= since).OrderBy(fill => fill.VenueTime).ThenBy(fill => fill.TradeId, StringComparer.Ordinal)];

    /// <summary>The market moves, and what else venues do by themselves.</summary>
    public void Tick()
    {
        _priceTicks = Math.Max(PriceTicksMin, _priceTicks + (long)_prices.NextBelow(61) - 30);
        if (_world.Faults.Fires(FaultKind.MarketHalt, out var halt))
            _haltedUntil = _world.Now + TimeSpan.FromMilliseconds(500 + (int)halt.NextBelow(4_500));
        if (_world.Faults.Fires(FaultKind.ExternalOrder))
            AddExternal();
        if (_world.Faults.Fires(FaultKind.VenueCancel) && _orders.Find(order => order.IsOpen && ClientOrderId.TryParse(order.ClientId, out _)) is { } canceled)
            End(canceled, VenueOrderStatus.Canceled);
        if (IsHalted)
            return;
        foreach (var order in _orders.Where(order => order.IsOpen && Crosses(order)).ToArray())
            Fill(order, Slice(order), order.Terms.Price!.Value, Liquidity.Maker);
    }

    private bool IsForgotten(ExchangeOrder order)
    {
        var kept = _world.Swarm.Venue switch
        {
            VenueClass.UniqueAmongPending => TimeSpan.FromSeconds(8),
            VenueClass.UniqueForEver => TimeSpan.FromSeconds(16),
            _ => TimeSpan.MaxValue,
        };
        return !order.IsOpen && order.Filled == 0 && kept != TimeSpan.MaxValue && _world.Now - order.UpdatedTime > kept;
    }

    private bool IsRefused(string clientId) => _world.Swarm.Venue switch
    {
        VenueClass.ReplaysFirst => false,
        VenueClass.UniqueForEver => OrdersOf(clientId).Any(),
        _ => OrdersOf(clientId).Any(order => order.IsOpen),
    };

    private void Match(ClientOrderId id, OrderTerms terms, UnixNanos deadline, Action<SubmitOutcome> answer)
    {
        if (_world.Swarm.Venue == VenueClass.ReplaysFirst && OrdersOf(id.Text).FirstOrDefault() is { } first)
        {
            answer(new SubmitOutcome.Accepted(first.VenueOrderId, _world.Now));
            return;
        }
        if (IsRefused(id.Text))
        {
            answer(new SubmitOutcome.Duplicate());
            return;
        }
        if (_world.Now > deadline)
        {
            _world.Count(Happening.RefusedAtMatching);
            Refuse(id, terms, "deadline_passed", answer);
            return;
        }
        if (IsHalted || !IsCovered(terms))
        {
            Refuse(id, terms, IsHalted ? "market_halted" : "balance_insufficient", answer);
            return;
        }
        var order = Add(id.Text, terms);
        _world.Placed(id, order);
        if (!IsAsync)
            answer(new SubmitOutcome.Accepted(order.VenueOrderId, _world.Now));
        _world.Stream(new VenueReport.Accepted(default, id, _world.Now, UpdateSource.Stream, order.VenueOrderId));
        while (order.IsOpen && (terms.Type == OrderType.Market || (Crosses(order) && _matching.NextBelow(2) == 0)))
            Fill(order, Slice(order), Price, Liquidity.Taker);
    }

    // Where the request was answered before, only a record and the stream tell of the refusal.
    private void Refuse(ClientOrderId id, OrderTerms terms, string reason, Action<SubmitOutcome> answer)
    {
        if (!IsAsync)
        {
            answer(new SubmitOutcome.Rejected(reason));
            return;
        }
        var order = Add(id.Text, terms);
        order.Status = VenueOrderStatus.Rejected;
        _world.Stream(new VenueReport.Changed(default, id, _world.Now, UpdateSource.Stream, OrderEvent.Rejected, reason));
    }

    private ExchangeOrder Add(string clientId, OrderTerms terms)
    {
        var order = new ExchangeOrder(clientId, VenueIdOf(clientId), terms, _world.Now) { VisibleTime = DrawVisibleTime() };
        _orders.Add(order);
        if (!_byId.TryGetValue(clientId, out var same))
            _byId.Add(clientId, same = []);
        same.Add(order);
        return order;
    }

    private string VenueIdOf(string clientId) =>
        string.Create(CultureInfo.InvariantCulture, $"V{clientId}.{(_byId.TryGetValue(clientId, out var orders) ? orders.Count : 0)}");

    private UnixNanos DrawVisibleTime() =>
        _world.Faults.Fires(FaultKind.LateVisibility, out var random) ? _world.Now + TimeSpan.FromMilliseconds((int)random.NextBelow(3_000)) : _world.Now;

    private bool Crosses(ExchangeOrder order) => order.Terms.Price is { } limit
        && (order.Terms.Side == OrderSide.Buy ? limit.CompareTo(Price) >= 0 : limit.CompareTo(Price) <= 0);

    // Half of the time all of it, else some lots.
    private decimal Slice(ExchangeOrder order)
    {
        var lots = Market.ToLots(Market.ToQuantity(order.Leaves, GridRounding.Exact));
        return _matching.NextBelow(2) == 0 ? order.Leaves : (1 + (long)_matching.NextBelow((ulong)lots)) * Market.QuantityIncrement;
    }

    private bool IsCovered(OrderTerms terms)
    {
        var id = Market.Id;
        var open = _orders.Where(order => order.IsOpen && order.Terms.Side == terms.Side).Sum(order => CostOf(order.Terms, order.Leaves));
        return open + CostOf(terms, terms.Quantity.Value) <= _balances[terms.Side == OrderSide.Buy ? id.Quote : id.Base];
    }

    private decimal CostOf(OrderTerms terms, decimal quantity) =>
        terms.Side == OrderSide.Sell ? quantity : quantity * (terms.Price ?? Price).Value * (1 + FeeRate);

    private void Fill(ExchangeOrder order, decimal quantity, Price price, Liquidity liquidity)
    {
        var (buys, notional) = (order.Terms.Side == OrderSide.Buy, price.Value * quantity);
        var fee = buys && _world.Swarm.TakesFeeInBase
            ? new Money(decimal.Round(quantity * FeeRate, FeeDigits), Market.Id.Base)
            : new Money(decimal.Round(notional * FeeRate, FeeDigits), Market.Id.Quote);
        _balances[Market.Id.Base] += buys ? quantity : -quantity;
        _balances[Market.Id.Quote] += buys ? -notional : notional;
        _balances[fee.Currency] -= fee.Amount;
        order.Filled += quantity;
        order.UpdatedTime = _world.Now;
        if (order.Leaves == 0)
            order.Status = VenueOrderStatus.Filled;
        var tradeId = string.Create(CultureInfo.InvariantCulture, $"T{++_trades}");
        var filled = Market.ToQuantity(quantity, GridRounding.Exact);
        order.Fills.Add((new VenueFill(order.ClientId, order.VenueOrderId, tradeId, price, filled, fee, liquidity, _world.Now), DrawVisibleTime()));
        _world.Note("venue.fills", order.ClientId, _trades);
        if (ClientOrderId.TryParse(order.ClientId, out var id))
            _world.Stream(new VenueReport.Filled(default, id, _world.Now, UpdateSource.Stream, tradeId, order.VenueOrderId, price, filled, fee, liquidity));
    }

    private void End(ExchangeOrder order, VenueOrderStatus status)
    {
        if (order.Filled > 0)
            _world.Count(Happening.PartialFillThenCancel);
        order.Status = status;
        order.UpdatedTime = _world.Now;
        order.IsTouched = true;
        _world.Note("venue.cancels", order.ClientId);
        if (ClientOrderId.TryParse(order.ClientId, out var id))
            _world.Stream(new VenueReport.Changed(default, id, _world.Now, UpdateSource.Stream, OrderEvent.Canceled, ""));
    }

    // Far from the market and small, so that it never fills: balances would tell of it.
    private void AddExternal()
    {
        var terms = new OrderTerms
        {
            Instrument = Market.Id,
            Side = OrderSide.Buy,
            Type = OrderType.Limit,
            Quantity = Market.ToQuantity(Market.QuantityIncrement, GridRounding.Exact),
            Price = Market.ToPrice(Market.PriceIncrement, GridRounding.Exact),
        };
        Add(string.Create(CultureInfo.InvariantCulture, $"web_{++_externals}"), terms);
    }
}
