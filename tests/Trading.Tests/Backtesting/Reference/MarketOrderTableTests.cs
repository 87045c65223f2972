using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.TimeInForce;

namespace VeloZ.Trading.Tests;

/// <summary>Market orders under every time in force; all values by hand.</summary>
public sealed class MarketOrderTableTests
{
    [Fact]
    public void Order_of_a_close_fills_at_the_next_open_and_pays_the_taker()
    {
        var run = new Scenario { Cash = 1_000 }
            .Bar(100, 100, 100, 100)
            .Bar(101, 103, 100, 102)
            .Bar(105, 106, 104, 105)
            .Market(0, Buy, 2)
            .Market(1, Sell, 2);
        // 2 x 101 x 0.001 and 2 x 105 x 0.001.
        Assert.Equal(["01:00 Buy 2 @ 101 Taker fee 0.202", "02:00 Sell 2 @ 105 Taker fee 0.21"], run.RunForFills());
        // 1,000 - 202 - 0.202 + 210 - 0.21.
        Assert.Equal(1_007.588m, run.Run().EndEquity);
        Assert.Equal(OrderStatus.Filled, run.StatusOf(1));
    }

    [Fact]
    public void Next_open_is_that_of_the_next_bar_there_is()
    {
        var run = new Scenario().Bar(100, 100, 100, 100).Missing(4).Bar(107, 107, 107, 107).Market(0, Buy, 1);
        Assert.Equal(["05:00 Buy 1 @ 107 Taker fee 0.107"], run.RunForFills());
    }

    [Fact]
    public void Order_of_the_last_close_counts_and_never_fills()
    {
        var run = new Scenario { Cash = 1_000 }.Bar(100, 100, 100, 100).Bar(101, 101, 101, 101).Market(1, Buy, 1);
        var result = run.Run();
        Assert.Empty(result.Fills);
        Assert.Equal((1, 1_000m), (result.Orders, result.EndEquity));
        Assert.False(run.Strategy.Orders[0]!.IsClosed);
    }

    [Fact]
    public void Fee_is_rounded_half_to_even_at_eight_digits()
    {
        // 0.00005 x 100.1 x 0.001 = 0.000005005 -> 0.000005 (the ninth digit is a 5 after a 0); 0.00005 x 100.3 x 0.001 = 0.000005015 -> 0.00000502.
        var run = new Scenario().Bar(100, 100, 100, 100).Bar(100.1m, 100.1m, 100.1m, 100.1m).Bar(100.3m, 100.3m, 100.3m, 100.3m)
            .Market(0, Buy, 0.00005m)
            .Market(1, Buy, 0.00005m);
        Assert.Equal(["01:00 Buy 0.00005 @ 100.1 Taker fee 0.000005", "02:00 Buy 0.00005 @ 100.3 Taker fee 0.00000502"], run.RunForFills());
    }

    [Fact]
    public void Good_till_canceled_order_takes_its_share_of_each_open_until_it_is_done()
    {
        // A tenth of 4, of 0, of 3.00009 (0.300009, floored to the grid) and of 100.
        var run = Thin().Market(0, Buy, 1);
        Assert.Equal(
            ["01:00 Buy 0.4 @ 101 Taker fee 0.0404", "03:00 Buy 0.3 @ 103 Taker fee 0.0309", "04:00 Buy 0.3 @ 104 Taker fee 0.0312"],
            run.RunForFills());
        Assert.Equal(OrderStatus.Filled, run.StatusOf(0));
    }

