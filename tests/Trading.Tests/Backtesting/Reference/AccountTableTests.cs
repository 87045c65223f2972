using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Trading.Tests;

/// <summary>What an account may pay and hold, and what its venue takes; all values by hand.</summary>
public sealed class AccountTableTests
{
    [Fact]
    public void Market_buy_that_the_next_open_makes_too_dear_is_rejected_whole()
    {
        // 9 x 100 could be paid at the close, 9 x 120 = 1,080 cannot; 8 could.
        var run = new Scenario { Cash = 1_000 }.Bar(100, 100, 100, 100).Bar(120, 120, 120, 120).Bar(100, 100, 100, 100).Market(0, Buy, 9);
        var result = run.Run();
        Assert.Empty(result.Fills);
        Assert.Equal([new RefusalCount("insufficient_balance", 1)], result.Rejections);
        Assert.Equal((1, 1_000m, OrderStatus.Rejected), (result.Orders, result.EndEquity, run.StatusOf(0)));
    }

    [Fact]
    public void Rest_of_a_market_buy_that_a_later_open_makes_too_dear_ends_whole()
    {
        // 5 x 100 + 0.5 leave 499.5; at 150 the rest of 4 would be 600. 3 could be paid, and are not.
        var run = new Scenario { Cash = 1_000, Participation = 0.1m }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100, volume: 50).Bar(150, 150, 150, 150).Bar(100, 100, 100, 100)
            .Market(0, Buy, 9);
        var result = run.Run();
        Assert.Equal([(5m, 100m)], result.Fills.Select(fill => (fill.Quantity.Value, fill.Price.Value)));
        Assert.Equal([new RefusalCount("insufficient_balance", 1)], result.Rejections);
        Assert.Equal((999.5m, OrderStatus.Canceled), (result.EndEquity, run.StatusOf(0)));
    }

    [Theory]
    [InlineData(Buy, 11)]
    [InlineData(Sell, 0.00001)]
    public void Order_that_cannot_be_paid_at_the_close_is_denied(OrderSide side, double quantity)
    {
        foreach (var isLimit in new[] { false, true })
        {
            var run = new Scenario { Cash = 1_000 }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100);
            var result = (isLimit ? run.Limit(0, side, (decimal)quantity, 100) : run.Market(0, side, (decimal)quantity)).Run();
            Assert.Equal([new RefusalCount("balance_insufficient", 1)], result.Denials);
            Assert.Equal((0, 0), (result.Orders, result.Fills.Count));
        }
    }

    [Fact]
    public void Resting_buys_hold_back_what_they_may_cost()
    {
        // 5 x 99 x 1.001 = 495.495 each: two fit into 1,000, a third of 0.1 (9.9099) does not (9.01 are left), one of 0.09 (8.91891) does.
        var run = new Scenario { Cash = 1_000 }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100)
            .Limit(0, Buy, 5, 99).Limit(0, Buy, 5, 99).Limit(0, Buy, 0.1m, 99).Limit(0, Buy, 0.09m, 99);
        var result = run.Run();
        Assert.Equal([new RefusalCount("balance_insufficient", 1)], result.Denials);
        Assert.Equal(3, result.Orders);
    }

    [Fact]
    public void Canceled_buy_gives_back_what_it_held()
    {
        var run = new Scenario { Cash = 1_000 }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(98, 98, 98, 98)
            .Limit(0, Buy, 9, 99).Cancel(1, 0).Limit(2, Buy, 9, 99);
        Assert.Equal(["03:00 Buy 9 @ 98 Taker fee 0.882"], run.RunForFills());
    }

    [Fact]
    public void Short_sale_earns_when_the_price_falls()
    {
        var run = new Scenario { Cash = 1_000, Options = Margin(1) }
            .Bar(100, 100, 100, 100).Bar(100, 100, 90, 90).Bar(90, 90, 90, 90)
            .Market(0, Sell, 2).Market(1, Buy, 2);
        Assert.Equal(["01:00 Sell 2 @ 100 Taker fee 0.2", "02:00 Buy 2 @ 90 Taker fee 0.18"], run.RunForFills());
        var result = run.Run();
        // 1,000 + 200 - 0.2 - 180 - 0.18.
        Assert.Equal(1_019.62m, result.EndEquity);
        var trade = Assert.Single(result.Trades);
        Assert.Equal((Sell, 2m, 100m, 90m, 20m, 0.38m), (trade.Side, trade.Quantity, trade.EntryPrice, trade.ExitPrice, trade.GrossPnl, trade.Fees));
        // 19.62 of the 200 it was opened with.
        Assert.Equal(0.0981m, trade.Return);
        // Low 90 while it was short: 20 to the good; it was never worse than its entry.
        Assert.Equal((20m, 0m), (trade.MaxFavorableExcursion, trade.MaxAdverseExcursion));
        Assert.Equal([-2m, 0m], result.Fills.Select(fill => fill.PositionAfter));
    }

    [Fact]
    public void One_order_turns_a_position()
    {
        var run = new Scenario { Cash = 1_000, Options = Margin(1) }
            .Bar(100, 100, 100, 100).Bar(100, 110, 100, 110).Bar(110, 110, 110, 110).Bar(105, 105, 105, 105)
            .Market(0, Buy, 1).Market(1, Sell, 3);
        var result = run.Run();
        Assert.Equal([1m, -2m], result.Fills.Select(fill => fill.PositionAfter));
        // Its fee of 0.33 is shared by quantity: a third closes.
        var trade = Assert.Single(result.Trades);
        Assert.Equal((Buy, 1m, 100m, 110m, 10m, 0.1m + 0.11m), (trade.Side, trade.Quantity, trade.EntryPrice, trade.ExitPrice, trade.GrossPnl, trade.Fees));
        Assert.Equal(1, result.OpenTrades);
        // 1,000 - 100 - 0.1 + 330 - 0.33 - 2 x 105.
        Assert.Equal(1_019.57m, result.EndEquity);
    }

    [Theory]
    [InlineData(Buy, 19, 0)]
    [InlineData(Buy, 21, 1)]
    [InlineData(Sell, 19, 0)]
    [InlineData(Sell, 21, 1)]
    public void Exposure_is_limited_to_leverage_times_equity(OrderSide side, double quantity, int denials)
    {
        // 2 x 1,000 against quantity x 100.
        var result = new Scenario { Cash = 1_000, Options = Margin(2) }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Market(0, side, (decimal)quantity).Run();
        Assert.Equal(denials == 0 ? [] : [new RefusalCount("margin_insufficient", denials)], result.Denials);
        Assert.Equal(1 - denials, result.Fills.Count);
    }

    [Fact]
    public void Exposure_counts_the_position_and_the_order_and_closing_is_always_allowed()
    {
        var run = new Scenario { Cash = 1_000, Options = Margin(2) }
            .Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100)
            .Market(0, Buy, 15).Market(1, Buy, 6).Market(2, Sell, 15);
        var result = run.Run();
        Assert.Equal([new RefusalCount("margin_insufficient", 1)], result.Denials);
        Assert.Equal([15m, 0m], result.Fills.Select(fill => fill.PositionAfter));
    }

    [Fact]
    public void Fee_step_is_that_of_the_thirty_days_before_the_day_of_the_fill()
    {
        var run = new Scenario("1d")
        {
            Cash = 1_000_000,
            Fees = new FeeSchedule([new FeeTier(0, 0, 0.001m), new FeeTier(1_000, 0, 0.0008m), new FeeTier(3_000, 0, 0.0005m)]),
        };
        run.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Missing(27)
            .Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100);
        run.Market(0, Buy, 10).Market(0, Buy, 5) // Day 1: nothing before; what was done that day does not count: 0.001.
            .Market(1, Buy, 20) // Day 2: 1,500 before: 0.0008.
            .Market(2, Buy, 1) // Day 3: 3,500: 0.0005.
            .Market(3, Buy, 1) // Day 31: days 1 to 30 are 3,600: 0.0005.
            .Market(4, Buy, 1) // Day 32: days 2 to 31 are 2,200: 0.0008.
            .Market(5, Buy, 1); // Day 33: days 3 to 32 are 300: 0.001.
        var result = run.Run();
        Assert.Equal([1m, 0.5m, 1.6m, 0.05m, 0.05m, 0.08m, 0.1m], result.Fills.Select(fill => fill.Fee));
        Assert.Equal([1, 1, 2, 3, 31, 32, 33], result.Fills.Select(fill => (int)((fill.Time - result.From).TotalDays)));
    }

    [Fact]
    public void Fill_at_a_day_s_close_is_of_the_next_day()
    {
        // Bought at the close of day 0, which is 00:00 of day 1: on day 2 it is of the day before, on day 1 it is of the same day.
        var run = new Scenario("1d")
        {
            Options = new() { Fill = FillTiming.Close },
            Fees = new FeeSchedule([new FeeTier(0, 0, 0.001m), new FeeTier(1_000, 0, 0.0005m)]),
        };
        run.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Market(0, Buy, 10).Market(0, Buy, 1).Market(1, Buy, 1);
        Assert.Equal([1m, 0.1m, 0.05m], run.Run().Fills.Select(fill => fill.Fee));
    }

    private static SimulationOptions Margin(decimal leverage) => new() { AccountKind = AccountKind.Margin, Leverage = leverage };
}
