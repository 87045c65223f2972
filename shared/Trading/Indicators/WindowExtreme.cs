using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The greatest (or least) of the last values, in constant time a value on average.</summary>
/// <remarks>It keeps only values that can still become the extreme: each is beaten by none that came later. The first is the extreme.</remarks>
internal sealed class WindowExtreme<T>
    where T : struct, IComparable<T>
{
    private readonly T[] _values; // A ring: from _first on, _count entries.
    private readonly long[] _orders;
    private readonly int _sign;
    private int _first;
    private int _count;
    private long _seen;

    public WindowExtreme(int period, bool isGreatest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        _values = new T[period];
        _orders = new long[period];
        _sign = isGreatest ? 1 : -1;
    }

    public bool IsFull => _seen >= _values.Length;

    /// <summary>The extreme; only after the first value.</summary>
    public T Value => _values[_first];

    public void Add(T value)
    {
        if (_count > 0 && _orders[_first] <= _seen - _values.Length)
            DropFirst();
        while (_count > 0 && _values[Slot(_count - 1)].CompareTo(value) * _sign <= 0)
            _count--;
        Push(value, _seen++);
    }

    public void Save(MessageWriter writer, WriteValue write)
    {
        writer.Number(_seen);
        writer.Number(_count);
        for (var index = 0; index < _count; index++)
        {
            writer.Number(_seen - _orders[Slot(index)]);
            write(writer, _values[Slot(index)]);
        }
    }

    public void Restore(ref MessageReader reader, ReadValue read)
    {
        (_first, _count, _seen) = (0, 0, reader.Number());
        var count = reader.Count();
        if (count > _values.Length || _seen < count)
            throw reader.Fault($"a window of {_values.Length} had {count} values of {_seen}");
        for (var index = 0; index < count; index++)
        {
            var age = reader.Number();
            if (age < 1 || age > _values.Length || (index > 0 && _seen - age <= _orders[Slot(index - 1)]))
                throw reader.Fault($"a value in a window of {_values.Length} was {age} old, must be from 1 and less than that of the one before");
            Push(read(ref reader), _seen - age);
        }
    }

    private int Slot(int index)
    {
        var slot = _first + index;
        return slot < _values.Length ? slot : slot - _values.Length;
    }

    private void Push(T value, long order)
    {
        var slot = Slot(_count++);
        (_values[slot], _orders[slot]) = (value, order);
    }

    private void DropFirst()
    {
        _first = Slot(1);
        _count--;
    }

    public delegate void WriteValue(MessageWriter writer, T value);

    public delegate T ReadValue(ref MessageReader reader);
}
