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
        var paid = Assert.Single(result.FundingPayments);
        Assert.Equal((Time(2, 3), (decimal)rate, 100m, side == OrderSide.Buy ? 10m : -10m, 1_000 - (decimal)equity), (paid.Time, paid.Rate, paid.Price, paid.Position, paid.Paid));
        Assert.Equal((Math.Max(0, paid.Paid), Math.Max(0, -paid.Paid), paid.Paid), (result.FundingPaid, result.FundingReceived, result.Funding));
    }

    [Fact]
    public void Funding_before_the_position_is_nobody_s()
    {
        _funding.Add(new FundingRate(Time(0, 0), 8, 0.01m));
        _funding.Add(new FundingRate(Time(1, 0), 8, 0.01m)); // The order of bar 0 fills at that moment, after it.
        Assert.Empty(Run([[100, 100, 100, 100], [100, 100, 100, 100], [100, 100, 100, 100]], OrderSide.Buy, 10).FundingPayments);
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
        Assert.Equal([false, true], result.Fills.Select(fill => fill.IsLiquidation));
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

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void What_a_stop_filled_on_the_way_is_not_taken_again(int latencyMillis)
    {
        // Of the stop the bar's volume fills 50: cash is 1,000 - 80 x 100 + 50 x 95 = -2,250 with 30 long, taken at 2,250 / (30 x 0.99) = 75.757...
        var result = RunSteps(Fall(volume: 50), latencyMillis, new OrderRequest { Instrument = Perp, Side = OrderSide.Sell, Type = OrderType.StopMarket, Quantity = 80, TriggerPrice = 95, IsReduceOnly = true });
        Assert.Equal(["Buy 80 at 100, 80", "Sell 50 at 95, 30", "Sell 30 at 75.75, 0"], Told(result));
        Assert.Equal(1, result.Liquidations);
        Assert.Equal([false, false, true], result.Fills.Select(fill => fill.IsLiquidation));
        Assert.Equal(22.5m, result.EndEquity); // 1,000 - 50 x 5 - 30 x 24.25.
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void What_was_bought_on_the_way_is_taken_too_and_at_the_price_of_all(int latencyMillis)
    {
        // Cash is 1,000 - 80 x 100 - 3 x 95 - 3 x 92 = -7,561 with 86 long, taken at 7,561 / (86 x 0.99) = 88.806...; 80 long alone were at 88.383..., below the last bid.
        var result = RunSteps(Fall(volume: 1_000), latencyMillis, Bid(3, 95), Bid(3, 92), Bid(3, 88.5m));
        Assert.Equal(["Buy 80 at 100, 80", "Buy 3 at 95, 83", "Buy 3 at 92, 86", "Sell 86 at 88.8, 0"], Told(result));
        Assert.Equal(1, result.Liquidations);
        Assert.Equal(75.8m, result.EndEquity); // 86 x 88.8 - 7,561.
    }

    [Fact]
    public void A_fill_that_uses_up_the_margin_is_taken_where_it_was_made()
    {
        // At a rate of 0.09, -4,000 with 50 long is at 4,000 / 45.5 = 87.91...; -8,400 with 100 at 8,400 / 91 = 92.30..., above where they were bought.
        var result = RunSteps(Fall(volume: 1_000), latencyMillis: 0, held: 50, rate: 0.09m, Bid(50, 88));
        Assert.Equal(["Buy 50 at 100, 50", "Buy 50 at 88, 100", "Sell 100 at 88, 0"], Told(result));
        Assert.Equal(400, result.EndEquity);
        Assert.Equal(1, result.Liquidations);
    }

    [Fact]
    public void A_trigger_beyond_is_not_hit_where_a_fill_on_the_way_brought_the_position_to_its_end()
    {
        // 86 long are taken at 88.80, 80 were at 88.38: the stop at 88.5 comes too late.
        var stop = new OrderRequest { Instrument = Perp, Side = OrderSide.Sell, Type = OrderType.StopMarket, Quantity = 10, TriggerPrice = 88.5m, IsReduceOnly = true };
        Assert.Equal(["Buy 80 at 100, 80", "Buy 3 at 95, 83", "Buy 3 at 92, 86", "Sell 86 at 88.8, 0"], Told(RunSteps(Fall(volume: 1_000), latencyMillis: 0, Bid(3, 95), Bid(3, 92), stop)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void What_a_strategy_orders_on_a_fill_before_it_ends_with_it(int latencyMillis)
    {
        var definition = new StrategyDefinition
        {
            Id = "buys-more",
            Title = "Buys more",
            Category = "Tests",
            Description = "Buys more when a bid fills.",
            Parameters = [],
            WarmUpBars = _ => 0,
            SellsShort = _ => false,
            Create = _ => new BuysMore(),
        };
        var result = Run(Fall(volume: 1_000), definition, Margin with { Latency = TimeSpan.FromMilliseconds(latencyMillis) });
        // Cash is 1,000 - 80 x 100 - 3 x 95 = -7,285 with 83 long, taken at 7,285 / (83 x 0.99) = 88.658...
        Assert.Equal(["Buy 80 at 100, 80", "Buy 3 at 95, 83", "Sell 83 at 88.65, 0"], Told(result));
        Assert.Equal(1, result.Liquidations);
    }

    [Fact]
    public void A_position_with_margin_enough_stays() => Assert.Equal(0, Run([[100, 100, 100, 100], [100, 100, 100, 100], [100, 101, 50, 100]], OrderSide.Buy, 10).Liquidations);

    [Fact]
    public void A_perpetual_needs_margin_and_funding()
    {
        Assert.Contains("must be a margin account", Assert.Throws<BacktestSettingException>(() => Run([[1, 1, 1, 1]], OrderSide.Buy, 1, simulation: new SimulationOptions())).Message, StringComparison.Ordinal);
        Assert.Equal(
            "BTC-USDT-PERP.SIM is a perpetual and no funding rates were given, without which its result would flatter; import them: veloz import FILE --kind funding --symbol BTC-USDT-PERP.SIM",
            Assert.Throws<BacktestSettingException>(() => Run([[1, 1, 1, 1]], OrderSide.Buy, 1, hasFunding: false)).Message);
        Assert.Contains("would be liquidated at once", Assert.Throws<BacktestSettingException>(() => Run([[1, 1, 1, 1]], OrderSide.Buy, 1, simulation: Margin with { Leverage = 100 })).Message, StringComparison.Ordinal);
    }

    private static UnixNanos Time(int minutes, int millis) => new(Scenario.Time("00:00").Value + (minutes * 60 * UnixNanos.PerSecond) + (millis * 1_000_000L));

    // The order of bar 0 fills at the open of bar 1, those of bar 1 wait in bar 2, which falls to 60 in one line; its volume is the fifth value.
    private static decimal[][] Fall(decimal volume) => [[100, 100, 100, 100], [100, 100, 100, 100], [100, 100, 60, 70, volume], [70, 75, 65, 70]];

    private static OrderRequest Bid(decimal quantity, decimal price) => new() { Instrument = Perp, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = quantity, Price = price };

    private static IEnumerable<string> Told(BacktestResult result) => result.Fills.Select(fill =>
        $"{fill.Side} {DecimalText.Trimmed(fill.Quantity.Value)} at {DecimalText.Trimmed(fill.Price.Value)}, {DecimalText.Trimmed(fill.PositionAfter)}");

    // Bar 2 is at 100 until 02:20, and falls 2 a second.
    [Theory]
    [InlineData(30, new[] { "Buy 80 at 100, 80", "Buy 3 at 95, 83", "Buy 3 at 92, 86", "Sell 86 at 88.8, 0" })] // At 80: -7,561 + 86 p = 0.01 x 86 p at p = 88.807...
    [InlineData(24, new[] { "Buy 80 at 100, 80", "Buy 3 at 95, 83", "Sell 83 at 88.65, 0" })] // At 92: -7,285 + 83 p = 0.01 x 83 p at p = 88.657...
    public void Cancels_within_a_bar_come_after_the_fills_and_the_liquidation_before_them(int seconds, string[] told)
    {
        var steps = new List<ScriptedStep> { new(0, new OrderRequest { Instrument = Perp, Side = OrderSide.Buy, Type = OrderType.Market, Quantity = 80 }, Canceled: -1) };
        steps.AddRange([new(1, Bid(3, 95), Canceled: -1), new(1, Bid(3, 92), Canceled: -1), new(1, Request: null, Canceled: 1), new(1, Request: null, Canceled: 2)]);
        Assert.Equal(told, Told(Run(Fall(volume: 1_000), ScriptedStrategy.Define(() => new ScriptedStrategy(steps)), Margin with { CancelLatency = TimeSpan.FromSeconds(seconds) })));
    }

    private BacktestResult RunSteps(decimal[][] bars, int latencyMillis, params ReadOnlySpan<OrderRequest> orders) => RunSteps(bars, latencyMillis, held: 80, rate: 0.01m, orders);

    private BacktestResult RunSteps(decimal[][] bars, int latencyMillis, decimal held, decimal rate, params ReadOnlySpan<OrderRequest> orders)
    {
        var steps = new List<ScriptedStep> { new(0, new OrderRequest { Instrument = Perp, Side = OrderSide.Buy, Type = OrderType.Market, Quantity = held }, Canceled: -1) };
        foreach (var order in orders)
            steps.Add(new ScriptedStep(1, order, Canceled: -1));
        return Run(bars, ScriptedStrategy.Define(() => new ScriptedStrategy(steps)), Margin with { Participation = 1, MaintenanceRate = rate, Latency = TimeSpan.FromMilliseconds(latencyMillis) });
    }

    private BacktestResult Run(decimal[][] bars, OrderSide side, decimal quantity, OrderRequest? other = null, SimulationOptions? simulation = null, bool hasFunding = true)
    {
        var steps = new List<ScriptedStep> { new(0, new OrderRequest { Instrument = Perp, Side = side, Type = OrderType.Market, Quantity = quantity }, Canceled: -1) };
        if (other is not null)
            steps.Add(new ScriptedStep(0, other, Canceled: -1));
        return Run(bars, ScriptedStrategy.Define(() => new ScriptedStrategy(steps)), simulation, hasFunding);
    }

    private BacktestResult Run(decimal[][] bars, StrategyDefinition definition, SimulationOptions? simulation, bool hasFunding = true)
    {
        if (_funding.Count == 0)
            _funding.Add(new FundingRate(Time(0, 0), 8, 0));
        var series = new BarSeries(BarInterval.Parse("1m"));
        foreach (var bar in bars)
            series.Add(Time(series.Count, 0), bar[0], bar[1], bar[2], bar[3], bar.Length > 4 ? bar[4] : 1_000);
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

    private sealed class BuysMore : Strategy
    {
        private int _bars;

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            _bars++;
            if (_bars == 1)
                _ = context.Market(OrderSide.Buy, 80, OrderRole.Working);
            else if (_bars == 2)
                _ = context.Limit(OrderSide.Buy, 3, 95, OrderRole.Working);
        }

        public override void OnFill(StrategyContext context, OrderFill fill)
        {
            if (fill.Price.Value == 95)
                _ = context.Market(OrderSide.Buy, 1, OrderRole.Working);
        }

        public override void Save(MessageWriter writer) => writer.Number(_bars);

        public override void Restore(ref MessageReader reader) => _bars = reader.Count();
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
