using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Coinbase's ids of our orders, which are all that it can be asked by: those that answers, streams and lists have told. Of orders of others it remembers that they are none of
/// ours.
/// </summary>
/// <remarks>Thread-safe. Those of a process before this one are learned when they are looked for. The ones that nobody spoke of for longest are forgotten first.</remarks>
internal sealed class CoinbaseIds
{
    private readonly Lock _gate = new();
    private readonly Recent<ClientOrderId, Known> _known = new();
    private readonly Recent<string, string> _clientIds = new(); // By the venue's.

    /// <summary>An order is about to be sent.</summary>
    /// <param name="id">Ours.</param>
    /// <param name="time">The venue's; the first where it is sent again.</param>
    public void Sent(ClientOrderId id, UnixNanos time)
    {
        lock (_gate)
        {
            if (!_known.TryGet(id, out _))
                _known.Set(id, new Known(VenueId: null, time));
        }
    }

    /// <summary>An order was told.</summary>
    /// <param name="clientId">Of whoever made it; may be empty.</param>
    /// <param name="venueId">Coinbase's.</param>
    public void Learn(string clientId, string venueId)
    {
        lock (_gate)
        {
            if (!_clientIds.TryGet(venueId, out _))
                _clientIds.Set(venueId, clientId);
            if (ClientOrderId.TryParse(clientId, out var id))
                _known.Set(id, (_known.TryGet(id, out var known) ? known : default) with { VenueId = venueId });
        }
    }

    /// <summary>Coinbase's id of an order; null where it is not known.</summary>
    public string? Find(ClientOrderId id)
    {
        lock (_gate)
            return _known.TryGet(id, out var known) ? known.VenueId : null;
    }

    /// <summary>When an order was first sent, by the venue's clock; null where this process did not.</summary>
    public UnixNanos? SentTimeOf(ClientOrderId id)
    {
        lock (_gate)
            return _known.TryGet(id, out var known) ? known.SentTime : null;
    }

    /// <summary>The client order id of an order, which may be empty; null where it is not known.</summary>
    public string? ClientIdOf(string venueId)
    {
        lock (_gate)
            return _clientIds.TryGet(venueId, out var clientId) ? clientId : null;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Known(string? VenueId, UnixNanos? SentTime);

    // Two halves: where the young one is full it becomes the old one, and what is asked for comes over from there.
    private sealed class Recent<TKey, TValue>
        where TKey : notnull
    {
        private const int HalfMax = 10_000;

        private Dictionary<TKey, TValue> _old = [];
        private Dictionary<TKey, TValue> _young = [];

        public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
        {
            if (_young.TryGetValue(key, out value))
                return true;
            if (!_old.TryGetValue(key, out value))
                return false;
            Set(key, value);
            return true;
        }

        public void Set(TKey key, TValue value)
        {
            if (_young.Count >= HalfMax && !_young.ContainsKey(key))
                (_old, _young) = (_young, []);
            _young[key] = value;
        }
    }
}
