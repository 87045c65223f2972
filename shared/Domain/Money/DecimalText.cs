using System.Globalization;

namespace VeloZ.Domain;

/// <summary>The one text form of decimals: invariant, no exponent, no <c>+</c>, no separators; <c>-0</c> is <c>0</c>.</summary>
public static class DecimalText
{
    /// <summary>Most digits before the point in a number that a user types.</summary>
    public const int IntegerDigitsMax = 15;

    /// <summary>Most digits after the point in a number that a user types.</summary>
    public const int FractionDigitsMax = 12;

    /// <summary>Text with trailing zeros trimmed: <c>1.500</c> is <c>1.5</c>.</summary>
    public static string Trimmed(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        if (text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        return text == "-0" ? "0" : text;
    }

    /// <summary>Text with exactly <paramref name="scale"/> digits after the point: values on a grid carry the grid's digits.</summary>
    /// <param name="value">Has at most <paramref name="scale"/> digits after the point that are not zero.</param>
    /// <param name="scale">0 to 28.</param>
    /// <exception cref="ArgumentException">The value has more digits than the scale shows.</exception>
    public static string OnGrid(decimal value, int scale)
    {
        if (decimal.Round(value, scale) != value)
            throw new ArgumentException($"value was {Trimmed(value)}, must have at most {scale} digits after the point");
        return (value == 0 ? 0m : value).ToString("F" + scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a non-negative decimal by <c>\A(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?\z</c>, the form of every amount that a user gives.</summary>
    /// <param name="text">ASCII digits only; no sign, blank, exponent, separator or leading zero.</param>
    /// <param name="value">The value, exact; 0 when the answer is false.</param>
    /// <returns>False when the text has another form.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length is 0 or > IntegerDigitsMax || (whole.Length > 1 && whole[0] == '0') || (point >= 0 && fraction.Length is 0 or > FractionDigitsMax))
            return false;
        foreach (var letter in whole)
        {
            if (!char.IsAsciiDigit(letter))
                return false;
        }
        foreach (var letter in fraction)
        {
            if (!char.IsAsciiDigit(letter))
                return false;
        }
        value = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Digits after the point once trailing zeros are dropped: 2 for <c>0.0100</c>, 0 for <c>5</c>.</summary>
    public static int ScaleOf(decimal value)
    {
        var (mantissa, scale) = Split(value);
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }
        return scale;
    }

    /// <summary>The value as mantissa x 10^-scale, with the scale it is stored with.</summary>
    public static (Int128 Mantissa, int Scale) Split(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        // The words are bits, not numbers: each may have its top bit set.
        var magnitude = unchecked(((UInt128)(uint)parts[2] << 64) | ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var mantissa = (Int128)magnitude;
        return (parts[3] < 0 ? -mantissa : mantissa, (parts[3] >> 16) & 0xFF);
    }

    /// <summary>The value mantissa x 10^-scale.</summary>
    /// <param name="mantissa">Magnitude below 2^96.</param>
    /// <param name="scale">0 to 28.</param>
    /// <exception cref="OverflowException">The mantissa takes more than 96 bits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The scale is below 0 or above 28.</exception>
    public static decimal Join(Int128 mantissa, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 28);
        var negative = mantissa < 0;
        var magnitude = (UInt128)(negative ? -mantissa : mantissa);
        return new decimal(
            unchecked((int)(uint)(magnitude & uint.MaxValue)),
            unchecked((int)(uint)((magnitude >> 32) & uint.MaxValue)),
            unchecked((int)checked((uint)(magnitude >> 64))),
            negative,
            (byte)scale);
    }

    /// <summary>The value mantissa x 10^-scale, for mantissas of 64 bits; cheaper than <see cref="Join"/>.</summary>
    /// <param name="mantissa">Any.</param>
    /// <param name="scale">0 to 28.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is above 28.</exception>
    public static decimal JoinSmall(long mantissa, byte scale)
    {
        var magnitude = unchecked((ulong)(mantissa < 0 ? -mantissa : mantissa));
        return new decimal(unchecked((int)magnitude), unchecked((int)(magnitude >> 32)), 0, mantissa < 0, scale);
    }
}
