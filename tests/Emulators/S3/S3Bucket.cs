using System.Security.Cryptography;
using System.Text;

namespace VeloZ.Emulators;

/// <summary>Until when nobody, or nobody who does not ask to, may delete a version.</summary>
internal sealed record S3Retention(string Mode, DateTimeOffset Until);

/// <summary>One version of an object, or a mark that it was deleted.</summary>
internal sealed record S3Version(string Key, string Id, DateTimeOffset Modified)
{
    public bool IsDeleteMarker { get; init; }

    public byte[] Content { get; init; } = [];

    public string ETag { get; init; } = "";

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string ContentType { get; init; } = "binary/octet-stream";

    public S3Checksum? Checksum { get; init; }

    public S3Retention? Retention { get; init; }
}

/// <summary>An upload in parts that is not complete.</summary>
internal sealed record S3Upload(string Key, string Id, DateTimeOffset Started, S3Version Template, string? ChecksumAlgorithm, string? ChecksumType)
{
    public SortedDictionary<int, S3Version> Parts { get; } = [];
}

/// <summary>A bucket: versions by key, in the order of the bytes of keys.</summary>
internal sealed class S3Bucket(string name, string? region, bool isLocked)
{
    private long _ids;

    public string Name { get; } = name;

    public string? Region { get; } = region;

    public bool IsLocked { get; } = isLocked;

    /// <summary>Enabled, Suspended, or null when it never was.</summary>
    public string? Versioning { get; set; } = isLocked ? "Enabled" : null;

    /// <summary>What versions get that come without; null for none.</summary>
    public (string Mode, int Days)? DefaultRetention { get; set; }

    /// <summary>Oldest first.</summary>
    public SortedDictionary<string, List<S3Version>> Versions { get; } = new(Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))));

    public Dictionary<string, S3Upload> Uploads { get; } = new(StringComparer.Ordinal);

    /// <summary>The newest version; null when there is none or it marks a deletion.</summary>
    public S3Version? Current(string key) => Versions.GetValueOrDefault(key)?[^1] is { IsDeleteMarker: false } version ? version : null;

    public string NewId() => $"v{++_ids:D8}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    /// <summary>The id that the next version gets.</summary>
    public string NextVersionId() => Versioning == "Enabled" ? NewId() : "null";

    /// <summary>Adds a version; one without an id of its own takes the place of the one before it.</summary>
    public void Add(S3Version version)
    {
        if (!Versions.TryGetValue(version.Key, out var versions))
            Versions.Add(version.Key, versions = []);
        if (version.Id == "null")
            versions.RemoveAll(other => other.Id == "null");
        versions.Add(version);
    }

    public void Remove(S3Version version)
    {
        var versions = Versions[version.Key];
        versions.Remove(version);
        if (versions.Count == 0)
            Versions.Remove(version.Key);
    }
}
