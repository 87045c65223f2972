using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The last values of a series and their sum.</summary>
/// <remarks>
/// The sum is exact as long as 28 digits hold it. Beyond that it is rounded, so it is added up anew each time the window has turned over:
/// what was rounded does not grow with the length of the series.
/// </remarks>
internal sealed class DecimalWindow
{
    private readonly decimal[] _values;
    private int _next;
    private int _others; // Values that are not 0.

    public DecimalWindow(int period)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        _values = new decimal[period];
    }

    public int Period => _values.Length;

    public int Count { get; private set; }

    public bool IsFull => Count == _values.Length;

    /// <summary>Of all values held; exactly 0 when they all are 0.</summary>
    public decimal Sum { get; private set; }

    public decimal Mean => Sum / Count;

    public bool IsAllZero => _others == 0;

    /// <summary>The values held, by slot; in order of age only just after the window has turned over.</summary>
    public ReadOnlySpan<decimal> Values => _values.AsSpan(0, Count);

    /// <summary>Where the next value goes.</summary>
    public int NextSlot => _next;

    /// <summary>Whether the window has just turned over.</summary>
    public bool IsAtStart => _next == 0;

    public void Add(decimal value)
    {
        var left = _values[_next];
        _values[_next] = value;
        _next = _next + 1 == _values.Length ? 0 : _next + 1;
        if (Count < _values.Length)
            Count++;
        _others += (value == 0 ? 0 : 1) - (left == 0 ? 0 : 1);
        Sum = _others == 0 ? 0 : _next == 0 ? Total() : Sum + (value - left);
    }

    /// <summary>The value that came <paramref name="age"/> values before the last one; 0 is the last.</summary>
    public decimal Back(int age)
    {
        var index = _next - 1 - age;
        return _values[index < 0 ? index + _values.Length : index];
    }

    public void Save(MessageWriter writer)
    {
        writer.Number(Count);
        writer.Number(_next);
        foreach (var value in Values)
            DecimalBits.Write(writer, value);
        DecimalBits.Write(writer, Sum);
    }

    public void Restore(ref MessageReader reader)
    {
        Array.Clear(_values);
        (Count, _next, _others) = (reader.Count(), reader.Count(), 0);
        if (Count > _values.Length || _next != (IsFull ? _next % _values.Length : Count))
            throw reader.Fault($"a window of {_values.Length} had {Count} values and went on at {_next}");
        for (var index = 0; index < Count; index++)
        {
            _values[index] = DecimalBits.Read(ref reader);
            _others += _values[index] == 0 ? 0 : 1;
        }
        Sum = DecimalBits.Read(ref reader);
    }

    private decimal Total()
    {
        var sum = 0m;
        foreach (var value in _values)
            sum += value;
        return sum;
    }
}
