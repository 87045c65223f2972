namespace VeloZ.Venues;

/// <summary>How much adapters remember.</summary>
internal static class OrderMemory
{
    /// <summary>Orders of which something is remembered: more than the engine itself knows, so that of no order that it knows a part is told twice.</summary>
    public const int OrdersMax = 12_000;
}
