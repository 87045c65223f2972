using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Blobs as objects of one bucket, for as many processes as there are.</summary>
/// <remarks>
/// Every object has the id of the call that wrote it among its metadata, so that a write whose answer was lost is known again, and
/// its CRC-64 at S3, which refuses content that is another and gives it to who reads.
/// </remarks>
public sealed class S3BlobStore : IBlobStore, IDisposable
{
    /// <summary>Above that many bytes a blob goes in parts.</summary>
    internal const int SingleBytesMax = 16 << 20;

    /// <summary>Bytes of a part; the last may have fewer.</summary>
    internal const int PartBytes = 8 << 20;

    private const string WriteIdName = "veloz-write";
    private const int WriteIdBytes = 16;
    private const int BufferBytes = 1 << 16;

    private readonly AmazonS3Client _client;
    private readonly AmazonS3Client _contents;
    private readonly AwsOptions _options;
    private readonly AwsAttempts _attempts;
    private readonly string _bucket;
    private readonly TimeProvider _timeProvider;

    private S3BlobStore(AwsOptions options, string bucket, TimeProvider timeProvider)
    {
        _client = NewClient(options, new WholeAnswers());
        _contents = NewClient(options, new WholeAnswers(streamsContent: true));
        _options = options;
        _attempts = new AwsAttempts(options);
        _bucket = bucket;
        _timeProvider = timeProvider;
    }

