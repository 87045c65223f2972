using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class AllocationTests
{
    private static readonly InstrumentId Id = InstrumentId.Parse("BTC-USDT.SIM");

    [Theory]
    [InlineData("ma-cross", "sma")]
    [InlineData("ma-cross", "ema")]
    [InlineData("bollinger-reversion", null)]
    public void A_bar_through_kernel_strategy_and_venue_allocates_nothing_once_warm(string strategy, string? average)
    {
        var definition = StrategyCatalog.Get(strategy);
        var parameters = definition.Read(average is null ? [] : [new("ma_type", average)]);
        var instrument = new Instrument(Id, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        var bars = Rising(10_000).BindTo(instrument);
        var kernel = new Kernel(new KernelOptions { Mode = RunMode.Backtest, ReportingCurrency = Id.Quote });
        var venue = new SimulatedVenue(instrument, new SimulationOptions(), 100_000);
        var decision = new Decision();
        kernel.Decide(new KernelCommand.SetInstrument(default, instrument), decision);
        kernel.Decide(new KernelCommand.StartStrategy(default, StrategyInstanceId.Parse("s"), definition, [Id], parameters, "test"), decision);

        Feed(0, 2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(2_000, 10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

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
