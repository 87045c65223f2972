using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>An account after a crash, before the first price has come.</summary>
internal sealed class Restarted
{
    private readonly KernelHarness _before;

    public Restarted(KernelHarness before)
    {
        _before = before;
        var state = new KernelState(before.Options);
        foreach (var entry in before.Journal)
            state.Fold(entry);
        Kernel = new Kernel(before.Options, state);
    }

    public Kernel Kernel { get; }

    public Decision Decision { get; } = new();

    public Order Find(Order order) => Kernel.State.FindOrder(order.Id)!;

    /// <summary>What happened while we were away.</summary>
    public void Fill(Order order, decimal quantity, decimal price)
    {
        Decision.Clear();
        var (at, filled) = (_before.Market.ToPrice(price, GridRounding.Exact), _before.Market.ToQuantity(quantity, GridRounding.Exact));
        Kernel.Decide(new VenueReport.Filled(_before.Now, order.Id, _before.Now, UpdateSource.Stream, "R1", "V1", at, filled, new Money(0, Currency.Parse("USDT")), Liquidity.Maker), Decision);
    }
}
