using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Engine;

/// <summary>What an engine keeps in its data folder, opened: nobody else has it.</summary>
internal sealed record EngineStores(IDisk Disk, string JournalDirectory, DataFolder Folder, SegmentJournal Journal, IBlobStore Blobs, SqliteItemStore Items) : IAsyncDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Opens all of it, or none.</summary>
    /// <exception cref="DataFolderException">The folder cannot be used.</exception>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="StoreException">The stored items or blobs cannot be used.</exception>
    public static async Task<EngineStores> OpenAsync(EngineOptions options, TimeProvider time)
    {
        var folder = DataFolder.Open(options.DataDirectory, options.Disk, time);
        SegmentJournal? journal = null;
        try
        {
            journal = SegmentJournal.Open(
                new SegmentJournalOptions
                {
                    Folder = options.JournalDirectory ?? folder.Journal,
                    Clock = time,
                    SegmentBytes = options.JournalFileBytes,
                    IsSync = options.SyncsJournal,
                },
                options.Disk);
            return new EngineStores(options.Disk, options.JournalDirectory ?? folder.Journal, folder, journal, FileBlobStore.Open(folder.Blobs, time), SqliteItemStore.Open(folder.Items, time, BusyTimeout));
        }
        catch
        {
            if (journal is not null)
                await journal.DisposeAsync();
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
}
