using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>An item as a row: its columns and the checksum over all of them, since SQLite has none of its own.</summary>
internal static class ItemRow
{
    /// <summary>The columns in the order in which they are read and bound.</summary>
    public const string Columns = "pk, sk, type, schema_version, version, expires_at, attributes, crc";

    private const int Pk = 0;
    private const int Sk = 1;
    private const int Type = 2;
    private const int SchemaVersion = 3;
    private const int Version = 4;
    private const int ExpiresAt = 5;
    private const int Attributes = 6;
    private const int Crc = 7;

    /// <summary>Binds all columns, the first as parameter 1.</summary>
    public static void Bind(SqliteStatement statement, Item item, long version)
    {
        var (pk, sk) = (Encoding.UTF8.GetBytes(item.Key.PartitionKey), Encoding.UTF8.GetBytes(item.Key.SortKey));
        var (type, attributes) = (Encoding.UTF8.GetBytes(item.Type), ItemJson.Write(item.Attributes));
        statement.Bind(1 + Pk, pk);
        statement.Bind(1 + Sk, sk);
        statement.Bind(1 + Type, type);
        statement.Bind(1 + SchemaVersion, (long)item.SchemaVersion);
        statement.Bind(1 + Version, version);
        statement.Bind(1 + ExpiresAt, item.ExpiresAt?.Value);
        statement.Bind(1 + Attributes, attributes);
        statement.Bind(1 + Crc, (long)Checksum(pk, sk, type, item.SchemaVersion, version, item.ExpiresAt?.Value, attributes));
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
            var item = new Item(key, statement.Text(Type), (int)statement.Integer(SchemaVersion), ItemJson.Read(statement.Bytes(Attributes)), expiresAt);
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
            statement.Bytes(Attributes));
        if (checksum != statement.Integer(Crc))
            throw new FormatException("a row did not match its checksum");
    }

    private static uint Checksum(
        ReadOnlySpan<byte> pk, ReadOnlySpan<byte> sk, ReadOnlySpan<byte> type, long schemaVersion, long version, long? expiresAt, ReadOnlySpan<byte> attributes)
    {
        const int Fixed = (4 * sizeof(int)) + (3 * sizeof(long)) + 1;
        var size = Fixed + pk.Length + sk.Length + type.Length + attributes.Length;
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
