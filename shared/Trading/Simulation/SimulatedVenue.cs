using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// A venue simulated over the bars of one market. It is stepped: the host gives it a bar, then takes one event after another,
/// hands reports to the kernel and requests back, so that what we do within a bar meets only what comes after.
/// </summary>
/// <remarks>
/// Rules. An order meets the first price after it arrived (the open, or a point on the bar's path); it takes there what its kind allows,
/// as a taker, slippage included; what is left rests. A resting order fills at its limit, as a maker, when the path goes through it, at the time
/// of the path's next point. All fills of a bar together have at most the participation's share of its volume; a market order's rest goes on
/// at the next open. Fees are rounded half to even at 8 digits, once a fill.
/// </remarks>
public sealed partial class SimulatedVenue
{
    private readonly Instrument _instrument;
    private readonly SimulationOptions _options;
    private readonly SimulatedAccount _account;
    private readonly BarPath _path;
    private readonly Slippage _slippage;
    private readonly Queue<Arrival> _arrivals = new();
    private readonly List<SimulatedOrder> _waiting = []; // Arrived, and no price came since; or a market order's rest.
    private readonly List<SimulatedOrder> _resting = [];
    private readonly Queue<VenueReport> _reports = new();
    private readonly decimal _heldRate;
    private int _nextPoint = BarPath.Points;
    private decimal _price;
    private decimal _barVolume;
    private decimal? _volumeLeft; // Made when it is first asked for: most bars meet no order.
    private UnixNanos _closeTime;
    private long _orders;
    private long _trades;

    /// <summary>A venue with an account of ours.</summary>
    /// <param name="instrument">Its one market.</param>
    /// <param name="options">How it fills.</param>
    /// <param name="cash">What the account starts with, in quote currency.</param>
    public SimulatedVenue(Instrument instrument, SimulationOptions options, decimal cash)
    {
        _instrument = instrument;
        _options = options;
        _account = new SimulatedAccount(options.AccountKind, options.Leverage, cash);
        _path = new BarPath(options.Path);
        _slippage = new Slippage(instrument, options);
        _heldRate = instrument.Fees.Tiers.Max(tier => Math.Max(0, Math.Max(tier.MakerRate, tier.TakerRate)));
    }

    /// <summary>Told of each fill when it is made, before its report is on its way; null for nobody.</summary>
    public Action<OrderTerms, VenueReport.Filled>? Filled { get; set; }

    /// <summary>Whether nothing can happen: no order, no request, no report.</summary>
    public bool IsIdle => _resting.Count == 0 && _waiting.Count == 0 && _arrivals.Count == 0 && _reports.Count == 0;

    /// <summary>When the next report is with us; null when there is none.</summary>
    public UnixNanos? NextReportTime => _reports.TryPeek(out var report) ? report.Time : null;

    /// <summary>When the next event at the venue is, as far as the bar tells; null when the bar has nothing more.</summary>
    public UnixNanos? NextEventTime
    {
        get
        {
            var time = _nextPoint < BarPath.Points ? _path.TimeOf(_nextPoint) : (UnixNanos?)null;
            if (_arrivals.TryPeek(out var arrival) && IsNext(arrival))
                time = arrival.Time;
            var expiry = NextExpiry();
            return time is { } found && expiry < found ? expiry : time;
        }
    }

    /// <summary>Takes the next report; call only when there is one.</summary>
    public VenueReport TakeReport() => _reports.Dequeue();

    /// <summary>A new order on its way.</summary>
    public void Submit(Order order, UnixNanos sentTime)
    {
        var made = new SimulatedOrder(order.Id, order.Terms, "S" + (++_orders).ToString(System.Globalization.CultureInfo.InvariantCulture));
        _arrivals.Enqueue(new Arrival(sentTime + _options.Latency, made, order.Id));
    }

    /// <summary>A cancel on its way.</summary>
    public void Cancel(ClientOrderId id, UnixNanos sentTime) => _arrivals.Enqueue(new Arrival(sentTime + _options.Latency, Order: null, id));

    /// <summary>Money came to the account, or left it when negative; in one of its market's two currencies, others it does not know.</summary>
    public void Deposit(Money change) => _account.Add(
        change.Currency == _instrument.Id.Quote ? change.Amount : 0,
        change.Currency == _instrument.Id.Base ? change.Amount : 0);

    /// <summary>The next bar begins; its events follow by <see cref="Step"/>.</summary>
    public void Begin(in Bar bar)
    {
        _path.Set(in bar);
        TakeOver(in bar, nextPoint: 0);
    }

    /// <summary>A bar goes by in which nothing can happen: the venue <see cref="IsIdle"/> and nobody acts before its close.</summary>
    public void Skip(in Bar bar)
    {
        _price = bar.Close.Value;
        TakeOver(in bar, BarPath.Points);
    }

