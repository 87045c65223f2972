using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace VeloZ.Emulators;

/// <summary>What S3 does with single objects and their versions.</summary>
internal static class S3Objects
{
    private const string MetadataPrefix = "x-amz-meta-";

    public static S3Answer Put(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:PutObject");
        MustHold(bucket, call);
        if (call.Header("x-amz-object-lock-mode") is not null && call.Body.Checksum is null && call.Header("Content-MD5") is null)
            throw new S3Exception(400, "InvalidRequest", "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters");
        var version = Template(bucket, call) with
        {
            Id = bucket.NextVersionId(),
            Content = call.Body.Content,
            ETag = Md5(call.Body.Content),
            Checksum = call.Body.Checksum ?? S3Checksum.Of("crc64nvme", call.Body.Content),
        };
        bucket.Add(version);
        return new S3Answer(200).With("ETag", S3Call.Quoted(version.ETag)).With("x-amz-version-id", VersionHeader(bucket, version))
            .With("x-amz-checksum-" + version.Checksum.Algorithm, version.Checksum.Value).With("x-amz-checksum-type", "FULL_OBJECT");
    }

    public static S3Answer Get(S3Bucket bucket, S3Call call, bool isHead)
    {
        call.Must("s3:GetObject");
        // Who may not list does not learn what is not there.
        if (bucket.Current(call.Key) is null)
            call.Must("s3:ListBucket", call.Key);
        var version = Find(bucket, call);
        if (call.Header("If-Match") is { } match && match.Trim('"') != version.ETag)
            throw S3Exception.PreconditionFailed();
        if (call.Header("If-None-Match") is { } none && (none == "*" || none.Trim('"') == version.ETag))
            return new S3Answer(304).With("ETag", S3Call.Quoted(version.ETag));
        if (call.Header("If-Match") is null && TimeOf(call.Header("If-Unmodified-Since")) is { } before && version.Modified > before)
            throw S3Exception.PreconditionFailed();
        if (call.Header("If-None-Match") is null && TimeOf(call.Header("If-Modified-Since")) is { } since && version.Modified <= since)
            return new S3Answer(304).With("ETag", S3Call.Quoted(version.ETag));
        var range = RangeOf(call.Header("Range"), version.Content.Length);
        var (first, length) = range ?? (0, version.Content.Length);
        var answer = new S3Answer(range is null ? 200 : 206) { Body = isHead ? [] : version.Content[first..(first + length)] };
        foreach (var (name, value) in version.Metadata)
            answer.With(MetadataPrefix + name, value);
        if (range is null && call.Header("x-amz-checksum-mode") == "ENABLED" && version.Checksum is { } checksum)
            answer.With("x-amz-checksum-" + checksum.Algorithm, checksum.Value).With("x-amz-checksum-type", checksum.IsOfWhole ? "FULL_OBJECT" : "COMPOSITE");
        return answer
            .With("ETag", S3Call.Quoted(version.ETag))
            .With("Last-Modified", version.Modified.UtcDateTime.ToString("R", CultureInfo.InvariantCulture))
            .With("Accept-Ranges", "bytes")
            .With("Content-Type", version.ContentType)
            .With("Content-Length", length.ToString(CultureInfo.InvariantCulture))
            .With("Content-Range", range is null ? null : $"bytes {first}-{first + length - 1}/{version.Content.Length}")
            .With("x-amz-version-id", VersionHeader(bucket, version))
            .With("x-amz-object-lock-mode", version.Retention?.Mode)
            .With("x-amz-object-lock-retain-until-date", version.Retention is { } retention ? S3Call.Time(retention.Until) : null);
    }

    public static S3Answer Delete(S3Bucket bucket, S3Call call) => Delete(bucket, call, call.Key, call.Query("versionId"));

