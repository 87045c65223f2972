using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class BoundBarsTests
{
    private static readonly UnixNanos Start = Times.Read("2024-01-01T00:00:00Z");
    private static readonly BarInterval Hour = BarInterval.Parse("1h");

    [Fact]
    public void Bars_are_on_the_grid_with_their_close_time()
    {
        var series = new BarSeries(Hour);
        series.Add(Start, 10, 12.5m, 9, 11, 0.123456789m);
        var bars = series.BindTo(Markets.Of(0.5m));
        var bar = bars[0];
        Assert.Equal((Start, Times.Read("2024-01-01T01:00:00Z")), (bar.OpenTime, bar.CloseTime));
        Assert.Equal((10m, 12.5m, 9m, 11m, 0.123456789m), (bar.Open.Value, bar.High.Value, bar.Low.Value, bar.Close.Value, bar.Volume));
        Assert.Equal(1, bars.Count);
        Assert.Same(series, bars.Series);
    }

    [Theory]
    [InlineData("0.5", "10.25")]
    [InlineData("0.25", "10.3")]
    [InlineData("5", "12")]
    [InlineData("5", "10.5")]
    [InlineData("0.01", "10.001")]
    [InlineData("1", "0.9")]
    [InlineData("0.00000001", "0.123456789")]
    [InlineData("0.3", "10000000000000000000.1")] // Too great for 64 bits.
    public void A_price_off_the_grid_is_refused(string increment, string price)
    {
        var instrument = Markets.Of(Markets.Read(increment));
        foreach (var column in (string[])["open", "high", "low", "close"])
        {
            var series = new BarSeries(Hour);
            Add(series, 0, 30);
            series.AddOpenTime(Start + Hour.Duration);
            series.Open.Add(column == "open" ? Markets.Read(price) : 30);
            series.High.Add(column == "high" ? Markets.Read(price) : 30);
            series.Low.Add(column == "low" ? Markets.Read(price) : 30);
            series.Close.Add(column == "close" ? Markets.Read(price) : 30);
            series.Volume.Add(0);
            Assert.Throws<OffGridException>(() => series.BindTo(instrument));
        }
    }

    // Counts of increments, with trailing zeros that make the column finer than the grid, or too great for 64 bits.
    [Fact]
    public void Prices_are_those_that_the_instrument_makes_one_by_one() => Prop.ForAll(
        Gen.Elements(0.01m, 0.5m, 0.25m, 5m, 0.00000001m, 0.3m, 1m, 0.0001m).ToArbitrary(),
        Gen.OneOf(Gen.Choose(1, 1_000_000).Select(count => (long)count), Markets.Longs.Select(count => Math.Abs(count / 2) + 1)).ListOf().ToArbitrary(),
        Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 12))).ToArbitrary(),
        (increment, counts, zeros) =>
        {
            var instrument = Markets.Of(increment);
            var series = new BarSeries(Hour);
            foreach (var (index, count) in counts.Index())
            {
                var price = count * increment;
                Add(series, index, index == zeros ? price * DecimalText.Join((Int128)Math.Pow(10, zeros), zeros) : price);
            }
            var bars = series.BindTo(instrument);
            return bars.Count == counts.Count && counts.Index().All(pair =>
                bars[pair.Index].Open == instrument.ToPrice(series.Open[pair.Index], GridRounding.Exact) && bars[pair.Index].Close == instrument.PriceFromTicks(pair.Item));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    // The 20th power of 2 in cents, then a price that does not fit 64 bits at the grid's eight digits.
    [Fact]
    public void A_price_beyond_64_bits_at_the_grids_scale_is_exact()
    {
        var series = new BarSeries(Hour);
        Add(series, 0, 10_485.76m);
        Add(series, 1, 92_233_720_368_547_758.07m);
        var bars = series.BindTo(Markets.Of(0.00000001m));
        Assert.Equal((10_485.76m, 92_233_720_368_547_758.07m), (bars[0].Open.Value, bars[1].Close.Value));
    }

    // 2 digits for the grid, 1 in the column: a later value of 2 digits would shift what is read of all the others.
    [Fact]
    public void Bars_of_a_series_that_changed_cannot_be_read()
    {
        var series = new BarSeries(Hour);
        Add(series, 0, 10.5m);
        var bars = series.BindTo(Markets.Of(0.01m));
        Assert.Equal(10.5m, bars[0].Open.Value);
        Add(series, 1, 10.25m);
        Assert.Equal("series had 2 bars, must have the 1 that were bound: bind it again", Assert.Throws<InvariantException>(() => bars[0]).Message);
        Assert.Equal(10.5m, series.BindTo(Markets.Of(0.01m))[0].Open.Value);
    }

    [Fact]
    public void Reading_bars_allocates_nothing()
    {
        var series = new BarSeries(Hour);
        for (var index = 0; index < 1_000; index++)
            Add(series, index, 100 + (index / 4m));
        var bars = series.BindTo(Markets.Of(0.01m));
        _ = Sum(bars);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = Sum(bars);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100_000m + (999 * 1_000 / 8m), sum);
    }

    private static decimal Sum(BoundBars bars)
    {
        var sum = 0m;
        for (var index = 0; index < bars.Count; index++)
            sum += bars[index].Close.Value;
        return sum;
    }

    private static void Add(BarSeries series, int index, decimal price) =>
        series.Add(Start + (Hour.Duration * index), price, price, price, price, volume: 1);
}
