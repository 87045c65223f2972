using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.TimeInForce;

namespace VeloZ.Trading.Tests;

/// <summary>Fill rules that are not the default: touch, close, slippage, the path of a bar; all values by hand.</summary>
public sealed class FillRuleTableTests
{
    [Theory]
    [InlineData(Buy, 99, "01:20 Buy 1 @ 99 Maker fee 0.0495")]
    [InlineData(Buy, 98.99, null)]
    [InlineData(Sell, 102, "01:40 Sell 1 @ 102 Maker fee 0.051")]
    [InlineData(Sell, 102.01, null)]
    [InlineData(Buy, 100, "01:00 Buy 1 @ 100 Taker fee 0.1")] // The open is its price: it takes.
    [InlineData(Sell, 100, "01:00 Sell 1 @ 100 Taker fee 0.1")]
    public void Touched_limit_fills_at_equality(OrderSide side, double limit, string? fill) =>
        Assert.Equal(fill is null ? [] : [fill], OneBar(new() { LimitFill = LimitFill.Touch }).Limit(0, side, 1, (decimal)limit).RunForFills());

    [Theory]
    [InlineData(Ioc)]
    [InlineData(Fok)]
    public void Touched_immediate_limit_fills_at_an_equal_open(TimeInForce timeInForce) =>
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1"], OneBar(new() { LimitFill = LimitFill.Touch }).Limit(0, Buy, 1, 100, timeInForce).RunForFills());

    [Fact]
    public void Touched_resting_limit_fills_at_an_equal_open()
    {
        var run = new Scenario { Options = new() { LimitFill = LimitFill.Touch } }
            .Bar(100, 100, 100, 100).Bar(100, 100, 99.5m, 100).Bar(99, 100, 99, 100).Limit(0, Buy, 1, 99);
        Assert.Equal(["02:00 Buy 1 @ 99 Maker fee 0.0495"], run.RunForFills());
    }

    [Fact]
    public void Post_only_limit_at_the_open_takes_where_touching_fills()
    {
        var result = OneBar(new() { LimitFill = LimitFill.Touch }).Limit(0, Buy, 1, 100, isPostOnly: true).Run();
        Assert.Equal([new RefusalCount("post_only_would_take", 1)], result.Rejections);
    }

    [Fact]
    public void Order_at_the_close_meets_the_close_it_was_decided_on()
    {
        var run = new Scenario { Options = AtClose }.Bar(100, 104, 98, 102).Missing(3).Bar(110, 111, 109, 110).Market(0, Buy, 1);
        Assert.Equal(["01:00 Buy 1 @ 102 Taker fee 0.102"], run.RunForFills());
    }

    [Fact]
    public void Order_at_the_last_close_fills()
    {
        var run = new Scenario { Options = AtClose, Cash = 1_000 }.Bar(100, 104, 98, 102).Market(0, Buy, 1);
        Assert.Equal(["01:00 Buy 1 @ 102 Taker fee 0.102"], run.RunForFills());
        // 1,000 - 102 - 0.102 + 102.
        Assert.Equal(999.898m, run.Run().EndEquity);
    }

    [Fact]
    public void Order_at_the_close_has_the_volume_of_the_closed_bar_and_its_rest_the_next_open_s()
    {
        var run = new Scenario { Options = AtClose, Participation = 0.1m }
            .Bar(100, 104, 98, 102, volume: 4).Bar(110, 111, 109, 110, volume: 5).Bar(111, 111, 111, 111)
            .Market(0, Buy, 1);
        Assert.Equal(
            ["01:00 Buy 0.4 @ 102 Taker fee 0.0408", "01:00 Buy 0.5 @ 110 Taker fee 0.055", "02:00 Buy 0.1 @ 111 Taker fee 0.0111"],
            run.RunForFills());
    }

    [Fact]
    public void Order_at_the_close_has_what_resting_orders_left_of_the_bar()
    {
        // Bar 1 has 1 for us: 0.7 rest at 99 and fill at 01:20; 0.3 are left at its close.
        var run = new Scenario { Options = AtClose, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 102, 98, 101, volume: 10).Bar(103, 103, 103, 103)
            .Limit(0, Buy, 0.7m, 99).Market(1, Buy, 1);
        Assert.Equal(
            ["01:20 Buy 0.7 @ 99 Maker fee 0.03465", "02:00 Buy 0.3 @ 101 Taker fee 0.0303", "02:00 Buy 0.7 @ 103 Taker fee 0.0721"],
            run.RunForFills());
    }

    [Theory]
    [InlineData(Gtc, 102.01, "01:00 Buy 0.4 @ 102 Taker fee 0.0408", "01:00 Buy 0.6 @ 102.01 Maker fee 0.030603")] // The rest rests: 101 is below it.
    [InlineData(Gtc, 102, "01:00 Buy 1 @ 102 Maker fee 0.051")] // Not through the close; the open of 101 is through it.
    [InlineData(Ioc, 102.01, "01:00 Buy 0.4 @ 102 Taker fee 0.0408")]
    [InlineData(Ioc, 102)]
    [InlineData(Fok, 102.01)] // 0.4 is less than 1.
    public void Limit_at_the_close_takes_the_close_or_rests(TimeInForce timeInForce, double limit, params string[] fills)
    {
        var run = new Scenario { Options = AtClose, Participation = 0.1m }
            .Bar(100, 104, 98, 102, volume: 4).Bar(101, 103, 100, 102)
            .Limit(0, Buy, 1, (decimal)limit, timeInForce);
        Assert.Equal(fills, run.RunForFills());
    }

