using System.Collections.Concurrent;
using VeloZ.Domain;

namespace VeloZ.Functions.Tests;

/// <summary>A blob store whose puts of some keys fail a few times, as a network's would.</summary>
/// <param name="inner">What does the rest.</param>
/// <param name="faults">How often the put of a key fails before it takes place.</param>
internal sealed class FaultyBlobStore(IBlobStore inner, IReadOnlyDictionary<string, int> faults) : IBlobStore
{
    private readonly ConcurrentDictionary<string, int> _faults = new(faults, StringComparer.Ordinal);

    /// <summary>Puts that failed so far.</summary>
    public int Failed => faults.Sum(fault => fault.Value) - _faults.Sum(fault => Math.Max(0, fault.Value));

    public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        if (_faults.ContainsKey(key.Text) && _faults.AddOrUpdate(key.Text, -1, (_, left) => left - 1) >= 0)
            throw new StoreException(StoreFault.Unavailable, $"put of {key}: the store did not answer");
        return inner.PutAsync(key, content, condition, cancellationToken);
    }

    public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken) => inner.PutAsync(key, content, condition, cancellationToken);

    public ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken) => inner.OpenAsync(key, cancellationToken);

    public ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken) => inner.ReadRangeAsync(key, offset, length, cancellationToken);

    public ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

    public ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken) => inner.ListAsync(prefix, limit, cursor, cancellationToken);

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
