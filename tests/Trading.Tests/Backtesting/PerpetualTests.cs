using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Funding and liquidation of perpetuals; all values by hand. Without fees, 1,000 cash, leverage 10.</summary>
public sealed class PerpetualTests
{
    private static readonly InstrumentId Perp = InstrumentId.Parse("BTC-USDT-PERP.SIM");

    private readonly FundingSeries _funding = new();

    private static SimulationOptions Margin { get; } = new() { AccountKind = AccountKind.Margin, Leverage = 10, Participation = null, MaintenanceRate = 0.01m };

    [Theory]
    [InlineData(OrderSide.Buy, 0.001, 999)] // Long 10 of 100: 10 x 100 x 0.001 = 1 is paid.
    [InlineData(OrderSide.Sell, 0.001, 1_001)]
    [InlineData(OrderSide.Buy, -0.002, 1_002)]
    [InlineData(OrderSide.Sell, -0.002, 998)]
    public void Funding_is_paid_by_those_the_rate_is_against(OrderSide side, double rate, double equity)
    {
        _funding.Add(new FundingRate(Time(2, 3), 8, (decimal)rate));
        var result = Run([[100, 100, 100, 100], [100, 100, 100, 100], [100, 100, 100, 100], [100, 100, 100, 100]], side, 10);
        Assert.Equal((decimal)equity, result.EndEquity);
        Assert.Equal(1_000 - (decimal)equity, result.Funding);
    }

    [Fact]
    public void Funding_before_the_position_is_nobody_s()
    {
        _funding.Add(new FundingRate(Time(0, 0), 8, 0.01m));
        _funding.Add(new FundingRate(Time(1, 0), 8, 0.01m)); // The order of bar 0 fills at that moment, after it.
        Assert.Equal(0, Run([[100, 100, 100, 100], [100, 100, 100, 100], [100, 100, 100, 100]], OrderSide.Buy, 10).Funding);
    }

    [Theory]
    // Cash is 1,000 - 90 x 100 = -8,000 with 90 long: -8,000 + 90 p = 0.01 x 90 p at p = 8,000 / 89.1 = 89.786..., rounded down.
    [InlineData(OrderSide.Buy, 90, 95, 85, 89.78)]
    // 1,000 + 90 x 100 = 10,000 with 90 short: 10,000 - 90 p = 0.01 x 90 p at p = 10,000 / 90.9 = 110.0110..., rounded up.
    [InlineData(OrderSide.Sell, 90, 115, 99, 110.02)]
    public void A_position_is_taken_where_its_margin_is_used_up(OrderSide side, double quantity, double high, double low, double at)
    {
        var result = Run([[100, 100, 100, 100], [100, 100, 100, 100], [100, (decimal)Math.Max(100, high), (decimal)low, 100], [100, 100, 100, 100]], side, (decimal)quantity);
        Assert.Equal(1, result.Liquidations);
        Assert.Equal([100, (decimal)at], result.Fills.Select(fill => fill.Price.Value));
        Assert.Equal(0, result.Fills[^1].PositionAfter);
        Assert.Equal(1_000 - ((decimal)quantity * Math.Abs(100 - (decimal)at)), result.EndEquity);
    }

    [Fact]
    public void An_open_beyond_takes_it_there_and_the_run_ends_where_nothing_is_left()
    {
        var result = Run([[100, 100, 100, 100], [100, 100, 100, 100], [88, 89, 87, 88], [88, 100, 80, 90]], OrderSide.Buy, 90);
        Assert.Equal(88, result.Fills[^1].Price.Value);
        Assert.Equal(1_000 - (90 * 12), result.EndEquity);
        Assert.NotNull(result.RuinTime);
        Assert.Equal(3, result.Bars);
    }

    [Fact]
    public void Orders_end_with_the_position_that_is_taken()
    {
        var order = new OrderRequest { Instrument = Perp, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 1, Price = 80 };
        var result = Run([[100, 100, 100, 100], [100, 100, 89, 90], [90, 90, 79, 80], [80, 80, 80, 80]], OrderSide.Buy, 85, order);
        Assert.Equal(1, result.Liquidations);
        Assert.Equal(2, result.Fills.Count);
    }

