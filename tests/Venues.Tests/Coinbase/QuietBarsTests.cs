using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>Coinbase has no candle of a time in which nobody traded.</summary>
public sealed class QuietBarsTests
{
    private static readonly BarInterval Minute = BarInterval.Parse("1m");
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USD.COINBASE"), 1, 1, FeeSchedule.Flat(0, 0));

    [Fact]
    public void A_time_without_trades_has_the_price_before_it_and_nothing_is_known_of_what_was_before_the_first()
    {
        var bars = new QuietBars(Minute);
        bars.FillTo(At(3));
        bars.Add(Bar(3, close: 10));
        bars.Add(Bar(6, close: 20));
        bars.FillTo(At(8));
        Assert.Equal(
            [(At(3), 10m, 1m), (At(4), 10m, 0m), (At(5), 10m, 0m), (At(6), 20m, 1m), (At(7), 20m, 0m)],
            bars.All.Select(static bar => (bar.OpenTime, bar.Close.Value, bar.Volume)));
    }

    // Of two pages one may be on both.
    [Fact]
    public void A_bar_that_is_there_is_left()
    {
        var bars = new QuietBars(Minute);
        bars.Add(Bar(3, close: 10));
        bars.Add(Bar(3, close: 11));
        Assert.Equal([10m], bars.All.Select(static bar => bar.Close.Value));
    }

    // Not yet: it may have been traded in it.
    [Fact]
    public void A_bar_that_is_not_over_is_not_filled()
    {
        var bars = new QuietBars(Minute);
        bars.Add(Bar(3, close: 10));
        bars.FillTo(new UnixNanos(At(5).Value - 1));
        Assert.Single(bars.All);
    }

    private static UnixNanos At(int minute) => new(minute * Minute.Nanos);

    private static Bar Bar(int minute, decimal close)
    {
        var price = Instrument.ToPrice(close, GridRounding.Exact);
        return new Bar(At(minute), At(minute + 1), price, price, price, price, 1);
    }
}
