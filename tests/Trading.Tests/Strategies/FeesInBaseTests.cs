using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Strategies where the fee of a buy, 0.1 %, is taken out of what is bought: there is a little less than was bought, and they go on as with fees in quote currency.</summary>
public sealed class FeesInBaseTests
{
    private static readonly StrategyInstanceId Id = StrategyInstanceId.Parse("stg_one");

    private static SimulationOptions Received { get; } = new() { FeeCurrency = FeeCurrency.Received };

    private static FeeSchedule Fees { get; } = FeeSchedule.Flat(0.001m, 0.001m);

    [Fact]
    public void A_deal_ends_when_all_that_can_be_sold_is_sold() => FillTable.Check(
        SafetyOrderDca.Definition,
        "base=100,safety=198,safety_orders=1,deviation=0.01,take_profit=0.02",
        // 1 less 0.001, and 2 less 0.002, sold together as 2.997; then 0.980 less 0.00098 is 0.97902.
        """
        100 100 100 100
        100 101 99.5 100     | buy 1 @ 100
        100 100 98.8 99      | buy 2 @ 99
        99 101.5 99 101      | sell 2.997 @ 101.32
        101 102 101 102      | buy 0.99 @ 101
        102 103.5 102 103    | sell 0.989 @ 103.02
        103 103 103 103      | buy 0.97 @ 103
        """,
        Received,
        Fees);

    [Fact]
    public void A_grid_sells_what_each_cell_has_received() => FillTable.Check(
        Grid.Definition,
        "lower=90,upper=110,grids=4,quote_per_grid=100",
        // 2 bought of which 1.998 came: the first cell has 1, the second 0.998. Then 1 at 95 of which 0.999 came, and so again.
        """
        99 99 99 99
        99 99.5 98 99        | buy 2 @ 99
        99 106 98.5 105.5    | sell 1 @ 105
        105.5 111 105.2 110.5 | sell 0.998 @ 110
        110.5 111 94.5 96    | buy 1 @ 105, buy 1 @ 100, buy 1 @ 95
        96 101 95.5 100.5    | sell 0.999 @ 100
        100.5 106 100.2 105.5 | sell 0.999 @ 105
        105.5 111 105.2 110.5 | sell 0.999 @ 110
        110.5 111 110 110.5
        """,
        Received,
        Fees);

    [Fact]
    public void A_market_maker_offers_what_it_has_received() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,refresh_seconds=60,tolerance=0.5,quantity=1",
        """
        100 100 100 100
        100 105 99.5 100
        100 100 98.9 100  | buy 1 @ 99
        100 100 99.5 100
        100 102 99.5 100  | sell 0.999 @ 101
        100 105 99.5 100
        """,
        Received,
        Fees);

    [Fact]
    public void A_deal_whose_rest_is_below_the_least_is_over()
    {
        var harness = new KernelHarness();
        Start(harness, SafetyOrderDca.Definition, "base=100", "safety_orders=0", "take_profit=0.02");
        harness.Close(100);
        var entry = Assert.Single(harness.Kernel.State.OpenOrders);
        harness.Fill(entry, 1, 100, fee: new Money(0.001m, KernelHarness.Btc.Base));
        var offer = Assert.Single(harness.Kernel.State.OpenOrders);
        Assert.Equal((OrderSide.Sell, 0.999m), (offer.Terms.Side, offer.Quantity.Value));
        harness.Accept(offer);
        harness.Fill(offer, 0.990m, 102);
        // While it works, its rest may fill: 0.009, less than the market's 0.01.
        harness.Close(102);
        Assert.Equal([offer], harness.Kernel.State.OpenOrders);
        harness.Happen(offer, OrderEvent.Canceled);
        harness.Close(102);
        Assert.Empty(harness.Kernel.State.OpenOrders);
        harness.Close(102);
        var next = Assert.Single(harness.Kernel.State.OpenOrders);
        Assert.Equal((OrderSide.Buy, OrderType.Market), (next.Terms.Side, next.Terms.Type));
        // What was left is sold with the next deal's.
        harness.Fill(next, 0.980m, 102, fee: new Money(0.00098m, KernelHarness.Btc.Base));
        Assert.Equal(0.988m, Assert.Single(harness.Kernel.State.OpenOrders).Quantity.Value); // 0.009 + 0.97902, on the grid.
    }

    [Theory]
    [InlineData("bollinger-reversion", AccountKind.Cash)]
    [InlineData("bollinger-reversion", AccountKind.Margin, "allow_short=true")]
    [InlineData("donchian", AccountKind.Cash)]
    [InlineData("grid", AccountKind.Margin, "lower=28500", "upper=31500", "grids=30")]
    [InlineData("ibs-reversion", AccountKind.Cash)]
    [InlineData("ma-cross", AccountKind.Cash)]
    [InlineData("ma-cross", AccountKind.Margin, "allow_short=true")]
    [InlineData("macd", AccountKind.Cash)]
    [InlineData("market-making", AccountKind.Margin, "size_fraction=0.05", "allow_short=true")]
    [InlineData("rsi2", AccountKind.Cash)]
    [InlineData("safety-dca", AccountKind.Cash, "deviation=0.002", "take_profit=0.003")]
    public void It_trades_about_as_often_as_with_fees_in_quote_currency(string strategy, AccountKind account, params string[] parameters)
    {
        var settings = PaperAccounts.Settings(strategy, parameters, bars: 8_000, seed: 2026);
        settings = settings with { Simulation = settings.Simulation with { AccountKind = account, Leverage = 2 } };
        var quote = ReferenceCases.Run(settings);
        var received = ReferenceCases.Run(settings with { Simulation = settings.Simulation with { FeeCurrency = FeeCurrency.Received } });
        Assert.Empty(received.Denials);
        Assert.InRange(received.Fills.Count, quote.Fills.Count * 0.85, quote.Fills.Count * 1.15);
        Assert.InRange(received.EndEquity, quote.EndEquity * 0.95m, quote.EndEquity * 1.05m);
    }

    private static void Start(KernelHarness harness, StrategyDefinition definition, params string[] parameters) =>
        Assert.Null(harness.Do(new KernelCommand.StartStrategy(harness.Now, Id, definition, [KernelHarness.Btc], PaperAccounts.Read(definition, parameters), "test")));
}
