using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class BoundTradesTests
{
    private static readonly UnixNanos Start = Times.Read("2024-01-01T00:00:00Z");

    [Fact]
    public void A_tick_is_what_was_traded()
    {
        var series = new TradeSeries();
        series.Add(Start, 10.5m, 0.25m, OrderSide.Buy, 7);
        series.Add(Start + TimeSpan.FromSeconds(1), 10, 3, OrderSide.Sell, 8);
        series.Add(Start + TimeSpan.FromSeconds(1), 10, 3, aggressor: null, 9);
        var instrument = Markets.Of(0.5m);
        var trades = series.BindTo(instrument);
        Assert.Equal(new TradeTick(Start, Start, Markets.Price(10.5m), Markets.Quantity(0.25m), OrderSide.Buy, 7), trades[0]);
        Assert.Equal((OrderSide.Sell, null), (trades[1].Aggressor, trades[2].Aggressor));
        Assert.Equal((3, 0), (trades.Count, trades.RoundedCount));
        Assert.Same(series, trades.Series);
        Assert.Same(instrument, trades.Instrument);
    }

    [Theory]
    [InlineData("0.5", "10.25")]
    [InlineData("5", "12")]
    [InlineData("0.01", "10.001")]
    [InlineData("0.3", "10000000000000000000.1")] // Too great for 64 bits.
    public void A_price_off_the_grid_is_refused(string increment, string price)
    {
        var series = new TradeSeries();
        series.Add(Start, 30, 1, OrderSide.Buy, 1);
        series.Add(Start, Markets.Read(price), 1, OrderSide.Buy, 2);
        Assert.Throws<OffGridException>(() => series.BindTo(Markets.Of(Markets.Read(increment))));
    }

    // 0.0015 is one lot and a half of 0.001; 0.0004 is less than one.
    [Fact]
    public void A_quantity_off_the_grid_is_rounded_down_and_counted()
    {
        var series = new TradeSeries();
        foreach (var (index, quantity) in new[] { 0.002m, 0.0015m, 0.0004m, 7m }.Index())
            series.Add(Start, 1, quantity, OrderSide.Buy, index);
        var trades = series.BindTo(Markets.Of(1m, 0.001m));
        Assert.Equal([0.002m, 0.001m, 0m, 7m], Enumerable.Range(0, 4).Select(index => trades[index].Quantity.Value));
        Assert.Equal(2, trades.RoundedCount);
        Assert.Equal(0.0015m, series.Quantity[1]);
    }

    // Mantissas that fit, that are finer or coarser than the grid, and that are too great for 64 bits at its scale.
    [Fact]
    public void Prices_and_quantities_are_those_that_the_instrument_makes_one_by_one() => Prop.ForAll(
        Gen.Elements(0.001m, 0.5m, 5m, 1m, 0.3m, 0.00000001m).ToArbitrary(),
        Gen.Zip(Gen.OneOf(Gen.Choose(1, 1_000_000).Select(count => (long)count), Markets.Longs.Select(count => Math.Abs(count / 2) + 1)), Gen.Choose(0, 12)).ListOf().ToArbitrary(),
        (increment, values) =>
        {
            var instrument = Markets.Of(0.01m, increment);
            var series = new TradeSeries();
            foreach (var (index, (mantissa, scale)) in values.Index())
                series.Add(Start, mantissa * 0.01m, DecimalText.JoinSmall(mantissa, (byte)scale), OrderSide.Sell, index);
            var trades = series.BindTo(instrument);
            return Enumerable.Range(0, trades.Count).All(index =>
                    trades[index].Quantity == instrument.ToQuantity(series.Quantity[index], GridRounding.Down)
                    && trades[index].Price == instrument.ToPrice(series.Price[index], GridRounding.Exact))
                && trades.RoundedCount == Enumerable.Range(0, trades.Count).Count(index => !instrument.IsOnQuantityGrid(series.Quantity[index]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    // The same ways for mantissas as above.
    [Fact]
    public void Trades_in_a_row_come_to_their_extremes_and_their_sum() => Prop.ForAll(
        Gen.Elements(0.001m, 0.5m, 5m, 0.00000001m).ToArbitrary(),
        Gen.Zip(Gen.OneOf(Gen.Choose(1, 1_000_000).Select(count => (long)count), Markets.Longs.Select(count => Math.Abs(count / 2) + 1)), Gen.Choose(0, 12)).NonEmptyListOf().ToArbitrary(),
        Gen.Zip(Gen.Choose(0, 1_000), Gen.Choose(0, 1_000)).ToArbitrary(),
        (increment, values, place) =>
        {
            var series = new TradeSeries();
            foreach (var (index, (mantissa, scale)) in values.Index())
                series.Add(Start, mantissa * 0.01m, DecimalText.JoinSmall(mantissa, (byte)scale), OrderSide.Sell, index);
            var trades = series.BindTo(Markets.Of(0.01m, increment));
            var start = place.Item1 % trades.Count;
            var end = start + 1 + (place.Item2 % (trades.Count - start));
            var ticks = Enumerable.Range(start, end - start).Select(index => trades[index]).ToArray();
            return trades.TotalsOf(start, end) == new TradeTotals(ticks[^1], ticks.Min(tick => tick.Price), ticks.Max(tick => tick.Price), ticks.Sum(tick => tick.Quantity.Value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void The_sum_of_quantities_at_the_end_of_64_bits_is_exact()
    {
        var series = new TradeSeries();
        for (var index = 0; index < 3; index++)
            series.Add(Start, 1, long.MaxValue * 0.001m, OrderSide.Buy, index);
        Assert.Equal(27_670_116_110_564_327.421m, series.BindTo(Markets.Of()).TotalsOf(0, 3).Volume); // 3 x 9,223,372,036,854,775,807 lots.
    }

    // Several share a time; from each index on, for each time there and about.
    [Fact]
    public void The_first_trade_from_a_moment_on_is_found()
    {
        long[] times = [3, 3, 4, 7, 7, 7, 9, 12, 12, 20];
        var series = new TradeSeries();
        foreach (var (index, time) in times.Index())
            series.Add(new UnixNanos(time), 1, 1, OrderSide.Buy, index);
        var trades = series.BindTo(Markets.Of());
        for (var start = 0; start <= times.Length; start++)
        {
            for (var time = 0; time < 23; time++)
            {
                var later = Array.FindIndex(times, start, at => at >= time);
                Assert.Equal(later < 0 ? times.Length : later, trades.FirstFrom(new UnixNanos(time), start));
            }
        }
    }

    [Fact]
    public void Trades_of_a_series_that_changed_cannot_be_read()
    {
        var series = new TradeSeries();
        series.Add(Start, 10.5m, 1, OrderSide.Buy, 1);
        var trades = series.BindTo(Markets.Of());
        series.Add(Start, 10.25m, 1, OrderSide.Buy, 2);
        Assert.Equal("series had 2 trades, must have the 1 that were bound: bind it again", Assert.Throws<InvariantException>(() => trades[0]).Message);
    }

    [Fact]
    public void Reading_trades_allocates_nothing()
    {
        var series = new TradeSeries();
        for (var index = 0; index < 1_000; index++)
            series.Add(Start, 100 + (index / 4m), 0.5m, OrderSide.Buy, index);
        var trades = series.BindTo(Markets.Of());
        _ = Sum(trades);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = Sum(trades);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100_000m + (999 * 1_000 / 8m) + 500, sum);
    }

    private static decimal Sum(BoundTrades trades)
    {
        var sum = 0m;
        for (var index = 0; index < trades.Count; index++)
            sum += trades[index].Price.Value + trades[index].Quantity.Value;
        return sum;
    }
}
