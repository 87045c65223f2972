using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Engine;

/// <summary>What an engine keeps in its data folder, opened: nobody else has it.</summary>
internal sealed record EngineStores(IDisk Disk, string JournalDirectory, DataFolder Folder, SegmentJournal Journal, IBlobStore Blobs, SqliteItemStore Items) : IAsyncDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether an account may be there; where it cannot be, what was given for a new one is checked before anything is made.</summary>
    public static bool MayHaveAccount(string dataDirectory, string? journalDirectory) =>
        Directory.Exists(journalDirectory ?? Path.Combine(dataDirectory, "wal")) || File.Exists(Path.Combine(dataDirectory, "items.db")) || Directory.Exists(Path.Combine(dataDirectory, "blobs"));

    /// <summary>Opens all of it, or none. What is missing is made only once it is sure that no account lost it.</summary>
    /// <exception cref="DataFolderException">The folder cannot be used, or has an account without its journal.</exception>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="StoreException">The stored items or blobs cannot be used.</exception>
    public static async Task<EngineStores> OpenAsync(EngineOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Open(options.DataDirectory, options.Disk, time);
        SqliteItemStore? items = null;
        SegmentJournal? journal = null;
        try
        {
            items = File.Exists(folder.Items) ? OpenItems(folder, time) : null;
            var traces = await AccountTraces.ReadAsync(folder, items, time, cancellationToken);
            var journalFolder = options.JournalDirectory ?? folder.Journal;
            journal = SegmentJournal.Open(
                new SegmentJournalOptions
                {
                    Folder = journalFolder,
                    Clock = time,
                    SegmentBytes = options.JournalFileBytes,
                    IsSync = options.SyncsJournal,
                },
                options.Disk,
                found => traces.RefuseOther(found, journalFolder));
            return new EngineStores(options.Disk, journalFolder, folder, journal, FileBlobStore.Open(folder.Blobs, time), items ?? OpenItems(folder, time));
        }
        catch
        {
            if (journal is not null)
                await journal.DisposeAsync();
            if (items is not null)
                await items.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Files of the journal, the spare not among them.</summary>
    public int CountJournalFiles() => Disk.List(JournalDirectory).Count(name => name.EndsWith(".wal", StringComparison.Ordinal) && !name.Contains("spare", StringComparison.Ordinal));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Items.DisposeAsync();
        await Journal.DisposeAsync();
        Folder.Dispose();
    }

    private static SqliteItemStore OpenItems(DataFolder folder, TimeProvider time) => SqliteItemStore.Open(folder.Items, time, BusyTimeout);
}
