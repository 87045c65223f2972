using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Blobs as files of one folder, for one process. Layout: <c>BLOB-FORMAT.md</c>.</summary>
public sealed class FileBlobStore : IBlobStore
{
    private const int BufferBytes = 1 << 16;

    // A condition is asked and the file renamed as one step.
    private readonly Lock _gate = new();
    private readonly BlobPaths _paths;
    private readonly TimeProvider _timeProvider;
    private long _written;

    private FileBlobStore(BlobPaths paths, TimeProvider timeProvider)
    {
        _paths = paths;
        _timeProvider = timeProvider;
    }

    /// <summary>Opens the store, makes its folder where there is none, and removes what a crash left half written.</summary>
    /// <param name="folder">Of the store alone.</param>
    /// <param name="timeProvider">Tells when a blob is put.</param>
    /// <exception cref="StoreException">The folder cannot be written.</exception>
    public static FileBlobStore Open(string folder, TimeProvider timeProvider)
    {
        var paths = new BlobPaths(folder);
        return Guarded(paths.NewFolder, () =>
        {
            if (Directory.Exists(paths.NewFolder))
                Directory.Delete(paths.NewFolder, recursive: true);
            DurableFile.CreateFolder(paths.NewFolder);
            return new FileBlobStore(paths, timeProvider);
        });
    }

    /// <summary>Opens a store that is there to read from it, and changes nothing in its folder.</summary>
    /// <param name="folder">Of the store.</param>
    /// <param name="timeProvider">Not asked.</param>
    public static FileBlobStore OpenToRead(string folder, TimeProvider timeProvider) => new(new BlobPaths(folder), timeProvider);

    /// <inheritdoc/>
    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var isArray = MemoryMarshal.TryGetArray(content, out var array);
        await using var stream = isArray ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(content.ToArray(), writable: false);
        return await PutAsync(key, stream, condition, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var path = _paths.Of(key);
        var temporary = Path.Combine(_paths.NewFolder, $"{Interlocked.Increment(ref _written)}");
        try
        {
            var trailer = await WriteAsync(temporary, content, cancellationToken);
            return Guarded(path, () => Move(key, temporary, path, trailer, condition));
        }
        finally
        {
            Discard(temporary);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Begin(key));
    }

    /// <inheritdoc/>
    public async ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        cancellationToken.ThrowIfCancellationRequested();
        var path = _paths.Of(key);
        if (OpenFile(path) is not { } file)
            return null;
        await using (file)
        {
            var trailer = BlobTrailer.Read(path, file);
            var bytes = new byte[Math.Clamp(trailer.ContentBytes - offset, 0, length)];
            file.Position = offset;
            await GuardedAsync(path, () => file.ReadExactlyAsync(bytes, cancellationToken));
            return new BlobRange(HeadOf(key, trailer), bytes);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Find(key));
    }

    /// <inheritdoc/>
    public ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IBlobStore.LimitMax);
        cancellationToken.ThrowIfCancellationRequested();
        var begin = BlobKey.ParsePrefix(prefix);
        var after = cursor is null ? null : BlobKey.Parse(cursor).Text;
        if (after is not null && !after.StartsWith(begin, StringComparison.Ordinal))
            throw new FormatException("cursor was not of this prefix, must be the one that its last page gave");
        return ValueTask.FromResult(Guarded(_paths.NewFolder, () => Page(begin, limit, after)));
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = _paths.Of(key);
        lock (_gate)
        {
            Guarded(path, () =>
            {
                if (!File.Exists(path))
                    return false;
                File.Delete(path);
                DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
                _paths.RemoveEmptyFolders(path);
                return true;
            });
        }
        return ValueTask.CompletedTask;
    }

    private BlobContent? Begin(BlobKey key)
    {
        var path = _paths.Of(key);
        if (OpenFile(path) is not { } file)
            return null;
        try
        {
            var trailer = BlobTrailer.Read(path, file);
            return new BlobContent(HeadOf(key, trailer), new BlobReadStream(path, file, trailer));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task<BlobTrailer> WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = Guarded(path, () => DurableFile.Create(path));
        // Not from a pool: that keeps one for each thread that ever put a blob, and a blob is put now and then, on any of them.
        var buffer = new byte[BufferBytes];
        int count;
        var size = 0L;
        // A fault of the caller's stream goes on as it is; one of ours becomes a fault of the store.
        while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, count));
            await GuardedAsync(path, () => file.WriteAsync(buffer.AsMemory(0, count), cancellationToken));
            size += count;
        }
        var trailer = new BlobTrailer(size, UnixNanos.From(_timeProvider.GetUtcNow()), hash.GetHashAndReset());
        Guarded(path, () =>
        {
            file.Write(trailer.Write());
            file.Flush(flushToDisk: true);
            return true;
        });
        return trailer;
    }

    private BlobPutOutcome Move(BlobKey key, string temporary, string path, BlobTrailer trailer, BlobCondition condition)
    {
        lock (_gate)
        {
            if (condition is not BlobCondition.Nothing && !condition.Holds(Find(key)?.ETag))
                return new BlobPutOutcome.Conflict();
            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            DurableFile.MoveInPlace(temporary, path);
            return new BlobPutOutcome.Written(HeadOf(key, trailer));
        }
    }

    // One more than the page has room for tells whether there are more. A blob may go between its name and its head.
    private BlobPage Page(string prefix, int limit, string? after)
    {
        var keys = _paths.Keys(prefix, after).Take(limit + 1).ToList();
        var heads = keys.Take(limit).Select(Find).OfType<BlobHead>().ToList();
        return new BlobPage(heads, keys.Count > limit ? keys[limit - 1].Text : null);
    }

    private BlobHead? Find(BlobKey key)
    {
        var path = _paths.Of(key);
        using var file = OpenFile(path);
        return file is null ? null : HeadOf(key, BlobTrailer.Read(path, file));
    }

    private static BlobHead HeadOf(BlobKey key, BlobTrailer trailer) => new(key, trailer.ContentBytes, trailer.ETag, trailer.WrittenTime);

    // Null when there is none. Who reads does not keep others from replacing or deleting.
    private static FileStream? OpenFile(string path) => Guarded(path, () =>
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    private static void Discard(string temporary)
    {
        try
        {
            // Gone already when it was renamed.
            File.Delete(temporary);
        }
        catch (IOException)
        {
            // The next opening removes it, and a fault on its way tells more.
        }
    }

    private static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FaultOf(path, fault);
        }
    }

    private static async ValueTask GuardedAsync(string path, Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FaultOf(path, fault);
        }
    }

    private static StoreException FaultOf(string path, Exception fault) => fault is UnauthorizedAccessException
        ? new StoreException(StoreFault.Denied, $"{path}: file could not be opened, the folder must be the user's own: {fault.Message}", fault)
        : new StoreException(StoreFault.Unavailable, $"{path}: disk failed: {fault.Message}", fault);
}
