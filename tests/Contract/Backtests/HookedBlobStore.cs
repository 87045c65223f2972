using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>A blob store in whose calls a test takes part, at moments that another process would have to meet by chance.</summary>
/// <param name="inner">What does the rest.</param>
public sealed class HookedBlobStore(IBlobStore inner) : IBlobStore
{
    /// <summary>What is done before a blob is opened.</summary>
    public Func<BlobKey, Task> BeforeOpen { get; set; } = _ => Task.CompletedTask;

    /// <summary>What is done before it is told what is known of a blob.</summary>
    public Func<BlobKey, Task> BeforeHead { get; set; } = _ => Task.CompletedTask;

    /// <summary>What is done before a blob is put.</summary>
    public Func<BlobKey, Task> BeforePut { get; set; } = _ => Task.CompletedTask;

    /// <summary>What is done after a put was answered.</summary>
    public Func<BlobKey, Task> AfterPut { get; set; } = _ => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        await BeforePut(key);
        var outcome = await inner.PutAsync(key, content, condition, cancellationToken);
        await AfterPut(key);
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        await BeforePut(key);
        var outcome = await inner.PutAsync(key, content, condition, cancellationToken);
        await AfterPut(key);
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken)
    {
        await BeforeOpen(key);
        return await inner.OpenAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        await BeforeHead(key);
        return await inner.HeadAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken) => inner.ReadRangeAsync(key, offset, length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken) => inner.ListAsync(prefix, limit, cursor, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
