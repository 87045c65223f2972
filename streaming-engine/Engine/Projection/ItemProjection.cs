using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// Stores orders, fills, positions, balances and strategies as items, with the last frame that they show in the same transaction as the last of them.
/// What a crash kept from the store is written again from the journal at the next start.
/// </summary>
internal sealed class ItemProjection(IItemStore items, ItemShapes shapes) : IProjection
{
    // A long journal is caught up in parts: so many orders and fills wait in memory before they are stored.
    private const int PendingMax = 2_000;

    private readonly Dictionary<ClientOrderId, OrderView> _orders = [];
    private readonly List<FillView> _fills = [];
    private readonly HashSet<StrategyInstanceId> _removed = [];
    private readonly AccountHeadReader _head = new();
    private AccountHead? _known;
    private bool _isHeadStored;
    private bool _isHeadStoring;
    private FrameHash _hash;
    private JournalPosition _position;
    private bool _isDirty;
    private IEnumerator<ItemWrite[]>? _parts; // What is being stored; a part that failed is stored again.
    private ItemProgress? _progressStoring;
    private volatile ItemProgress? _progress;
    private volatile int _storing;

    /// <inheritdoc/>
    public int Unstored => _orders.Count + _fills.Count + _storing;

    /// <summary>The last frame that the stored items show; before any where there are none. Any thread may ask.</summary>
    public FrameId StoredThrough => _progress?.Frame ?? new FrameId(-1, -1);

    /// <summary>Transactions so far.</summary>
    public long Transactions { get; private set; }

    /// <summary>What the account keeps for good: from the items, or from the first frames of the journal; null for none.</summary>
    public async Task<AccountHead?> ReadHeadAsync(IJournal journal, CancellationToken cancellationToken)
    {
        var stored = await items.GetAsync(shapes.HeadKey, cancellationToken);
        _isHeadStored = stored is not null;
        _known = stored is null ? await AccountHead.ReadAsync(journal, cancellationToken) : ItemShapes.ReadHead(stored.Item);
        return _known;
    }

    /// <summary>Fills of before, newest first.</summary>
    public async Task<IReadOnlyList<FillView>> ReadFillsAsync(Portfolio portfolio, int count, CancellationToken cancellationToken)
    {
        var page = await items.QueryAsync(new ItemQuery(shapes.PartitionKey, new ItemRange.Prefix(ItemShapes.FillPrefix), count, isDescending: true), cursor: null, cancellationToken);
        return [.. page.Items.Select(stored => ItemShapes.ReadFill(stored.Item, portfolio)).OfType<FillView>()];
    }

