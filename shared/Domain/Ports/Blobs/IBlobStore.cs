namespace VeloZ.Domain;

/// <summary>Keeps large things whole: snapshots, archives, results.</summary>
/// <remarks>
/// Safe for use by several threads. A blob is there whole or not at all, and durable when its put is answered; who reads one while
/// it is put anew goes on reading the old one. Any member throws <see cref="StoreException"/> when the store fails.
/// </remarks>
public interface IBlobStore
{
    /// <summary>Most blobs of a page of a list.</summary>
    const int LimitMax = 500;

    /// <summary>Puts a blob in place of what is there.</summary>
    ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Puts a blob in place of what is there, read from a stream to its end; the stream stays open.</summary>
    /// <remarks>The stream may be read to its end even where the condition does not hold.</remarks>
    ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Begins to read a blob.</summary>
    /// <returns>Null when there is none.</returns>
    ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Reads a part of a blob, which is not checked against its tag.</summary>
    /// <param name="key">Of the blob.</param>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">Most bytes, 0 or more.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Null when there is no such blob.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Offset or length is below 0.</exception>
    ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken);

    /// <summary>Tells what is known of a blob.</summary>
    /// <returns>Null when there is none.</returns>
    ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Lists blobs in the order of the bytes of their keys, a page at a time.</summary>
    /// <param name="prefix">What their keys begin with; empty for all.</param>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="FormatException">No key begins so, or the cursor is not one of this prefix.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not from 1 to 500.</exception>
    ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Takes a blob away, if there is one.</summary>
    ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken);
}
