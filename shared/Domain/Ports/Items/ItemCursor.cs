using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VeloZ.Domain;

/// <summary>The text by which a query goes on: after which sort key, in an index of which item too, and a mark of the query it belongs to.</summary>
/// <remarks>Opaque to callers. It is not secret and needs no trust: at worst it names another place in the same answer.</remarks>
public static class ItemCursor
{
    private const int MarkBytes = 8;

    // Not in any key.
    private const char Separator = '\n';

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes a cursor of a query of the table.</summary>
    /// <param name="query">The query; its limit may change between pages.</param>
    /// <param name="sortKey">The last key looked at.</param>
    public static string After(ItemQuery query, string sortKey) => Base64Url.EncodeToString([.. MarkOf(query), .. StrictUtf8.GetBytes(sortKey)]);

    /// <summary>Makes a cursor of a query of an index.</summary>
    /// <param name="query">The query; its limit may change between pages.</param>
    /// <param name="sortKey">The last sort key of the index that was looked at.</param>
    /// <param name="key">Of which item, since several may have that one.</param>
    public static string After(ItemQuery query, string sortKey, ItemKey key) => After(query, string.Join(Separator, sortKey, key.PartitionKey, key.SortKey));

    /// <summary>Reads a cursor of a query of the table.</summary>
    /// <returns>The last key looked at.</returns>
    /// <exception cref="FormatException">The text is no cursor, or of another query.</exception>
    public static string SortKeyOf(ItemQuery query, string cursor) => Read(query, cursor, static text => ItemKey.Checked(text, "cursor", ItemKey.SortBytesMax));

    /// <summary>Reads a cursor of a query of an index.</summary>
    /// <returns>The last sort key of the index that was looked at, and of which item.</returns>
    /// <exception cref="FormatException">The text is no cursor, or of another query.</exception>
    public static (string SortKey, ItemKey Key) PlaceOf(ItemQuery query, string cursor) => Read(query, cursor, static text => text.Split(Separator) is [var sortKey, var partition, var sort]
        ? (ItemKey.Checked(sortKey, "cursor", ItemKey.SortBytesMax), new ItemKey(partition, sort))
        : throw new FormatException("cursor had no place in an index"));

    private static T Read<T>(ItemQuery query, string cursor, Func<string, T> read)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            if (bytes.Length > MarkBytes && bytes.AsSpan(0, MarkBytes).SequenceEqual(MarkOf(query)))
                return read(StrictUtf8.GetString(bytes.AsSpan(MarkBytes)));
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw Foreign(fault);
        }
        throw Foreign(cause: null);
    }

    private static FormatException Foreign(Exception? cause) => new("cursor was not of this query, must be the one that its last page gave", cause);

    // No key has a control character, so that different queries have different texts.
    private static ReadOnlySpan<byte> MarkOf(ItemQuery query)
    {
        var range = query.Range switch
        {
            ItemRange.Everything => "all",
            ItemRange.Prefix prefix => $"prefix\n{prefix.Text}",
            ItemRange.Between between => $"between\n{between.First}\n{between.Last}",
            _ => throw new InvariantException("item range was of an unknown kind"),
        };
        var index = query.Index is null ? "" : $"\nindex\n{query.Index}";
        return SHA256.HashData(StrictUtf8.GetBytes($"{query.PartitionKey}\n{query.IsDescending}\n{range}{index}")).AsSpan(0, MarkBytes);
    }
}
