namespace VeloZ.VenueServers;

/// <summary>The orders at one price, first come first.</summary>
internal sealed class PriceLevel(long ticks)
{
    /// <summary>Its price, in price increments.</summary>
    public long Ticks { get; } = ticks;

    /// <summary>In the order in which they trade.</summary>
    public LinkedList<LoopbackOrder> Queue { get; } = [];

    /// <summary>What all of them show, in quantity increments.</summary>
    public long Lots { get; private set; }

    /// <summary>Takes an order in as the last one.</summary>
    public void Add(LoopbackOrder order)
    {
        order.Place = Queue.AddLast(order);
        Lots += order.LotsShown;
    }

    /// <summary>An order leaves.</summary>
    public void Remove(LoopbackOrder order)
    {
        Queue.Remove(order.Place!);
        order.Place = null;
        Lots -= order.LotsShown;
    }

    /// <summary>An order shows so much less, or more where it is negative, and keeps its place.</summary>
    public void Lessen(LoopbackOrder order, long lots)
    {
        order.LotsShown -= lots;
        Lots -= lots;
    }
}
