using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// What stored items and snapshots prove: that an account's journal was durable so far. A journal without that has lost what was
/// confirmed, or is another account's, and no account is begun or continued on it.
/// </summary>
/// <param name="place">Where items and snapshots are, for messages.</param>
/// <param name="hasItems">Whether there are items of an account.</param>
/// <param name="progress">How far they go; null where that was not stored yet.</param>
/// <param name="snapshot">The last frame of the newest snapshot; null for none.</param>
internal sealed class AccountTraces(string place, bool hasItems, ItemProgress? progress, FrameId? snapshot)
{
    /// <summary>Looks for them, and makes nothing.</summary>
    /// <param name="place">Where they are, for messages.</param>
    /// <param name="items">The stored items; null where there is no store yet.</param>
    /// <param name="blobs">The snapshots; null where there is no store yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<AccountTraces> ReadAsync(string place, IItemStore? items, IBlobStore? blobs, CancellationToken cancellationToken)
    {
        var shapes = new ItemShapes(PaperOptions.Account);
        var (hasItems, progress) = (false, (ItemProgress?)null);
        if (items is not null)
        {
            hasItems = (await items.QueryAsync(new ItemQuery(shapes.PartitionKey, ItemRange.All, limit: 1), cursor: null, cancellationToken)).Items.Count > 0;
            progress = await items.GetAsync(shapes.ProgressKey, cancellationToken) is { } stored ? ItemShapes.ReadProgress(stored.Item) : null;
        }
        return new AccountTraces(place, hasItems, progress, blobs is null ? null : await NewestSnapshotAsync(blobs, cancellationToken));
    }

    /// <summary>As <see cref="RefuseOtherAsync"/>, of a stream, which does not know its last frame by itself and forgets its first ones.</summary>
    public Task RefuseOtherStreamAsync(IJournal stream, LateReading late, JournalPlace where, CancellationToken cancellationToken) => late.ReadAsync(
        async () =>
        {
            var (first, last, isThere) = await LookAtAsync(stream, cancellationToken);
            if (progress is not null && (!isThere || first > progress.Frame))
                throw Forgotten(where, progress.Frame);
            await RefuseOtherAsync(stream, last, where, cancellationToken);
            return true;
        },
        cancellationToken);

    // From where the items are on; without frames where there is none, or where what the items are of is not there.
    private async Task<(FrameId? First, FrameId? Last, bool IsThere)> LookAtAsync(IJournal journal, CancellationToken cancellationToken)
    {
        var (first, last) = ((FrameId?)null, (FrameId?)null);
        try
        {
            await foreach (var stored in journal.ReadAsync(progress?.Position ?? JournalPosition.Start, cancellationToken))
            {
                first ??= stored.Frame.Id;
                last = last is { } before && before > stored.Frame.Id ? before : stored.Frame.Id;
            }
        }
        catch (JournalPositionException) when (progress is not null)
        {
            return (null, null, IsThere: false); // Damage is told as damage.
        }
        return (first, last, IsThere: true);
    }

    private DataFolderException Forgotten(JournalPlace where, FrameId frame) => new(
        where.Name,
        $"it does not have frame {frame}, to which the items of {place} go: the account was off for longer than the stream keeps records, or this is another stream",
        where.Remedy);

    /// <summary>Refuses a journal that does not have what they prove.</summary>
    /// <param name="journal">As it was found.</param>
    /// <param name="found">Its last frame; null for none.</param>
    /// <param name="where">The journal's place.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataFolderException">It is gone, too short, or another account's.</exception>
    public async Task RefuseOtherAsync(IJournal journal, FrameId? found, JournalPlace where, CancellationToken cancellationToken)
    {
        var isSnapshot = snapshot is not null && !(progress?.Frame >= snapshot);
        var proved = isSnapshot ? snapshot : progress?.Frame;
        if ((proved is not null || hasItems) && (found is null || found < proved))
        {
            var there = found is null ? "there is no journal" : $"the journal ends with frame {found}";
            var through = proved is null ? "" : $" whose journal goes to frame {proved}";
            throw new DataFolderException(where.Name, $"{there}, and the {(isSnapshot ? "snapshots" : "items")} of {place} are of an account{through}", where.Remedy);
        }
        if (progress is not null)
            await RefuseOtherAccountAsync(journal, where, progress, cancellationToken);
    }

    // Two accounts count their frames alike; the hash of a frame is of this journal alone.
    private async Task RefuseOtherAccountAsync(IJournal journal, JournalPlace where, ItemProgress stored, CancellationToken cancellationToken)
    {
        var (isSame, fault) = (false, (JournalDamagedException?)null);
        try
        {
            await foreach (var first in journal.ReadAsync(stored.Position, cancellationToken))
            {
                isSame = first.Frame.Id == stored.Frame && (stored.Hash ?? first.Frame.Hash.ToString()) == first.Frame.Hash.ToString();
                break;
            }
        }
        catch (JournalDamagedException exception)
        {
            fault = exception; // In another journal the position may be within a frame, or past the end.
        }
        if (!isSame)
            throw new DataFolderException(where.Name, $"the items of {place} are of another account than the journal: frame {stored.Frame} at {stored.Position} is not what they were made from", where.Remedy, fault);
    }

    private static async Task<FrameId?> NewestSnapshotAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        var keys = await SnapshotBlobs.ListAsync(blobs, PaperOptions.Partition, cancellationToken);
        // A damaged one proves by its name as much as a whole one.
        return keys.Select(Snapshot.FrameOf).Max();
    }
}
