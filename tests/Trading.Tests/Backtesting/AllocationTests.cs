using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class AllocationTests
{
    private static readonly InstrumentId Id = InstrumentId.Parse("BTC-USDT.SIM");
    private static readonly KeyValuePair<string, string>[] FarQuotes = [new("bid_spread_bps", "1000"), new("ask_spread_bps", "1000"), new("tolerance", "0.5"), new("quantity", "1"), new("refresh_seconds", "86400")];

    [Theory]
    [InlineData("ma-cross", "sma")]
    [InlineData("ma-cross", "ema")]
    [InlineData("bollinger-reversion", null)]
    [InlineData("macd-json", null)]
    [InlineData("ma-cross-json", null)]
    [InlineData("all-of-a-document", null)]
    public void A_bar_through_kernel_strategy_and_venue_allocates_nothing_once_warm(string strategy, string? average)
    {
        var definition = strategy == "all-of-a-document" ? Documents.Read(Documents.OfAllKinds).Definition : PaperAccounts.Find(strategy);
        var parameters = definition.Read(average is null ? [] : [new("ma_type", average)]);
        var instrument = new Instrument(Id, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        var bars = Rising(10_000).BindTo(instrument);
        var kernel = new Kernel(new KernelOptions { Mode = RunMode.Backtest, ReportingCurrency = Id.Quote });
        var venue = new SimulatedVenue(instrument, new SimulationOptions(), 100_000);
        var decision = new Decision();
        kernel.Decide(new KernelCommand.SetInstrument(default, instrument), decision);
        kernel.Decide(new KernelCommand.StartStrategy(default, StrategyInstanceId.Parse("s"), definition, [Id], parameters, "test"), decision);

        Feed(0, 2_000);

        Assert.Equal(0, LeastOfRounds(round => Feed(2_000 * (round + 1), 2_000 * (round + 2))));

        void Feed(int from, int to)
        {
            for (var index = from; index < to; index++)
            {
                var input = new BarClosed(0, bars[index]);
                if (!venue.IsIdle)
                    throw new InvalidOperationException("the market rises steadily: there is nothing to trade");
                venue.Skip(in input.Bar);
                decision.Clear();
                kernel.Decide(in input, decision);
                _ = kernel.Equity;
            }
        }
    }

    [Fact]
    public void A_whole_backtest_allocates_for_its_orders_and_not_for_its_bars()
    {
        // The same rising market, ten times as long: what grows is at most the chart and the daily samples.
        var small = BytesOf(20_000);
        var large = BytesOf(200_000);
        Assert.InRange(large - small, 0, 1_000_000); // 180,000 more bars; a byte a bar would be seen six times over.
    }

    [Fact]
    public void A_backtest_over_prints_allocates_for_its_orders_and_not_for_its_prints()
    {
        // Resting quotes far away, so that every print goes through the venue. What grows is the chart, by a point a minute.
        var small = BytesOfPrints(20_000, MarketMaking.Definition, FarQuotes);
        var large = BytesOfPrints(200_000, MarketMaking.Definition, FarQuotes);
        Assert.InRange(large - small, 0, 1_000_000); // 180,000 more prints; the least object for each would be 4,320,000.
    }

    [Fact]
    public void Prints_that_are_passed_at_once_allocate_nothing()
    {
        // Every minute closes at one price: nothing crosses. What grows is as above.
        var small = BytesOfPrints(20_000, MovingAverageCross.Definition);
        var large = BytesOfPrints(200_000, MovingAverageCross.Definition);
        Assert.InRange(large - small, 0, 1_000_000);
    }

    [Fact]
    public void A_print_and_a_change_of_the_book_through_a_venue_with_resting_orders_allocate_nothing_once_warm()
    {
        var instrument = new Instrument(Id, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        var book = new OrderBook(instrument);
        var venue = new BookVenue(book, new SimulationOptions { AccountKind = AccountKind.Margin }, 100_000);
        BookLevelChange[] levels = [new(OrderSide.Buy, 9_990, 100), new(OrderSide.Sell, 10_010, 100)];
        venue.Apply(new MarketEvent { Kind = MarketEventKind.BookSnapshot, VenueTime = default, ReceivedTime = new UnixNanos(1), Levels = levels });
        var kernel = new Kernel(new KernelOptions { Mode = RunMode.Backtest, AccountKind = AccountKind.Margin, ReportingCurrency = Id.Quote });
        var decision = new Decision();
        kernel.Decide(new KernelCommand.SetInstrument(default, instrument), decision);
        kernel.Decide(new KernelCommand.ChangeBalance(default, new Money(100_000, Id.Quote), BalanceReason.Initial, ""), decision);
        kernel.Decide(new BookChanged(0, book), decision);
        decision.Clear();
        kernel.Decide(new KernelCommand.Submit(default, new OrderRequest { Instrument = Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 1, Price = 99 }), decision);
        venue.Submit(decision.Effects.OfType<Effect.Submit>().Single(), new UnixNanos(2));
        venue.Step();

        Feed(0, 2_000);

        Assert.Equal(0, LeastOfRounds(round => Feed(2_000 * (round + 1), 2_000 * (round + 2))));

        void Feed(int from, int to)
        {
            for (var index = from; index < to; index++)
            {
                var time = new UnixNanos(index + 3);
                levels[0] = new BookLevelChange(OrderSide.Buy, 9_990 - (index % 20), 1 + (index % 7));
                venue.Apply(new MarketEvent { Kind = MarketEventKind.BookDelta, VenueTime = time, ReceivedTime = time, Levels = levels });
                venue.Apply(new MarketEvent { Kind = MarketEventKind.Trade, VenueTime = time, ReceivedTime = time, Ticks = 10_010, Lots = 5, Aggressor = TradeAggressor.Buy });
                decision.Clear();
                kernel.Decide(new BookChanged(0, book), decision);
            }
        }
    }

    // Bytes allocated in the round with the least of them: the runtime may allocate on this thread once, as when it compiles a loop anew. What allocates for an
    // event does so in every round.
    private static long LeastOfRounds(Action<int> feed)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            feed(round);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static long BytesOfPrints(int prints, StrategyDefinition definition, params KeyValuePair<string, string>[] parameters)
    {
        var instrument = new Instrument(Id, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        var trades = new TradeSeries(prints);
        for (var index = 0; index < prints; index++)
            trades.Add(new UnixNanos(index * UnixNanos.PerSecond), 100 + ((index % 3) * 0.01m), 1, OrderSide.Buy, index + 1);
        var settings = new TradeBacktestSettings
        {
            Strategy = definition,
            Parameters = definition.Read(parameters),
            Instrument = instrument,
            Pieces = [trades.BindTo(instrument)],
            From = default,
            To = new UnixNanos(prints * (long)UnixNanos.PerSecond),
        };
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Run() => Backtest.Run(settings, journal: null, progress: null, TestContext.Current.CancellationToken);
    }

    private static long BytesOf(int bars)
    {
        var instrument = new Instrument(Id, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        var settings = new BacktestSettings
        {
            Strategy = MovingAverageCross.Definition,
            Parameters = MovingAverageCross.Definition.Read([]),
            Bars = Rising(bars).BindTo(instrument),
            Range = ..,
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(Backtest.Run(settings, journal: null, progress: null, CancellationToken.None).Fills);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Rises by a cent a bar: averages never cross after the first, and no close is outside two deviations of its window for long.
    private static BarSeries Rising(int count)
    {
        var series = new BarSeries(BarInterval.Parse("1m"), count);
        for (var index = 0; index < count; index++)
        {
            var price = 1_000m + (index * 0.01m);
            series.Add(new UnixNanos(index * 60 * UnixNanos.PerSecond), price, price, price, price, 1);
        }
        return series;
    }
}
