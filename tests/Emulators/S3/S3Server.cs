using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VeloZ.Emulators;

/// <summary>
/// An S3 of ours in memory: no emulator on the registry proves signatures of chunks, keeps conditions or locks objects. What it
/// does is checked against Amazon's own JavaScript client.
/// </summary>
/// <remarks>Buckets are in the path. Only signatures in the header are taken.</remarks>
public sealed class S3Server : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, S3Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly string _region;
    private readonly SignatureCheck _check;
    private readonly TimeProvider _timeProvider;
    private LoopbackServer? _server;

    private S3Server(string region, IEnumerable<AwsIdentity> identities, TimeProvider timeProvider)
    {
        _region = region;
        _check = new SignatureCheck(region, "s3", identities, timeProvider);
        _timeProvider = timeProvider;
    }

    /// <summary>What is to go wrong.</summary>
    public HttpFaults Faults { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Address => _server!.Address;

    /// <summary>Starts one without buckets.</summary>
    /// <param name="region">That it is in; others are refused.</param>
    /// <param name="timeProvider">Its clock.</param>
    /// <param name="identities">Who may ask it.</param>
    public static async Task<S3Server> StartAsync(string region, TimeProvider timeProvider, params IEnumerable<AwsIdentity> identities)
    {
        var server = new S3Server(region, identities, timeProvider);
        server._server = await LoopbackServer.StartAsync(server.Faults.Before(server.AnswerAsync));
        return server;
    }

    /// <summary>Makes a bucket, of which a null region means the server's own.</summary>
    public void CreateBucket(string name, string? region = null, bool isLocked = false)
    {
        lock (_gate)
            _buckets.Add(name, new S3Bucket(name, region, isLocked));
    }

    /// <summary>Uploads of a bucket that are neither complete nor aborted.</summary>
    public int OpenUploads(string bucket)
    {
        lock (_gate)
            return _buckets[bucket].Uploads.Count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var raw = new MemoryStream();
        await context.Request.Body.CopyToAsync(raw, context.RequestAborted);
        S3Answer answer;
        try
        {
            answer = Answer(context.Request, raw.ToArray());
        }
        catch (S3Exception fault)
        {
            answer = ErrorOf(fault, context.Request);
        }
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        context.Response.Headers["x-amz-request-id"] = context.TraceIdentifier;
        if (answer.Status is 204 or 304)
            return;
        var isHead = HttpMethods.IsHead(context.Request.Method);
        if (!isHead || !answer.Headers.ContainsKey("Content-Length"))
            context.Response.ContentLength = isHead ? 0 : answer.Body.Length;
        if (!isHead)
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private S3Answer Answer(HttpRequest request, byte[] raw)
    {
        var signed = Verify(request);
        var path = Uri.UnescapeDataString(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0])[1..].Split('/', 2);
        var call = new S3Call(request, path[0], path.Length > 1 ? path[1] : "", S3Body.Read(request, raw, signed), signed.Identity, _timeProvider.GetUtcNow());
        lock (_gate)
        {
            if (call.Key.Length > 1_024)
                throw new S3Exception(400, "KeyTooLongError", "Your key is too long");
            if (call.Key.Length == 0 && request.Method == "PUT" && request.Query.Count == 0)
                return CreateBucket(call);
            var bucket = _buckets.GetValueOrDefault(call.BucketName) ?? throw new S3Exception(404, "NoSuchBucket", "The specified bucket does not exist");
            if (bucket.Region is { } other && other != _region)
                throw new S3Exception(301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.")
                {
                    Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-amz-bucket-region"] = other },
                };
            return call.Key.Length == 0 ? OfBucket(bucket, call) : OfObject(bucket, call);
        }
    }

    private SignedRequest Verify(HttpRequest request)
    {
        try
        {
            return _check.Verify(request, S3Body.PayloadHashOf(request));
        }
        catch (SignatureException refused)
        {
            throw refused.Fault switch
            {
                SignatureFault.Missing => new S3Exception(403, "AccessDenied", "Access Denied"),
                SignatureFault.UnknownKey => new S3Exception(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
                SignatureFault.WrongRegion => new S3Exception(400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; {refused.Message}") { Region = _region },
                SignatureFault.Malformed => new S3Exception(400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; {refused.Message}"),
                SignatureFault.Skewed => new S3Exception(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
                SignatureFault.Expired => new S3Exception(400, "ExpiredToken", "The provided token has expired."),
                _ => new S3Exception(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method."),
            };
        }
    }

    private S3Answer CreateBucket(S3Call call)
    {
        call.Must("s3:CreateBucket");
        if (_buckets.ContainsKey(call.BucketName))
            throw new S3Exception(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");
        if (call.Body.Content.Length > 0 && S3Call.Text(call.Xml(), "LocationConstraint") is { } region && region != _region)
            throw new S3Exception(400, "IllegalLocationConstraintException", $"The {region} location constraint is incompatible for the region specific endpoint this request was sent to.");
        _buckets.Add(call.BucketName, new S3Bucket(call.BucketName, region: null, call.Header("x-amz-bucket-object-lock-enabled") == "true"));
        return new S3Answer(200).With("Location", "/" + call.BucketName);
    }

    private S3Answer OfBucket(S3Bucket bucket, S3Call call)
    {
        switch (call.Request.Method)
        {
            case "HEAD":
                call.Must("s3:ListBucket");
                return new S3Answer(200).With("x-amz-bucket-region", _region);
            case "GET" when call.Has("location"):
                return S3Answer.Xml(new XElement(S3Call.Namespace + "LocationConstraint", _region));
            case "GET" when call.Has("versioning"):
                return S3Answer.Xml(new XElement(S3Call.Namespace + "VersioningConfiguration", bucket.Versioning is { } status ? new XElement(S3Call.Namespace + "Status", status) : null));
            case "PUT" when call.Has("versioning"):
                return SetVersioning(bucket, S3Call.Text(call.Xml(), "Status"));
            case "GET" when call.Has("object-lock"):
                return LockOf(bucket);
            case "PUT" when call.Has("object-lock"):
                return SetLock(bucket, call);
            case "GET" when call.Has("versions"):
                return S3Lists.Versions(bucket, call);
            case "GET" when call.Has("uploads"):
                return S3Uploads.List(bucket, call);
            case "GET" when call.Query("list-type") == "2":
                return S3Lists.Objects(bucket, call);
            case "POST" when call.Has("delete"):
                return S3Objects.DeleteMany(bucket, call);
            case "DELETE" when call.Request.Query.Keys.All(name => name == "x-id"):
                call.Must("s3:DeleteBucket");
                if (bucket.Versions.Count > 0)
                    throw new S3Exception(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
                _buckets.Remove(bucket.Name);
                return new S3Answer(204);
            default:
                throw new S3Exception(501, "NotImplemented", "This server does not do that with buckets");
        }
    }

    private static S3Answer OfObject(S3Bucket bucket, S3Call call) => call.Request.Method switch
    {
        "PUT" when call.Has("uploadId") => S3Uploads.PutPart(bucket, call),
        "PUT" when call.Has("retention") => S3Objects.PutRetention(bucket, call),
        "PUT" when call.Header("x-amz-copy-source") is null => S3Objects.Put(bucket, call),
        "POST" when call.Has("uploads") => S3Uploads.Create(bucket, call),
        "POST" when call.Has("uploadId") => S3Uploads.Complete(bucket, call),
        "GET" when call.Has("uploadId") => S3Uploads.ListParts(bucket, call),
        "GET" when call.Has("retention") => S3Objects.GetRetention(bucket, call),
        "GET" => S3Objects.Get(bucket, call, isHead: false),
        "HEAD" => S3Objects.Get(bucket, call, isHead: true),
        "DELETE" when call.Has("uploadId") => S3Uploads.Abort(bucket, call),
        "DELETE" => S3Objects.Delete(bucket, call),
        _ => throw new S3Exception(501, "NotImplemented", "This server does not do that with objects"),
    };

    private static S3Answer SetVersioning(S3Bucket bucket, string? status)
    {
        if (status is not ("Enabled" or "Suspended"))
            throw new S3Exception(400, "MalformedXML", "The versioning status must be Enabled or Suspended");
        if (bucket.IsLocked && status == "Suspended")
            throw new S3Exception(409, "InvalidBucketState", "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.");
        bucket.Versioning = status;
        return new S3Answer(200);
    }

    private static S3Answer LockOf(S3Bucket bucket)
    {
        if (!bucket.IsLocked)
            throw new S3Exception(404, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket");
        var rule = bucket.DefaultRetention is { } given
            ? new XElement(S3Call.Namespace + "Rule", new XElement(S3Call.Namespace + "DefaultRetention", new XElement(S3Call.Namespace + "Mode", given.Mode), new XElement(S3Call.Namespace + "Days", given.Days)))
            : null;
        return S3Answer.Xml(new XElement(S3Call.Namespace + "ObjectLockConfiguration", new XElement(S3Call.Namespace + "ObjectLockEnabled", "Enabled"), rule));
    }

    private static S3Answer SetLock(S3Bucket bucket, S3Call call)
    {
        if (!bucket.IsLocked)
            throw new S3Exception(409, "InvalidBucketState", "Object Lock configuration cannot be enabled on existing buckets");
        var retention = call.Xml().Descendants().FirstOrDefault(element => element.Name.LocalName == "DefaultRetention");
        bucket.DefaultRetention = retention is null ? null : (S3Call.Text(retention, "Mode") ?? "", int.Parse(S3Call.Text(retention, "Days") ?? "0", CultureInfo.InvariantCulture));
        return new S3Answer(200);
    }

    private static S3Answer ErrorOf(S3Exception fault, HttpRequest request)
    {
        var error = new XElement("Error", new XElement("Code", fault.Code), new XElement("Message", fault.Message), fault.Region is { } region ? new XElement("Region", region) : null,
            new XElement("Resource", request.Path.Value), new XElement("RequestId", request.HttpContext.TraceIdentifier));
        var answer = S3Answer.Xml(error, fault.Status);
        foreach (var (name, value) in fault.Headers)
            answer.With(name, value);
        return answer;
    }
}
