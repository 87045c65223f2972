using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Requests on their way, by the time they arrive, then as sent. None about an order overtakes another about the same order.</summary>
internal sealed class Arrivals
{
    private readonly List<Arrival> _all = [];

    public int Count => _all.Count;

    public IReadOnlyList<Arrival> All => _all;

    public bool TryPeek(out Arrival next)
    {
        next = _all.Count > 0 ? _all[0] : default;
        return _all.Count > 0;
    }

    public Arrival Take()
    {
        var next = _all[0];
        _all.RemoveAt(0);
        return next;
    }

    /// <summary>Takes away an order on its way, and all about it; false where it is not on its way.</summary>
    public bool TryEnd(ClientOrderId id) => _all.Exists(arrival => arrival.Id == id && arrival.Order is not null) && _all.RemoveAll(arrival => arrival.Id == id) > 0;

    public void Add(in Arrival arrival)
    {
        var (id, place) = (arrival.Id, _all.Count);
        while (place > 0 && _all[place - 1].Time > arrival.Time && _all[place - 1].Id != id)
            place--;
        var time = place > 0 && _all[place - 1].Id == id && _all[place - 1].Time > arrival.Time ? _all[place - 1].Time : arrival.Time;
        _all.Insert(place, arrival with { Time = time });
    }
}
