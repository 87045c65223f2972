using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace VeloZ.Emulators;

/// <summary>What S3 does with uploads in parts.</summary>
internal static class S3Uploads
{
    private const int PartBytesMin = 5 * 1024 * 1024;

    private static XNamespace Ns => S3Call.Namespace;

    public static S3Answer Create(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:PutObject");
        var algorithm = call.Header("x-amz-checksum-algorithm")?.ToLowerInvariant();
        // CRC-64 is only ever of the whole, SHA only of the parts; the others are as asked for.
        var type = call.Header("x-amz-checksum-type") ?? (algorithm is null or "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE");
        if ((algorithm is "crc64nvme" && type == "COMPOSITE") || (algorithm is "sha1" or "sha256" && type == "FULL_OBJECT"))
            throw new S3Exception(400, "InvalidRequest", $"The {type} checksum type cannot be used with the {algorithm} checksum algorithm.");
        var upload = new S3Upload(call.Key, bucket.NewId(), call.Now, S3Objects.Template(bucket, call), algorithm, type);
        bucket.Uploads.Add(upload.Id, upload);
        return S3Answer.Xml(new XElement(Ns + "InitiateMultipartUploadResult", new XElement(Ns + "Bucket", bucket.Name), new XElement(Ns + "Key", call.Key), new XElement(Ns + "UploadId", upload.Id)))
            .With("x-amz-checksum-algorithm", algorithm?.ToUpperInvariant()).With("x-amz-checksum-type", algorithm is null ? null : type);
    }

