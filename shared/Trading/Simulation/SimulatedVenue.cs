using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// A venue simulated over the bars or the prints of one market. It is stepped: the host gives it a bar or a print, then takes one event after another,
/// hands reports to the kernel and requests back, so that what we do within a bar meets only what comes after.
/// </summary>
/// <remarks>
/// Rules. An order meets the first price after it arrived (the open, a point on the bar's path, a print); it takes there what its kind allows,
/// as a taker, slippage included; what is left rests. Over prints a limit that the last one does not reach rests at once. A resting order fills at its limit, as a
/// maker, when the path goes through it, at the time of the path's next point, or of a request or expiry before that, which comes after it. All fills of a bar
/// together have at most the participation's share of its volume, all fills of a print its quantity; a market order's rest goes on at the next open or print. A
/// trigger is hit when the path reaches it, or by an open or print beyond it, where the order then meets the market. Of orders that cancel or reduce each other, a
/// stop goes before a target that the same bar reaches too.
/// </remarks>
public sealed partial class SimulatedVenue : VenueCore
{
    private readonly BarPath _path;
    private readonly Slippage _slippage;
    private int _nextPoint = BarPath.PointsMax;
    private decimal _price;
    private decimal _barVolume;
    private decimal? _volumeLeft; // Made when it is first asked for: most bars meet no order.
    private decimal? _share;
    private OrderSide? _aggressor; // Of a print; null for bars, and where the venue does not say.
    private UnixNanos _closeTime;

    /// <summary>A venue with an account of ours.</summary>
    /// <param name="instrument">Its one market.</param>
    /// <param name="options">How it fills.</param>
    /// <param name="cash">What the account starts with, in quote currency.</param>
    public SimulatedVenue(Instrument instrument, SimulationOptions options, decimal cash)
        : base(instrument, options, cash)
    {
        _path = new BarPath(options.Path);
        _slippage = new Slippage(instrument, options);
        _share = options.Participation;
    }

    /// <summary>The stop that an order shares its size with and that this venue does not link with it: see <see cref="Kernel.UnlinkedStopOf"/>. Null for none.</summary>
    public Func<ClientOrderId, Order?>? UnlinkedStopOf { get; set; }

    /// <inheritdoc/>
    public override UnixNanos? NextEventTime
    {
        get
        {
            var time = _nextPoint < _path.Points ? _path.TimeOf(_nextPoint) : (UnixNanos?)null;
            if (Arrivals.TryPeek(out var arrival) && IsNext(arrival))
                time = arrival.Time;
            var expiry = NextExpiry();
            return time is { } found && expiry < found ? expiry : time;
        }
    }

    private protected override decimal Price => _price;

    private bool IsWithinBar => _nextPoint > 0 && _nextPoint < _path.Points;

    /// <summary>The next bar begins; its events follow by <see cref="Step"/>.</summary>
    public void Begin(in Bar bar)
    {
        _path.Set(in bar);
        TakeOver(in bar, nextPoint: 0);
    }

    /// <summary>A bar goes by in which nothing can happen: the venue <see cref="VenueCore.IsIdle"/> and nobody acts before its close.</summary>
    public void Skip(in Bar bar)
    {
        _price = bar.Close.Value;
        TakeOver(in bar, BarPath.PointsMax);
    }

    /// <summary>The next print; its events follow by <see cref="Step"/>.</summary>
    public void Begin(in TradeTick trade)
    {
        _path.Set(in trade);
        (_nextPoint, _closeTime, _barVolume, _volumeLeft, _share, _aggressor) = (0, trade.ReceivedTime, trade.Quantity.Value, null, 1, trade.Aggressor);
    }

    /// <summary>A print goes by in which nothing can happen.</summary>
    public void Skip(in TradeTick trade)
    {
        _path.BecomePrint();
        _nextPoint = _path.Points;
        (_price, _closeTime, _barVolume, _volumeLeft, _share, _aggressor) = (trade.Price.Value, trade.ReceivedTime, trade.Quantity.Value, null, 1, trade.Aggressor);
    }

