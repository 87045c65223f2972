using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Makes bars of prints. There is no bar for an interval without a print.</summary>
/// <param name="interval">Length of every bar.</param>
public sealed class BarBuilder(BarInterval interval)
{
    private readonly long _nanos = interval.Nanos;
    private readonly long _offset = interval.IsAligned(default) ? 0 : 4 * UnixNanos.PerDay; // Weeks start on Monday; the epoch was a Thursday.
    private long _openTime = long.MinValue;
    private long _lastOpenTime = long.MinValue;
    private Price _open;
    private Price _high;
    private Price _low;
    private Price _close;
    private decimal _volume;

    /// <summary>Whether a bar is at work.</summary>
    public bool HasBar => _openTime != long.MinValue;

    /// <summary>When the bar at work closes; the latest moment there is without one.</summary>
    public UnixNanos CloseTime { get; private set; } = UnixNanos.MaxValue;

    /// <summary>Intervals between the first and the last bar that closed for which there was no print.</summary>
    public long Missing { get; private set; }

    /// <summary>Adds a print; what is older than it must have been closed before (<see cref="TryClose"/>).</summary>
    /// <exception cref="InvariantException">The bar at work should have been closed.</exception>
    public void Add(in TradeTick trade)
    {
        var price = trade.Price;
        if (_openTime == long.MinValue)
        {
            Begin(trade.ReceivedTime.Value, price);
        }
        else if (trade.ReceivedTime >= CloseTime)
        {
            throw new InvariantException($"a print of {trade.ReceivedTime} came to a bar that closes at {CloseTime}, must be closed first");
        }
        else if (price > _high)
        {
            _high = price;
        }
        else if (price < _low)
        {
            _low = price;
        }
        _close = price;
        _volume += trade.Quantity.Value;
    }

    /// <summary>Adds prints in a row to the bar at work; all lie within it.</summary>
    /// <exception cref="InvariantException">There is no bar at work, or it should have been closed.</exception>
    public void Add(in TradeTotals trades)
    {
        if (_openTime == long.MinValue || trades.Last.ReceivedTime >= CloseTime)
            throw new InvariantException($"prints up to {trades.Last.ReceivedTime} came to a bar that closes at {CloseTime}, must come before that");
        if (trades.High > _high)
            _high = trades.High;
        if (trades.Low < _low)
            _low = trades.Low;
        _close = trades.Last.Price;
        _volume += trades.Volume;
    }

    /// <summary>Closes the bar at work where its time is over at that moment.</summary>
    /// <returns>False when there is none, or its time is not over.</returns>
    public bool TryClose(UnixNanos now, out Bar bar)
    {
        bar = default;
        if (_openTime == long.MinValue || now < CloseTime)
            return false;
        if (_lastOpenTime != long.MinValue)
            Missing += ((_openTime - _lastOpenTime) / _nanos) - 1;
        bar = new Bar(new UnixNanos(_openTime), CloseTime, _open, _high, _low, _close, _volume);
        (_lastOpenTime, _openTime, CloseTime, _volume) = (_openTime, long.MinValue, UnixNanos.MaxValue, 0);
        return true;
    }

    private void Begin(long time, Price price)
    {
        var since = (time - _offset) % _nanos;
        _openTime = time - (since < 0 ? since + _nanos : since);
        CloseTime = new UnixNanos(_openTime + _nanos);
        (_open, _high, _low) = (price, price, price);
    }
}
