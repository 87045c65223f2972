using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Venues that carry out all or some of what there is; the rest is the kernel's.</summary>
internal static class DeskVenues
{
    private static readonly VenueFeatures[] All =
    [
        VenueFeatures.All,
        new VenueFeatures { HasLinkedOrders = false },
        new VenueFeatures { HasConditionalOrders = false },
        new VenueFeatures { HasTrailingStops = false, HasGoodTillDate = false },
        new VenueFeatures { HasLinkedOrders = false, HasTrailingStops = false },
        new VenueFeatures { HasLinkedOrders = false, HasConditionalOrders = false, HasTrailingStops = false, HasGoodTillDate = false },
        new VenueFeatures { HasLinkedOrders = false, HasTrailingStops = false, HasGoodTillDate = false, HasAmendments = false },
    ];

    /// <summary>The venue of a seed: each meets each kind of bars, which go by the seed's rest too.</summary>
    public static VenueFeatures Of(int seed) => All[(seed + (seed / All.Length)) % All.Length];
}
