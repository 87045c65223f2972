using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// What items and snapshots of a data folder prove: that an account's journal was durable so far. A journal without that has lost what was
/// confirmed, or is another account's, and no account is begun or continued on it.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="hasItems">Whether there are items of an account.</param>
/// <param name="progress">How far they go; null where that was not stored yet.</param>
/// <param name="snapshot">The last frame of the newest snapshot; null for none.</param>
internal sealed class AccountTraces(string folder, bool hasItems, ItemProgress? progress, FrameId? snapshot)
{
    private const string Remedy = "restore the journal there, name its folder by VELOZ_WAL_DIR, or take another data folder with --data; nothing was changed";

    /// <summary>Looks for them, and makes nothing.</summary>
    /// <param name="folder">Taken.</param>
    /// <param name="items">The stored items; null where there is no store yet.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<AccountTraces> ReadAsync(DataFolder folder, IItemStore? items, TimeProvider time, CancellationToken cancellationToken)
    {
        var shapes = new ItemShapes(PaperOptions.Account);
        var (hasItems, progress) = (false, (ItemProgress?)null);
        if (items is not null)
        {
            hasItems = (await items.QueryAsync(new ItemQuery(shapes.PartitionKey, ItemRange.All, limit: 1), cursor: null, cancellationToken)).Items.Count > 0;
            progress = await items.GetAsync(shapes.ProgressKey, cancellationToken) is { } stored ? ItemShapes.ReadProgress(stored.Item) : null;
        }
        return new AccountTraces(folder.Root, hasItems, progress, await NewestSnapshotAsync(folder, time, cancellationToken));
    }

    /// <summary>Refuses a journal that does not have what they prove.</summary>
    /// <param name="journal">As it was found.</param>
    /// <param name="journalFolder">Where.</param>
    /// <exception cref="DataFolderException">It is gone, too short, or another account's.</exception>
    public void RefuseOther(SegmentJournal journal, string journalFolder)
    {
        // Its start is read at every start; where that is missing, it is said before anything is changed.
        _ = journal.Read(JournalPosition.Start).FirstOrDefault();
        var found = journal.LastFound;
        var isSnapshot = snapshot is not null && !(progress?.Frame >= snapshot);
        var proved = isSnapshot ? snapshot : progress?.Frame;
        if ((proved is not null || hasItems) && (found is null || found < proved))
        {
            var there = found is null ? "there is no journal" : $"the journal ends with frame {found}";
            var through = proved is null ? "" : $" whose journal goes to frame {proved}";
            throw new DataFolderException(journalFolder, $"{there}, and the {(isSnapshot ? "snapshots" : "items")} of {folder} are of an account{through}", Remedy);
        }
        if (progress is not null)
            RefuseOtherAccount(journal, journalFolder, progress);
    }

    // Two accounts count their frames alike; the hash of a frame is of this journal alone.
    private void RefuseOtherAccount(SegmentJournal journal, string journalFolder, ItemProgress progress)
    {
        var (isSame, fault) = (false, (JournalDamagedException?)null);
        try
        {
            isSame = journal.Read(progress.Position).FirstOrDefault() is { Frame: { } frame } && frame.Id == progress.Frame && (progress.Hash ?? frame.Hash.ToString()) == frame.Hash.ToString();
        }
        catch (JournalDamagedException exception)
        {
            fault = exception; // In another journal the position may be within a frame, or past the end.
        }
        if (!isSame)
            throw new DataFolderException(journalFolder, $"the items of {folder} are of another account than the journal: frame {progress.Frame} at {progress.Position} is not what they were made from", Remedy, fault);
    }

    private static async Task<FrameId?> NewestSnapshotAsync(DataFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.Blobs))
            return null;
        var keys = await SnapshotBlobs.ListAsync(FileBlobStore.OpenToRead(folder.Blobs, time), PaperOptions.Partition, cancellationToken);
        // A damaged one proves by its name as much as a whole one.
        return keys.Select(Snapshot.FrameOf).Max();
    }
}
