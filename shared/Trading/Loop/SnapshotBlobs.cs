using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>An account's snapshots among the blobs of a store.</summary>
public static class SnapshotBlobs
{
    /// <summary>Names of all there are, the oldest first.</summary>
    public static async Task<IReadOnlyList<BlobKey>> ListAsync(IBlobStore blobs, int partition, CancellationToken cancellationToken)
    {
        var all = new List<BlobKey>();
        string? cursor = null;
        do
        {
            var page = await blobs.ListAsync(Snapshot.KeyPrefix(partition), IBlobStore.LimitMax, cursor, cancellationToken);
            all.AddRange(page.Blobs.Select(head => head.Key));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>Reads the newest that holds.</summary>
    /// <param name="blobs">Where they are.</param>
    /// <param name="partition">Whose.</param>
    /// <param name="options">Of the kernel.</param>
    /// <param name="through">The last frame that it may have; null for any.</param>
    /// <param name="cancellationToken">Ends it between two.</param>
    /// <returns>Null where none holds, and how many did not.</returns>
    public static async Task<(Snapshot? Snapshot, int Bad)> FindAsync(IBlobStore blobs, int partition, KernelOptions options, FrameId? through, CancellationToken cancellationToken)
    {
        var bad = 0;
        foreach (var key in (await ListAsync(blobs, partition, cancellationToken)).Reverse())
        {
            if (Snapshot.FrameOf(key) > through || await blobs.OpenAsync(key, cancellationToken) is not { } blob)
                continue;
            await using (blob)
            {
                using var bytes = new MemoryStream();
                try
                {
                    await blob.Content.CopyToAsync(bytes, cancellationToken);
                    return (Snapshot.Read(options, bytes.GetBuffer().AsSpan(0, (int)bytes.Length)), bad);
                }
                catch (Exception fault) when (fault is MessageFormatException or StoreException { Fault: StoreFault.Damaged })
                {
                    bad++; // The one before it, and more frames, give the same state.
                }
            }
        }
        return (null, bad);
    }
}