    /// <summary>Carries out the event of <see cref="NextEventTime"/>.</summary>
    public void Step()
    {
        var time = NextEventTime!.Value;
        if (NextExpiry() <= time)
        {
            Expire(NextExpiry());
            return;
        }
        if (_arrivals.TryPeek(out var arrival) && IsNext(arrival))
        {
            Arrive(_arrivals.Dequeue());
            return;
        }
        MoveTo(_path.PriceOf(_nextPoint), time);
        _nextPoint++;
        if (_nextPoint == 1)
            MeetAll(time);
    }

    // A bar ends before its close time: what arrives at that moment comes after its last price and meets the next open, but where orders meet the close.
    private bool IsNext(in Arrival arrival) => _nextPoint switch
    {
        BarPath.Points => _options.Fill == FillTiming.Close && arrival.Time <= _closeTime,
        BarPath.Points - 1 => arrival.Time < _closeTime,
        _ => arrival.Time <= _path.TimeOf(_nextPoint),
    };

    private void TakeOver(in Bar bar, int nextPoint)
    {
        _nextPoint = nextPoint;
        _closeTime = bar.CloseTime;
        _barVolume = bar.Volume;
        _volumeLeft = null;
        _slippage.Count(in bar);
    }

    private decimal VolumeLeft() => _volumeLeft ??= _options.Participation is { } share
        ? _instrument.ToQuantity(_barVolume * share, GridRounding.Down).Value
        : decimal.MaxValue;

    private UnixNanos NextExpiry()
    {
        var next = UnixNanos.MaxValue;
        foreach (var order in _resting)
        {
            if (order.ExpireTime < next)
                next = order.ExpireTime;
        }
        foreach (var order in _waiting)
        {
            if (order.ExpireTime < next)
                next = order.ExpireTime;
        }
        return next;
    }

    private void Expire(UnixNanos time)
    {
        foreach (var order in _resting.Concat(_waiting).Where(order => order.ExpireTime == time).ToArray())
        {
            Remove(order);
            Report(order, OrderEvent.Expired, time, "");
        }
    }

    private void Arrive(in Arrival arrival)
    {
        if (arrival.Order is not { } order)
        {
            Cancel(arrival);
            return;
        }
        // An order good till a moment that has passed on its way never meets the market.
        if (order.ExpireTime <= arrival.Time)
        {
            Report(order, OrderEvent.Expired, arrival.Time, "");
            return;
        }
        if (_nextPoint == 0)
        {
            _waiting.Add(order); // The bar's open is its first price.
            return;
        }
        if (_nextPoint < BarPath.Points)
            MoveTo(_path.PriceAt(_nextPoint, arrival.Time), arrival.Time);
        Meet(order, arrival.Time);
    }

    private void Cancel(in Arrival arrival)
    {
        var id = arrival.Id;
        var order = _resting.Find(one => one.Id == id) ?? _waiting.Find(one => one.Id == id);
        if (order is null)
        {
            _reports.Enqueue(new VenueReport.Changed(arrival.Time + _options.Latency, id, arrival.Time, UpdateSource.Answer, OrderEvent.CancelRejected, "order_closed"));
            return;
        }
        Remove(order);
        Report(order, OrderEvent.Canceled, arrival.Time, "");
    }

    private void MeetAll(UnixNanos time)
    {
        if (_waiting.Count == 0)
            return;
        var orders = _waiting.ToArray();
        _waiting.Clear();
        foreach (var order in orders)
            Meet(order, time);
    }

    // An order meets a price: it takes what it can, and rests, goes on waiting or ends.
    private void Meet(SimulatedOrder order, UnixNanos time)
    {
        var terms = order.Terms;
        var isLimit = terms.Type == OrderType.Limit;
        var takes = !isLimit || order.IsReached(_price, _options.LimitFill);
        var quantity = takes ? Available(order) : default;
        var price = _slippage.PriceFor(order, _price, quantity);
        var isWhole = quantity == order.Leaves;
        if (HasNothingToReduce(order))
        {
            Report(order, order.IsAccepted ? OrderEvent.Canceled : OrderEvent.Rejected, time, "reduce_only_would_increase");
            return;
        }
        if (takes && terms.IsPostOnly)
        {
            Report(order, OrderEvent.Rejected, time, "post_only_would_take");
            return;
        }
        if (terms.TimeInForce == TimeInForce.Fok && !isWhole)
        {
            Report(order, OrderEvent.Canceled, time, "fill_or_kill_not_filled");
            return;
        }
        if (!CanAfford(order, price, quantity, time))
        {
            Report(order, order.IsAccepted ? OrderEvent.Canceled : OrderEvent.Rejected, time, "insufficient_balance");
            return;
        }
        if (!order.IsAccepted)
            _reports.Enqueue(new VenueReport.Accepted(time + _options.Latency, order.Id, time, UpdateSource.Stream, order.VenueOrderId));
        order.IsAccepted = true;
        if (!quantity.IsZero)
            Fill(order, price, quantity, Liquidity.Taker, time);
        if (isWhole)
            return;
        if (terms.TimeInForce == TimeInForce.Ioc)
            Report(order, OrderEvent.Canceled, time, "immediate_or_cancel_rest");
        else if (isLimit)
            Rest(order);
        else
            _waiting.Add(order);
    }

