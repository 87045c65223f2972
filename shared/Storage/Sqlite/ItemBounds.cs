using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Bounds of sort keys as bytes, both always there, for one form of SQL.</summary>
internal readonly ref struct ItemBounds
{
    // No key begins with a byte so small, none has one so large: keys are UTF-8 without control characters.
    private static readonly byte[] Lowest = [0x01];
    private static readonly byte[] Highest = [0xFF];

    private ItemBounds(byte[] lower, bool isLowerIncluded, byte[] upper, bool isUpperIncluded)
    {
        Lower = lower;
        IsLowerIncluded = isLowerIncluded;
        Upper = upper;
        IsUpperIncluded = isUpperIncluded;
    }

    public byte[] Lower { get; }

    public bool IsLowerIncluded { get; }

    public byte[] Upper { get; }

    public bool IsUpperIncluded { get; }

    /// <summary>Bounds of a query of the table from its start, or after a cursor; of one of an index all of them, where a cursor names an item too.</summary>
    /// <exception cref="FormatException">The cursor is not one of this query.</exception>
    public static ItemBounds Of(ItemQuery query, string? cursor)
    {
        var bounds = query.Range switch
        {
            ItemRange.Everything => new ItemBounds(Lowest, isLowerIncluded: true, Highest, isUpperIncluded: false),
            ItemRange.Prefix { Text: var text } => new ItemBounds(Encoding.UTF8.GetBytes(text), isLowerIncluded: true, [.. Encoding.UTF8.GetBytes(text), .. Highest], isUpperIncluded: false),
            ItemRange.Between { First: var first, Last: var last } => new ItemBounds(
                first is null ? Lowest : Encoding.UTF8.GetBytes(first), isLowerIncluded: true, last is null ? Highest : Encoding.UTF8.GetBytes(last), isUpperIncluded: true),
            _ => throw new InvariantException("item range was of an unknown kind"),
        };
        return cursor is null || query.Index is not null ? bounds : bounds.Beyond(Encoding.UTF8.GetBytes(ItemCursor.SortKeyOf(query, cursor)), query.IsDescending);
    }

    // A cursor narrows the bounds and never widens them, whoever made it.
    private ItemBounds Beyond(byte[] sortKey, bool isDescending)
    {
        if (isDescending)
            return sortKey.AsSpan().SequenceCompareTo(Upper) <= 0 ? new ItemBounds(Lower, IsLowerIncluded, sortKey, isUpperIncluded: false) : this;
        return sortKey.AsSpan().SequenceCompareTo(Lower) >= 0 ? new ItemBounds(sortKey, isLowerIncluded: false, Upper, IsUpperIncluded) : this;
    }
}