    /// <summary>Gives items of before the keys of their indexes, where they have none yet.</summary>
    /// <param name="cancellationToken">Ends it between two transactions; it begins again the next time.</param>
    /// <exception cref="StoreException">Another engine writes them.</exception>
    public async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        if (await items.GetAsync(shapes.ProgressKey, cancellationToken) is { } progress && !ItemShapes.AreCurrent(progress.Item))
            await IndexAsync(progress, cancellationToken);
    }

    /// <summary>Brings the store to what the journal says: folds the frames that it has not seen, as they were folded when they were written.</summary>
    /// <param name="journal">Checked to have the last frame that the items show.</param>
    /// <param name="snapshots">To begin at, where the items go as far.</param>
    /// <param name="options">Of the kernel.</param>
    /// <param name="last">The last frame of the journal; its sequence is -1 where there is none.</param>
    /// <param name="cancellationToken">Ends it between two transactions; it goes on there.</param>
    public async Task RecoverAsync(IJournal journal, IBlobStore snapshots, KernelOptions options, FrameId last, CancellationToken cancellationToken)
    {
        await UpgradeAsync(cancellationToken);
        var progress = await items.GetAsync(shapes.ProgressKey, cancellationToken);
        _progress = progress is null ? null : ItemShapes.ReadProgress(progress.Item);
        var stored = StoredThrough;
        if (stored == last || last.Sequence < 0)
            return;
        // What a fill realized, and which order it was of, only the state before it tells.
        var begin = stored.Sequence < 0 ? null : (await SnapshotBlobs.FindAsync(snapshots, journal.Partition, options, stored, cancellationToken)).Snapshot;
        var fold = new EntryFold(begin?.State ?? new KernelState(options));
        var replay = new Replay(journal, begin, options);
        var entries = new List<FoldedEntry>();
        await foreach (var frame in replay.AcceptedAsync(cancellationToken))
        {
            entries.Clear();
            entries.AddRange(frame.ReadEntries().Select(fold.Fold));
            if (frame.Id <= stored)
                continue;
            Take(frame.Hash, replay.Position, entries);
            if (_orders.Count + _fills.Count >= PendingMax || frame.Id == last)
                await FlushAsync(fold.State, frame.Id, cancellationToken);
        }
    }

    // Orders and fills of before are put again with their keys of indexes; ended on the way, it is begun again at the next start.
    private async Task IndexAsync(StoredItem progress, CancellationToken cancellationToken)
    {
        foreach (var prefix in ItemShapes.IndexedPrefixes)
        {
            var query = new ItemQuery(shapes.PartitionKey, new ItemRange.Prefix(prefix), ItemTransaction.WritesMax);
            string? cursor = null;
            do
            {
                var page = await items.QueryAsync(query, cursor, cancellationToken);
                await PutAgainAsync([.. page.Items.Where(stored => stored.Item != shapes.Indexed(stored.Item)).Select(stored => new ItemWrite.Put(shapes.Indexed(stored.Item), ItemCondition.Version(stored.Version)))], cancellationToken);
                cursor = page.NextCursor;
            }
            while (cursor is not null);
        }
        await PutAgainAsync([new ItemWrite.Put(shapes.Current(progress.Item), ItemCondition.Version(progress.Version))], cancellationToken);
    }

    // An engine alone writes its account: what changed since it was read is another's, and newer.
    private async Task PutAgainAsync(ItemWrite[] writes, CancellationToken cancellationToken)
    {
        if (writes.Length == 0)
            return;
        if (await items.TransactAsync(new ItemTransaction(writes), cancellationToken) is ItemTransactionOutcome.Conflict { Conflicts: [var first, ..] })
            throw new StoreException(StoreFault.InUse, $"item {writes[first.Index].Key} was written by another while it was given its keys of indexes; stop that one first, and start again");
        Transactions++;
    }

    public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Take(Durable.Frame frame, IReadOnlyList<FoldedEntry> entries) => Take(frame.Hash, frame.Position, entries);

    public async ValueTask FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken)
    {
        if (_parts is null && !_isDirty)
            return;
        _parts ??= Gather(state, frame);
        do
        {
            await items.TransactAsync(new ItemTransaction(_parts.Current), cancellationToken);
            Transactions++;
        }
        while (_parts.MoveNext());
        _isHeadStored |= _isHeadStoring;
        _progress = _progressStoring;
        (_parts, _storing) = (null, 0);
    }

    // At its first part. Orders and fills become items only as they are stored: there may be many.
    private IEnumerator<ItemWrite[]> Gather(KernelState state, FrameId frame)
    {
        var (orders, fills) = (_orders.Values.ToArray(), _fills.ToArray());
        var writes = new List<ItemWrite>();
        writes.AddRange(state.Portfolio.Holdings.Select(holding => Put(shapes.Position(holding))));
        writes.AddRange(state.Portfolio.Balances.Select(balance => Put(shapes.Balance(balance))));
        writes.AddRange(_removed.Where(id => state.FindStrategy(id) is null).Select(id => new ItemWrite.Delete(shapes.StrategyKey(id), ItemCondition.Any)));
        writes.AddRange(state.Strategies.Select(strategy => Put(shapes.Strategy(strategy))));
        var head = _known ?? _head.Head;
        _isHeadStoring = !_isHeadStored && head?.Terms is not null;
        if (_isHeadStoring)
            writes.Add(Put(shapes.Head(head!, head!.Terms!)));
        _progressStoring = new ItemProgress(frame, _hash.ToString(), _position);
        writes.Add(Put(shapes.Progress(_progressStoring)));
        _orders.Clear();
        _fills.Clear();
        _removed.Clear();
        (_isDirty, _storing) = (false, orders.Length + fills.Length);
        var parts = orders.Select(order => Put(shapes.Order(order)))
            .Concat(fills.Select(fill => Put(shapes.Fill(fill))))
            .Concat(writes)
            .Chunk(ItemTransaction.WritesMax)
            .GetEnumerator();
        parts.MoveNext();
        return parts;
    }

    private void Take(FrameHash hash, JournalPosition position, IReadOnlyList<FoldedEntry> entries)
    {
        (_isDirty, _hash, _position) = (true, hash, position);
        foreach (var folded in entries)
        {
            if (_known is null)
                _head.Take(folded.Entry);
            if (folded.Order is { } order)
                _orders[order.Id] = order;
            if (folded.Fill is { } fill)
                _fills.Add(fill);
            if (folded.Entry is StrategyCommand { Action: StrategyAction.Remove } removed)
                _removed.Add(removed.Strategy);
        }
    }

    private static ItemWrite.Put Put(Item item) => new(item, ItemCondition.Any);
}