    [Fact]
    public void Rest_that_is_canceled_fills_no_more()
    {
        // The cancel of the close at 03:00 comes before the open at 03:00.
        var run = Thin().Market(0, Buy, 1).Cancel(2, 0);
        Assert.Equal(["01:00 Buy 0.4 @ 101 Taker fee 0.0404"], run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    [Fact]
    public void Two_orders_share_the_volume_of_a_bar_in_the_order_they_came()
    {
        // Bar 1 has 0.4 for both: 0.3, then 0.1 of 0.2. Bar 2 has nothing, bar 3 has the rest.
        var run = Thin().Market(0, Buy, 0.3m).Market(0, Buy, 0.2m);
        Assert.Equal(
            ["01:00 Buy 0.3 @ 101 Taker fee 0.0303", "01:00 Buy 0.1 @ 101 Taker fee 0.0101", "03:00 Buy 0.1 @ 103 Taker fee 0.0103"],
            run.RunForFills());
    }

    [Fact]
    public void Rest_of_an_older_order_goes_before_a_new_one()
    {
        // Bar 1: 0.4 of the first. Bar 2 nothing. Bar 3: 0.3 of the first's 0.35. Bar 4: its 0.05, then the second.
        var run = Thin().Market(0, Buy, 0.75m).Market(2, Buy, 0.1m);
        Assert.Equal(
            [
                "01:00 Buy 0.4 @ 101 Taker fee 0.0404", "03:00 Buy 0.3 @ 103 Taker fee 0.0309",
                "04:00 Buy 0.05 @ 104 Taker fee 0.0052", "04:00 Buy 0.1 @ 104 Taker fee 0.0104",
            ],
            run.RunForFills());
    }

    [Theory]
    [InlineData(1, "01:00 Buy 0.4 @ 101 Taker fee 0.0404", OrderStatus.Canceled)] // 0.6 is canceled.
    [InlineData(0.4, "01:00 Buy 0.4 @ 101 Taker fee 0.0404", OrderStatus.Filled)]
    [InlineData(0.1, "01:00 Buy 0.1 @ 101 Taker fee 0.0101", OrderStatus.Filled)]
    public void Immediate_or_cancel_takes_what_the_first_open_has(double quantity, string fill, OrderStatus status)
    {
        var run = Thin().Market(0, Buy, (decimal)quantity, Ioc);
        Assert.Equal([fill], run.RunForFills());
        Assert.Equal(status, run.StatusOf(0));
    }

    [Theory]
    [InlineData(Ioc)]
    [InlineData(Fok)]
    public void Immediate_order_that_meets_a_bar_without_volume_is_canceled(TimeInForce timeInForce)
    {
        var run = Thin().Market(1, Buy, 0.00001m, timeInForce);
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    [Theory]
    [InlineData(0.4, OrderStatus.Filled)]
    [InlineData(0.40001, OrderStatus.Canceled)]
    public void Fill_or_kill_fills_wholly_at_the_first_open_or_not_at_all(double quantity, OrderStatus status)
    {
        var run = Thin().Market(0, Buy, (decimal)quantity, Fok);
        Assert.Equal(status == OrderStatus.Filled ? ["01:00 Buy 0.4 @ 101 Taker fee 0.0404"] : [], run.RunForFills());
        Assert.Equal(status, run.StatusOf(0));
    }

    [Fact]
    public void Fill_or_kill_counts_only_the_volume_that_others_left()
    {
        // 0.3 of 0.4 are gone when the second order comes: 0.11 is more than the 0.1 left, the third's 0.1 is not.
        var run = Thin().Market(0, Buy, 0.3m).Market(0, Buy, 0.11m, Fok).Market(0, Buy, 0.1m, Fok);
        Assert.Equal(["01:00 Buy 0.3 @ 101 Taker fee 0.0303", "01:00 Buy 0.1 @ 101 Taker fee 0.0101"], run.RunForFills());
        Assert.Equal((OrderStatus.Canceled, OrderStatus.Filled), (run.StatusOf(1), run.StatusOf(2)));
    }

    [Theory]
    [InlineData("03:00", 0, 1)] // At the third open exactly: what would happen then does not.
    [InlineData("03:00", 1, 2)]
    [InlineData("04:00", 0, 2)]
    [InlineData("04:00", 1, 3)]
    public void Good_till_date_order_takes_its_share_of_the_opens_before_its_date(string expires, long nanos, int fills)
    {
        var run = Thin().Market(0, Buy, 1, Gtd, Scenario.Time(expires, nanos));
        string[] all = ["01:00 Buy 0.4 @ 101 Taker fee 0.0404", "03:00 Buy 0.3 @ 103 Taker fee 0.0309", "04:00 Buy 0.3 @ 104 Taker fee 0.0312"];
        Assert.Equal(all[..fills], run.RunForFills());
        Assert.Equal(fills == 3 ? OrderStatus.Filled : OrderStatus.Expired, run.StatusOf(0));
    }

    [Theory]
    [InlineData("03:00", 0, false)] // Between the bars.
    [InlineData("05:00", 0, false)]
    [InlineData("05:00", 1, true)]
    public void Good_till_date_order_may_expire_where_no_bar_is(string expires, long nanos, bool fills)
    {
        var run = new Scenario().Bar(100, 100, 100, 100).Missing(4).Bar(107, 107, 107, 107).Market(0, Buy, 1, Gtd, Scenario.Time(expires, nanos));
        Assert.Equal(fills ? ["05:00 Buy 1 @ 107 Taker fee 0.107"] : [], run.RunForFills());
        Assert.Equal(fills ? OrderStatus.Filled : OrderStatus.Expired, run.StatusOf(0));
    }

    [Theory]
    [InlineData("01:05")]
    [InlineData("01:10")]
    public void Good_till_date_order_that_arrives_at_or_after_its_date_does_not_fill(string expires)
    {
        // Sent at 01:00, there at 01:10.
        var run = new Scenario { Options = new() { Latency = TimeSpan.FromSeconds(10) } }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(100, 101, 99, 100)
            .Market(0, Buy, 1, Gtd, Scenario.Time(expires));
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Expired, run.StatusOf(0));
    }

    [Fact]
    public void Date_that_has_come_is_refused_at_once()
    {
        var result = new Scenario().Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Market(0, Buy, 1, Gtd, Scenario.Time("01:00")).Run();
        Assert.Equal([new RefusalCount("expire_time_past", 1)], result.Denials);
        Assert.Equal((0, 0), (result.Orders, result.Fills.Count));
    }

    private static Scenario Thin() => new Scenario { Participation = 0.1m }
        .Bar(100, 100, 100, 100)
        .Bar(101, 101, 101, 101, volume: 4)
        .Bar(102, 102, 102, 102, volume: 0)
        .Bar(103, 103, 103, 103, volume: 3.00009m)
        .Bar(104, 104, 104, 104, volume: 100);
}
