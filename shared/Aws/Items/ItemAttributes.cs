using System.Globalization;
using System.Numerics;
using Amazon.DynamoDBv2.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>An item as DynamoDB has it: each attribute one of the table's own, and beside them those of the store.</summary>
/// <remarks>
/// An attribute of an item whose name is one of the store's, or begins with <c>_</c>, has a <c>_</c> more before it in the table.
/// Two attributes of the store are the keys of an index, named for it: the item is in the index when it has them. So named in every table,
/// whichever indexes that has.
/// </remarks>
internal static class ItemAttributes
{
    /// <summary>What it is.</summary>
    public const string Type = "type";

    /// <summary>Which form its attributes have.</summary>
    public const string SchemaVersion = "schema_version";

    /// <summary>Counts its puts.</summary>
    public const string Version = "version";

    /// <summary>Exact moment of its expiry in nanoseconds; <see cref="TableShape.TimeToLiveAttribute"/> has the second behind it.</summary>
    public const string ExpiresAt = "expires_at";

    /// <summary>Names the call that wrote it, so that a call whose answer was lost can tell its own write.</summary>
    public const string WriteId = "write_id";

    private const char Escape = '_';

    private static readonly IndexShape[] Indexes = [.. ItemIndex.Names.Select(name => new IndexShape(name))];

    private static readonly HashSet<string> Own = new(
        [
            TableShape.PartitionKey, TableShape.SortKey, TableShape.TimeToLiveAttribute, Type, SchemaVersion, Version, ExpiresAt, WriteId,
            .. Indexes.SelectMany(index => new[] { index.PartitionKey, index.SortKey }),
        ],
        StringComparer.Ordinal);

    /// <summary>The key alone.</summary>
    public static Dictionary<string, AttributeValue> Write(ItemKey key) => new(StringComparer.Ordinal)
    {
        [TableShape.PartitionKey] = new AttributeValue(key.PartitionKey),
        [TableShape.SortKey] = new AttributeValue(key.SortKey),
    };

    /// <summary>Where an index is gone on behind: a place in it, and which item.</summary>
    public static Dictionary<string, AttributeValue> Write(IndexShape index, string partitionKey, string sortKey, ItemKey key)
    {
        var attributes = Write(key);
        attributes[index.PartitionKey] = new AttributeValue(partitionKey);
        attributes[index.SortKey] = new AttributeValue(sortKey);
        return attributes;
    }

    /// <summary>The whole item.</summary>
    public static Dictionary<string, AttributeValue> Write(Item item, long version, byte[] writeId)
    {
        var attributes = Write(item.Key);
        attributes[Type] = new AttributeValue(item.Type);
        attributes[SchemaVersion] = Number(item.SchemaVersion);
        attributes[Version] = Number(version);
        attributes[WriteId] = new AttributeValue { B = new MemoryStream(writeId, writable: false) };
        if (item.ExpiresAt is { } end)
        {
            attributes[ExpiresAt] = Number(end.Value);
            attributes[TableShape.TimeToLiveAttribute] = Number((end.Milliseconds / 1_000) + 1);
        }
        foreach (var key in item.IndexKeys)
        {
            var index = new IndexShape(key.Index);
            attributes[index.PartitionKey] = new AttributeValue(key.PartitionKey);
            attributes[index.SortKey] = new AttributeValue(key.SortKey);
        }
        foreach (var (name, value) in item.Attributes.Values)
            attributes[IsEscaped(name) ? Escape + name : name] = Write(value);
        return attributes;
    }

    /// <summary>Reads an item back.</summary>
    /// <exception cref="FormatException">It is none that this program writes.</exception>
    public static StoredItem Read(Dictionary<string, AttributeValue> attributes)
    {
        try
        {
            var key = ReadKey(attributes);
            var own = attributes.Where(entry => !Own.Contains(entry.Key))
                .Select(entry => KeyValuePair.Create(entry.Key[0] == Escape ? entry.Key[1..] : entry.Key, Read(entry.Value)));
            var expiresAt = attributes.ContainsKey(ExpiresAt) ? new UnixNanos(IntegerOf(attributes, ExpiresAt)) : (UnixNanos?)null;
            var item = new Item(key, TextOf(attributes, Type), (int)IntegerOf(attributes, SchemaVersion), new ItemValue.Map(own), expiresAt, ReadIndexKeys(attributes));
            return new StoredItem(item, IntegerOf(attributes, Version));
        }
        catch (Exception fault) when (fault is ArgumentException or OverflowException)
        {
            throw new FormatException($"it was no item: {fault.Message}", fault);
        }
    }

