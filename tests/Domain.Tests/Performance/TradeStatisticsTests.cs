using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

/// <summary>Seven trades: +120 -45 +80 -30 -60 0 +200, one fee of 1 each; their sums run 120 75 155 125 65 65 265.</summary>
public sealed class TradeStatisticsTests
{
    private const double Tolerance = 1e-12;

    private readonly TradeStatistics _found = Of(
        Runs.Trade(120, adverse: 10, favorable: 150, minutes: 60),
        Runs.Trade(-45, adverse: 60, favorable: 20, minutes: 30),
        Runs.Trade(80, adverse: 5, favorable: 90, minutes: 90, side: OrderSide.Sell),
        Runs.Trade(-30, adverse: 40, favorable: 0, minutes: 20),
        Runs.Trade(-60, adverse: 80, favorable: 10, minutes: 40, side: OrderSide.Sell),
        Runs.Trade(0, adverse: 15, favorable: 25, minutes: 10),
        Runs.Trade(200, adverse: 0, favorable: 260, minutes: 240));

    [Fact]
    public void A_trade_at_zero_is_neither_a_win_nor_a_loss()
    {
        Assert.Equal(7, _found.Count);
        Assert.Equal(3, _found.Wins);
        Assert.Equal(3, _found.Losses);
        Assert.Equal(3.0 / 7, _found.WinRate!.Value, Tolerance);
        Assert.Equal(3.0 / 7, _found.LossRate!.Value, Tolerance);
        Assert.Equal(5.0 / 7, _found.LongRatio!.Value, Tolerance); // Two were short.
    }

    [Fact]
    public void Profits_are_after_fees()
    {
        Assert.Equal(400m, _found.TotalProfit); // 120 + 80 + 200
        Assert.Equal(-135m, _found.TotalLoss); // -45 - 30 - 60
        Assert.Equal(265m, _found.TotalProfitLoss);
        Assert.Equal(400m / 3, _found.AverageWin);
        Assert.Equal(-45m, _found.AverageLoss);
        Assert.Equal(265m / 7, _found.AverageTrade);
        Assert.Equal(200m, _found.LargestWin);
        Assert.Equal(-60m, _found.LargestLoss);
        Assert.Equal(0.4 / 3, _found.AverageWinReturn!.Value, Tolerance); // (0.12 + 0.08 + 0.2) / 3
        Assert.Equal(-0.045, _found.AverageLossReturn!.Value, Tolerance); // -(0.045 + 0.03 + 0.06) / 3
    }

    [Fact]
    public void Ratios_compare_wins_with_losses()
    {
        Assert.Equal(80.0 / 27, _found.ProfitLossRatio!.Value, Tolerance); // (400 / 3) / 45
        Assert.Equal(1.0, _found.WinLossRatio!.Value, Tolerance); // 3 / 3
        Assert.Equal(400.0 / 135, _found.ProfitFactor!.Value, Tolerance);
        Assert.Equal(53.0 / 63, _found.Expectancy!.Value, Tolerance); // 3/7 x 80/27 - 3/7 = 3/7 x 53/27
        Assert.Equal(44.0 / 63, _found.ExpectancyRatio!.Value, Tolerance); // (1 + 80/27) x 3/7 - 1 = 107/63 - 1
    }

    [Fact]
    public void Rows_end_at_the_other_sign_and_at_zero()
    {
        Assert.Equal(1, _found.MaxConsecutiveWins);
        Assert.Equal(2, _found.MaxConsecutiveLosses);
        Assert.Equal(1, Of(Runs.Trade(1), Runs.Trade(0), Runs.Trade(1)).MaxConsecutiveWins);
    }

    [Fact]
    public void Durations_have_mean_and_median()
    {
        Assert.Equal(TimeSpan.FromMinutes(70), _found.AverageDuration); // 490 / 7
        Assert.Equal(TimeSpan.FromMinutes(40), _found.MedianDuration); // 10 20 30 [40] 60 90 240
        Assert.Equal(TimeSpan.FromMinutes(130), _found.AverageWinDuration); // (60 + 90 + 240) / 3
        Assert.Equal(TimeSpan.FromMinutes(90), _found.MedianWinDuration);
        Assert.Equal(TimeSpan.FromMinutes(30), _found.AverageLossDuration); // (30 + 20 + 40) / 3
        Assert.Equal(TimeSpan.FromMinutes(30), _found.MedianLossDuration);
        Assert.Equal(TimeSpan.FromMinutes(25), Of(Runs.Trade(1, minutes: 40), Runs.Trade(1, minutes: 10)).MedianDuration); // (10 + 40) / 2
    }

    [Fact]
    public void Excursions_have_mean_and_greatest()
    {
        Assert.Equal(30m, _found.AverageAdverseExcursion); // 210 / 7
        Assert.Equal(80m, _found.LargestAdverseExcursion);
        Assert.Equal(555m / 7, _found.AverageFavorableExcursion);
        Assert.Equal(260m, _found.LargestFavorableExcursion);
    }

