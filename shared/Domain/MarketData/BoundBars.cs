using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace VeloZ.Domain;

/// <summary>The bars of a series with their prices on one instrument's grid.</summary>
/// <remarks>Reading a bar allocates nothing. The series may not change after it was bound.</remarks>
public sealed class BoundBars
{
    private readonly BarSeries _series;
    private readonly PriceColumn _open;
    private readonly PriceColumn _high;
    private readonly PriceColumn _low;
    private readonly PriceColumn _close;
    private readonly long _intervalNanos;

    internal BoundBars(BarSeries series, Instrument instrument)
    {
        _series = series;
        Count = series.Count;
        _intervalNanos = series.Interval.Nanos;
        Instrument = instrument;
        _open = new PriceColumn(series.Open, instrument);
        _high = new PriceColumn(series.High, instrument);
        _low = new PriceColumn(series.Low, instrument);
        _close = new PriceColumn(series.Close, instrument);
    }

    /// <summary>Whose grid the prices are on.</summary>
    public Instrument Instrument { get; }

    /// <summary>The series they come from.</summary>
    public BarSeries Series => _series;

    /// <summary>How many bars there are.</summary>
    public int Count { get; }

    /// <summary>The bar at an index from 0 to <see cref="Count"/> - 1.</summary>
    /// <exception cref="InvariantException">Bars were added to the series since: its columns may have another scale now.</exception>
    public Bar this[int index]
    {
        get
        {
            if (_series.Count != Count)
                ThrowChanged();
            var openTime = _series.OpenTimes[index];
            return new Bar(
                new UnixNanos(openTime),
                new UnixNanos(openTime + _intervalNanos),
                _open[index],
                _high[index],
                _low[index],
                _close[index],
                _series.Volume[index]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [DoesNotReturn]
    private void ThrowChanged() => throw new InvariantException($"series had {_series.Count} bars, must have the {Count} that were bound: bind it again");
}
