using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>What an amendment may change of an order.</summary>
/// <param name="Quantity">Base units in all.</param>
/// <param name="Price">Limit; null for none.</param>
/// <param name="Trigger">Null for none.</param>
internal sealed record OrderShape(decimal Quantity, decimal? Price, decimal? Trigger)
{
    public static OrderShape Of(OrderTerms terms) => new(terms.Quantity.Value, terms.Price?.Value, terms.TriggerPrice?.Value);
}

/// <summary>Remembers how orders were told last: a stream that tells orders whole, not what happened to them, tells an amendment by this alone. Thread-safe.</summary>
internal sealed class OrderShapes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientOrderId, Known> _known = [];
    private readonly Queue<ClientOrderId> _order = new();

    /// <summary>An order as we know it, where nothing was told of it.</summary>
    public void Know(ClientOrderId id, OrderTerms terms)
    {
        lock (_gate)
        {
            if (!_known.ContainsKey(id))
                Add(id, OrderShape.Of(terms));
        }
    }

    /// <summary>Takes an order as it is told.</summary>
    /// <returns>Whether it was another before.</returns>
    public bool Take(ClientOrderId id, OrderShape shape)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(id, out var known))
            {
                Add(id, shape);
                return false;
            }
            if (known.Shape == shape)
                return false;
            known.Shape = shape;
            return true;
        }
    }

    /// <summary>An order is triggered.</summary>
    /// <returns>Whether that is told for the first time.</returns>
    public bool TakeTrigger(ClientOrderId id, OrderShape shape)
    {
        lock (_gate)
        {
            var known = _known.TryGetValue(id, out var found) ? found : Add(id, shape);
            var isFirst = !known.IsTriggered;
            known.IsTriggered = true;
            return isFirst;
        }
    }

    private Known Add(ClientOrderId id, OrderShape shape)
    {
        var known = new Known { Shape = shape };
        _known.Add(id, known);
        _order.Enqueue(id);
        if (_order.Count > OrderMemory.OrdersMax)
            _known.Remove(_order.Dequeue());
        return known;
    }

    private sealed class Known
    {
        public required OrderShape Shape { get; set; }

        public bool IsTriggered { get; set; }
    }
}