    public static S3Answer Delete(S3Bucket bucket, S3Call call, string key, string? versionId)
    {
        call.Must(versionId is null ? "s3:DeleteObject" : "s3:DeleteObjectVersion");
        if (versionId is not null)
        {
            if (bucket.Versions.GetValueOrDefault(key)?.Find(version => version.Id == versionId) is not { } found)
                return new S3Answer(204).With("x-amz-version-id", versionId);
            MustBeUnlocked(call, found);
            bucket.Remove(found);
            return new S3Answer(204).With("x-amz-version-id", versionId).With("x-amz-delete-marker", found.IsDeleteMarker ? "true" : null);
        }
        if (bucket.Versioning is null)
        {
            if (bucket.Current(key) is { } only)
                bucket.Remove(only);
            return new S3Answer(204);
        }
        var marker = new S3Version(key, bucket.NextVersionId(), call.Now) { IsDeleteMarker = true };
        bucket.Add(marker);
        return new S3Answer(204).With("x-amz-version-id", marker.Id).With("x-amz-delete-marker", "true");
    }

    public static S3Answer DeleteMany(S3Bucket bucket, S3Call call)
    {
        var request = call.Xml();
        var isQuiet = S3Call.Text(request, "Quiet") == "true";
        var objects = request.Elements().Where(element => element.Name.LocalName == "Object").ToList();
        if (objects.Count is 0 or > 1_000)
            throw new S3Exception(400, "MalformedXML", "The XML you provided must have 1 to 1,000 objects");
        var result = new XElement(S3Call.Namespace + "DeleteResult");
        foreach (var one in objects)
        {
            var (key, versionId) = (S3Call.Text(one, "Key") ?? "", S3Call.Text(one, "VersionId"));
            try
            {
                var deleted = Delete(bucket, call, key, versionId);
                if (!isQuiet)
                    result.Add(new XElement(S3Call.Namespace + "Deleted", new XElement(S3Call.Namespace + "Key", key), versionId is null ? null : new XElement(S3Call.Namespace + "VersionId", versionId),
                        deleted.Headers.TryGetValue("x-amz-delete-marker", out var mark) ? new XElement(S3Call.Namespace + "DeleteMarker", mark) : null));
            }
            catch (S3Exception fault)
            {
                result.Add(new XElement(S3Call.Namespace + "Error", new XElement(S3Call.Namespace + "Key", key), new XElement(S3Call.Namespace + "Code", fault.Code), new XElement(S3Call.Namespace + "Message", fault.Message)));
            }
        }
        return S3Answer.Xml(result);
    }

    public static S3Answer GetRetention(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:GetObjectRetention");
        return Find(bucket, call).Retention is { } retention
            ? S3Answer.Xml(new XElement(S3Call.Namespace + "Retention", new XElement(S3Call.Namespace + "Mode", retention.Mode), new XElement(S3Call.Namespace + "RetainUntilDate", S3Call.Time(retention.Until))))
            : throw new S3Exception(404, "NoSuchObjectLockConfiguration", "The specified object does not have an ObjectLock configuration");
    }

    public static S3Answer PutRetention(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:PutObjectRetention");
        if (!bucket.IsLocked)
            throw new S3Exception(400, "InvalidRequest", "Bucket is missing Object Lock Configuration");
        var version = Find(bucket, call);
        var request = call.Xml();
        var wanted = RetentionOf(S3Call.Text(request, "Mode"), S3Call.Text(request, "RetainUntilDate"), call.Now) ?? throw new S3Exception(400, "MalformedXML", "The XML you provided had no mode and date");
        // A lock may be made longer, and never looser.
        var isLooser = version.Retention is { } present && present.Until > call.Now && (wanted.Until < present.Until || (present.Mode == "COMPLIANCE" && wanted.Mode != "COMPLIANCE"));
        if (isLooser)
            MustBeUnlocked(call, version);
        var versions = bucket.Versions[version.Key];
        versions[versions.IndexOf(version)] = version with { Retention = wanted };
        return new S3Answer(200);
    }

    /// <summary>What a put or an upload says of the object beside its content.</summary>
    public static S3Version Template(S3Bucket bucket, S3Call call)
    {
        var retention = RetentionOf(call.Header("x-amz-object-lock-mode"), call.Header("x-amz-object-lock-retain-until-date"), call.Now);
        if (retention is not null && !bucket.IsLocked)
            throw new S3Exception(400, "InvalidRequest", "Bucket is missing Object Lock Configuration");
        retention ??= bucket.DefaultRetention is { } given ? new S3Retention(given.Mode, call.Now.AddDays(given.Days)) : null;
        return new S3Version(call.Key, "", Whole(call.Now))
        {
            ContentType = call.Header("Content-Type") ?? "binary/octet-stream",
            Metadata = call.Request.Headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key[MetadataPrefix.Length..].ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            Retention = retention,
        };
    }

