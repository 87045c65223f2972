using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What an engine keeps, opened: in its data folder, which nobody else has then, or in AWS.</summary>
/// <param name="Folder">Held while it runs.</param>
/// <param name="Place">Where the account is, for messages.</param>
/// <param name="Journal">The journal.</param>
/// <param name="CountJournalFiles">Its files, the spare not among them; 0 where it is in a stream.</param>
/// <param name="Blobs">Snapshots.</param>
/// <param name="Items">What projections store.</param>
/// <param name="Late">How a stream is read, whose frames can be read only some time after they were confirmed; null for a journal in files.</param>
internal sealed record EngineStores(DataFolder Folder, string Place, IJournal Journal, Func<int> CountJournalFiles, IBlobStore Blobs, IItemStore Items, LateReading? Late) : IAsyncDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether an account may be there; where it cannot be, what was given for a new one is checked before anything is made.</summary>
    public static bool MayHaveAccount(string dataDirectory, string? journalDirectory, StoreOptions stores) =>
        stores.IsCloud || Directory.Exists(journalDirectory ?? Path.Combine(dataDirectory, "wal")) || File.Exists(Path.Combine(dataDirectory, "items.db")) || Directory.Exists(Path.Combine(dataDirectory, "blobs"));

    /// <summary>Opens all of it, or none. What is missing is made only once it is sure that no account lost it; in AWS nothing is made.</summary>
    /// <exception cref="DataFolderException">The folder cannot be used, or there is an account without its journal.</exception>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="StoreException">The stream, the stored items or blobs cannot be used.</exception>
    public static async Task<EngineStores> OpenAsync(EngineOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Open(options.DataDirectory, options.Disk, time);
        var place = options.Stores.IsCloud ? $"environment {options.Stores.Schema.Environment.Name}" : folder.Root;
        var opened = new Stack<IAsyncDisposable>();
        var held = new Stack<IDisposable>([folder]);
        try
        {
            var items = await FindItemsAsync(options.Stores, folder, time, cancellationToken);
            if (items is not null)
                opened.Push(items);
            var blobs = await FindBlobsAsync(options.Stores, folder, time, cancellationToken);
            if (blobs is IDisposable client)
                held.Push(client);
            var traces = await AccountTraces.ReadAsync(place, items, blobs, cancellationToken);
            var late = options.Stores.Journal is null ? null : new LateReading(options.StreamPatience, time);
            var (journal, countFiles) = late is not null
                ? await OpenStreamAsync(options.Stores, traces, late, time, cancellationToken)
                : OpenFiles(options, folder, traces, time, cancellationToken);
            opened.Push(journal);
            blobs = options.Stores.Blobs is null ? FileBlobStore.Open(folder.Blobs, time) : blobs!;
            return new EngineStores(folder, place, journal, countFiles, blobs, items ?? OpenItems(folder, time), late);
        }
        catch
        {
            while (opened.TryPop(out var part))
                await part.DisposeAsync();
            while (held.TryPop(out var part))
                part.Dispose();
            throw;
        }
    }

    /// <summary>Reads from the journal; where it is read late, again for some time before what is missing is said to be.</summary>
    public Task<T> ReadJournalAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken) => Late is null ? read() : Late.ReadAsync(read, cancellationToken);

    /// <summary>Ends what waits for a stream that is away, where the journal is one: the frame on its way fails, and the next start finds out whether it is durable.</summary>
    public ValueTask GiveUpAsync() => Late is null ? ValueTask.CompletedTask : Journal.DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Items.DisposeAsync();
        await Journal.DisposeAsync();
        (Blobs as IDisposable)?.Dispose();
        Folder.Dispose();
    }

    private static async ValueTask<IItemStore?> FindItemsAsync(StoreOptions stores, DataFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (stores.Items is not null)
            return await CloudStores.OpenItemsAsync(stores, stores.Schema.State, time, cancellationToken);
        return File.Exists(folder.Items) ? OpenItems(folder, time) : null;
    }

    private static async ValueTask<IBlobStore?> FindBlobsAsync(StoreOptions stores, DataFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (stores.Blobs is not null)
            return await CloudStores.OpenBlobsAsync(stores, Snapshot.KeyPrefix(PaperOptions.Partition), time, cancellationToken);
        return Directory.Exists(folder.Blobs) ? FileBlobStore.OpenToRead(folder.Blobs, time) : null;
    }

    private static (IJournal Journal, Func<int> CountFiles) OpenFiles(EngineOptions options, DataFolder folder, AccountTraces traces, TimeProvider time, CancellationToken cancellationToken)
    {
        var journalFolder = options.JournalDirectory ?? folder.Journal;
        var journal = SegmentJournal.Open(
            new SegmentJournalOptions
            {
                Folder = journalFolder,
                Clock = time,
                SegmentBytes = options.JournalFileBytes,
                IsSync = options.SyncsJournal,
            },
            options.Disk,
            found =>
            {
                // Its start is read at every start; where that is missing, it is said before anything is changed.
                _ = found.Read(JournalPosition.Start).FirstOrDefault();
                // Files are read without a wait.
                traces.RefuseOtherAsync(found, found.LastFound, JournalPlace.Folder(journalFolder), cancellationToken).GetAwaiter().GetResult();
            });
        return (journal, () => options.Disk.List(journalFolder).Count(name => name.EndsWith(".wal", StringComparison.Ordinal) && !name.Contains("spare", StringComparison.Ordinal)));
    }

    private static async Task<(IJournal Journal, Func<int> CountFiles)> OpenStreamAsync(StoreOptions stores, AccountTraces traces, LateReading late, TimeProvider time, CancellationToken cancellationToken)
    {
        var journal = await CloudStores.OpenJournalAsync(stores, PaperOptions.Partition, time, cancellationToken);
        try
        {
            await traces.RefuseOtherStreamAsync(journal, late, JournalPlace.Stream(stores.Schema.Journal.Name), cancellationToken);
            return (journal, static () => 0);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    private static SqliteItemStore OpenItems(DataFolder folder, TimeProvider time) => SqliteItemStore.Open(folder.Items, time, BusyTimeout);
}
