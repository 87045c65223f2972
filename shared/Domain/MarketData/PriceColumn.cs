using System.Runtime.CompilerServices;

namespace VeloZ.Domain;

/// <summary>A column of prices brought to the grid's scale, so that all decimals made from it share one scale and add fast.</summary>
internal readonly struct PriceColumn
{
    private readonly DecimalColumn _column;
    private readonly long[] _mantissas; // The column's own, for the fast way.
    private readonly Instrument _instrument;
    private readonly long _factor;
    private readonly byte _scale;

    public PriceColumn(DecimalColumn column, Instrument instrument)
    {
        _column = column;
        _mantissas = column.IsWide ? [] : column.MantissaArray;
        _instrument = instrument;
        _scale = (byte)instrument.PriceScale;
        _factor = 0;
        if (!column.IsWide && column.Scale <= instrument.PriceScale)
            _factor = PowersOfTen.Of(instrument.PriceScale - column.Scale);
        // A mantissa that would overflow at the grid's scale takes the slow way.
        if (_factor > 1 && !Fits(column.Mantissas, _factor))
            _factor = 0;
        if (_factor == 0 || !IsOnGrid(column.Mantissas, _factor, (long)(instrument.PriceIncrement * PowersOfTen.Of(instrument.PriceScale))))
            CheckSlowly(column, instrument);
    }

    public Price this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _factor > 0
            ? new Price(DecimalText.JoinSmall(_mantissas[index] * _factor, _scale))
            : _instrument.ToPrice(_column[index], GridRounding.Exact);
    }

    /// <summary>The lowest and the highest price from <paramref name="start"/> to before <paramref name="end"/>, which is greater.</summary>
    public (Price Low, Price High) Extremes(int start, int end)
    {
        var (low, high) = (this[start], this[start]);
        if (_factor == 0)
        {
            for (var index = start + 1; index < end; index++)
            {
                var price = this[index];
                if (price > high)
                    high = price;
                else if (price < low)
                    low = price;
            }
            return (low, high);
        }
        var (least, most) = (_mantissas[start], _mantissas[start]);
        foreach (var mantissa in _mantissas.AsSpan(start, end - start))
        {
            least = Math.Min(least, mantissa);
            most = Math.Max(most, mantissa);
        }
        return (new Price(DecimalText.JoinSmall(least * _factor, _scale)), new Price(DecimalText.JoinSmall(most * _factor, _scale)));
    }

    private static bool IsOnGrid(ReadOnlySpan<long> mantissas, long factor, long step)
    {
        if (step == 1)
            return true;
        foreach (var mantissa in mantissas)
        {
            if (mantissa * factor % step != 0)
                return false;
        }
        return true;
    }

    /// <summary>Whether every product is one of 64 bits.</summary>
    public static bool Fits(ReadOnlySpan<long> mantissas, long factor)
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
}
