using System.Globalization;

namespace VeloZ.Storage;

/// <summary>Names of the journal's files.</summary>
internal static class SegmentNames
{
    /// <summary>The file that is written.</summary>
    public const string Current = "orders_current.wal";

    /// <summary>The next one: zeros, and the header once the current one is sealed.</summary>
    public const string Spare = "orders_spare.wal";

    /// <summary>The first of a journal, until it is whole.</summary>
    public const string New = "orders_new.wal";

    private const string Prefix = "orders_";
    private const string Suffix = ".wal";
    private const int Digits = 16;

    public static string Sealed(long fileId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{fileId:D16}{Suffix}");

    public static bool TrySealed(string name, out long fileId)
    {
        fileId = 0;
        return name.Length == Prefix.Length + Digits + Suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out fileId);
    }
}
