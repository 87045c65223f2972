using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Simulation;

/// <summary>What must hold when everything has come to rest.</summary>
/// <param name="world">At rest, its node up.</param>
internal sealed class FinalChecks(SimulatedWorld world)
{
    public void Run()
    {
        var state = world.Node.Kernel!.State;
        CheckBalances(state);
        CheckOrders(state);
        CheckOthers();
        world.Node.CheckReplay();
        world.Checks.That(Invariant.ReplayIsState, state.Hash() == world.Ledger.State.Hash(), () => "what runs has another state than what is durable");
        foreach (var balance in state.Portfolio.Balances)
            world.Checks.That(Invariant.ReserveCovers, balance.Locked == 0, () => $"{balance.Locked} {balance.Currency} are held back, and no order is open");
    }

    private void CheckBalances(KernelState state)
    {
        foreach (var told in world.Exchange.Balances)
        {
            var ours = state.Portfolio.BalanceOf(told.Currency).Total;
            world.Checks.That(Invariant.PositionIsFills, ours == told.Amount, () => $"the venue has {told}, the engine {ours}");
        }
        // Fees in base currency are not part of it.
        var currency = SimulatedMarket.Instrument.Id.Base;
        var position = AmountOf(currency, world.Exchange.Balances) - AmountOf(currency, SimulatedMarket.Deposits);
        var held = state.Portfolio.Holdings[0].Position.SignedQuantity;
        world.Checks.That(Invariant.PositionIsFills, held == position, () => $"the venue's fills and fees make a position of {position}, the engine has {held}");
    }

    private static decimal AmountOf(Currency currency, IEnumerable<Money> amounts) => amounts.Single(amount => amount.Currency == currency).Amount;

    private void CheckOrders(KernelState state)
    {
        foreach (var order in world.Exchange.Orders)
        {
            if (order.Status == VenueOrderStatus.Rejected || !ClientOrderId.TryParse(order.ClientId, out var id))
                continue;
            var known = state.FindOrder(id);
            world.Checks.That(Invariant.NoFalseNegative, known is not null, () => $"order {id} is at the venue, and the engine does not know it");
            var isDead = known!.Status is OrderStatus.NotPlaced or OrderStatus.Rejected;
            world.Checks.That(Invariant.NoFalseNegative, !isDead || !world.Exchange.Knows(order.ClientId), () => $"order {id} is at the venue, and the engine calls it {known.Status}");
            world.Checks.That(Invariant.PositionIsFills, known.FilledQuantity.Value == order.Filled, () => $"order {id} filled {order.Filled} at the venue, and {known.FilledQuantity} here");
        }
    }

    private void CheckOthers()
    {
        foreach (var order in world.Exchange.Orders)
        {
            if (!ClientOrderId.TryParse(order.ClientId, out _))
                world.Checks.That(Invariant.OthersAreUntouched, order is { IsOpen: true, IsTouched: false }, () => $"order {order.ClientId} of somebody else was touched");
        }
    }
}
