using System.Globalization;

namespace VeloZ.Aws;

/// <summary>Ids of versions that count: AWS takes what the caller gives, and refuses one id for two values.</summary>
/// <remarks>So of two who write at once only one gets the next number, and a write whose answer was lost is repeated without harm.</remarks>
internal static class SecretVersionId
{
    private const string Prefix = "veloz-version-";
    private const string DeletedPrefix = "veloz-deleted-";

    // With each prefix more than the 32 characters that AWS asks for.
    private const string Digits = "D20";

    /// <summary>The id of a version.</summary>
    public static string Of(long version) => Prefix + version.ToString(Digits, CultureInfo.InvariantCulture);

    /// <summary>The id of what is put over a version before its secret is deleted. It counts as that version.</summary>
    public static string OfDeleted(long version) => DeletedPrefix + version.ToString(Digits, CultureInfo.InvariantCulture);

    /// <summary>Whether it is the id of what stands for a deleted value.</summary>
    public static bool IsDeleted(string id) => id.StartsWith(DeletedPrefix, StringComparison.Ordinal);

    /// <summary>The version of an id; 1 for ids that others gave, such as the console.</summary>
    public static long VersionOf(string id)
    {
        ReadOnlySpan<char> digits = id.StartsWith(Prefix, StringComparison.Ordinal) ? id.AsSpan(Prefix.Length) : IsDeleted(id) ? id.AsSpan(DeletedPrefix.Length) : [];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version : 1;
    }
}