    /// <summary>Reads a key back.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static ItemKey ReadKey(Dictionary<string, AttributeValue> attributes) => new(TextOf(attributes, TableShape.PartitionKey), TextOf(attributes, TableShape.SortKey));

    /// <summary>Which call wrote it; none when another program did.</summary>
    public static byte[] WriteIdOf(Dictionary<string, AttributeValue> attributes) => attributes.GetValueOrDefault(WriteId)?.B?.ToArray() ?? [];

    /// <summary>The exact version and expiry of what was read.</summary>
    public static long IntegerOf(Dictionary<string, AttributeValue> attributes, string name) =>
        long.TryParse(attributes.GetValueOrDefault(name)?.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"its {name} was no integer of 64 bits");

    /// <summary>An integer.</summary>
    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    // One key of an index without the other is what no put of ours leaves.
    private static IEnumerable<ItemIndexKey> ReadIndexKeys(Dictionary<string, AttributeValue> attributes) => Indexes
        .Where(index => attributes.ContainsKey(index.PartitionKey) || attributes.ContainsKey(index.SortKey))
        .Select(index => new ItemIndexKey(index.Name, TextOf(attributes, index.PartitionKey), TextOf(attributes, index.SortKey)));

    private static bool IsEscaped(string name) => name[0] == Escape || Own.Contains(name);

    private static string TextOf(Dictionary<string, AttributeValue> attributes, string name) =>
        attributes.GetValueOrDefault(name)?.S ?? throw new FormatException($"its {name} was no text");

    private static AttributeValue Write(ItemValue value) => value switch
    {
        ItemValue.Text text => new AttributeValue(text.Value),
        ItemValue.Number number => new AttributeValue { N = DecimalText.Trimmed(number.Value) },
        ItemValue.Flag flag => new AttributeValue { BOOL = flag.Value },
        ItemValue.Bytes bytes => new AttributeValue { B = new MemoryStream(bytes.Value.ToArray(), writable: false) },
        ItemValue.List list => new AttributeValue { L = [.. list.Values.Select(Write)] },
        ItemValue.Map map => new AttributeValue { M = map.Values.ToDictionary(entry => entry.Key, entry => Write(entry.Value), StringComparer.Ordinal) },
        _ => throw new InvariantException("item value was of an unknown kind"),
    };

    private static ItemValue Read(AttributeValue value) => value switch
    {
        { S: { } text } => ItemValue.Of(text),
        { N: { } number } => ItemValue.Of(Decimal(number)),
        { BOOL: { } flag } => ItemValue.Of(flag),
        { B: { } bytes } => ItemValue.Of(bytes.ToArray()),
        { L: { } list } => ItemValue.ListOf(list.Select(Read)),
        { M: { } map } => new ItemValue.Map(map.Select(entry => KeyValuePair.Create(entry.Key, Read(entry.Value)))),
        _ => throw new FormatException("a value was of a kind that items do not have"),
    };

    // DynamoDB keeps 38 digits, more than a decimal has: what does not fit was not written here, and is not rounded.
    private static decimal Decimal(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || Exact(text) != Exact(value.ToString(CultureInfo.InvariantCulture)))
            throw new FormatException("a number had more digits than a decimal");
        return value;
    }

    // Digits without zeros at the end, and the power of ten that they are of.
    private static (BigInteger Digits, int Exponent) Exact(string text)
    {
        var (mantissa, exponent) = text.IndexOfAny(['e', 'E']) is var at and >= 0 ? (text[..at], int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture)) : (text, 0);
        exponent -= mantissa.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? mantissa.Length - point - 1 : 0;
        var digits = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        if (digits.IsZero)
            return (digits, 0);
        for (; (digits % 10).IsZero; exponent++)
            digits /= 10;
        return (digits, exponent);
    }
}
