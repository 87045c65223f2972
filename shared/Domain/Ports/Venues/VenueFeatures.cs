namespace VeloZ.Domain;

/// <summary>What a venue carries out by itself. What it lacks the kernel does in its place, as long as the process lives, or refuses.</summary>
public sealed record VenueFeatures
{
    /// <summary>A venue that carries out everything.</summary>
    public static VenueFeatures All { get; } = new();

    /// <summary>Whether stops, if-touched and trailing orders rest there; else they are held here until their trigger.</summary>
    public bool HasConditionalOrders { get; init; } = true;

    /// <summary>Whether trailing stops rest there; else they are held here until their trigger.</summary>
    public bool HasTrailingStops { get; init; } = true;

    /// <summary>Whether it ends good-till-date orders; else they are canceled from here.</summary>
    public bool HasGoodTillDate { get; init; } = true;

    /// <summary>Whether an order may show less than it has; else one that asks for it is refused.</summary>
    public bool HasIceberg { get; init; } = true;

    /// <summary>
    /// Whether it knows which orders cancel or reduce each other, and does so in the moment one fills; else we do when we hear of it, and in between, or while we
    /// are away, more than one may fill.
    /// </summary>
    public bool HasLinkedOrders { get; init; } = true;

    /// <summary>Whether an order that rests may be moved or made larger there; else it must be canceled and placed anew. Smaller it may be made everywhere.</summary>
    public bool HasAmendments { get; init; } = true;

    /// <summary>Whether it cancels orders that work, and no others, where it does not hear of us for a while.</summary>
    public bool HasDeadManTimer { get; init; } = true;

    /// <summary>Whether an order of that type rests there.</summary>
    public bool Holds(OrderType type) => !type.IsConditional() || (HasConditionalOrders && (HasTrailingStops || !type.IsTrailing()));
}
