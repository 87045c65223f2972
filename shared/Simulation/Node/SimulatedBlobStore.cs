using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>Blobs in memory, some of which go missing or are damaged.</summary>
/// <param name="faults">Decide which.</param>
/// <param name="clock">The virtual time.</param>
internal sealed class SimulatedBlobStore(Faults faults, Func<UnixNanos> clock) : IBlobStore
{
    private readonly SortedDictionary<BlobKey, (BlobHead Head, byte[] Content, bool IsRefused)> _blobs = [];
    private long _version;

    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask; // Memory answers at once.
        if (!condition.Holds(_blobs.TryGetValue(key, out var before) ? before.Head.ETag : null))
            return new BlobPutOutcome.Conflict();
        var bytes = content.ToArray();
        var isDamaged = faults.Fires(FaultKind.SnapshotDamaged, out var random);
        if (isDamaged)
            bytes[(int)random.NextBelow((ulong)bytes.Length)] ^= (byte)(1 << (int)random.NextBelow(8));
        var isRefused = isDamaged && random.NextBelow(2) == 0; // The store sees it, or does not.
        var head = new BlobHead(key, bytes.Length, (++_version).ToString(CultureInfo.InvariantCulture), clock());
        if (!faults.Fires(FaultKind.SnapshotMissing))
            _blobs[key] = (head, bytes, isRefused);
        return new BlobPutOutcome.Written(head);
    }

    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        return await PutAsync(key, bytes.ToArray(), condition, cancellationToken);
    }

    public ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken) =>
        new(_blobs.TryGetValue(key, out var blob) ? new BlobContent(blob.Head, blob.IsRefused ? new RefusedContent(blob.Content) : new MemoryStream(blob.Content)) : null);

    public ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!_blobs.TryGetValue(key, out var blob))
            return new ValueTask<BlobRange?>((BlobRange?)null);
        var from = (int)Math.Min(offset, blob.Content.Length);
        return new ValueTask<BlobRange?>(new BlobRange(blob.Head, blob.Content.AsMemory(from, Math.Min(length, blob.Content.Length - from))));
    }

    public ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken) => new(_blobs.TryGetValue(key, out var blob) ? blob.Head : null);

    public ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IBlobStore.LimitMax);
        var begin = BlobKey.ParsePrefix(prefix);
        var found = _blobs.Values
            .Select(blob => blob.Head)
            .Where(head => head.Key.Text.StartsWith(begin, StringComparison.Ordinal) && (cursor is null || string.CompareOrdinal(head.Key.Text, cursor) > 0))
            .Take(limit + 1)
            .ToArray();
        return new ValueTask<BlobPage>(found.Length > limit ? new BlobPage(found[..limit], found[limit - 1].Key.Text) : new BlobPage(found, NextCursor: null));
    }

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        _blobs.Remove(key);
        return ValueTask.CompletedTask;
    }

    // The store proves what it gave at its end.
    private sealed class RefusedContent(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new StoreException(StoreFault.Damaged, "the content's checksum was another than when it was put");
        }
    }
}
