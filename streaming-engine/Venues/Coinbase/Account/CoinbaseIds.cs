using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Coinbase's ids of our orders, which are all that it can be asked by: those that answers, streams and lists have told. Of orders of others it remembers that they are none of
/// ours.
/// </summary>
/// <remarks>Thread-safe. Those of a process before this one are learned when they are looked for.</remarks>
internal sealed class CoinbaseIds
{
    private const int OrdersMax = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<ClientOrderId, Known> _known = [];
    private readonly Queue<ClientOrderId> _order = new();
    private readonly Dictionary<string, string> _clientIds = new(StringComparer.Ordinal); // By the venue's.
    private readonly Queue<string> _venueOrder = new();

    /// <summary>An order is about to be sent.</summary>
    /// <param name="id">Ours.</param>
    /// <param name="time">The venue's; the first where it is sent again.</param>
    public void Sent(ClientOrderId id, UnixNanos time)
    {
        lock (_gate)
        {
            if (!_known.ContainsKey(id))
                Set(id, new Known(VenueId: null, time));
        }
    }

    /// <summary>An order was told.</summary>
    /// <param name="clientId">Of whoever made it; may be empty.</param>
    /// <param name="venueId">Coinbase's.</param>
    public void Learn(string clientId, string venueId)
    {
        lock (_gate)
        {
            if (_clientIds.TryAdd(venueId, clientId))
            {
                _venueOrder.Enqueue(venueId);
                if (_venueOrder.Count > OrdersMax)
                    _clientIds.Remove(_venueOrder.Dequeue());
            }
            if (ClientOrderId.TryParse(clientId, out var id))
                Set(id, (_known.TryGetValue(id, out var known) ? known : default) with { VenueId = venueId });
        }
    }

    /// <summary>Coinbase's id of an order; null where it is not known.</summary>
    public string? Find(ClientOrderId id)
    {
        lock (_gate)
            return _known.GetValueOrDefault(id).VenueId;
    }

    /// <summary>When an order was first sent, by the venue's clock; null where this process did not.</summary>
    public UnixNanos? SentTimeOf(ClientOrderId id)
    {
        lock (_gate)
            return _known.GetValueOrDefault(id).SentTime;
    }

    /// <summary>The client order id of an order, which may be empty; null where it is not known.</summary>
    public string? ClientIdOf(string venueId)
    {
        lock (_gate)
            return _clientIds.GetValueOrDefault(venueId);
    }

    private void Set(ClientOrderId id, Known known)
    {
        if (!_known.ContainsKey(id))
            _order.Enqueue(id);
        _known[id] = known;
        if (_order.Count > OrdersMax)
            _known.Remove(_order.Dequeue());
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Known(string? VenueId, UnixNanos? SentTime);
}
