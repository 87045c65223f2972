namespace VeloZ.Venues;

/// <summary>How much adapters remember.</summary>
internal static class OrderMemory
{
    /// <summary>Orders of which something is remembered, by when they were first seen; of an older one the venue is asked, as after a restart.</summary>
    public const int OrdersMax = 12_000;
}
