using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Follows, by what a venue's stream says of each order's whole fills, whether one of them was missed: an end that is told before all fills are known would make a late one look
/// like an error.
/// </summary>
internal sealed class FillCursor
{
    private readonly Dictionary<ClientOrderId, decimal> _filled = [];
    private readonly Queue<ClientOrderId> _order = new();

    /// <summary>A fill is told.</summary>
    /// <param name="id">Of which order.</param>
    /// <param name="quantity">Base units of it.</param>
    /// <param name="whole">Base units of the order so far, it included.</param>
    /// <returns>Whether none is missing before it.</returns>
    public bool Fill(ClientOrderId id, decimal quantity, decimal whole)
    {
        var before = _filled.GetValueOrDefault(id);
        if (whole > before)
            Set(id, whole);
        return whole - quantity <= before;
    }

    /// <summary>An end is told.</summary>
    /// <param name="id">Of which order.</param>
    /// <param name="whole">Base units that it filled.</param>
    /// <returns>Whether all its fills were told.</returns>
    public bool End(ClientOrderId id, decimal whole) => whole <= _filled.GetValueOrDefault(id);

    private void Set(ClientOrderId id, decimal whole)
    {
        if (_filled.TryAdd(id, whole))
            _order.Enqueue(id);
        else
            _filled[id] = whole;
        if (_order.Count > OrderMemory.OrdersMax)
            _filled.Remove(_order.Dequeue());
    }
}
