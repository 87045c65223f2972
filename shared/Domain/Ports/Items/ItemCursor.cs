using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace VeloZ.Domain;

/// <summary>The text by which a query goes on: after which sort key, and a mark of the query it belongs to.</summary>
/// <remarks>Opaque to callers. It is not secret and needs no trust: at worst it names another place in the same answer.</remarks>
public static class ItemCursor
{
    private const int MarkBytes = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes a cursor.</summary>
    /// <param name="query">The query; its limit may change between pages.</param>
    /// <param name="sortKey">The last key looked at.</param>
    public static string After(ItemQuery query, string sortKey) => Base64Url.EncodeToString([.. MarkOf(query), .. StrictUtf8.GetBytes(sortKey)]);

    /// <summary>Reads a cursor.</summary>
    /// <returns>The last key looked at.</returns>
    /// <exception cref="FormatException">The text is no cursor, or of another query.</exception>
    public static string SortKeyOf(ItemQuery query, string cursor)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            if (bytes.Length > MarkBytes && bytes.AsSpan(0, MarkBytes).SequenceEqual(MarkOf(query)))
                return ItemKey.Checked(StrictUtf8.GetString(bytes.AsSpan(MarkBytes)), "cursor", ItemKey.SortBytesMax);
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
        return SHA256.HashData(StrictUtf8.GetBytes($"{query.PartitionKey}\n{query.IsDescending}\n{range}")).AsSpan(0, MarkBytes);
    }
}
