using System.Text;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>The order of sort keys, by the bytes of their UTF-8.</summary>
internal static class Utf8Order
{
    /// <summary>Below 0 when the left one is before.</summary>
    public static int Compare(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    /// <summary>Whether a query means that key.</summary>
    public static bool IsIn(ItemRange range, string sortKey) => range switch
    {
        ItemRange.Everything => true,
        ItemRange.Prefix prefix => sortKey.StartsWith(prefix.Text, StringComparison.Ordinal),
        ItemRange.Between between => (between.First is null || Compare(between.First, sortKey) <= 0) && (between.Last is null || Compare(sortKey, between.Last) <= 0),
        _ => throw new InvariantException("item range was of an unknown kind"),
    };
}
