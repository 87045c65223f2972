using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class TradeSeriesTests
{
    private static readonly UnixNanos Start = Times.Read("2024-01-01T00:00:00Z");

    [Fact]
    public void Trades_are_kept_as_they_were_given()
    {
        var series = new TradeSeries();
        series.Add(Start, 10.5m, 0.25m, OrderSide.Buy, 7);
        series.Add(Start, 10.25m, 3m, OrderSide.Sell, 8);
        series.Add(Start + TimeSpan.FromSeconds(1), 11m, 0.000000001m, aggressor: null, 11);
        Assert.Equal([Start.Value, Start.Value, Start.Value + UnixNanos.PerSecond], series.Times.ToArray());
        Assert.Equal([7, 8, 11], series.Ids.ToArray());
        Assert.Equal([TradeAggressor.Buy, TradeAggressor.Sell, TradeAggressor.Unknown], series.Aggressors.ToArray());
        Assert.Equal((10.5m, 10.25m, 11m), (series.Price[0], series.Price[1], series.Price[2]));
        Assert.Equal((0.25m, 3m, 0.000000001m), (series.Quantity[0], series.Quantity[1], series.Quantity[2]));
    }

    [Theory]
    [InlineData(-1, 10, 1, 9, "trade 9 was at 2023-12-31T23:59:59Z, must not be before 2024-01-01T00:00:00Z")]
    [InlineData(0, 10, 1, 7, "trade id was 7, must be above 7")]
    [InlineData(0, 10, 1, 6, "trade id was 6, must be above 7")]
    [InlineData(0, 0, 1, 9, "trade 9 had price 0 and quantity 1, must be above 0")]
    [InlineData(0, 10, 0, 9, "trade 9 had price 10 and quantity 0, must be above 0")]
    [InlineData(0, -1, 1, 9, "trade 9 had price -1 and quantity 1, must be above 0")]
    public void A_trade_that_does_not_follow_is_refused(int seconds, int price, int quantity, long id, string message)
    {
        var series = new TradeSeries();
        series.Add(Start, 10, 1, OrderSide.Buy, 7);
        Assert.Equal(message, Assert.Throws<InvariantException>(() => series.Add(Start + TimeSpan.FromSeconds(seconds), price, quantity, OrderSide.Buy, id)).Message);
        Assert.Equal((1, 1), (series.Count, series.Price.Count));
    }

    [Fact]
    public void A_first_id_below_0_is_refused() =>
        Assert.Equal("trade id was -1, must be 0 or more", Assert.Throws<InvariantException>(() => new TradeSeries().Add(Start, 1, 1, OrderSide.Buy, -1)).Message);

    // Of a plain search over the same times, several trades often sharing one.
    [Fact]
    public void Between_finds_what_a_plain_search_finds() => Prop.ForAll(
        Gen.Choose(0, 3).ListOf().ToArbitrary(),
        Gen.Choose(-2, 40).ToArbitrary(),
        Gen.Choose(-2, 40).ToArbitrary(),
        (steps, from, to) =>
        {
            var series = new TradeSeries();
            var time = 0L;
            foreach (var (index, step) in steps.Index())
                series.Add(new UnixNanos(time += step), 1, 1, OrderSide.Buy, index);
            var expected = Enumerable.Range(0, series.Count).Where(index => series.Times[index] >= from && series.Times[index] < to).ToArray();
            var found = Enumerable.Range(0, series.Count).ToArray()[series.Between(new UnixNanos(from), new UnixNanos(to))];
            return expected.SequenceEqual(found);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Missing_ids_are_those_between_the_first_and_the_last()
    {
        Assert.Equal(0, Of().MissingIds);
        Assert.Equal(0, Of(3).MissingIds);
        Assert.Equal(0, Of(3, 4, 5).MissingIds);
        Assert.Equal(3, Of(0, 1, 4, 6).MissingIds); // 2, 3 and 5.
        Assert.Equal(long.MaxValue - 1, Of(0, long.MaxValue).MissingIds);
    }

    [Fact]
    public void Columns_added_at_once_are_those_added_one_by_one()
    {
        var (one, many) = (new TradeSeries(), new TradeSeries(1));
        for (var index = 0; index < 3_000; index++)
            one.Add(Start + TimeSpan.FromMilliseconds(index), 100 + (index % 7 / 4m), 1 + index, index % 2 == 0 ? OrderSide.Buy : OrderSide.Sell, index);
        foreach (var (start, end) in new[] { (0, 1_000), (1_000, 1_001), (1_001, 3_000) })
        {
            many.AddPrints(one.Times[start..end], one.Ids[start..end], one.Aggressors[start..end]);
            many.Price.AddRange(one.Price.Mantissas[start..end], one.Price.Scale);
            many.Quantity.AddRange(one.Quantity.Mantissas[start..end], one.Quantity.Scale);
        }
        many.Trim();
        Assert.Equal(one.Times.ToArray(), many.Times.ToArray());
        Assert.Equal(one.Ids.ToArray(), many.Ids.ToArray());
        Assert.Equal(one.Aggressors.ToArray(), many.Aggressors.ToArray());
        Assert.Equal(one.Price.Mantissas.ToArray(), many.Price.Mantissas.ToArray());
        Assert.Equal(one.Quantity.Mantissas.ToArray(), many.Quantity.Mantissas.ToArray());
        Assert.Throws<ArgumentException>(() => many.AddPrints([1], [1, 2], [TradeAggressor.Buy]));
    }

    // The first values are too great for 64 bits and have another scale: nothing of them stays.
    [Fact]
    public void A_cleared_series_is_as_a_new_one()
    {
        var series = new TradeSeries();
        series.Add(Start, 12345678901234567890.5m, 0.12345m, OrderSide.Buy, 7);
        series.Clear();
        Assert.Equal((0, 0, 0, 0L), (series.Count, series.Price.Count, series.Quantity.Count, series.MissingIds));
        series.Add(Start - TimeSpan.FromDays(1), 10.5m, 2m, OrderSide.Sell, 3);
        Assert.Equal((10.5m, 2m, false, 0), (series.Price[0], series.Quantity[0], series.Price.IsWide, series.Quantity.Scale));
        Assert.Equal(10.5m, series.BindTo(Markets.Of(0.5m))[0].Price.Value);
    }

    private static TradeSeries Of(params long[] ids)
    {
        var series = new TradeSeries();
        foreach (var id in ids)
            series.Add(Start, 1, 1, OrderSide.Buy, id);
        return series;
    }
}
