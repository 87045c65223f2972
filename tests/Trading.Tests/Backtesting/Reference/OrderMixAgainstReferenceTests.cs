using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>Random orders of every kind over random bars, so that what no table thought of meets what else no table thought of.</summary>
public sealed class OrderMixAgainstReferenceTests
{
    [Fact]
    public void Fills_of_random_orders_are_the_reference_s()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        var fills = 0;
        for (var seed = 0; seed < Tier.Pick(quick: 300, full: 2_000, nightly: 40_000); seed++)
        {
            var table = RandomBars.Make(seed, 200);
            var (steps, settings) = OrderMix.Make(table, seed);
            var wanted = OrderMixReference.Run(table, steps, settings.Simulation, OrderMix.Fees, OrderMix.Cash);
            var result = ReferenceCases.Run(settings);
            Assert.Empty(result.Denials);
            wanted.AssertSameAs(result, $"{table.Name}, {settings.Simulation}");
            fills += wanted.Fills.Count;
            seen.UnionWith(wanted.Fills.Select(fill => $"{fill.Side} {fill.Liquidity}"));
        }
        Assert.Equal(["Buy Maker", "Buy Taker", "Sell Maker", "Sell Taker"], seen);
        Assert.InRange(fills, 20_000, int.MaxValue);
    }
}
