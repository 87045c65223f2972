using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>Blobs in memory, whose bytes a test may change; fails when it is told to.</summary>
internal sealed class MemoryBlobs : IBlobStore
{
    public SortedDictionary<string, byte[]> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>Puts that fail before the others are done.</summary>
    public int FailingPuts { get; set; }

    public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        if (FailingPuts-- > 0)
            throw new StoreException(StoreFault.Unavailable, "disk was away");
        Contents[key.Text] = content.ToArray();
        return ValueTask.FromResult<BlobPutOutcome>(new BlobPutOutcome.Written(HeadOf(key.Text)));
    }

    public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Contents.TryGetValue(key.Text, out var bytes) ? new BlobContent(HeadOf(key.Text), new MemoryStream(bytes)) : null);

    public ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    // Pages of three, so that there are several.
    public ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var keys = Contents.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (cursor is null || string.CompareOrdinal(key, cursor) > 0)).Take(4).ToList();
        return ValueTask.FromResult(new BlobPage([.. keys.Take(3).Select(HeadOf)], keys.Count > 3 ? keys[2] : null));
    }

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        Contents.Remove(key.Text);
        return ValueTask.CompletedTask;
    }

    private BlobHead HeadOf(string key) => new(BlobKey.Parse(key), Contents[key].Length, "tag", default);
}
