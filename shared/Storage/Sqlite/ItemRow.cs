using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>An item as a row: its columns and the checksum over all of them, since SQLite has none of its own.</summary>
internal static class ItemRow
{
    /// <summary>The columns in the order in which they are read and bound.</summary>
    public const string Columns = "pk, sk, type, schema_version, version, expires_at, attributes, crc, gsi1pk, gsi1sk, gsi2pk, gsi2sk, gsi3pk, gsi3sk";

    /// <summary>The same of a table of version 1, which has no indexes.</summary>
    public const string ColumnsOfVersion1 = "pk, sk, type, schema_version, version, expires_at, attributes, crc, NULL, NULL, NULL, NULL, NULL, NULL";

    /// <summary>Places of all columns, for their values.</summary>
    public const string Parameters = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14";

    private const int Pk = 0;
    private const int Sk = 1;
    private const int Type = 2;
    private const int SchemaVersion = 3;
    private const int Version = 4;
    private const int ExpiresAt = 5;
    private const int Attributes = 6;
    private const int Crc = 7;

    // The keys of each index, of its partition and behind it that of its order, in the order of the indexes' names.
    private const int FirstIndex = 8;

    /// <summary>Binds all columns, the first as parameter 1.</summary>
    public static void Bind(SqliteStatement statement, Item item, long version)
    {
        var (pk, sk) = (Encoding.UTF8.GetBytes(item.Key.PartitionKey), Encoding.UTF8.GetBytes(item.Key.SortKey));
        var (type, attributes) = (Encoding.UTF8.GetBytes(item.Type), ItemJson.Write(item.Attributes));
        var indexKeys = IndexKeysOf(item);
        statement.Bind(1 + Pk, pk);
        statement.Bind(1 + Sk, sk);
        statement.Bind(1 + Type, type);
        statement.Bind(1 + SchemaVersion, (long)item.SchemaVersion);
        statement.Bind(1 + Version, version);
        statement.Bind(1 + ExpiresAt, item.ExpiresAt?.Value);
        statement.Bind(1 + Attributes, attributes);
        statement.Bind(1 + Crc, (long)Checksum(pk, sk, type, item.SchemaVersion, version, item.ExpiresAt?.Value, attributes, indexKeys));
        for (var column = 0; column < indexKeys.Length; column++)
        {
            if (indexKeys[column] is { } key)
                statement.Bind(1 + FirstIndex + column, key);
            else
                statement.Bind(1 + FirstIndex + column, (long?)null);
        }
    }

    /// <summary>Reads the row that the statement is at.</summary>
    /// <exception cref="FormatException">Its checksum does not fit, or it is no item.</exception>
    public static StoredItem Read(SqliteStatement statement)
    {
        Verify(statement);
        try
        {
            var key = new ItemKey(statement.Text(Pk), statement.Text(Sk));
            var expiresAt = statement.OptionalInteger(ExpiresAt) is { } nanos ? new UnixNanos(nanos) : (UnixNanos?)null;
            var item = new Item(key, statement.Text(Type), (int)statement.Integer(SchemaVersion), ItemJson.Read(statement.Bytes(Attributes)), expiresAt, ReadIndexKeys(statement));
            return new StoredItem(item, statement.Integer(Version));
        }
        catch (Exception fault) when (fault is ArgumentException or OverflowException)
        {
            throw new FormatException($"row was no item: {fault.Message}", fault);
        }
    }

    /// <summary>Proves the checksum of the row that the statement is at.</summary>
    /// <exception cref="FormatException">It does not fit.</exception>
    public static void Verify(SqliteStatement statement)
    {
        var checksum = Checksum(
            statement.Bytes(Pk),
            statement.Bytes(Sk),
            statement.Bytes(Type),
            statement.Integer(SchemaVersion),
            statement.Integer(Version),
            statement.OptionalInteger(ExpiresAt),
            statement.Bytes(Attributes),
            IndexKeysOf(statement));
        if (checksum != statement.Integer(Crc))
            throw new FormatException("a row did not match its checksum");
    }

    // Those of no index are null.
    private static byte[]?[] IndexKeysOf(Item item)
    {
        var keys = new byte[]?[2 * ItemIndex.Names.Count];
        for (var index = 0; index < ItemIndex.Names.Count; index++)
        {
            if (item.FindIndexKey(ItemIndex.Names[index]) is { } found)
                (keys[2 * index], keys[(2 * index) + 1]) = (Encoding.UTF8.GetBytes(found.PartitionKey), Encoding.UTF8.GetBytes(found.SortKey));
        }
        return keys;
    }

    private static byte[]?[] IndexKeysOf(SqliteStatement statement)
    {
        var keys = new byte[]?[2 * ItemIndex.Names.Count];
        for (var column = 0; column < keys.Length; column++)
            keys[column] = statement.IsNull(FirstIndex + column) ? null : statement.Bytes(FirstIndex + column).ToArray();
        return keys;
    }

    private static List<ItemIndexKey> ReadIndexKeys(SqliteStatement statement)
    {
        var keys = new List<ItemIndexKey>(ItemIndex.Names.Count);
        for (var index = 0; index < ItemIndex.Names.Count; index++)
        {
            var column = FirstIndex + (2 * index);
            if (!statement.IsNull(column))
                keys.Add(new ItemIndexKey(ItemIndex.Names[index], statement.Text(column), statement.Text(column + 1)));
        }
        return keys;
    }

    // A row that is in no index has the checksum that version 1 gave it, so that its rows are taken over as they are.
    private static uint Checksum(
        ReadOnlySpan<byte> pk, ReadOnlySpan<byte> sk, ReadOnlySpan<byte> type, long schemaVersion, long version, long? expiresAt, ReadOnlySpan<byte> attributes, byte[]?[] indexKeys)
    {
        const int Fixed = (4 * sizeof(int)) + (3 * sizeof(long)) + 1;
        var isIndexed = Array.Exists(indexKeys, key => key is not null);
        var size = Fixed + pk.Length + sk.Length + type.Length + attributes.Length + (isIndexed ? indexKeys.Sum(key => sizeof(int) + (key?.Length ?? 0)) : 0);
        var rented = ArrayPool<byte>.Shared.Rent(size);
        var rest = rented.AsSpan(0, size);
        Put(ref rest, pk);
        Put(ref rest, sk);
        Put(ref rest, type);
        Put(ref rest, attributes);
        BinaryPrimitives.WriteInt64LittleEndian(rest, schemaVersion);
        BinaryPrimitives.WriteInt64LittleEndian(rest[8..], version);
        BinaryPrimitives.WriteInt64LittleEndian(rest[16..], expiresAt ?? 0);
        rest[24] = expiresAt is null ? (byte)0 : (byte)1;
        rest = rest[25..];
        if (isIndexed)
        {
            foreach (var key in indexKeys)
                Put(ref rest, key);
        }
        var checksum = Crc32C.Of(rented.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(rented);
        return checksum;
    }

    // Lengths go before, so that no byte can move from one column to the next unseen.
    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> column)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, column.Length);
        column.CopyTo(rest[4..]);
        rest = rest[(4 + column.Length)..];
    }
}
