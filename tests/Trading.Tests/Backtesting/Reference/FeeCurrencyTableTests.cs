using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Trading.Tests;

/// <summary>Fees taken out of what is received: of a buy in base currency, of a sell in quote currency; all values by hand.</summary>
public sealed class FeeCurrencyTableTests
{
    private static SimulationOptions Received { get; } = new() { FeeCurrency = FeeCurrency.Received };

    [Fact]
    public void A_buy_pays_its_fee_in_base_and_a_sell_in_quote()
    {
        // 1 x 0.001 = 0.001 stays at the venue: 0.999 are there. Sold at 110 for 109.89 less 0.10989.
        var run = new Scenario { Options = Received }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(110, 110, 110, 110).Bar(110, 110, 110, 110)
            .Market(0, Buy, 1).Market(1, Sell, 0.999m);
        var result = run.Run();
        Assert.Equal(
            [(Buy, 0.001m, "BTC", 0.999m), (Sell, 0.10989m, "USD", 0m)],
            result.Fills.Select(fill => (fill.Side, fill.Fee, fill.FeeCurrency.Code, fill.PositionAfter)));
        Assert.Equal([0, 0.999m, 0, 0], run.Strategy.Positions);
        // -100 + 109.89 - 0.10989. The fee of the buy was worth 0.1.
        Assert.Equal((100_009.78011m, 0.20989m), (result.EndEquity, result.Fees));
        var trade = Assert.Single(result.Trades);
        // 0.999 x 10; 0.001 left at 100 as it came.
        Assert.Equal((9.99m, 0.20989m, 0.999m), (trade.GrossPnl, trade.Fees, trade.Quantity));
        Assert.Contains(new NamedValue("fee-currency", "received"), result.Settings);
        Assert.Equal(60_000_000_000d / 240_000_000_000d, result.Exposure);
    }

    [Fact]
    public void More_than_was_received_cannot_be_sold()
    {
        var run = new Scenario { Options = Received }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(110, 110, 110, 110).Market(0, Buy, 1).Market(1, Sell, 1);
        var result = run.Run();
        Assert.Single(result.Fills);
        Assert.Equal([new RefusalCount("balance_insufficient", 1)], result.Denials);
    }

    [Fact]
    public void What_is_left_below_an_increment_is_no_position_and_no_trade_and_stays_in_equity()
    {
        // 0.00123 x 0.001 = 0.00000123 leave 0.00122877, of which 0.00122 can be sold: at 200 for 0.244 less 0.000244. 0.00000877 are worth 0.001754.
        var run = new Scenario { Options = Received }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(200, 200, 200, 200).Bar(200, 200, 200, 200)
            .Market(0, Buy, 0.00123m).Market(1, Sell, 0.00122m);
        var result = run.Run();
        Assert.Equal([0.00122877m, 0], result.Fills.Select(fill => fill.PositionAfter));
        Assert.Equal([0, 0.00122877m, 0, 0], run.Strategy.Positions);
        Assert.Equal(100_000 - 0.123m + 0.244m - 0.000244m + 0.001754m, result.EndEquity);
        Assert.Equal(0, result.OpenTrades);
        Assert.Single(result.Trades);
    }

    [Fact]
    public void A_resting_buy_holds_back_no_fee_at_the_venue_and_pays_it_in_base()
    {
        // 5 x 99 = 495; a maker pays 5 x 0.0005 = 0.0025.
        var run = new Scenario { Cash = 1_000, Options = Received }.Bar(100, 100, 100, 100).Bar(100, 100, 98, 98).Limit(0, Buy, 5, 99);
        var result = run.Run();
        Assert.Equal((0.0025m, "BTC", 4.9975m), (result.Fills[0].Fee, result.Fills[0].FeeCurrency.Code, result.Fills[0].PositionAfter));
        Assert.Equal(505 + (4.9975m * 98), result.EndEquity);
    }

    [Fact]
    public void Reduce_only_sells_what_the_grid_allows_and_ends_with_the_rest()
    {
        // 0.00122877 are there; 0.001 are sold at 100 while 0.00122 wait at 110: 0.00022 of them fill, 0.00000877 cannot.
        var run = new Scenario { Options = Received with { AccountKind = AccountKind.Margin } }
            .Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 120, 100, 120).Bar(120, 120, 120, 120)
            .Market(0, Buy, 0.00123m)
            .Submit(1, Scenario.Request(OrderType.Limit, Sell, 0.00122m, price: 110) with { IsReduceOnly = true })
            .Market(1, Sell, 0.001m);
        Assert.Equal([0.00123m, 0.001m, 0.00022m], run.Run().Fills.Select(fill => fill.Quantity.Value));
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(1));
    }

    [Fact]
    public async Task Prints_and_books_take_fees_as_bars_do()
    {
        var options = Received with { AccountKind = AccountKind.Margin, Leverage = 10 };
        var script = new EventScript { Options = options }
            .Events("""
                print 100 x 5
                print 100 x 5
                print 100 x 5
                """)
            .Order(0, EventScript.Request(OrderType.Market, Buy, 2));
        // 2 x 0.001 = 0.002.
        _ = script.RunOverPrints(result => Assert.Equal((0.002m, "BTC", 1.998m), (result.Fills[0].Fee, result.Fills[0].FeeCurrency.Code, result.Fills[0].PositionAfter)));
        var book = new EventScript { Options = options }
            .Events("""
                book 99x5 / 100x5
                print 100 x 1
                print 100 x 1
                """)
            .Order(0, EventScript.Request(OrderType.Market, Buy, 0.5m))
            .Order(1, EventScript.Request(OrderType.Limit, Sell, 0.499m, price: 99) with { IsReduceOnly = true });
        Assert.Equal(["0 buy 0.5 @ 100 taker", "1 sell 0.499 @ 99 taker"], await book.RunOverBookAsync());
    }

    [Fact]
    public void A_perpetual_s_fees_are_taken_in_quote_currency_alone()
    {
        var perpetual = new Instrument(InstrumentId.Parse("BTC-USDT-PERP.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.001m));
        var bars = HandTable.OfCloses([100, 100]).BindTo(perpetual);
        var settings = ReferenceCases.Settings(bars, start: 0, "ma-cross", participation: null) with { Funding = new FundingSeries() };
        settings = settings with { Simulation = settings.Simulation with { AccountKind = AccountKind.Margin, FeeCurrency = FeeCurrency.Received } };
        Assert.Equal(
            "BTC-USDT-PERP.SIM is a perpetual, whose fees are taken in USDT; must be fees in quote currency (--fee-currency quote)",
            Assert.Throws<BacktestSettingException>(() => ReferenceCases.Run(settings)).Message);
    }
}
