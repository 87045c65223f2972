using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What the exits of all lists that rest offer together: no more than there is to close, whatever closed a part of it.</summary>
internal static class ExitCover
{
    /// <summary>Once nothing is on its way: each list counts by the greatest of its exits. Those that are held are sized when they are sent, and one at the market is past that.</summary>
    public static void Check(KernelState state, decimal position, Instrument market)
    {
        foreach (var side in (OrderSide[])[OrderSide.Sell, OrderSide.Buy])
        {
            var exits = state.OpenOrders.Where(order => order.Terms.Side == side && !order.IsHeld && order.Terms.Type != OrderType.Market && IsExit(state, order)).ToArray();
            if (exits.Any(order => order.IsCancelRequested || order.RequestedAmend is not null || order.Status is not (OrderStatus.Accepted or OrderStatus.PartiallyFilled)))
                continue;
            if (state.OpenOrders.Any(order => order.Terms.Side == side && !order.FilledQuantity.IsZero && !IsExit(state, order)))
                continue; // Its next fill may close what is too small for an exit.
            var offered = exits.GroupBy(order => state.ClusterOf(order.Id)).Sum(list => list.Max(order => order.LeavesQuantity.Value));
            var there = Math.Max(0, side == OrderSide.Sell ? position : -position);
            if (offered > there + market.QuantityMin)
                Assert.Fail($"exits offer {offered} {side} of {there}: {string.Join(", ", exits.Select(order => $"{order.Id} {order.Status} {order.LeavesQuantity} of {state.ClusterOf(order.Id)!.ParentOf(order)!.Id}"))}");
        }
    }

    private static bool IsExit(KernelState state, Order order) => order.Terms.IsReduceOnly && state.ClusterOf(order.Id)?.ParentOf(order) is { FilledQuantity.IsZero: false };
}
