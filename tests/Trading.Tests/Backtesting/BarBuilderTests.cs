using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class BarBuilderTests
{
    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0, 0));

    [Fact]
    public void A_bar_has_the_first_greatest_least_and_last_print_of_its_time()
    {
        var builder = new BarBuilder(BarInterval.Parse("1m"));
        foreach (var (second, price, quantity) in new[] { (61, 100m, 1m), (70, 103m, 2m), (80, 98m, 0.5m), (119, 101m, 0.25m) })
            builder.Add(Print(second, price, quantity));
        Assert.False(builder.TryClose(At(119), out _));
        Assert.True(builder.TryClose(At(120), out var bar));
        Assert.Equal((At(60), At(120)), (bar.OpenTime, bar.CloseTime));
        Assert.Equal((100m, 103m, 98m, 101m, 3.75m), (bar.Open.Value, bar.High.Value, bar.Low.Value, bar.Close.Value, bar.Volume));
        Assert.False(builder.TryClose(At(500), out _));
    }

    [Fact]
    public void Prints_in_a_row_are_added_as_one_by_one()
    {
        var builder = new BarBuilder(BarInterval.Parse("1m"));
        builder.Add(Print(61, 100, 1));
        builder.Add(new TradeTotals(Print(80, 101, 0.25m), Print(0, 98, 1).Price, Print(0, 103, 1).Price, 2.75m));
        builder.Add(new TradeTotals(Print(90, 99, 0.25m), Print(0, 99, 1).Price, Print(0, 102, 1).Price, 0.5m));
        Assert.Throws<InvariantException>(() => builder.Add(new TradeTotals(Print(120, 99, 1), Print(0, 99, 1).Price, Print(0, 99, 1).Price, 1)));
        Assert.True(builder.TryClose(At(120), out var bar));
        Assert.Equal((100m, 103m, 98m, 99m, 4.25m), (bar.Open.Value, bar.High.Value, bar.Low.Value, bar.Close.Value, bar.Volume));
        Assert.Throws<InvariantException>(() => builder.Add(new TradeTotals(Print(121, 99, 1), Print(0, 99, 1).Price, Print(0, 99, 1).Price, 1)));
    }

    [Fact]
    public void Minutes_without_a_print_are_counted_and_have_no_bar()
    {
        var builder = new BarBuilder(BarInterval.Parse("1m"));
        builder.Add(Print(30, 100, 1));
        Assert.True(builder.TryClose(At(250), out _));
        builder.Add(Print(250, 100, 1));
        Assert.True(builder.TryClose(At(300), out var second));
        Assert.Equal(At(240), second.OpenTime);
        Assert.Equal(3, builder.Missing);
    }

    [Fact]
    public void Weeks_begin_on_Monday()
    {
        var builder = new BarBuilder(BarInterval.Parse("1w"));
        builder.Add(new TradeTick(default, Day(2026, 11, 29), Market.ToPrice(100, GridRounding.Exact), Market.ToQuantity(1, GridRounding.Exact), Aggressor: null, TradeId: 1)); // A Sunday.
        Assert.Equal(Day(2026, 11, 30), builder.CloseTime);
    }

    [Fact]
    public void A_print_after_the_bar_s_time_is_refused_before_it_is_closed()
    {
        var builder = new BarBuilder(BarInterval.Parse("1m"));
        builder.Add(Print(0, 100, 1));
        Assert.Throws<InvariantException>(() => builder.Add(Print(60, 100, 1)));
    }

    private static UnixNanos Day(int year, int month, int day) => UnixNanos.From(new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero));

    private static UnixNanos At(int second) => new(second * UnixNanos.PerSecond);

    private static TradeTick Print(int second, decimal price, decimal quantity) =>
        new(At(second), At(second), Market.ToPrice(price, GridRounding.Exact), Market.ToQuantity(quantity, GridRounding.Exact), Aggressor: null, second);
}
