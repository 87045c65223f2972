namespace VeloZ.Trading.Tests;

/// <summary>Quotes 1 % around the middle, which over bars is the close, and looks once a minute; all values by hand.</summary>
public sealed class MarketMakingTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 5 };

    // At 100: bid 99, ask 101. Its looks are a minute apart from the close of bar 0 on, before the bar that closes then: they see the close before.
    [Fact]
    public void It_quotes_both_sides_and_follows_the_middle() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,refresh_seconds=60,tolerance=0.002,quantity=1,inventory_max=2,allow_short=true",
        // A look sees the close before the bar that closes then, so the quotes of a bar are those of the close two bars before, where that is more than 0.2 % away.
        // Bar 1: 99 and 101. Bar 3: 98.5 (98.505) and 100.5 (100.495). Bar 6: 99.49 and 101.51. Bar 8: two short, so no ask. Bar 12: 101.47. Bar 14: 102.96. Bar 15: 105.04 too.
        // Bar 16: 101.97 and 104.03. Bar 18: two long, so no bid. Bar 20: 102.01. Bar 22: 101. Bar 24: 98.98. Bar 25: 97.02; an ask of 98.98 would take at 99 and is refused.
        // Bar 26: 98.01 and 99.99. Bar 28: an ask of 99.99 would take at 100. Bar 29: 99 and 101.
        """
        100 100 100 100
        100 100.5 98.9 99.5     | buy 1 @ 99
        99.5 99.9 99.2 99.5
        99.5 99.9 99.2 99.5
        99.5 100.6 99.4 100.5   | sell 1 @ 100.5
        100.5 100.6 100.3 100.5 | sell 1 @ 100.5
        100.5 100.6 100.3 100.5
        100.5 101.6 100.4 101.5 | sell 1 @ 101.51
        101.5 101.6 101.4 101.5
        101.5 101.6 101.4 101.5
        101.5 102.6 101.4 102.5
        102.5 102.6 102.4 102.5
        102.5 110 102.4 104
        104 104.1 103.9 104
        104 104.1 102.9 103     | buy 1 @ 102.96
        103 103.1 102.9 103     | buy 1 @ 102.96
        103 103.1 101.9 102     | buy 1 @ 101.97
        102 102.1 101.9 102     | buy 1 @ 101.97
        102 102.1 100.9 101
        101 101.1 100.9 101
        101 101.1 99.9 100
        100 100.1 99.9 100
        100 100.1 90 98
        98 98.1 97.9 98
        98 99.1 97.9 99         | sell 1 @ 98.98
        99 99.1 98.9 99
        99 99.1 98.9 99
        99 100.1 98.9 100       | sell 1 @ 99.99
        100 100.1 99.9 100
        100 100.1 99.9 100
        100 100 100 100
        """,
        Margin);

    [Fact]
    public void Without_shorts_it_offers_only_what_it_holds() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,refresh_seconds=60,tolerance=0.5,quantity=1",
        """
        100 100 100 100
        100 105 99.5 100
        100 100 98.9 100  | buy 1 @ 99
        100 100 99.5 100
        100 102 99.5 100  | sell 1 @ 101
        100 105 99.5 100
        """);

    [Fact]
    public void Small_moves_leave_the_quotes_where_they_are() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,refresh_seconds=60,tolerance=0.01,quantity=1",
        // 100.9 is within 1 % of 100: the bid stays at 99, and 99.5 does not reach it.
        """
        100 100 100 100
        100 101 100 100.9
        100.9 101 99.5 100.9
        100.9 101 99.5 100.9
        100.9 101 98.9 100   | buy 1 @ 99
        """);

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same() =>
        Assert.Equal(("e312f74fb6f91830a43597c553e01730244bd44e5ac9de1514e0cc5021b9a1a9", 9680), HandTable.Golden("market-making", "size_fraction=0.05"));
}
