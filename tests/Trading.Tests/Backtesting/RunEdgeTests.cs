using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Trading.Tests;

/// <summary>Latency in a trade's figures, market impact and ruin; all values by hand.</summary>
public sealed class RunEdgeTests
{
    [Fact]
    public void Excursions_go_by_when_the_venue_filled_and_not_by_when_we_heard_of_it()
    {
        // 170 s each way: sent at 01:00, filled at 03:50, heard of at 06:40; sent at 09:00, filled at 11:50.
        var scenario = new Scenario { Options = new SimulationOptions { Latency = TimeSpan.FromSeconds(170) } };
        for (var bar = 0; bar < 16; bar++)
            scenario.Bar(100, 100, bar switch { 4 => 50, 12 => 10, _ => 100 }, 100);
        scenario.Market(0, Buy, 1).Market(8, Sell, 1);

        var trade = Assert.Single(scenario.Run().Trades);

        Assert.Equal((Scenario.Time("03:50"), Scenario.Time("11:50")), (trade.EntryTime, trade.ExitTime));
        Assert.Equal(50m, trade.MaxAdverseExcursion); // The low of bar 4; that of bar 12 came after.
        Assert.Equal(8, trade.Bars); // Bars 3 to 10 closed meanwhile.
    }

    [Fact]
    public void Impact_grows_with_the_root_of_size_over_the_day_s_volume()
    {
        // On the first day, what came so far: 100 + 300. Of 400, 4 are 1/100: a tenth of 100 basis points.
        var scenario = new Scenario { Options = new SimulationOptions { ImpactBps = 100 } };
        scenario.Bar(100, 100, 100, 100, 100).Bar(100, 100, 100, 100, 300).Market(0, Buy, 4);
        Assert.Equal(100.10m, Assert.Single(scenario.Run().Fills).Price.Value);
    }

    [Fact]
    public void After_the_first_day_impact_goes_by_the_whole_day_before()
    {
        // 900 the day before; 9 are 1/100 of it, whatever today brings. A seller gets a tenth of 100 basis points less.
        var scenario = new Scenario("1d") { Options = new SimulationOptions { ImpactBps = 100, AccountKind = AccountKind.Margin } };
        scenario.Bar(100, 100, 100, 100, 900).Bar(100, 100, 100, 100, 1).Market(0, Sell, 9);
        Assert.Equal(99.90m, Assert.Single(scenario.Run().Fills).Price.Value);
    }

    [Fact]
    public void A_reduce_only_order_ends_when_there_is_nothing_left_to_reduce()
    {
        var scenario = new Scenario { Options = new SimulationOptions { AccountKind = AccountKind.Margin } };
        scenario.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 120, 100, 100)
            .Market(0, Buy, 1)
            .Submit(1, new OrderRequest { Instrument = ReferenceCases.Market.Id, Side = Sell, Type = OrderType.Limit, Quantity = 1, Price = 110, IsReduceOnly = true })
            .Market(1, Sell, 1);

        var result = scenario.Run();

        Assert.Equal([(Buy, 1m), (Sell, 1m)], result.Fills.Select(fill => (fill.Side, fill.Quantity.Value)));
        Assert.Equal(OrderStatus.Canceled, scenario.StatusOf(1));
        Assert.Equal(0m, result.Fills[^1].PositionAfter);
    }

    [Fact]
    public void A_run_whose_equity_is_lost_ends_there()
    {
        var scenario = new Scenario
        {
            Cash = 1_000,
            Fees = FeeSchedule.Flat(0, 0),
            Options = new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 100 },
        };
        scenario.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 50, 50).Bar(200, 200, 200, 200).Market(0, Buy, 900);

        var result = scenario.Run();

        Assert.Equal(Scenario.Time("03:00"), result.RuinTime);
        Assert.Equal(3, result.Bars);
        Assert.Equal(-44_000m, result.EndEquity); // 1,000 - 900 x 50
    }
}
