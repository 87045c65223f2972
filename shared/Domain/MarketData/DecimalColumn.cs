namespace VeloZ.Domain;

/// <summary>A growing column of exact decimals in little memory: 8 bytes a value while all fit 64-bit mantissas of one scale, else 16.</summary>
/// <remarks>Not safe for writers beside readers.</remarks>
public sealed class DecimalColumn
{
    private static readonly long[] PowersOfTen = MakePowersOfTen();

    private long[]? _mantissas;
    private decimal[]? _wide;

    /// <summary>Makes an empty column.</summary>
    /// <param name="capacity">Values there is room for before it grows; 0 or more.</param>
    public DecimalColumn(int capacity = 0) => _mantissas = new long[capacity];

    /// <summary>How many values it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Digits after the point that all mantissas share; 0 to 18. Meaningless when <see cref="IsWide"/>.</summary>
    public int Scale { get; private set; }

    /// <summary>Whether a value did not fit 64 bits, so that all are kept as decimals.</summary>
    public bool IsWide => _wide is not null;

    /// <summary>The mantissas, each value being mantissa x 10^-<see cref="Scale"/>.</summary>
    /// <exception cref="InvariantException">The column is wide.</exception>
    public ReadOnlySpan<long> Mantissas => _mantissas is { } narrow ? narrow.AsSpan(0, Count) : throw new InvariantException("column is wide, must be narrow to have mantissas");

    // May be longer than the column.
    internal long[] MantissaArray => _mantissas ?? throw new InvariantException("column is wide, must be narrow to have mantissas");

    /// <summary>The value at an index from 0 to <see cref="Count"/> - 1; its stored scale is the column's, or its own when <see cref="IsWide"/>.</summary>
    public decimal this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unchecked((uint)index), (uint)Count);
            return _mantissas is { } narrow ? DecimalText.JoinSmall(narrow[index], (byte)Scale) : _wide![index];
        }
    }

    /// <summary>Adds mantissa x 10^-scale at the end.</summary>
    /// <param name="mantissa">Any.</param>
    /// <param name="scale">0 to 18.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is below 0 or above 18.</exception>
    public void Add(long mantissa, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unchecked((uint)scale), 18u);
        if (_mantissas is not null)
        {
            if (scale != Scale && !TryAlign(ref mantissa, scale))
            {
                Widen();
                AddWide(DecimalText.JoinSmall(mantissa, (byte)scale));
                return;
            }
            if (Count == _mantissas.Length)
                Array.Resize(ref _mantissas, Math.Max(1_024, Count * 2));
            _mantissas[Count++] = mantissa;
            return;
        }
        AddWide(DecimalText.JoinSmall(mantissa, (byte)scale));
    }

    /// <summary>Adds several mantissas x 10^-scale at the end.</summary>
    /// <param name="mantissas">Any.</param>
    /// <param name="scale">0 to 18.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is below 0 or above 18.</exception>
    public void AddRange(ReadOnlySpan<long> mantissas, int scale)
    {
        // The first brings the column to the scale, where that can be.
        if (!mantissas.IsEmpty && scale > Scale)
        {
            Add(mantissas[0], scale);
            mantissas = mantissas[1..];
        }
        if (_mantissas is null || scale != Scale)
        {
            foreach (var mantissa in mantissas)
                Add(mantissa, scale);
            return;
        }
        if (_mantissas.Length - Count < mantissas.Length)
            Array.Resize(ref _mantissas, Math.Max(Count + mantissas.Length, Math.Max(1_024, Count * 2)));
        mantissas.CopyTo(_mantissas.AsSpan(Count));
        Count += mantissas.Length;
    }

    /// <summary>Adds a value at the end.</summary>
    public void Add(decimal value)
    {
        var (mantissa, scale) = DecimalText.Split(value);
        if (scale <= 18 && mantissa >= long.MinValue + 1 && mantissa <= long.MaxValue)
        {
            Add((long)mantissa, scale);
            return;
        }
        if (_mantissas is not null)
            Widen();
        AddWide(value);
    }

    /// <summary>Takes all values away and keeps the room that they had.</summary>
    public void Clear()
    {
        (Count, Scale, _wide) = (0, 0, null);
        _mantissas ??= [];
    }

    /// <summary>Gives back what it took beyond its values.</summary>
    public void Trim()
    {
        if (_mantissas is not null)
            Array.Resize(ref _mantissas, Count);
        if (_wide is not null)
            Array.Resize(ref _wide, Count);
    }

    // Brings either the new mantissa or all the old ones to the greater scale; false when one would not fit.
    private bool TryAlign(ref long mantissa, int scale)
    {
        if (scale < Scale)
            return TryScaleUp(ref mantissa, Scale - scale);
        var span = _mantissas.AsSpan(0, Count);
        var factor = PowersOfTen[scale - Scale];
        foreach (var old in span)
        {
            if (Math.BigMul(old, factor) is var wide && (wide > long.MaxValue || wide < -long.MaxValue))
                return false;
        }
        foreach (ref var old in span)
            old *= factor;
        Scale = scale;
        return true;
    }

    private static bool TryScaleUp(ref long mantissa, int digits)
    {
        var wide = Math.BigMul(mantissa, PowersOfTen[digits]);
        if (wide > long.MaxValue || wide < -long.MaxValue)
            return false;
        mantissa = (long)wide;
        return true;
    }

    private void Widen()
    {
        var wide = new decimal[Math.Max(1_024, _mantissas!.Length)];
        for (var index = 0; index < Count; index++)
            wide[index] = DecimalText.JoinSmall(_mantissas[index], (byte)Scale);
        _wide = wide;
        _mantissas = null;
    }

    private void AddWide(decimal value)
    {
        if (Count == _wide!.Length)
            Array.Resize(ref _wide, Count * 2);
        _wide[Count++] = value;
    }

    private static long[] MakePowersOfTen()
    {
        var powers = new long[19];
        powers[0] = 1;
        for (var index = 1; index < powers.Length; index++)
            powers[index] = powers[index - 1] * 10;
        return powers;
    }
}
