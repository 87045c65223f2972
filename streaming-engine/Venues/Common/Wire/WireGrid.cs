using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads a venue's decimal text as whole increments of a grid, exactly: nothing is rounded, and what is off the grid is refused.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct WireGrid
{
    private const int DigitsMax = 18; // All such numbers fit 64 bits.

    private static readonly long[] Powers = [.. Enumerable.Range(0, DigitsMax + 1).Select(static power => (long)Math.Pow(10, power))];

    private readonly long _unit; // The increment, without its point.
    private readonly int _scale; // Its digits after the point.

    /// <param name="increment">Above 0, of at most 18 digits after the point.</param>
    public WireGrid(decimal increment)
    {
        _scale = DecimalText.ScaleOf(increment);
        if (increment <= 0 || _scale > DigitsMax)
            throw new ArgumentOutOfRangeException(nameof(increment), $"increment was {DecimalText.Trimmed(increment)}, must be above 0, of at most {DigitsMax} digits after the point");
        _unit = decimal.ToInt64(increment * Powers[_scale]);
    }

    /// <summary>Reads <c>123.4500</c>: digits, and a point with digits behind it or none; no sign, space or exponent.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="whole">How many increments; 0 where it is refused.</param>
    /// <returns>False where the text has another form, has more than 18 digits that count, or is off the grid.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, out long whole)
    {
        whole = 0;
        if (!TryReadDigits(text, out var value, out var scale))
            return false;
        if (scale > _scale)
        {
            var power = Powers[scale - _scale];
            if (value % power != 0)
                return false; // Finer than the grid.
            value /= power;
        }
        else if (scale < _scale)
        {
            if (value > long.MaxValue / Powers[_scale - scale])
                return false;
            value *= Powers[_scale - scale];
        }
        if (value % _unit != 0)
            return false;
        whole = value / _unit;
        return true;
    }

    // Trailing zeros behind the point do not count.
    private static bool TryReadDigits(ReadOnlySpan<byte> text, out long value, out int scale)
    {
        (value, scale) = (0, 0);
        var point = text.IndexOf((byte)'.');
        if (point >= 0)
        {
            if (point == text.Length - 1)
                return false;
            text = text.TrimEnd((byte)'0');
        }
        if (text.Length == 0 || point == 0)
            return false;
        foreach (var letter in text)
        {
            if (letter == '.')
                continue;
            if (letter is < (byte)'0' or > (byte)'9' || value >= Powers[DigitsMax - 1])
                return false;
            value = (value * 10) + (letter - '0');
        }
        scale = point < 0 ? 0 : text.Length - point - 1;
        return text.Count((byte)'.') <= 1;
    }
}