    private bool CanAfford(SimulatedOrder order, Price price, Quantity quantity, UnixNanos time)
    {
        var terms = order.Terms;
        if (terms is { Type: OrderType.Limit, Price: { } limit, TimeInForce: not TimeInForce.Ioc and not TimeInForce.Fok })
            return _account.CanHold(terms.Side, limit.Value, order.Leaves.Value, _heldRate, _price);
        return quantity.IsZero || _account.CanPay(terms.Side, price.Value, quantity.Value, FeeOf(price, quantity, Liquidity.Taker, time));
    }

    private void Rest(SimulatedOrder order)
    {
        order.HeldRate = _heldRate;
        _account.Hold(order.Terms.Side, order.Terms.Price!.Value.Value, order.Leaves.Value, order.HeldRate);
        _resting.Add(order);
    }

    // The price moves in a straight line; orders it goes through fill, the best-priced first, then the oldest.
    private void MoveTo(decimal price, UnixNanos time)
    {
        if (_resting.Count > 0)
            FillReached(Math.Min(_price, price), Math.Max(_price, price), time);
        _price = price;
    }

    private void FillReached(decimal low, decimal high, UnixNanos time)
    {
        // Before the bar's first point there is no line from the last price: only where the price is counts.
        if (_nextPoint == 0)
            (low, high) = (_path.PriceOf(0), _path.PriceOf(0));
        while (VolumeLeft() > 0 && BestReached(low, high) is { } order)
        {
            if (HasNothingToReduce(order))
            {
                Remove(order);
                Report(order, OrderEvent.Canceled, time, "reduce_only_would_increase");
                continue;
            }
            var quantity = Available(order);
            var limit = order.Terms.Price!.Value;
            _account.Release(order.Terms.Side, limit.Value, quantity.Value, order.HeldRate);
            Fill(order, limit, quantity, Liquidity.Maker, time);
            if (order.Leaves.IsZero)
                _resting.Remove(order);
        }
    }

    // Both are on the grid, or there is no limit to the volume.
    private Quantity Available(SimulatedOrder order)
    {
        var most = Math.Min(order.Leaves.Value, VolumeLeft());
        return _instrument.ToQuantity(order.Terms.IsReduceOnly ? Math.Min(most, _account.Reducible(order.Terms.Side)) : most, GridRounding.Exact);
    }

    private bool HasNothingToReduce(SimulatedOrder order) => order.Terms.IsReduceOnly && _account.Reducible(order.Terms.Side) == 0;

    private SimulatedOrder? BestReached(decimal low, decimal high)
    {
        SimulatedOrder? best = null;
        foreach (var order in _resting)
        {
            if (!order.IsReached(order.IsBuy ? low : high, _options.LimitFill))
                continue;
            if (best is null || (order.IsBuy == best.IsBuy && IsBetter(order, best)))
                best = order;
        }
        return best;
    }

    private static bool IsBetter(SimulatedOrder order, SimulatedOrder than) => order.IsBuy
        ? order.Terms.Price!.Value > than.Terms.Price!.Value
        : order.Terms.Price!.Value < than.Terms.Price!.Value;

    private void Fill(SimulatedOrder order, Price price, Quantity quantity, Liquidity liquidity, UnixNanos time)
    {
        var fee = FeeOf(price, quantity, liquidity, time);
        _account.Book(order.Terms.Side, price.Value, quantity.Value, fee, time);
        order.Leaves -= quantity;
        if (_options.Participation is not null)
            _volumeLeft = VolumeLeft() - quantity.Value;
        var report = new VenueReport.Filled(
            time + _options.Latency,
            order.Id,
            time,
            UpdateSource.Stream,
            "T" + (++_trades).ToString(System.Globalization.CultureInfo.InvariantCulture),
            order.VenueOrderId,
            price,
            quantity,
            new Money(fee, _instrument.Id.Quote),
            liquidity);
        _reports.Enqueue(report);
        Filled?.Invoke(order.Terms, report);
    }

    private decimal FeeOf(Price price, Quantity quantity, Liquidity liquidity, UnixNanos time)
    {
        var tier = _instrument.Fees.For(_account.VolumeBefore(time));
        return Currency.Round((price * quantity).Value * (liquidity == Liquidity.Maker ? tier.MakerRate : tier.TakerRate));
    }

    private void Remove(SimulatedOrder order)
    {
        _waiting.Remove(order);
        if (_resting.Remove(order))
            _account.Release(order.Terms.Side, order.Terms.Price!.Value.Value, order.Leaves.Value, order.HeldRate);
    }

    private void Report(SimulatedOrder order, OrderEvent happened, UnixNanos time, string reason) =>
        _reports.Enqueue(new VenueReport.Changed(time + _options.Latency, order.Id, time, UpdateSource.Stream, happened, reason));
}
