using System.Runtime.CompilerServices;

namespace VeloZ.Domain;

/// <summary>A column of quantities, each brought down to its instrument's grid when it is read.</summary>
internal readonly struct QuantityColumn
{
    private readonly DecimalColumn _column;
    private readonly long[] _mantissas; // The column's own, for the fast way.
    private readonly Instrument _instrument;
    private readonly long _factor; // 0 for the slow way.
    private readonly long _divisor;
    private readonly long _step;
    private readonly byte _scale;

    public QuantityColumn(DecimalColumn column, Instrument instrument)
    {
        _column = column;
        _instrument = instrument;
        _mantissas = column.IsWide ? [] : column.MantissaArray;
        _scale = (byte)instrument.QuantityScale;
        _step = (long)(instrument.QuantityIncrement * PowersOfTen.Of(instrument.QuantityScale));
        var digits = column.IsWide ? 0 : instrument.QuantityScale - column.Scale;
        _divisor = digits < 0 ? PowersOfTen.Of(-digits) : 1;
        _factor = digits > 0 ? PowersOfTen.Of(digits) : 1;
        if (column.IsWide || (_factor > 1 && !PriceColumn.Fits(column.Mantissas, _factor)))
            _factor = 0;
        if (_factor > 0 && _divisor == 1 && _step == 1)
            return;
        for (var index = 0; index < column.Count; index++)
            RoundedCount += IsRounded(index) ? 1 : 0;
    }

    /// <summary>Values off the grid.</summary>
    public int RoundedCount { get; }

    public Quantity this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            return _factor == 0
                ? _instrument.ToQuantity(_column[index], GridRounding.Down)
                : new Quantity(DecimalText.JoinSmall(OnGrid(_mantissas[index]), _scale));
        }
    }

    /// <summary>The sum of the quantities from <paramref name="start"/> to before <paramref name="end"/>; all are 0 or more.</summary>
    public decimal Sum(int start, int end)
    {
        if (_factor == 0)
        {
            var total = 0m;
            for (var index = start; index < end; index++)
                total += this[index].Value;
            return total;
        }
        // By halves, so that no number of values overflows.
        var (low, high) = (0L, 0L);
        foreach (var value in _mantissas.AsSpan(start, end - start))
        {
            var mantissa = OnGrid(value);
            low += mantissa & uint.MaxValue;
            high += mantissa >> 32;
        }
        return DecimalText.Join(((Int128)high << 32) + low, _scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long OnGrid(long mantissa)
    {
        mantissa *= _factor;
        if (_divisor > 1)
            mantissa /= _divisor;
        if (_step > 1)
            mantissa -= mantissa % _step;
        return mantissa;
    }

    private bool IsRounded(int index)
    {
        if (_factor == 0)
            return !_instrument.IsOnQuantityGrid(_column[index]);
        var mantissa = _mantissas[index] * _factor;
        return (_divisor > 1 && mantissa % _divisor != 0) || (_step > 1 && mantissa / _divisor % _step != 0);
    }
}
