using System.Text;
using System.Xml.Linq;

namespace VeloZ.Emulators;

/// <summary>Lists of a bucket, a page at a time, in the order of the bytes of keys.</summary>
internal static class S3Lists
{
    private const int PageMax = 1_000;

    private static XNamespace Ns => S3Call.Namespace;

    public static S3Answer Objects(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:ListBucket", call.Query("prefix") ?? "");
        var (prefix, delimiter, most) = (call.Query("prefix") ?? "", call.Query("delimiter") ?? "", Math.Clamp(call.Number("max-keys", PageMax), 0, PageMax));
        var after = call.Query("continuation-token") is { } token ? KeyOf(token) : call.Query("start-after");
        var entries = Entries(bucket.Versions.Keys.Where(key => bucket.Current(key) is not null), prefix, delimiter)
            .Where(entry => after is null || Compare(entry.Name, after) > 0)
            .ToList();
        var page = entries.Take(most).ToList();
        var isTruncated = entries.Count > page.Count && most > 0;
        return S3Answer.Xml(new XElement(
            Ns + "ListBucketResult",
            new XElement(Ns + "Name", bucket.Name),
            new XElement(Ns + "Prefix", Encoded(call, prefix)),
            delimiter.Length > 0 ? new XElement(Ns + "Delimiter", Encoded(call, delimiter)) : null,
            new XElement(Ns + "MaxKeys", most),
            new XElement(Ns + "KeyCount", page.Count),
            new XElement(Ns + "IsTruncated", isTruncated),
            call.Query("encoding-type") is { } encoding ? new XElement(Ns + "EncodingType", encoding) : null,
            isTruncated ? new XElement(Ns + "NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Name))) : null,
            page.Where(entry => !entry.IsPrefix).Select(entry => Content(call, bucket.Current(entry.Name)!)),
            page.Where(entry => entry.IsPrefix).Select(entry => new XElement(Ns + "CommonPrefixes", new XElement(Ns + "Prefix", Encoded(call, entry.Name))))));
    }

    public static S3Answer Versions(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:ListBucketVersions");
        var (prefix, most) = (call.Query("prefix") ?? "", Math.Clamp(call.Number("max-keys", PageMax), 0, PageMax));
        var all = bucket.Versions.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(entry => Enumerable.Reverse(entry.Value)).ToList();
        var (keyMarker, idMarker) = (call.Query("key-marker"), call.Query("version-id-marker"));
        if (keyMarker is { Length: > 0 })
            all = [.. all.SkipWhile(version => idMarker is { Length: > 0 } ? version.Key != keyMarker || version.Id != idMarker : Compare(version.Key, keyMarker) <= 0).Skip(idMarker is { Length: > 0 } ? 1 : 0)];
        var page = all.Take(most).ToList();
        var isTruncated = all.Count > page.Count && most > 0;
        return S3Answer.Xml(new XElement(
            Ns + "ListVersionsResult",
            new XElement(Ns + "Name", bucket.Name),
            new XElement(Ns + "Prefix", Encoded(call, prefix)),
            new XElement(Ns + "MaxKeys", most),
            new XElement(Ns + "IsTruncated", isTruncated),
            isTruncated ? new XElement(Ns + "NextKeyMarker", Encoded(call, page[^1].Key)) : null,
            isTruncated ? new XElement(Ns + "NextVersionIdMarker", page[^1].Id) : null,
            page.Select(version => new XElement(
                Ns + (version.IsDeleteMarker ? "DeleteMarker" : "Version"),
                new XElement(Ns + "Key", Encoded(call, version.Key)),
                new XElement(Ns + "VersionId", version.Id),
                new XElement(Ns + "IsLatest", bucket.Versions[version.Key][^1] == version),
                new XElement(Ns + "LastModified", S3Call.Time(version.Modified)),
                version.IsDeleteMarker ? null : new XElement(Ns + "ETag", S3Call.Quoted(version.ETag)),
                version.IsDeleteMarker ? null : new XElement(Ns + "Size", version.Content.Length)))));
    }

    private static XElement Content(S3Call call, S3Version version) => new(
        Ns + "Contents",
        new XElement(Ns + "Key", Encoded(call, version.Key)),
        new XElement(Ns + "LastModified", S3Call.Time(version.Modified)),
        new XElement(Ns + "ETag", S3Call.Quoted(version.ETag)),
        new XElement(Ns + "Size", version.Content.Length),
        new XElement(Ns + "StorageClass", "STANDARD"));

    // Keys that have the delimiter behind the prefix stand together under what they begin with.
    private static IEnumerable<(string Name, bool IsPrefix)> Entries(IEnumerable<string> keys, string prefix, string delimiter)
    {
        var last = "";
        foreach (var key in keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var at = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (at < 0)
            {
                yield return (key, false);
                continue;
            }
            var common = key[..(at + delimiter.Length)];
            if (common != last)
                yield return (common, true);
            last = common;
        }
    }

    private static string KeyOf(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw new S3Exception(400, "InvalidArgument", "The continuation token provided is incorrect");
        }
    }

    private static string Encoded(S3Call call, string text) => call.Query("encoding-type") == "url" ? Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal) : text;

    private static int Compare(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
