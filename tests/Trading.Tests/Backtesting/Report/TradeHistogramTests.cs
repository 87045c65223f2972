using FsCheck;
using FsCheck.Fluent;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class TradeHistogramTests
{
    [Fact]
    public void Without_trades_there_are_no_bins() => Assert.Empty(TradeHistogram.Of([]));

    [Fact]
    public void Equal_returns_share_one_bin()
    {
        var bin = Assert.Single(TradeHistogram.Of([Trade(0.01m), Trade(0.01m)]));
        Assert.Equal(2, bin.Count);
        Assert.True(bin.From <= 0.01 && bin.To > 0.01);
    }

    [Fact]
    public void An_outlier_among_many_is_gathered_at_the_end()
    {
        var bins = TradeHistogram.Of([.. Enumerable.Range(-100, 200).Select(index => Trade(index / 10_000m)), Trade(5)]);
        Assert.True(bins[^1].IsOpen);
        Assert.True(bins[^1].To < 0.05);
        Assert.Equal(201, bins.Sum(bin => bin.Count));
    }

    [Fact]
    public void Every_trade_is_in_a_bin_and_no_bin_spans_zero() => Prop.ForAll(
        Gen.Choose(-5_000, 5_000).Select(value => Trade(value / 10_000m)).NonEmptyListOf().ToArbitrary(),
        trades =>
        {
            var bins = TradeHistogram.Of([.. trades]);
            return bins.Sum(bin => bin.Count) == trades.Count && bins.Count <= 40 && bins.All(bin => bin.From >= -1e-12 || bin.To <= 1e-12);
        }).QuickCheckThrowOnFailure();

    private static RoundTrip Trade(decimal share) => new()
    {
        Instrument = InstrumentId.Parse("BTC-USDT.SIM"),
        Side = OrderSide.Buy,
        EntryTime = default,
        ExitTime = default,
        Quantity = 1,
        EntryPrice = 1,
        ExitPrice = 1,
        GrossPnl = share,
        Fees = 0,
        Return = share,
        MaxAdverseExcursion = 0,
        MaxFavorableExcursion = 0,
        Bars = 1,
        Fills = 2,
    };
}
