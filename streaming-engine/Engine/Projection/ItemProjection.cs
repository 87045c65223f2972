using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// Stores orders, fills, positions, balances and strategies as items, with the last frame that they show in the same transaction as the last of them.
/// What a crash kept from the store is written again from the journal at the next start.
/// </summary>
internal sealed class ItemProjection(IItemStore items, ItemShapes shapes) : IProjection
{
    private readonly Dictionary<ClientOrderId, OrderView> _orders = [];
    private readonly List<FillView> _fills = [];
    private readonly HashSet<StrategyInstanceId> _removed = [];
    private FrameId _stored = new(-1, -1);
    private JournalPosition _position;
    private bool _isDirty;

    /// <summary>Transactions so far.</summary>
    public long Transactions { get; private set; }

    /// <summary>Fills of before, newest first.</summary>
    public async Task<IReadOnlyList<FillView>> ReadFillsAsync(Portfolio portfolio, int count, CancellationToken cancellationToken)
    {
        var page = await items.QueryAsync(new ItemQuery(shapes.PartitionKey, new ItemRange.Prefix(ItemShapes.FillPrefix), count, isDescending: true), cursor: null, cancellationToken);
        return [.. page.Items.Select(stored => ItemShapes.ReadFill(stored.Item, portfolio)).OfType<FillView>()];
    }

    /// <summary>Brings the store to what the journal says: fills from the frames it has not seen, the rest from the state.</summary>
    public async Task RecoverAsync(IJournal journal, KernelState state, FramePrefix prefix, JournalPosition position, CancellationToken cancellationToken)
    {
        var last = new FrameId(prefix.Epoch, prefix.NextSequence - 1);
        if (await items.GetAsync(shapes.ProgressKey, cancellationToken) is { } stored)
            (_stored, _position) = ItemShapes.ReadProgress(stored.Item);
        if (_stored == last || prefix.NextSequence == 0)
            return;
        await ReadMissedAsync(journal, state, cancellationToken);
        foreach (var order in state.OpenOrders.Concat(state.ClosedOrders))
            _orders[order.Id] = OrderView.Of(order);
        (_isDirty, _position) = (true, position);
        await FlushAsync(state, last, cancellationToken);
    }

    public ValueTask StartAsync(KernelState state, FrameId frame, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Take(KernelState state, Durable.Frame frame, IReadOnlyList<FillView> fills)
    {
        (_isDirty, _position) = (true, frame.Position);
        _fills.AddRange(fills);
        foreach (var entry in frame.Entries)
        {
            if (OrderOf(state, entry) is { } order)
                _orders[order.Id] = OrderView.Of(order);
            else if (entry is StrategyCommand { Action: StrategyAction.Remove } removed)
                _removed.Add(removed.Strategy);
        }
    }

    public async ValueTask FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken)
    {
        if (!_isDirty)
            return;
        var writes = new List<ItemWrite>();
        writes.AddRange(_orders.Values.Select(order => Put(shapes.Order(order))));
        writes.AddRange(_fills.Select(fill => Put(shapes.Fill(fill))));
        writes.AddRange(state.Portfolio.Holdings.Select(holding => Put(shapes.Position(holding))));
        writes.AddRange(state.Portfolio.Balances.Select(balance => Put(shapes.Balance(balance))));
        writes.AddRange(_removed.Where(id => state.FindStrategy(id) is null).Select(id => new ItemWrite.Delete(shapes.StrategyKey(id), ItemCondition.Any)));
        writes.AddRange(state.Strategies.Select(strategy => Put(shapes.Strategy(strategy))));
        writes.Add(Put(shapes.Progress(frame, _position)));
        foreach (var part in writes.Chunk(ItemTransaction.WritesMax))
        {
            await items.TransactAsync(new ItemTransaction(part), cancellationToken);
            Transactions++;
        }
        _orders.Clear();
        _fills.Clear();
        _removed.Clear();
        (_stored, _isDirty) = (frame, false);
    }

    private async Task ReadMissedAsync(IJournal journal, KernelState state, CancellationToken cancellationToken)
    {
        await foreach (var frame in journal.ReadAsync(_position, cancellationToken))
        {
            if (frame.Frame.Id.CompareTo(_stored) <= 0)
                continue;
            foreach (var entry in frame.Frame.ReadEntries())
            {
                // What a fill realized is not in it: it is told as it happens, and not again.
                if (entry is OrderFill fill && state.FindOrder(fill.Id) is { } order)
                    _fills.Add(new FillView(fill, order.Terms.Instrument, order.Terms.Side, order.Terms.Strategy, RealizedPnl: 0));
            }
        }
    }

    private static Order? OrderOf(KernelState state, JournalEntry entry) => entry switch
    {
        OrderNew one => state.FindOrder(one.Id),
        OrderUpdate one => state.FindOrder(one.Id),
        OrderFill one => state.FindOrder(one.Id),
        OrderCancel one => state.FindOrder(one.Id),
        OrderAdopt one => state.FindOrder(one.Id),
        OrderAmend one => state.FindOrder(one.Id),
        _ => null,
    };

    private static ItemWrite.Put Put(Item item) => new(item, ItemCondition.Any);
}