    [Fact]
    public void Post_only_limit_beyond_the_close_is_rejected_at_the_close()
    {
        var result = new Scenario { Options = AtClose }.Bar(100, 104, 98, 102).Limit(0, Buy, 1, 102.01m, isPostOnly: true).Run();
        Assert.Equal([new RefusalCount("post_only_would_take", 1)], result.Rejections);
    }

    [Theory]
    [InlineData(Buy, 100.05, 100.16)] // 100.05 x 1.001 = 100.15005.
    [InlineData(Sell, 100.05, 99.94)] // 100.05 x 0.999 = 99.94995.
    [InlineData(Buy, 100, 100.10)]
    [InlineData(Sell, 100, 99.90)]
    public void Taker_pays_slippage_rounded_against_it(OrderSide side, double open, double price)
    {
        var at = (decimal)open;
        var run = new Scenario { Options = new() { SlippageBps = 10, AccountKind = AccountKind.Margin } }.Bar(100, 100, 100, 100).Bar(at, at, at, at).Market(0, side, 1);
        var fill = Assert.Single(run.Run().Fills);
        Assert.Equal(((decimal)price, decimal.Round((decimal)price / 1_000, 8)), (fill.Price.Value, fill.Fee));
    }

    [Theory]
    [InlineData(Buy, 100.05, "01:00 Buy 1 @ 100.05 Taker fee 0.10005")] // Slipped to 100.10, which is beyond the limit.
    [InlineData(Buy, 100.20, "01:00 Buy 1 @ 100.1 Taker fee 0.1001")]
    [InlineData(Sell, 99.95, "01:00 Sell 1 @ 99.95 Taker fee 0.09995")]
    [InlineData(Sell, 99.80, "01:00 Sell 1 @ 99.9 Taker fee 0.0999")]
    [InlineData(Buy, 99.50, "01:20 Buy 1 @ 99.5 Maker fee 0.04975")] // A maker slips nothing.
    [InlineData(Sell, 101, "01:40 Sell 1 @ 101 Maker fee 0.0505")]
    public void Slippage_never_passes_a_limit_and_spares_the_maker(OrderSide side, double limit, string fill) =>
        Assert.Equal([fill], OneBar(new() { SlippageBps = 10 }).Limit(0, side, 1, (decimal)limit).RunForFills());

    [Theory]
    [InlineData(BarPathRule.Adaptive, 102, 98, "low")] // Both extremes are 2 away: low first.
    [InlineData(BarPathRule.Adaptive, 101.99, 98, "high")]
    [InlineData(BarPathRule.Adaptive, 102, 98.01, "low")]
    [InlineData(BarPathRule.HighFirst, 102, 99, "high")]
    [InlineData(BarPathRule.LowFirst, 101.5, 98, "low")]
    public void Path_of_a_bar_says_which_extreme_is_first(BarPathRule rule, double high, double low, string first)
    {
        var run = new Scenario { Options = new() { Path = rule, AccountKind = AccountKind.Margin } }
            .Bar(100, 100, 100, 100).Bar(100, (decimal)high, (decimal)low, 100)
            .Limit(0, Buy, 1, 99.5m).Limit(0, Sell, 1, 101);
        string[] wanted = first == "low"
            ? ["01:20 Buy 1 @ 99.5 Maker fee 0.04975", "01:40 Sell 1 @ 101 Maker fee 0.0505"]
            : ["01:20 Sell 1 @ 101 Maker fee 0.0505", "01:40 Buy 1 @ 99.5 Maker fee 0.04975"];
        Assert.Equal(wanted, run.RunForFills());
    }

    [Fact]
    public void First_extreme_has_the_volume()
    {
        // High first; 0.4 for all fills of the bar.
        var run = new Scenario { Options = new() { Path = BarPathRule.HighFirst, AccountKind = AccountKind.Margin }, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 102, 98, 100, volume: 4)
            .Limit(0, Buy, 1, 99).Limit(0, Sell, 0.3m, 101);
        Assert.Equal(["01:20 Sell 0.3 @ 101 Maker fee 0.01515", "01:40 Buy 0.1 @ 99 Maker fee 0.00495"], run.RunForFills());
    }

    private static SimulationOptions AtClose => new() { Fill = FillTiming.Close };

    // Goes 100, 99, 102, 101.
    private static Scenario OneBar(SimulationOptions options) => new Scenario { Options = options with { AccountKind = AccountKind.Margin } }
        .Bar(100, 100, 100, 100)
        .Bar(100, 102, 99, 101);
}
