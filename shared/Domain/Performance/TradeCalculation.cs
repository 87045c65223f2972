namespace VeloZ.Domain;

/// <summary>Computes <see cref="TradeStatistics"/>, where each figure is defined.</summary>
internal static class TradeCalculation
{
    public static TradeStatistics Of(IReadOnlyList<RoundTrip> trades)
    {
        var wins = trades.Where(trade => trade.NetPnl > 0).ToArray();
        var losses = trades.Where(trade => trade.NetPnl < 0).ToArray();
        var (totalProfit, totalLoss) = (wins.Sum(Net), losses.Sum(Net));
        var (averageWin, averageLoss) = (Mean(wins, Net), Mean(losses, Net));
        var winRate = Share(wins.Length, trades.Count);
        var lossRate = Share(losses.Length, trades.Count);
        var profitLossRatio = SampleMath.Ratio((double?)averageWin, (double?)-averageLoss);

        var profits = trades.Select(trade => (double)trade.NetPnl).ToArray();
        var deviation = SampleMath.Deviation(profits);
        var downsideDeviation = SampleMath.DownsideDeviation(profits);
        var sharpe = SampleMath.Ratio(SampleMath.Mean(profits), deviation);
        var closedTradeDrawdown = ClosedTradeDrawdown(trades);
        return new TradeStatistics
        {
            Count = trades.Count,
            Wins = wins.Length,
            Losses = losses.Length,
            WinRate = winRate,
            LossRate = lossRate,
            LongRatio = Share(trades.Count(trade => trade.Side == OrderSide.Buy), trades.Count),
            TotalProfit = totalProfit,
            TotalLoss = totalLoss,
            TotalProfitLoss = totalProfit + totalLoss,
            AverageWin = averageWin,
            AverageLoss = averageLoss,
            AverageTrade = Mean(trades, Net),
            AverageWinReturn = (double?)Mean(wins, trade => trade.Return),
            AverageLossReturn = (double?)Mean(losses, trade => trade.Return),
            ProfitLossRatio = profitLossRatio,
            WinLossRatio = Share(wins.Length, losses.Length),
            Expectancy = (winRate * profitLossRatio) - lossRate,
            ExpectancyRatio = ((1 + profitLossRatio) * winRate) - 1,
            ProfitFactor = SampleMath.Ratio((double)totalProfit, (double)-totalLoss),
            LargestWin = wins.Length == 0 ? null : wins.Max(Net),
            LargestLoss = losses.Length == 0 ? null : losses.Min(Net),
            MaxConsecutiveWins = LongestRow(trades, sign: 1),
            MaxConsecutiveLosses = LongestRow(trades, sign: -1),
            AverageDuration = MeanDuration(trades),
            MedianDuration = MedianDuration(trades),
            AverageWinDuration = MeanDuration(wins),
            MedianWinDuration = MedianDuration(wins),
            AverageLossDuration = MeanDuration(losses),
            MedianLossDuration = MedianDuration(losses),
            AverageAdverseExcursion = Mean(trades, trade => trade.MaxAdverseExcursion),
            LargestAdverseExcursion = Greatest(trades, trade => trade.MaxAdverseExcursion),
            AverageFavorableExcursion = Mean(trades, trade => trade.MaxFavorableExcursion),
            LargestFavorableExcursion = Greatest(trades, trade => trade.MaxFavorableExcursion),
            ProfitLossDeviation = Amount(deviation),
            ProfitLossDownsideDeviation = Amount(downsideDeviation),
            TradeSharpe = sharpe,
            TradeSortino = SampleMath.Ratio(SampleMath.Mean(profits), downsideDeviation),
            SystemQualityNumber = sharpe * Math.Sqrt(trades.Count),
            ProfitToMaxDrawdown = SampleMath.Ratio((double)(totalProfit + totalLoss), (double)closedTradeDrawdown),
            MaxClosedTradeDrawdown = closedTradeDrawdown,
            MaxIntraTradeDrawdown = IntraTradeDrawdown(trades),
            AverageEndTradeDrawdown = Mean(trades, GivenBack),
            MaxEndTradeDrawdown = Greatest(trades, GivenBack),
        };
    }

    private static decimal Net(RoundTrip trade) => trade.NetPnl;

    private static decimal GivenBack(RoundTrip trade) => trade.MaxFavorableExcursion - trade.GrossPnl;

    private static decimal? Mean(IReadOnlyCollection<RoundTrip> trades, Func<RoundTrip, decimal> valueOf) =>
        trades.Count == 0 ? null : trades.Sum(valueOf) / trades.Count;

    private static decimal? Greatest(IReadOnlyCollection<RoundTrip> trades, Func<RoundTrip, decimal> valueOf) =>
        trades.Count == 0 ? null : trades.Max(valueOf);

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    private static decimal? Amount(double? value) => value is { } amount ? Currency.Round((decimal)amount) : null;

    private static TimeSpan? MeanDuration(IReadOnlyCollection<RoundTrip> trades) =>
        trades.Count == 0 ? null : TimeSpan.FromTicks((long)trades.Average(trade => (decimal)trade.Duration.Ticks)); // As decimals: a sum of ticks can exceed 64 bits.

    private static TimeSpan? MedianDuration(IReadOnlyCollection<RoundTrip> trades)
    {
        if (trades.Count == 0)
            return null;
        var ticks = trades.Select(trade => trade.Duration.Ticks).Order().ToArray();
        var (lower, upper) = (ticks[(ticks.Length - 1) / 2], ticks[ticks.Length / 2]);
        return TimeSpan.FromTicks(lower + ((upper - lower) / 2));
    }

    private static int LongestRow(IReadOnlyList<RoundTrip> trades, int sign)
    {
        var (row, longest) = (0, 0);
        foreach (var trade in trades)
        {
            row = Math.Sign(trade.NetPnl) == sign ? row + 1 : 0;
            longest = Math.Max(longest, row);
        }
        return longest;
    }

    private static decimal ClosedTradeDrawdown(IReadOnlyList<RoundTrip> trades)
    {
        var (sum, peak, deepest) = (0m, 0m, 0m);
        foreach (var trade in trades)
        {
            sum += trade.NetPnl;
            peak = Math.Max(peak, sum);
            deepest = Math.Max(deepest, peak - sum);
        }
        return deepest;
    }

    private static decimal IntraTradeDrawdown(IReadOnlyList<RoundTrip> trades)
    {
        var (sum, peak, deepest) = (0m, 0m, 0m);
        foreach (var trade in trades)
        {
            peak = Math.Max(peak, sum + trade.MaxFavorableExcursion);
            deepest = Math.Max(deepest, peak - (sum - trade.MaxAdverseExcursion));
            sum += trade.NetPnl;
            peak = Math.Max(peak, sum); // Rebates can lift the close above the best excursion.
            deepest = Math.Max(deepest, peak - sum);
        }
        return deepest;
    }
}
