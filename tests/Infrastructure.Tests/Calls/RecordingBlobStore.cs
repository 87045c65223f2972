using VeloZ.Aws;
using VeloZ.Domain;

namespace VeloZ.Infrastructure.Tests;

/// <summary>A store that tells what was done with it: for what, and below which folder.</summary>
internal sealed class RecordingBlobStore(IBlobStore blobs) : IBlobStore
{
    private readonly SortedSet<string> _made = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();

    /// <summary>Each once: <c>Read plans/</c>.</summary>
    public IReadOnlyList<string> Made
    {
        get
        {
            lock (_turn)
                return [.. _made];
        }
    }

    public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Write, key.Text);
        return blobs.PutAsync(key, content, condition, cancellationToken);
    }

    public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Write, key.Text);
        return blobs.PutAsync(key, content, condition, cancellationToken);
    }

    public ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Read, key.Text);
        return blobs.OpenAsync(key, cancellationToken);
    }

    public ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Read, key.Text);
        return blobs.ReadRangeAsync(key, offset, length, cancellationToken);
    }

    public ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Read, key.Text);
        return blobs.HeadAsync(key, cancellationToken);
    }

    public ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken)
    {
        Note(AwsAccess.List, prefix);
        return blobs.ListAsync(prefix, limit, cursor, cancellationToken);
    }

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Delete, key.Text);
        return blobs.DeleteAsync(key, cancellationToken);
    }

    private void Note(AwsAccess access, string key)
    {
        lock (_turn)
            _made.Add($"{access} {key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)]}");
    }
}