    [Fact]
    public void Spread_of_profits_gives_ratios_of_trades()
    {
        // Python: t = [120, -45, 80, -30, -60, 0, 200]
        Assert.Equal(97.71801023m, _found.ProfitLossDeviation); // stdev(t) = 97.71801023255398
        Assert.Equal(32.97726490m, _found.ProfitLossDownsideDeviation); // sqrt((45**2 + 30**2 + 60**2) / 6) = 32.977264895682296
        Assert.Equal(0.38741213382311634, _found.TradeSharpe!.Value, Tolerance); // mean(t) / stdev(t)
        Assert.Equal(1.1479770374194822, _found.TradeSortino!.Value, Tolerance); // mean(t) / downside deviation
        Assert.Equal(1.0249961609848406, _found.SystemQualityNumber!.Value, Tolerance); // sqrt(7) * mean(t) / stdev(t)
    }

    [Fact]
    public void Drawdowns_of_summed_profits()
    {
        Assert.Equal(90m, _found.MaxClosedTradeDrawdown); // 155 - 65
        Assert.Equal(265.0 / 90, _found.ProfitToMaxDrawdown!.Value, Tolerance);
        Assert.Equal(260m, _found.MaxIntraTradeDrawdown); // The last trade: peak 65 + 260, low 65 - 0
    }

    [Fact]
    public void The_intra_trade_drawdown_reaches_over_trades() =>
        Assert.Equal(75m, Of(Runs.Trade(50, favorable: 60), Runs.Trade(-20, adverse: 25), Runs.Trade(10, adverse: 45, favorable: 12)).MaxIntraTradeDrawdown); // 60 - (50 - 20 - 45)

    [Fact]
    public void Profit_given_back_is_before_fees()
    {
        // Best excursion - (profit + fee of 1): 29 64 9 29 69 24 59
        Assert.Equal(283m / 7, _found.AverageEndTradeDrawdown);
        Assert.Equal(69m, _found.MaxEndTradeDrawdown);
    }

    [Fact]
    public void Without_losses_what_divides_by_them_does_not_exist()
    {
        var found = Of(Runs.Trade(10), Runs.Trade(20));
        Assert.Null(found.ProfitFactor);
        Assert.Null(found.ProfitLossRatio);
        Assert.Null(found.WinLossRatio);
        Assert.Null(found.Expectancy);
        Assert.Null(found.ExpectancyRatio);
        Assert.Null(found.TradeSortino);
        Assert.Null(found.ProfitToMaxDrawdown);
        Assert.Null(found.AverageLoss);
        Assert.Null(found.LargestLoss);
        Assert.Equal(1.0, found.WinRate);
        Assert.Equal(0.0, found.LossRate);
    }

    [Fact]
    public void Without_wins_the_profit_factor_is_0_and_the_average_win_is_missing()
    {
        var found = Of(Runs.Trade(-10), Runs.Trade(-20));
        Assert.Equal(0.0, found.ProfitFactor);
        Assert.Equal(0.0, found.WinLossRatio);
        Assert.Null(found.AverageWin);
        Assert.Null(found.ProfitLossRatio);
        Assert.Null(found.LargestWin);
    }

    [Fact]
    public void Equal_trades_have_no_deviation_to_divide_by()
    {
        var found = Of(Runs.Trade(0.1m), Runs.Trade(0.1m), Runs.Trade(0.1m));
        Assert.Equal(0m, found.ProfitLossDeviation);
        Assert.Null(found.TradeSharpe);
        Assert.Null(found.SystemQualityNumber);
    }

    [Fact]
    public void Without_trades_there_are_counts_and_sums_only()
    {
        var found = Of();
        Assert.Equal(0, found.Count);
        Assert.Equal(0m, found.TotalProfitLoss);
        Assert.Equal(0m, found.MaxClosedTradeDrawdown);
        Assert.Null(found.WinRate);
        Assert.Null(found.AverageTrade);
        Assert.Null(found.AverageDuration);
        Assert.Null(found.AverageAdverseExcursion);
        Assert.Null(found.ProfitLossDeviation);
        Assert.Null(found.MaxEndTradeDrawdown);
    }

    [Fact]
    public void Long_durations_do_not_overflow() =>
        Assert.Equal(TimeSpan.FromDays(30_000), Of([.. Enumerable.Repeat(Runs.Trade(1) with { EntryTime = new UnixNanos(0), ExitTime = new UnixNanos(30_000 * UnixNanos.PerDay) }, 1_000)]).AverageDuration);

    [Fact]
    public void Sums_hold_for_any_trades() => Prop.ForAll(
        Gen.Choose(-500, 500).Select(net => Runs.Trade(net, adverse: Math.Max(0, -net), favorable: Math.Max(0, net + 1))).ListOf().ToArbitrary(),
        trades =>
        {
            var found = Of([.. trades]);
            return found.TotalProfitLoss == trades.Sum(trade => trade.NetPnl)
                && found.Wins + found.Losses <= found.Count
                && found.MaxIntraTradeDrawdown >= found.MaxClosedTradeDrawdown
                && found.MaxClosedTradeDrawdown >= 0
                && (found.Losses == 0) == (found.ProfitFactor is null);
        }).QuickCheckThrowOnFailure();

    private static TradeStatistics Of(params RoundTrip[] trades) => PerformanceStatistics.Of(Runs.Week() with { Trades = trades }).Trades;
}