    public static S3Answer PutPart(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:PutObject");
        var upload = Find(bucket, call);
        var number = call.Number("partNumber", 0);
        if (number is < 1 or > 10_000)
            throw new S3Exception(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
        var part = new S3Version(call.Key, "", call.Now) { Content = call.Body.Content, ETag = S3Objects.Md5(call.Body.Content), Checksum = call.Body.Checksum };
        upload.Parts[number] = part;
        return new S3Answer(200).With("ETag", S3Call.Quoted(part.ETag)).With("x-amz-checksum-" + (part.Checksum?.Algorithm ?? "none"), part.Checksum?.Value);
    }

    public static S3Answer Complete(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:PutObject");
        var upload = Find(bucket, call);
        var parts = PartsOf(upload, call);
        S3Objects.MustHold(bucket, call);
        var content = parts.SelectMany(part => part.Content).ToArray();
        if (call.Header("x-amz-mp-object-size") is { } size && size != content.Length.ToString(CultureInfo.InvariantCulture))
            throw new S3Exception(400, "InvalidRequest", "The provided 'x-amz-mp-object-size' header does not match what was computed.");
        var algorithm = upload.ChecksumAlgorithm ?? "crc64nvme";
        var checksum = upload.ChecksumType == "COMPOSITE" ? S3Checksum.OfParts(algorithm, [.. parts.Select(part => part.Content)]) : S3Checksum.Of(algorithm, content);
        if (call.Header("x-amz-checksum-" + algorithm) is { } given && given != checksum.Value)
            throw new S3Exception(400, "BadDigest", $"The {algorithm} you specified did not match the calculated checksum.");
#pragma warning disable CA5351 // What S3 makes tags of.
        var tag = Convert.ToHexStringLower(MD5.HashData(parts.SelectMany(part => MD5.HashData(part.Content)).ToArray())) + "-" + parts.Count.ToString(CultureInfo.InvariantCulture);
#pragma warning restore CA5351
        var version = upload.Template with { Id = bucket.NextVersionId(), Content = content, ETag = tag, Checksum = checksum, Modified = DateTimeOffset.FromUnixTimeSeconds(upload.Started.ToUnixTimeSeconds()) };
        bucket.Add(version);
        bucket.Uploads.Remove(upload.Id);
        var result = new XElement(
            Ns + "CompleteMultipartUploadResult",
            new XElement(Ns + "Location", $"/{bucket.Name}/{call.Key}"),
            new XElement(Ns + "Bucket", bucket.Name),
            new XElement(Ns + "Key", call.Key),
            new XElement(Ns + "ETag", S3Call.Quoted(tag)),
            new XElement(Ns + ("Checksum" + algorithm.ToUpperInvariant()), checksum.Value),
            new XElement(Ns + "ChecksumType", upload.ChecksumType));
        return S3Answer.Xml(result).With("x-amz-version-id", S3Objects.VersionHeader(bucket, version));
    }

    public static S3Answer Abort(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:AbortMultipartUpload");
        bucket.Uploads.Remove(Find(bucket, call).Id);
        return new S3Answer(204);
    }

    public static S3Answer ListParts(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:ListMultipartUploadParts");
        var upload = Find(bucket, call);
        var (after, most) = (call.Number("part-number-marker", 0), Math.Min(call.Number("max-parts", 1_000), 1_000));
        var following = upload.Parts.Where(part => part.Key > after).ToList();
        var page = following.Take(most).ToList();
        return S3Answer.Xml(new XElement(
            Ns + "ListPartsResult",
            new XElement(Ns + "Bucket", bucket.Name),
            new XElement(Ns + "Key", upload.Key),
            new XElement(Ns + "UploadId", upload.Id),
            new XElement(Ns + "MaxParts", most),
            new XElement(Ns + "IsTruncated", following.Count > page.Count),
            page.Count > 0 ? new XElement(Ns + "NextPartNumberMarker", page[^1].Key) : null,
            page.Select(part => new XElement(
                Ns + "Part",
                new XElement(Ns + "PartNumber", part.Key),
                new XElement(Ns + "ETag", S3Call.Quoted(part.Value.ETag)),
                new XElement(Ns + "Size", part.Value.Content.Length),
                new XElement(Ns + "LastModified", S3Call.Time(part.Value.Modified))))));
    }

    public static S3Answer List(S3Bucket bucket, S3Call call)
    {
        call.Must("s3:ListBucketMultipartUploads");
        return S3Answer.Xml(new XElement(
            Ns + "ListMultipartUploadsResult",
            new XElement(Ns + "Bucket", bucket.Name),
            new XElement(Ns + "IsTruncated", false),
            bucket.Uploads.Values.OrderBy(upload => upload.Key, StringComparer.Ordinal).Select(upload => new XElement(
                Ns + "Upload", new XElement(Ns + "Key", upload.Key), new XElement(Ns + "UploadId", upload.Id), new XElement(Ns + "Initiated", S3Call.Time(upload.Started))))));
    }

    private static S3Upload Find(S3Bucket bucket, S3Call call) =>
        bucket.Uploads.GetValueOrDefault(call.Query("uploadId") ?? "") is { } upload && upload.Key == call.Key
            ? upload
            : throw new S3Exception(404, "NoSuchUpload", "The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed.");

    private static List<S3Version> PartsOf(S3Upload upload, S3Call call)
    {
        var parts = new List<S3Version>();
        var last = 0;
        foreach (var element in call.Xml().Elements().Where(element => element.Name.LocalName == "Part"))
        {
            if (!int.TryParse(S3Call.Text(element, "PartNumber"), CultureInfo.InvariantCulture, out var number) || number <= last)
                throw new S3Exception(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
            last = number;
            if (upload.Parts.GetValueOrDefault(number) is not { } part || S3Call.Text(element, "ETag")?.Trim('"') != part.ETag)
                throw new S3Exception(400, "InvalidPart", "One or more of the specified parts could not be found.");
            parts.Add(part);
        }
        if (parts.Count == 0)
            throw new S3Exception(400, "MalformedXML", "The XML you provided had no parts");
        return parts.SkipLast(1).All(part => part.Content.Length >= PartBytesMin) ? parts : throw new S3Exception(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
    }
}