    /// <summary>Opens the store and proves that its bucket is there, in that region, and may be listed.</summary>
    /// <param name="options">Where AWS is.</param>
    /// <param name="bucket">Its name, as <see cref="BucketShape.NameIn"/> gives it.</param>
    /// <param name="prefix">What this process may list; empty for all.</param>
    /// <param name="timeProvider">Tells when a blob is put.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="StoreException">The bucket is missing or in another region, or may not be asked. Nothing was changed.</exception>
    public static async Task<S3BlobStore> OpenAsync(AwsOptions options, string bucket, string prefix, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var store = new S3BlobStore(options, bucket, timeProvider);
        try
        {
            await store.ListAsync(prefix, limit: 1, cursor: null, cancellationToken);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var array = MemoryMarshal.TryGetArray(content, out var segment) ? segment : content.ToArray();
        if (array.Count <= SingleBytesMax)
            return await PutWholeAsync(key, array, condition, cancellationToken);
        await using var stream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        return await PutAsync(key, stream, condition, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var begin = await ReadAsync(content, SingleBytesMax, cancellationToken);
        return begin.Count < SingleBytesMax
            ? await PutWholeAsync(key, begin, condition, cancellationToken)
            : await PutLargeAsync(key, begin, content, condition, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = key.Text, ChecksumMode = ChecksumMode.ENABLED };
        if (await FindAsync("GetObject", key, _options.TransferTimeout, stop => _contents.GetObjectAsync(request, stop), cancellationToken) is not { } response)
            return null;
        if (string.IsNullOrEmpty(response.ChecksumCRC64NVME))
        {
            response.Dispose();
            throw new StoreException(StoreFault.Damaged, $"{CallOf("GetObject", key)}: object had no CRC-64 of the whole, must have the one that it is put with here");
        }
        return new BlobContent(HeadOf(key, response.ContentLength, response.ETag, response.LastModified), new S3ReadStream(response, _options, CallOf("GetObject", key)));
    }

    /// <inheritdoc/>
    public async ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0 || offset > long.MaxValue - length)
            return await EmptyRangeAsync(key, cancellationToken);
        var request = new GetObjectRequest { BucketName = _bucket, Key = key.Text, ByteRange = new ByteRange(offset, offset + length - 1) };
        try
        {
            return await FindAsync("GetObject", key, Timeout.InfiniteTimeSpan, stop => ReadRangeAsync(key, request, stop), cancellationToken);
        }
        catch (StoreException fault) when (fault.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            // The blob ends before the offset.
            return await EmptyRangeAsync(key, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken) => (await MetadataAsync(key, cancellationToken))?.Head;

    /// <inheritdoc/>
    public async ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IBlobStore.LimitMax);
        var begin = BlobKey.ParsePrefix(prefix);
        if (cursor is not null && (cursor.Length == 0 || !cursor.StartsWith(begin, StringComparison.Ordinal)))
            throw new FormatException("cursor was not of this prefix, must be the one that its last page gave");
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = begin, MaxKeys = limit, StartAfter = cursor };
        ListObjectsV2Response page;
        List<S3Object> objects;
        do
        {
            page = await RunAsync("ListBucket", begin, _options.AttemptTimeout, (_, stop) => _client.ListObjectsV2Async(request, stop), cancellationToken);
            objects = page.S3Objects ?? [];
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true && objects.Count == 0); // Such a page tells no key to go on after.
        var blobs = objects.Where(one => BlobKey.TryParse(one.Key, out var _)).Select(one => HeadOf(BlobKey.Parse(one.Key), one.Size ?? 0, one.ETag, one.LastModified)).ToList();
        return new BlobPage(blobs, page.IsTruncated == true ? objects[^1].Key : null);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _bucket, Key = key.Text };
        await RunAsync("DeleteObject", key.Text, _options.AttemptTimeout, (_, stop) => _client.DeleteObjectAsync(request, stop), cancellationToken);
    }

    /// <summary>Lets connections go.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _contents.Dispose();
    }

    private static AmazonS3Client NewClient(AwsOptions options, WholeAnswers answers)
    {
        var config = options.ConfigureOnce(new AmazonS3Config { ForcePathStyle = options.Endpoint is not null, HttpClientFactory = answers });
        config.Timeout = options.TransferTimeout;
        return options.Credentials is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
    }

    private async Task<BlobPutOutcome> PutWholeAsync(BlobKey key, ArraySegment<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var (writeId, checksum) = (NewWriteId(), Crc64.TextOf(content));
        return await RunAsync(
            "PutObject",
            key.Text,
            _options.TransferTimeout,
            async (mayBeDone, stop) =>
            {
                var request = new PutObjectRequest
                {
                    BucketName = _bucket,
                    Key = key.Text,
                    InputStream = new MemoryStream(content.Array!, content.Offset, content.Count, writable: false),
                    ChecksumCRC64NVME = checksum,
                    IfNoneMatch = NoneMatchOf(condition),
                    IfMatch = MatchOf(condition),
                };
                request.Metadata[WriteIdName] = writeId;
                try
                {
                    var put = await _client.PutObjectAsync(request, stop);
                    return new BlobPutOutcome.Written(WrittenHead(key, content.Count, put.ETag));
                }
                catch (AmazonS3Exception fault) when (IsConflict(fault, condition))
                {
                    return mayBeDone ? await ReadBackAsync("PutObject", key, writeId, cancellationToken) : new BlobPutOutcome.Conflict();
                }
            },
            cancellationToken);
    }

    // S3 takes no upload a second time that met another write when it was completed: it has to be begun anew, with all its parts.
    private async Task<BlobPutOutcome> PutLargeAsync(BlobKey key, ArraySegment<byte> begin, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var rest = content.CanSeek ? content.Position : (long?)null;
        for (var attempts = 1; ; attempts++)
        {
            if (await PutPartsAsync(key, begin, content, condition, cancellationToken) is { } outcome)
                return outcome;
            if (rest is not { } position)
                throw new StoreException(StoreFault.Unavailable, $"{CallOf("PutObject", key)}: others wrote it at the same time, and content could not be read a second time; nothing was written; put it again");
            if (attempts > _options.RetriesMax)
                throw new StoreException(StoreFault.Unavailable, $"{CallOf("PutObject", key)}: others wrote it at the same time, {attempts} times over; nothing was written; put it again");
            await _options.Pause(attempts, cancellationToken);
            content.Position = position;
        }
    }

    // Null when it met another write.
    private async Task<BlobPutOutcome?> PutPartsAsync(BlobKey key, ArraySegment<byte> begin, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var writeId = NewWriteId();
        var upload = await BeginAsync(key, writeId, cancellationToken);
        try
        {
            var (crc, parts, size) = (new Crc64(), new List<PartETag>(), 0L);
            for (var part = begin[..PartBytes]; part.Count > 0;)
            {
                crc.Add(part);
                size += part.Count;
                parts.Add(await PutPartAsync(key, upload, parts.Count + 1, part, cancellationToken));
                part = parts.Count * PartBytes < begin.Count ? begin.Slice(parts.Count * PartBytes, PartBytes) : await ReadAsync(content, PartBytes, cancellationToken);
            }
            var outcome = await CompleteAsync(key, upload, parts, size, crc.Text, writeId, condition, cancellationToken);
            if (outcome is not BlobPutOutcome.Written)
                await AbortAsync(key, upload);
            return outcome;
        }
        catch
        {
            await AbortAsync(key, upload);
            throw;
        }
    }

    // Begun twice, where the first answer was lost, one stays open: the bucket's lifecycle takes it away.
    private Task<string> BeginAsync(BlobKey key, string writeId, CancellationToken cancellationToken) => RunAsync(
        "PutObject",
        key.Text,
        _options.AttemptTimeout,
        async (_, stop) =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = key.Text, ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME, ChecksumType = ChecksumType.FULL_OBJECT };
            request.Metadata[WriteIdName] = writeId;
            return (await _client.InitiateMultipartUploadAsync(request, stop)).UploadId;
        },
        cancellationToken);

    private Task<PartETag> PutPartAsync(BlobKey key, string upload, int number, ArraySegment<byte> part, CancellationToken cancellationToken) => RunAsync(
        "PutObject",
        key.Text,
        _options.TransferTimeout,
        async (_, stop) =>
        {
            var request = new UploadPartRequest
            {
                BucketName = _bucket,
                Key = key.Text,
                UploadId = upload,
                PartNumber = number,
                PartSize = part.Count,
                InputStream = new MemoryStream(part.Array!, part.Offset, part.Count, writable: false),
                ChecksumCRC64NVME = Crc64.TextOf(part),
            };
            return new PartETag(number, (await _client.UploadPartAsync(request, stop)).ETag);
        },
        cancellationToken);

    // Null when it met another write.
    private Task<BlobPutOutcome?> CompleteAsync(
        BlobKey key, string upload, List<PartETag> parts, long size, string checksum, string writeId, BlobCondition condition, CancellationToken cancellationToken) => RunAsync<BlobPutOutcome?>(
        "PutObject",
        key.Text,
        _options.TransferTimeout,
        async (mayBeDone, stop) =>
        {
            var request = new CompleteMultipartUploadRequest
            {
                BucketName = _bucket,
                Key = key.Text,
                UploadId = upload,
                PartETags = parts,
                ChecksumCRC64NVME = checksum,
                ChecksumType = ChecksumType.FULL_OBJECT,
                MpuObjectSize = size,
                IfNoneMatch = NoneMatchOf(condition),
                IfMatch = MatchOf(condition),
            };
            try
            {
                var done = await _client.CompleteMultipartUploadAsync(request, stop);
                return new BlobPutOutcome.Written(WrittenHead(key, size, done.ETag));
            }
            catch (AmazonS3Exception fault) when (IsConflict(fault, condition) || (mayBeDone && fault.ErrorCode == "NoSuchUpload"))
            {
                return mayBeDone ? await ReadBackAsync("PutObject", key, writeId, cancellationToken) : new BlobPutOutcome.Conflict();
            }
            catch (AmazonS3Exception fault) when (fault.ErrorCode == "ConditionalRequestConflict")
            {
                return mayBeDone ? await ReadBackAsync("PutObject", key, writeId, cancellationToken) : null;
            }
        },
        cancellationToken);

    // Whatever stopped the upload, also the caller: its parts are to go.
    private async Task AbortAsync(BlobKey key, string upload)
    {
        try
        {
            var request = new AbortMultipartUploadRequest { BucketName = _bucket, Key = key.Text, UploadId = upload };
            await RunAsync("AbortMultipartUpload", key.Text, _options.AttemptTimeout, (_, stop) => _client.AbortMultipartUploadAsync(request, stop), CancellationToken.None);
        }
        catch (StoreException)
        {
            // The bucket's lifecycle takes the parts away, and what stopped the upload tells more.
        }
    }

    // An attempt was not answered and the next found its condition not to hold: was it the first that changed it?
    private async Task<BlobPutOutcome> ReadBackAsync(string action, BlobKey key, string writeId, CancellationToken cancellationToken) =>
        await MetadataAsync(key, cancellationToken) is { } found && found.WriteId == writeId ? new BlobPutOutcome.Written(found.Head) : throw AwsAttempts.Unknown(CallOf(action, key));

    private async Task<BlobRange> ReadRangeAsync(BlobKey key, GetObjectRequest request, CancellationToken cancellationToken)
    {
        using var response = await _contents.GetObjectAsync(request, cancellationToken);
        var bytes = new byte[response.ContentLength];
        await ReadBodyAsync(response.ResponseStream, bytes, cancellationToken);
        var size = long.Parse(response.ContentRange[(response.ContentRange.IndexOf('/', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        return new BlobRange(HeadOf(key, size, response.ETag, response.LastModified), bytes);
    }

    // The client's patience ends with the headers, and a range may be longer than an attempt may take.
    private async Task ReadBodyAsync(Stream body, Memory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            using var limit = new CancellationTokenSource(_options.TransferTimeout, _options.Clock);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                var count = await body.ReadAsync(bytes, patience.Token);
                bytes = count > 0 ? bytes[count..] : throw new EndOfStreamException($"{bytes.Length} bytes were missing at the end");
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"no bytes came in {_options.TransferTimeout}", exception);
            }
        }
    }

    private async ValueTask<BlobRange?> EmptyRangeAsync(BlobKey key, CancellationToken cancellationToken) =>
        await HeadAsync(key, cancellationToken) is { } head ? new BlobRange(head, ReadOnlyMemory<byte>.Empty) : null;

    private async Task<ObjectMetadata?> MetadataAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = _bucket, Key = key.Text };
        return await FindAsync(
            "HeadObject",
            key,
            _options.AttemptTimeout,
            async stop =>
            {
                var found = await _client.GetObjectMetadataAsync(request, stop);
                return new ObjectMetadata(HeadOf(key, found.ContentLength, found.ETag, found.LastModified), found.Metadata[WriteIdName]);
            },
            cancellationToken);
    }

    // Null when there is no such object. A head tells no code, so a bucket that has gone since the start looks the same there.
    private Task<T?> FindAsync<T>(string action, BlobKey key, TimeSpan timeout, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
        => RunAsync<T?>(
            action,
            key.Text,
            timeout,
            async (_, stop) =>
            {
                try
                {
                    return await ask(stop);
                }
                catch (AmazonS3Exception fault) when (fault.ErrorCode == "NoSuchKey" || (fault.StatusCode == HttpStatusCode.NotFound && fault.ErrorCode != "NoSuchBucket"))
                {
                    return null;
                }
                catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.Forbidden && fault.ErrorCode is null or "" or "AccessDenied" or "Forbidden")
                {
                    // To who may not list S3 tells the same of what is not there. A head tells no code.
                    var prefix = key.Text.LastIndexOf('/') is var end and >= 0 ? key.Text[..(end + 1)] : "the bucket";
                    throw new StoreException(StoreFault.Denied, $"{CallOf(action, key)}: not permitted, or it is not there; the role must allow s3:GetObject of it and s3:ListBucket of {prefix}", fault);
                }
            },
            cancellationToken);

    private async Task<T> RunAsync<T>(string action, string key, TimeSpan timeout, Func<bool, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _attempts.RunAsync($"s3:{action} of {_bucket}/{key}", timeout, attempt, cancellationToken);
    }

    private static async Task<ArraySegment<byte>> ReadAsync(Stream content, int most, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[BufferBytes];
        int count;
        while (read.Length < most && (count = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - read.Length)), cancellationToken)) > 0)
            read.Write(buffer.AsSpan(0, count));
        return new ArraySegment<byte>(read.GetBuffer(), 0, (int)read.Length);
    }

    // If-Match of what is not there finds no key.
    private static bool IsConflict(AmazonS3Exception fault, BlobCondition condition) =>
        condition is not BlobCondition.Nothing && (fault.StatusCode == HttpStatusCode.PreconditionFailed || (condition is BlobCondition.MustMatch && fault.ErrorCode == "NoSuchKey"));

    private static string? NoneMatchOf(BlobCondition condition) => condition is BlobCondition.MustBeNew ? "*" : null;

    private static string? MatchOf(BlobCondition condition) => condition is BlobCondition.MustMatch must ? must.ETag : null;

    private BlobHead WrittenHead(BlobKey key, long size, string eTag) => new(key, size, eTag, UnixNanos.From(_timeProvider.GetUtcNow()));

    private static BlobHead HeadOf(BlobKey key, long size, string eTag, DateTime? modified) => new(key, size, eTag, UnixNanos.From(modified?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch));

    private static string NewWriteId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(WriteIdBytes));

    private string CallOf(string action, BlobKey key) => $"s3:{action} of {_bucket}/{key}";

    private sealed record ObjectMetadata(BlobHead Head, string? WriteId);
}
