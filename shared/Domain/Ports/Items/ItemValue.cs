using System.Collections.ObjectModel;

namespace VeloZ.Domain;

/// <summary>A value of an attribute: text, number, flag, bytes, or a list or map of values. Immutable; equal by content.</summary>
/// <remarks>There is no null: an attribute that has no value is left out.</remarks>
public abstract record ItemValue
{
    /// <summary>Most lists and maps within each other.</summary>
    public const int DepthMax = 30; // DynamoDB takes 32 levels, the item's own attributes among them.

    private ItemValue()
    {
    }

    /// <summary>What the value counts toward <see cref="Item.BytesMax"/>.</summary>
    internal abstract int SizeBytes { get; }

    /// <summary>Lists and maps within each other; 0 for a plain value.</summary>
    internal virtual int Depth => 0;

    /// <summary>Makes a text.</summary>
    /// <exception cref="ArgumentException">It has half a surrogate pair.</exception>
    public static ItemValue Of(string value) => new Text(value);

    /// <summary>Makes a number.</summary>
    public static ItemValue Of(decimal value) => new Number(value);

    /// <summary>Makes a number.</summary>
    public static ItemValue Of(long value) => new Number(value);

    /// <summary>Makes a flag.</summary>
    public static ItemValue Of(bool value) => new Flag(value);

    /// <summary>Makes bytes; they are copied.</summary>
    public static ItemValue Of(ReadOnlySpan<byte> value) => new Bytes(value);

    /// <summary>Makes a list.</summary>
    /// <exception cref="ArgumentException">It is nested too deep.</exception>
    public static ItemValue ListOf(params IEnumerable<ItemValue> values) => new List(values);

    /// <summary>Makes a map.</summary>
    /// <exception cref="ArgumentException">A name is there twice, empty or too long, or the map is nested too deep.</exception>
    public static Map MapOf(params ReadOnlySpan<(string Name, ItemValue Value)> entries)
    {
        var sorted = new SortedDictionary<string, ItemValue>(StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            if (!sorted.TryAdd(name, value))
                throw new ArgumentException($"attribute {name} was given twice, must be once");
        }
        return new Map(sorted);
    }

    private static int DepthOver(IEnumerable<ItemValue> values)
    {
        var depth = 1 + values.Select(value => value.Depth).DefaultIfEmpty(0).Max();
        return depth <= DepthMax ? depth : throw new ArgumentException($"value had {depth} lists and maps within each other, must have at most {DepthMax}");
    }

    /// <summary>Text, also empty; any character.</summary>
    public sealed record Text : ItemValue
    {
        /// <summary>Makes a text.</summary>
        public Text(string value)
        {
            Value = value;
            SizeBytes = Utf8Size.Of(value, "text");
        }

        /// <summary>The text.</summary>
        public string Value { get; }

        internal override int SizeBytes { get; }
    }

    /// <summary>A number, exact. Trailing zeros are dropped and <c>-0</c> is <c>0</c>: equal numbers have one form.</summary>
    public sealed record Number : ItemValue
    {
        /// <summary>Makes a number.</summary>
        public Number(decimal value)
        {
            var (mantissa, scale) = DecimalText.Split(value);
            while (scale > 0 && mantissa % 10 == 0)
            {
                mantissa /= 10;
                scale--;
            }
            Value = DecimalText.Join(mantissa, scale);
        }

        /// <summary>The number.</summary>
        public decimal Value { get; }

        // DynamoDB: about a byte for two digits, and one more; a sign and an odd digit take another.
        internal override int SizeBytes => (DecimalText.Trimmed(Value).Length / 2) + 3;
    }

    /// <summary>True or false.</summary>
    /// <param name="Value">Which.</param>
    public sealed record Flag(bool Value) : ItemValue
    {
        internal override int SizeBytes => 1;
    }

    /// <summary>Bytes, also none.</summary>
    public sealed record Bytes : ItemValue
    {
        private readonly byte[] _value;

        /// <summary>Copies the bytes.</summary>
        public Bytes(ReadOnlySpan<byte> value) => _value = value.ToArray();

        /// <summary>The bytes.</summary>
        public ReadOnlyMemory<byte> Value => _value;

        internal override int SizeBytes => _value.Length;

