using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the resolver remembers of an order that it asks for, or will. Not part of the state: after a restart every open order is asked for anew.</summary>
/// <param name="id">The order.</param>
internal sealed class OrderWatch(ClientOrderId id)
{
    public ClientOrderId Id { get; } = id;

    /// <summary>When something is to be done; changed only by <see cref="OrderWatches"/>.</summary>
    public UnixNanos Due { get; set; }

    /// <summary>After this no request that was sent can still be taken by the venue.</summary>
    public UnixNanos Deadline { get; set; }

    /// <summary>Of the last question.</summary>
    public long Number { get; set; }

    /// <summary>Whether the last question has no answer yet.</summary>
    public bool IsAsking { get; set; }

    public UnixNanos AskedTime { get; set; }

    /// <summary>Answers so far that did not settle it; the next question waits longer.</summary>
    public int Rounds { get; set; }

    /// <summary>Conclusive answers in a row that the venue does not know it.</summary>
    public int NotFounds { get; set; }

    /// <summary>Whether the venue is to be asked, whatever the order's status: our books and the venue's do not fit.</summary>
    public bool MustAsk { get; set; }

    /// <summary>Whether recovery waits for an answer.</summary>
    public bool IsOfRecovery { get; set; }

    /// <summary>Until then a cancel counts as on its way.</summary>
    public UnixNanos CancelPendingUntil { get; set; }
}

/// <summary>The orders that the resolver watches, by the time something is to be done.</summary>
internal sealed class OrderWatches
{
    private readonly Dictionary<ClientOrderId, OrderWatch> _byId = [];
    private readonly SortedSet<(UnixNanos Due, ClientOrderId Id)> _byDue = [];

    /// <summary>The first due; the latest moment there is when none is watched.</summary>
    public UnixNanos NextDue => _byDue.Count == 0 ? UnixNanos.MaxValue : _byDue.Min.Due;

    public int Count => _byId.Count;

    /// <summary>Whether recovery still waits for the answer about one.</summary>
    public bool IsRecovering => _byDue.Any(one => _byId[one.Id].IsOfRecovery);

    public OrderWatch First => _byId[_byDue.Min.Id];

    public OrderWatch? Find(ClientOrderId id) => _byId.GetValueOrDefault(id);

    public OrderWatch Get(ClientOrderId id, UnixNanos now)
    {
        if (_byId.TryGetValue(id, out var watch))
            return watch;
        watch = new OrderWatch(id) { Due = now, Deadline = now };
        _byId.Add(id, watch);
        _byDue.Add((now, id));
        return watch;
    }

    public void MoveTo(OrderWatch watch, UnixNanos due)
    {
        _byDue.Remove((watch.Due, watch.Id));
        watch.Due = due;
        _byDue.Add((due, watch.Id));
    }

    public void Remove(OrderWatch watch)
    {
        _byDue.Remove((watch.Due, watch.Id));
        _byId.Remove(watch.Id);
    }
}
