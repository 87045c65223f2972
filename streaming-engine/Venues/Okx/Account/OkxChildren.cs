using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The orders that triggers have made of ours: OKX gives them ids of their own, and from then on they are what is amended and canceled.</summary>
/// <remarks>Thread-safe. Those of a process before this one are learned when they are asked for.</remarks>
internal sealed class OkxChildren
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientOrderId, string> _ids = [];
    private readonly Queue<ClientOrderId> _order = new();

    /// <summary>An order was triggered.</summary>
    /// <param name="id">Ours.</param>
    /// <param name="child">The venue's id of what it has become.</param>
    /// <returns>Whether that is news.</returns>
    public bool Learn(ClientOrderId id, string child)
    {
        lock (_gate)
        {
            if (!_ids.TryAdd(id, child))
                return false;
            _order.Enqueue(id);
            if (_order.Count > OrderMemory.OrdersMax)
                _ids.Remove(_order.Dequeue());
            return true;
        }
    }

    /// <summary>What an order has become; null where it was not triggered as far as is known.</summary>
    public string? Find(ClientOrderId id)
    {
        lock (_gate)
            return _ids.GetValueOrDefault(id);
    }
}
