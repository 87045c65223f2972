using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Prints that nobody looks at are passed many at once: the result is the one of print after print.</summary>
public sealed class TradeRunTests
{
    private const int Prints = 6_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prints_that_are_passed_at_once_lead_to_what_they_lead_to_one_by_one(bool isPerpetual)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var (each, atOnce) = (new List<string>(), new List<string>());
            var watching = new Watching(seed);
            var expected = Run(watching, seed, isPerpetual, each);
            var result = Run(new Deciding(seed), seed, isPerpetual, atOnce);
            Assert.Equal(Prints, watching.Seen);
            Assert.True(result.Fills.Count > 20, $"seed {seed} had {result.Fills.Count} fills");
            Assert.Equal(each, atOnce);
            Assert.Equal((expected.TradeHash, expected.StateHash, expected.EndEquity), (result.TradeHash, result.StateHash, result.EndEquity));
            Assert.Equal((expected.Prints, expected.Bars, expected.MissingBars, expected.LastPrice), (result.Prints, result.Bars, result.MissingBars, result.LastPrice));
            Assert.Equal(expected.Daily, result.Daily);
            Assert.Equal(expected.Chart, result.Chart);
            Assert.Equal(expected.Trades, result.Trades);
        }
    }

    [Fact]
    public void A_strategy_that_has_its_own_way_with_prints_sees_each()
    {
        Assert.True(new Watching(0).SeesTrades);
        Assert.True(MarketMaking.Definition.Create(MarketMaking.Definition.Read([])).SeesTrades);
        Assert.False(new Deciding(0).SeesTrades);
    }

    [Fact]
    public void Progress_is_told_at_every_1_048_576_prints_and_at_the_end()
    {
        var market = Market(isPerpetual: false);
        var trades = new TradeSeries();
        for (var index = 0; index < 1_100_000; index++)
            trades.Add(new UnixNanos(index), 100, 1, OrderSide.Buy, index);
        var told = new List<long>();
        var definition = Define(new Deciding(0));
        _ = Backtest.Run(
            new TradeBacktestSettings { Strategy = definition, Parameters = definition.Read([]), Instrument = market, Pieces = [trades.BindTo(market)], From = default, To = new UnixNanos(1_100_000) },
            journal: null,
            told.Add,
            TestContext.Current.CancellationToken);
        Assert.Equal([1_048_576, 1_100_000], told);
    }

    private static BacktestResult Run(Strategy strategy, int seed, bool isPerpetual, List<string> entries)
    {
        var definition = Define(strategy);
        var market = Market(isPerpetual);
        var funding = new FundingSeries();
        for (var hour = 1; hour < 24; hour++)
            funding.Add(new FundingRate(new UnixNanos(hour * 3_600 * UnixNanos.PerSecond), 1, 0.0001m));
        return Backtest.Run(
            new TradeBacktestSettings
            {
                Strategy = definition,
                Parameters = definition.Read([]),
                Instrument = market,
                Pieces = Pieces(market, new Chance(seed)),
                From = default,
                To = new UnixNanos(UnixNanos.PerDay),
                Funding = isPerpetual ? funding : null,
                Simulation = new SimulationOptions
                {
                    AccountKind = AccountKind.Margin,
                    Leverage = 5,
                    Latency = TimeSpan.FromMilliseconds(seed % 3 * 700),
                    Features = VenueFeatures.All with { HasConditionalOrders = seed % 2 == 0, HasGoodTillDate = seed % 4 < 2 },
                },
            },
            entry => entries.Add(entry.ToString()),
            progress: null,
            TestContext.Current.CancellationToken);
    }

    // Some at one time, most seconds apart, now and then minutes; pieces of any length; quantities finer than the grid.
    private static IEnumerable<BoundTrades> Pieces(Instrument market, Chance chance)
    {
        var (time, ticks, made) = (0L, 10_000, 0);
        while (made < Prints)
        {
            var trades = new TradeSeries();
            for (var count = Math.Min(Prints - made, 1 + chance.Below(500)); count > 0; count--, made++)
            {
                time += chance.Below(4) == 0 ? 0 : chance.Below(200) == 0 ? 300 * UnixNanos.PerSecond : chance.Below(15_000) * 1_000_000L;
                ticks += chance.Below(41) - 20;
                trades.Add(new UnixNanos(time), ticks * 0.01m, (1 + chance.Below(90_000)) * 0.0001m, chance.Of<OrderSide?>(OrderSide.Buy, OrderSide.Sell, null), made);
            }
            yield return trades.BindTo(market);
        }
    }

    private static Instrument Market(bool isPerpetual) =>
        new(InstrumentId.Parse(isPerpetual ? "BTC-USDT-PERP.SIM" : "BTC-USDT.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0.0005m, 0.001m));

    private static StrategyDefinition Define(Strategy strategy) => new()
    {
        Id = "chance",
        Title = "Chance",
        Category = "Tests",
        Description = "Trades by chance.",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => strategy,
    };

    // Orders of many kinds at closes, and one when a timer fires.
    private class Deciding(int seed) : Strategy
    {
        private readonly Chance _chance = new(seed + 1_000);

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            var side = context.Position.SignedQuantity > 0 ? OrderSide.Sell : OrderSide.Buy;
            var close = bar.Close.Value;
            switch (_chance.Below(12))
            {
                case 0 or 1:
                    context.Market(side, 0.5m, OrderRole.Working);
                    break;
                case 2:
                    context.Limit(side, 0.3m, close + (side == OrderSide.Buy ? -0.2m : 0.2m), OrderRole.Working);
                    break;
                case 3:
                    context.Submit(Stop(context, side) with { TriggerPrice = close + (side == OrderSide.Buy ? 0.3m : -0.3m) });
                    break;
                case 4:
                    context.Submit(Stop(context, side) with { Type = OrderType.Limit, Price = close, TimeInForce = TimeInForce.Gtd, ExpireTime = context.Now + TimeSpan.FromSeconds(90) });
                    break;
                case 5:
                    context.SetTimer("order", context.Now + TimeSpan.FromSeconds(37));
                    break;
                case 6 or 7 or 8:
                    context.CancelAll();
                    break;
            }
        }

        public override void OnTimer(StrategyContext context, string name) => context.Market(OrderSide.Buy, 0.1m, OrderRole.Working);

        public override void Save(MessageWriter writer) => writer.Number(0);

        public override void Restore(ref MessageReader reader) => _ = reader.Number();

        private static OrderRequest Stop(StrategyContext context, OrderSide side) =>
            new() { Instrument = context.Instrument.Id, Side = side, Type = OrderType.StopMarket, Quantity = 0.2m, Role = OrderRole.Working, Strategy = context.Strategy };
    }

    private sealed class Watching(int seed) : Deciding(seed)
    {
        public int Seen { get; private set; }

        public override void OnTrade(StrategyContext context, in TradeTick trade) => Seen++;
    }
}
