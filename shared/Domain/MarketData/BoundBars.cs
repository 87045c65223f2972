using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace VeloZ.Domain;

/// <summary>The bars of a series with their prices on one instrument's grid.</summary>
/// <remarks>Reading a bar allocates nothing. The series may not change after it was bound.</remarks>
public sealed class BoundBars
{
    private readonly BarSeries _series;
    private readonly GridColumn _open;
    private readonly GridColumn _high;
    private readonly GridColumn _low;
    private readonly GridColumn _close;
    private readonly long _intervalNanos;

    internal BoundBars(BarSeries series, Instrument instrument)
    {
        _series = series;
        Count = series.Count;
        _intervalNanos = series.Interval.Nanos;
        Instrument = instrument;
        _open = new GridColumn(series.Open, instrument);
        _high = new GridColumn(series.High, instrument);
        _low = new GridColumn(series.Low, instrument);
        _close = new GridColumn(series.Close, instrument);
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

    // A column of prices brought to the grid's scale, so that all decimals made from it share one scale and add fast.
    private readonly struct GridColumn
    {
        private readonly DecimalColumn _column;
        private readonly long[] _mantissas; // The column's own, for the fast way.
        private readonly Instrument _instrument;
        private readonly long _factor;
        private readonly byte _scale;

        public GridColumn(DecimalColumn column, Instrument instrument)
        {
            _column = column;
            _mantissas = column.IsWide ? [] : column.MantissaArray;
            _instrument = instrument;
            _scale = (byte)instrument.PriceScale;
            _factor = 0;
            if (!column.IsWide && column.Scale <= instrument.PriceScale)
                _factor = Power(instrument.PriceScale - column.Scale);
            if (_factor == 0 || !IsOnGrid(column.Mantissas, _factor, (long)(instrument.PriceIncrement * Power(instrument.PriceScale))))
                CheckSlowly(column, instrument);
            // A mantissa that would overflow at the grid's scale takes the slow way.
            if (_factor > 1 && !Fits(column.Mantissas, _factor))
                _factor = 0;
        }

        public Price this[int index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _factor > 0
                ? new Price(DecimalText.JoinSmall(_mantissas[index] * _factor, _scale))
                : _instrument.ToPrice(_column[index], GridRounding.Exact);
        }

        private static bool IsOnGrid(ReadOnlySpan<long> mantissas, long factor, long step)
        {
            if (step == 1)
                return true;
            foreach (var mantissa in mantissas)
            {
                if ((Int128)mantissa * factor % step != 0)
                    return false;
            }
            return true;
        }

        private static bool Fits(ReadOnlySpan<long> mantissas, long factor)
        {
            foreach (var mantissa in mantissas)
            {
                if (mantissa > long.MaxValue / factor || mantissa < -long.MaxValue / factor)
                    return false;
            }
            return true;
        }

        private static void CheckSlowly(DecimalColumn column, Instrument instrument)
        {
            for (var index = 0; index < column.Count; index++)
                _ = instrument.ToPrice(column[index], GridRounding.Exact);
        }

        private static long Power(int digits)
        {
            var power = 1L;
            for (var index = 0; index < digits; index++)
                power *= 10;
            return power;
        }
    }
}
