using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>The state as bytes: what its hash is of, and what snapshots hold.</content>
public sealed partial class KernelState
{
    /// <summary>SHA-256 of the whole state, lower hex: equal states have equal hashes on every machine.</summary>
    public string Hash()
    {
        var writer = new MessageWriter();
        WriteTo(writer);
        return Convert.ToHexStringLower(SHA256.HashData(writer.Written));
    }

    /// <summary>A state as <see cref="WriteTo"/> wrote it: the same hash, and the same from here on.</summary>
    /// <param name="options">Those it was made with.</param>
    /// <param name="reader">At its first byte.</param>
    /// <param name="version">How its orders were written, see <see cref="Order.Version"/>.</param>
    /// <exception cref="MessageFormatException">The bytes are not a state of this version.</exception>
    public static KernelState Read(KernelOptions options, ref MessageReader reader, int version = Order.Version)
    {
        var state = new KernelState(options);
        state.Restore(ref reader, version);
        return reader.HasMore ? throw reader.Fault("the state had ended, and more bytes followed") : state;
    }

    /// <summary>Adds the whole state to what the writer holds: what the hash is of, and what a snapshot holds.</summary>
    public void WriteTo(MessageWriter writer)
    {
        writer.Number(EntriesFolded);
        writer.Number(Epoch);
        writer.Number(NextOrderCounter);
        RiskCodec.Write(writer, TradingState, KillSwitches, Limits);
        Portfolio.WriteTo(writer);
        writer.Number(_orders.Count);
        foreach (var order in _orders.Values.OrderBy(order => order.Id))
            order.WriteTo(writer);
        writer.Number(_openOrders.Count);
        foreach (var order in _openOrders)
            writer.Text(order.Id.Text);
        writer.Number(_keptOrders.Count + _closedOrders.Count);
        foreach (var order in ClosedOrders)
            writer.Text(order.Id.Text);
        writer.Number(_strategies.Count);
        foreach (var strategy in _strategies)
            strategy.WriteTo(writer);
        writer.Number(_timers.Count);
        foreach (var timer in _timers)
            JournalCodec.Write(writer, new TimerSet(default, timer.Strategy, timer.Name, timer.DueTime));
        writer.Number(_lists.Count);
        foreach (var list in _lists.Values.OrderBy(list => list.ListId, StringComparer.Ordinal))
            JournalCodec.Write(writer, list);
        WriteTaken(writer);
        writer.Number(_algorithms.Count);
        foreach (var algorithm in _algorithms.Values.OrderBy(algorithm => algorithm.ParentId, StringComparer.Ordinal))
            JournalCodec.Write(writer, algorithm);
        writer.Number(_differences.Count);
        foreach (var difference in _differences)
        {
            writer.Text(difference.Venue);
            writer.Text(difference.Text);
        }
        writer.Number(_paperMarkets.Count);
        foreach (var market in _paperMarkets)
            JournalCodec.Write(writer, market);
        writer.Number(_recentOrders.Count);
        foreach (var time in _recentOrders)
            writer.Time(time);
        _keys.WriteTo(writer);
        writer.Number(_agreedTimes.Count);
        foreach (var (venue, time) in _agreedTimes)
        {
            writer.Text(venue);
            writer.Time(time);
        }
        writer.Text(ForgottenThrough.Text);
        _fundings.WriteTo(writer);
    }