        /// <summary>The same bytes.</summary>
        public bool Equals(Bytes? other) => other is not null && _value.AsSpan().SequenceEqual(other._value);

        /// <inheritdoc/>
        public override int GetHashCode() => _value.Length;
    }

    /// <summary>Values in an order of their own.</summary>
    public sealed record List : ItemValue
    {
        private readonly ItemValue[] _values;

        /// <summary>Copies the list.</summary>
        public List(IEnumerable<ItemValue> values)
        {
            _values = [.. values];
            Depth = DepthOver(_values);
            SizeBytes = 3 + _values.Sum(value => value.SizeBytes + 1);
        }

        /// <summary>The values.</summary>
        public IReadOnlyList<ItemValue> Values => _values.AsReadOnly();

        internal override int SizeBytes { get; }

        internal override int Depth { get; }

        /// <summary>Equal values in the same order.</summary>
        public bool Equals(List? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

        /// <inheritdoc/>
        public override int GetHashCode() => _values.Length;
    }

    /// <summary>Values by name, in the ordinal order of their names.</summary>
    public sealed record Map : ItemValue
    {
        /// <summary>Most UTF-8 bytes of a name.</summary>
        public const int NameBytesMax = 255;

        private readonly SortedDictionary<string, ItemValue> _values;

        /// <summary>Copies the map.</summary>
        public Map(IEnumerable<KeyValuePair<string, ItemValue>> values)
        {
            _values = new SortedDictionary<string, ItemValue>(StringComparer.Ordinal);
            SizeBytes = 3;
            foreach (var (name, value) in values)
            {
                var size = Utf8Size.Of(name, "attribute name");
                if (size is 0 or > NameBytesMax)
                    throw new ArgumentException($"attribute name had {size} bytes, must have 1 to {NameBytesMax}");
                _values.Add(name, value);
                SizeBytes += size + value.SizeBytes + 1;
            }
            Depth = DepthOver(_values.Values);
        }

        /// <summary>The values by name.</summary>
        public IReadOnlyDictionary<string, ItemValue> Values => new ReadOnlyDictionary<string, ItemValue>(_values);

        internal override int SizeBytes { get; }

        internal override int Depth { get; }

        /// <summary>The text of that name.</summary>
        /// <exception cref="InvariantException">There is none, or it is no text.</exception>
        public string GetText(string name) => Get<Text>(name).Value;

        /// <summary>The number of that name.</summary>
        /// <exception cref="InvariantException">There is none, or it is no number.</exception>
        public decimal GetNumber(string name) => Get<Number>(name).Value;

        /// <summary>The integer of that name.</summary>
        /// <exception cref="InvariantException">There is none, or it is no integer of 64 bits.</exception>
        public long GetInteger(string name)
        {
            var value = GetNumber(name);
            return decimal.Truncate(value) == value && value is >= long.MinValue and <= long.MaxValue
                ? (long)value
                : throw new InvariantException($"attribute {name} was {DecimalText.Trimmed(value)}, must be an integer of 64 bits");
        }

        /// <summary>The flag of that name.</summary>
        /// <exception cref="InvariantException">There is none, or it is no flag.</exception>
        public bool GetFlag(string name) => Get<Flag>(name).Value;

        /// <summary>The bytes of that name.</summary>
        /// <exception cref="InvariantException">There are none, or it is something else.</exception>
        public ReadOnlyMemory<byte> GetBytes(string name) => Get<Bytes>(name).Value;

        /// <summary>The value of that name.</summary>
        /// <typeparam name="T">Its kind.</typeparam>
        /// <exception cref="InvariantException">There is none, or it is of another kind.</exception>
        public T Get<T>(string name)
            where T : ItemValue
            => _values.GetValueOrDefault(name) switch
            {
                T value => value,
                null => throw new InvariantException($"attribute {name} was missing, must be a {typeof(T).Name}"),
                var other => throw new InvariantException($"attribute {name} was a {other.GetType().Name}, must be a {typeof(T).Name}"),
            };

        /// <summary>The value of that name; null when there is none.</summary>
        public ItemValue? Find(string name) => _values.GetValueOrDefault(name);

        /// <summary>Equal values by the same names.</summary>
        public bool Equals(Map? other) => other is not null && _values.SequenceEqual(other._values);

        /// <inheritdoc/>
        public override int GetHashCode() => _values.Count;
    }
}
