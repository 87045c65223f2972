using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The values of a block of a column as 64-bit mantissas of the smallest scale that holds all of them.</summary>
internal sealed class NarrowValues(int capacity)
{
    private static readonly long[] Powers = MakePowers();

    /// <summary>The mantissas taken last; anybody's between two takings.</summary>
    public long[] Scratch { get; } = new long[capacity];

    /// <summary>Takes values of a column.</summary>
    /// <returns>The common scale, or -1 when a value does not fit 64 bits there.</returns>
    public int Take(DecimalColumn column, int start, int count) => column.IsWide ? NarrowDecimals(column, start, count) : NarrowMantissas(column, start, count);

    // Drops the zeros that all mantissas end with, so that a block does not depend on how its bars were kept before.
    private int NarrowMantissas(DecimalColumn column, int start, int count)
    {
        var mantissas = column.Mantissas.Slice(start, count);
        var zeros = column.Scale;
        foreach (var mantissa in mantissas)
        {
            while (zeros > 0 && mantissa % Powers[zeros] != 0)
                zeros--;
            if (zeros == 0)
                break;
        }
        var divisor = Powers[zeros];
        for (var index = 0; index < count; index++)
            Scratch[index] = divisor == 1 ? mantissas[index] : mantissas[index] / divisor;
        return column.Scale - zeros;
    }

    private int NarrowDecimals(DecimalColumn column, int start, int count)
    {
        var common = 0;
        for (var index = 0; index < count; index++)
            common = Math.Max(common, Shortest(column[start + index]).Scale);
        if (common >= Powers.Length)
            return -1;
        for (var index = 0; index < count; index++)
        {
            var (mantissa, scale) = Shortest(column[start + index]);
            if (mantissa > long.MaxValue / Powers[common - scale])
                return -1;
            Scratch[index] = (long)mantissa * Powers[common - scale];
        }
        return common;
    }

    /// <summary>A value without the zeros that it ends with.</summary>
    public static (Int128 Mantissa, int Scale) Shortest(decimal value)
    {
        var (mantissa, scale) = DecimalText.Split(value);
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }
        return (mantissa, scale);
    }

    private static long[] MakePowers()
    {
        var powers = new long[19];
        powers[0] = 1;
        for (var digits = 1; digits < powers.Length; digits++)
            powers[digits] = powers[digits - 1] * 10;
        return powers;
    }
}
