using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Which orders rest at their venue, and which of them it knows to go together.</content>
public sealed partial class Kernel
{
    private OrderListNew? LinkOf(Order order) => State.ClusterOf(order.Id) is { } cluster && AreLinked(order.Terms.Instrument.Venue, TypesOf(cluster.PeersOf(order)))
        ? cluster.PeerListOf(order)
        : null;

    // The venue links only what rests there.
    private bool AreLinked(string venue, OrderType[] peers)
    {
        var features = Options.FeaturesOf(venue);
        return features.HasLinkedOrders && Array.TrueForAll(peers, features.Holds);
    }

    // In a cash account a venue sets aside what each of its orders offers, so that a stop has no room beside its peers unless it knows that they go together.
    private bool RestsThere(string venue, OrderType type, OrderType[] peers) => Options.FeaturesOf(venue).Holds(type)
        && (!type.IsConditional() || peers.Length < 2 || Options.AccountKind != AccountKind.Cash || AreLinked(venue, peers));

    private bool RestsThere(Order order) =>
        RestsThere(order.Terms.Instrument.Venue, order.Terms.Type, State.ClusterOf(order.Id) is { } cluster ? TypesOf(cluster.PeersOf(order)) : []);

    private static OrderType[] TypesOf(IEnumerable<Order> orders) => [.. orders.Select(order => order.Terms.Type)];
}