    /// <summary>Proves the conditions of a write.</summary>
    public static void MustHold(S3Bucket bucket, S3Call call)
    {
        var current = bucket.Current(call.Key);
        if (call.Header("If-None-Match") is { } none)
        {
            if (none != "*")
                throw new S3Exception(501, "NotImplemented", "A header you provided implies functionality that is not implemented: If-None-Match must be *");
            if (current is not null)
                throw S3Exception.PreconditionFailed();
        }
        if (call.Header("If-Match") is { } match && match.Trim('"') != (current ?? throw S3Exception.NoSuchKey()).ETag)
            throw S3Exception.PreconditionFailed();
    }

    /// <summary>The version's id where the bucket has ever had versions.</summary>
    public static string? VersionHeader(S3Bucket bucket, S3Version version) => bucket.Versioning is null ? null : version.Id;

    public static string Md5(ReadOnlySpan<byte> content)
    {
#pragma warning disable CA5351 // What S3 makes tags of.
        return Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
    }

    /// <summary>Times of objects are of whole seconds, as headers tell them.</summary>
    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static S3Version Find(S3Bucket bucket, S3Call call)
    {
        if (call.Query("versionId") is { } id)
        {
            var version = bucket.Versions.GetValueOrDefault(call.Key)?.Find(one => one.Id == id) ?? throw new S3Exception(404, "NoSuchVersion", "The specified version does not exist.");
            return !version.IsDeleteMarker ? version : throw new S3Exception(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
            {
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-amz-delete-marker"] = "true" },
            };
        }
        var newest = bucket.Versions.GetValueOrDefault(call.Key)?[^1] ?? throw S3Exception.NoSuchKey();
        return !newest.IsDeleteMarker ? newest : throw new S3Exception(404, "NoSuchKey", "The specified key does not exist.")
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-amz-delete-marker"] = "true", ["x-amz-version-id"] = newest.Id },
        };
    }

    private static void MustBeUnlocked(S3Call call, S3Version version)
    {
        if (version.Retention is not { } retention || retention.Until <= call.Now)
            return;
        var mayBypass = retention.Mode == "GOVERNANCE" && call.Header("x-amz-bypass-governance-retention") == "true" && call.Identity.May("s3:BypassGovernanceRetention");
        if (!mayBypass)
            throw new S3Exception(403, "AccessDenied", "Access Denied because object protected by object lock.");
    }

    private static S3Retention? RetentionOf(string? mode, string? until, DateTimeOffset now)
    {
        if (mode is null && until is null)
            return null;
        if (mode is not ("GOVERNANCE" or "COMPLIANCE") || !DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
            throw new S3Exception(400, "InvalidArgument", "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
        return end > now ? new S3Retention(mode, end) : throw new S3Exception(400, "InvalidArgument", "The retain until date must be in the future!");
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    // Null for all of it, and for forms that S3 passes over.
    private static (int First, int Length)? RangeOf(string? header, int size)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal) || header.Contains(',', StringComparison.Ordinal))
            return null;
        var ends = header["bytes=".Length..].Split('-');
        if (ends.Length != 2)
            return null;
        if (ends[0].Length == 0)
            return long.TryParse(ends[1], CultureInfo.InvariantCulture, out var suffix) && suffix > 0 && size > 0 ? (size - (int)Math.Min(suffix, size), (int)Math.Min(suffix, size)) : throw NoRange(size);
        if (!long.TryParse(ends[0], CultureInfo.InvariantCulture, out var first))
            return null;
        var last = ends[1].Length == 0 ? size - 1 : long.Parse(ends[1], CultureInfo.InvariantCulture);
        if (last < first && ends[1].Length > 0)
            return null;
        if (first >= size)
            throw NoRange(size);
        return ((int)first, (int)(Math.Min(last, size - 1) - first + 1));
    }

    private static S3Exception NoRange(int size) => new(416, "InvalidRange", "The requested range is not satisfiable")
    {
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Range"] = $"bytes */{size}" },
    };
}