    /// <inheritdoc/>
    public override void Step()
    {
        var time = NextEventTime!.Value;
        if (NextExpiry() <= time)
        {
            MoveBefore(time, seen: new UnixNanos(time.Value - 1)); // At its date nothing happens any more.
            Expire(time);
            return;
        }
        if (Arrivals.TryPeek(out var arrival) && IsNext(arrival))
        {
            MoveBefore(time, seen: time);
            Arrive(Arrivals.Take());
            return;
        }
        MoveTo(_path.PriceOf(_nextPoint), time);
        _nextPoint++;
        if (_nextPoint == 1)
            MeetAll(time);
    }

    // A bar ends before its close time: what arrives at that moment comes after its last price and meets the next open, but where orders meet the close.
    private bool IsNext(in Arrival arrival)
    {
        if (_nextPoint == _path.Points)
            return _path.IsPrint || MeetsClose(arrival.Time);
        if (_nextPoint == BarPath.PointsMax - 1)
            return arrival.Time < _closeTime;
        return arrival.Time <= _path.TimeOf(_nextPoint);
    }

    private void TakeOver(in Bar bar, int nextPoint)
    {
        _nextPoint = nextPoint;
        _closeTime = bar.CloseTime;
        _barVolume = bar.Volume;
        _volumeLeft = null;
        _share = Options.Participation;
        _aggressor = null;
        _slippage.Count(in bar);
    }

    private decimal VolumeLeft() => _volumeLeft ??= _share is { } share
        ? Instrument.ToQuantity(_barVolume * share, GridRounding.Down).Value
        : decimal.MaxValue;

    private protected override void Arrive(SimulatedOrder order, UnixNanos time)
    {
        if (MeetsNext(order, time))
        {
            Waiting.Add(order);
            return;
        }
        MoveWithinBar(time);
        MeetUnlessTaken(order, time);
    }

    private protected override void MeetAmended(SimulatedOrder order, UnixNanos time)
    {
        if (MeetsNext(order, time))
        {
            Waiting.Add(order);
            return;
        }
        MoveWithinBar(time);
        MeetUnlessTaken(order, time);
    }

    // The bar's open, or the next print, is the first price of what takes; over prints what can only rest is there for that print already.
    private bool MeetsNext(SimulatedOrder order, UnixNanos time) => _path.IsPrint
        ? !(_nextPoint > 0 && MeetsClose(time)) && !RestsAtLastPrint(order)
        : _nextPoint == 0;

    private bool MeetsClose(UnixNanos time) => Options.Fill == FillTiming.Close && time <= _closeTime;

    private bool RestsAtLastPrint(SimulatedOrder order) =>
        _price > 0 && order.IsLimit && !order.IsConditional && order.Terms.TimeInForce is (TimeInForce.Gtc or TimeInForce.Gtd) && !order.IsReached(_price, Options.LimitFill) && !HasNothingToReduce(order);

    // What the price does on the way to a request or an expiry comes before it. Where it has not moved since, they come first, as at the open and at a print.
    private void MoveBefore(UnixNanos time, UnixNanos seen)
    {
        if (IsWithinBar && _path.PriceAt(_nextPoint, seen) is var price && price != _price)
            MoveTo(price, time);
    }

    private void MoveWithinBar(UnixNanos time)
    {
        if (IsWithinBar)
            MoveTo(_path.PriceAt(_nextPoint, time), time);
    }

    // On the way to it the position may have been taken, and all orders with it.
    private void MeetUnlessTaken(SimulatedOrder order, UnixNanos time)
    {
        if (LiquidationTime is null)
            Meet(order, time);
        else
            Refuse(order, time, "liquidation");
    }

    private void MeetAll(UnixNanos time)
    {
        if (Waiting.Count == 0)
            return;
        foreach (var order in Waiting.ToArray())
        {
            if (Waiting.Remove(order)) // One before it may have ended it.
                Meet(order, time);
        }
    }
}