    [Fact]
    public void What_a_strategy_orders_when_it_hears_of_it_is_no_part_of_it()
    {
        // 90 long are taken at 89.78, and with them ends the stop that is held here; the bid at 50 it then makes waits there.
        var definition = new StrategyDefinition
        {
            Id = "bids-again",
            Title = "Bids again",
            Category = "Tests",
            Description = "Bids when its stop is canceled.",
            Parameters = [],
            WarmUpBars = _ => 0,
            SellsShort = _ => false,
            Create = _ => new BidsAgain(),
        };
        var result = Run([[100, 100, 100, 100], [100, 100, 100, 100], [100, 100, 85, 95], [95, 100, 90, 100]], definition, Margin with { Features = new VenueFeatures { HasConditionalOrders = false } });
        Assert.Equal(1, result.Liquidations);
        Assert.Equal([(OrderSide.Buy, 100m), (OrderSide.Sell, 89.78m)], result.Fills.Select(fill => (fill.Side, fill.Price.Value)));
        Assert.Equal(3, result.Orders - 1); // Entry, stop, bid; and that of the venue.
    }

    [Fact]
    public void A_position_with_margin_enough_stays() => Assert.Equal(0, Run([[100, 100, 100, 100], [100, 100, 100, 100], [100, 101, 50, 100]], OrderSide.Buy, 10).Liquidations);

    [Fact]
    public void A_perpetual_needs_margin_and_funding()
    {
        Assert.Contains("must be a margin account", Assert.Throws<BacktestSettingException>(() => Run([[1, 1, 1, 1]], OrderSide.Buy, 1, simulation: new SimulationOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("no funding was given", Assert.Throws<BacktestSettingException>(() => Run([[1, 1, 1, 1]], OrderSide.Buy, 1, hasFunding: false)).Message, StringComparison.Ordinal);
        Assert.Contains("would be liquidated at once", Assert.Throws<BacktestSettingException>(() => Run([[1, 1, 1, 1]], OrderSide.Buy, 1, simulation: Margin with { Leverage = 100 })).Message, StringComparison.Ordinal);
    }

    private static UnixNanos Time(int minutes, int millis) => new(Scenario.Time("00:00").Value + (minutes * 60 * UnixNanos.PerSecond) + (millis * 1_000_000L));

    private BacktestResult Run(decimal[][] bars, OrderSide side, decimal quantity, OrderRequest? other = null, SimulationOptions? simulation = null, bool hasFunding = true)
    {
        var steps = new List<ScriptedStep> { new(0, new OrderRequest { Instrument = Perp, Side = side, Type = OrderType.Market, Quantity = quantity }, Canceled: -1) };
        if (other is not null)
            steps.Add(new ScriptedStep(0, other, Canceled: -1));
        return Run(bars, ScriptedStrategy.Define(() => new ScriptedStrategy(steps)), simulation, hasFunding);
    }

    private BacktestResult Run(decimal[][] bars, StrategyDefinition definition, SimulationOptions? simulation, bool hasFunding = true)
    {
        var series = new BarSeries(BarInterval.Parse("1m"));
        foreach (var bar in bars)
            series.Add(Time(series.Count, 0), bar[0], bar[1], bar[2], bar[3], 1_000);
        return Backtest.Run(
            new BacktestSettings
            {
                Strategy = definition,
                Parameters = definition.Read([]),
                Bars = series.BindTo(new Instrument(Perp, 0.01m, 0.001m, FeeSchedule.Flat(0, 0))),
                Range = ..,
                Cash = 1_000,
                Simulation = simulation ?? Margin,
                Funding = hasFunding ? _funding : null,
            },
            journal: null,
            progress: null,
            TestContext.Current.CancellationToken);
    }

    private sealed class BidsAgain : Strategy
    {
        private bool _hasBegun;

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            if (_hasBegun)
                return;
            _hasBegun = true;
            _ = context.Market(OrderSide.Buy, 90, OrderRole.Working);
            _ = context.Submit(new OrderRequest { Instrument = Perp, Side = OrderSide.Sell, Type = OrderType.StopMarket, Quantity = 90, TriggerPrice = 10 });
        }

        public override void OnOrder(StrategyContext context, Order order)
        {
            if (order is { Status: OrderStatus.Canceled, Terms.Type: OrderType.StopMarket })
                _ = context.Limit(OrderSide.Buy, 1, 50, OrderRole.Working);
        }

        public override void Save(MessageWriter writer) => writer.Flag(_hasBegun);

        public override void Restore(ref MessageReader reader) => _hasBegun = reader.Flag();
    }
}