    private void Restore(ref MessageReader reader, int version)
    {
        EntriesFolded = reader.Number();
        Epoch = reader.Number();
        NextOrderCounter = reader.Number();
        (TradingState, var switches, Limits) = RiskCodec.Read(ref reader);
        KillSwitches = switches;
        Portfolio.Restore(ref reader);
        RestoreOrders(ref reader, version);
        for (var left = reader.Count(); left > 0; left--)
            _strategies.Add(StrategyRecord.ReadFrom(ref reader));
        for (var left = reader.Count(); left > 0; left--)
            FoldTimer(Entry<TimerSet>(ref reader));
        RestoreLists(ref reader, version);
        for (var left = reader.Count(); left > 0; left--)
        {
            var algorithm = Entry<AlgoState>(ref reader);
            _algorithms.Add(algorithm.ParentId, algorithm);
        }
        for (var left = reader.Count(); left > 0; left--)
            _differences.Add(new OpenDifference(reader.Text(), reader.Text()));
        for (var left = reader.Count(); left > 0; left--)
            _paperMarkets.Add(Entry<PaperMarketState>(ref reader));
        for (var left = reader.Count(); left > 0; left--)
            _recentOrders.Enqueue(reader.Time());
        _keys.Restore(ref reader);
        for (var left = reader.Count(); left > 0; left--)
            _agreedTimes.Add(reader.Text(), reader.Time());
        var forgotten = reader.Text();
        if (forgotten.Length > 0)
            ForgottenThrough = ClientOrderId.TryParse(forgotten, out var id) ? id : throw reader.Fault($"client order id was '{forgotten}'");
        _fundings.Restore(ref reader);
    }

    private void RestoreOrders(ref MessageReader reader, int version)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var order = Order.ReadFrom(ref reader, version);
            _orders.Add(order.Id, order);
        }
        for (var left = reader.Count(); left > 0; left--)
            _openOrders.Add(Known(OrderCodec.ReadId(ref reader)));
        _heldOrders.AddRange(_openOrders.Where(order => order.IsHeld));
        for (var left = reader.Count(); left > 0; left--)
            _closedOrders.Enqueue(OrderCodec.ReadId(ref reader));
    }

    // Linked are those that are known: a list names also those that were forgotten.
    private void RestoreLists(ref MessageReader reader, int version)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var list = Entry<OrderListNew>(ref reader);
            _lists.Add(list.ListId, list);
            Link(list);
        }
        foreach (var id in _clusters.Keys.Where(id => !_orders.ContainsKey(id)).ToArray())
            _clusters.Remove(id);
        RestoreTaken(ref reader, version);
        // What they hold back is in the balances already.
        foreach (var cluster in _clusters.Values)
            cluster.Recount(HeldBack);
        // Orders are kept for others only once there are more than are kept anyway.
        while (_closedOrders.Count > _options.ClosedOrdersMax)
            _keptOrders.Add(_orders[_closedOrders.Dequeue()]);
    }

    private const int TakenVersion = 5; // Since then what others closed of lists is written.

    // By the first list of each cluster that is known.
    private void WriteTaken(MessageWriter writer)
    {
        var taken = _lists.Values
            .Select(list => (list.ListId, Cluster: list.Members.Select(ClusterOf).FirstOrDefault(known => known is not null)))
            .Where(one => one.Cluster is { TakenQuantity: not 0 } cluster && cluster.Lists[0].ListId == one.ListId)
            .OrderBy(one => one.ListId, StringComparer.Ordinal)
            .ToArray();
        writer.Number(taken.Length);
        foreach (var (listId, cluster) in taken)
        {
            writer.Text(listId);
            writer.Decimal(cluster!.TakenQuantity);
        }
    }

    private void RestoreTaken(ref MessageReader reader, int version)
    {
        if (version < TakenVersion)
        {
            if (_clusters.Values.FirstOrDefault() is { } known)
                throw reader.Fault($"order list {known.Lists[0].ListId} was written without what others have closed of it");
            return;
        }
        for (var left = reader.Count(); left > 0; left--)
        {
            var (listId, taken) = (reader.Text(), reader.Decimal());
            var cluster = _lists.TryGetValue(listId, out var list) ? list.Members.Select(ClusterOf).FirstOrDefault(known => known is not null) : null;
            (cluster ?? throw reader.Fault($"order list {listId}, of which {taken} were closed by others, was not known")).Take(taken);
        }
    }

    private static T Entry<T>(ref MessageReader reader)
        where T : JournalEntry
    {
        var entry = reader.Entry();
        return entry as T ?? throw reader.Fault($"a {typeof(T).Name} was to come, {entry.Kind} came");
    }
}
