namespace VeloZ.Domain;

/// <summary>Figures from the closed round trips; a trade still open at the end is in none of them.</summary>
/// <remarks>
/// A trade's profit is after fees (<see cref="RoundTrip.NetPnl"/>); above 0 it is a win, below 0 a loss, at 0 neither.
/// Losses are negative amounts. Amounts are in quote currency. Figures of trades, of wins or of losses are null when there are none.
/// </remarks>
public sealed record TradeStatistics
{
    /// <summary>Closed round trips.</summary>
    public required int Count { get; init; }

    /// <summary>Trades with a profit above 0.</summary>
    public required int Wins { get; init; }

    /// <summary>Trades with a profit below 0.</summary>
    public required int Losses { get; init; }

    /// <summary>Wins / trades, 0 to 1. Null without trades.</summary>
    public required double? WinRate { get; init; }

    /// <summary>Losses / trades, 0 to 1. Null without trades.</summary>
    public required double? LossRate { get; init; }

    /// <summary>Long trades / trades, 0 to 1. Null without trades.</summary>
    public required double? LongRatio { get; init; }

    /// <summary>Sum of the wins; 0 without.</summary>
    public required decimal TotalProfit { get; init; }

    /// <summary>Sum of the losses, 0 or less.</summary>
    public required decimal TotalLoss { get; init; }

    /// <summary>Sum of all trades' profits.</summary>
    public required decimal TotalProfitLoss { get; init; }

    /// <summary>Mean of the wins. Null without wins.</summary>
    public required decimal? AverageWin { get; init; }

    /// <summary>Mean of the losses, below 0. Null without losses.</summary>
    public required decimal? AverageLoss { get; init; }

    /// <summary>Mean profit of all trades. Null without trades.</summary>
    public required decimal? AverageTrade { get; init; }

    /// <summary>Mean return of the winning trades, as a fraction of what was paid to open. Null without wins.</summary>
    public required double? AverageWinReturn { get; init; }

    /// <summary>Mean return of the losing trades, as a fraction of what was paid to open. Null without losses.</summary>
    public required double? AverageLossReturn { get; init; }

    /// <summary>Average win / |average loss|. Null without wins or without losses.</summary>
    public required double? ProfitLossRatio { get; init; }

    /// <summary>Number of wins / number of losses. Null without losses.</summary>
    public required double? WinLossRatio { get; init; }

    /// <summary>Profit expected for each unit lost in an average loss: win rate x profit/loss ratio - loss rate. Null when the profit/loss ratio is.</summary>
    /// <remarks>Source: LEAN, <c>Common/Statistics/PortfolioStatistics.cs</c>.</remarks>
    public required double? Expectancy { get; init; }

    /// <summary>(1 + profit/loss ratio) x win rate - 1: as the expectancy, but trades at 0 count as losses. Null when the profit/loss ratio is.</summary>
    /// <remarks>Source: Freqtrade, <c>data/metrics.py</c>, <c>calculate_expectancy</c>.</remarks>
    public required double? ExpectancyRatio { get; init; }

    /// <summary>Sum of the wins / |sum of the losses|. Null without losses.</summary>
    public required double? ProfitFactor { get; init; }

    /// <summary>Greatest win. Null without wins.</summary>
    public required decimal? LargestWin { get; init; }

    /// <summary>Greatest loss, below 0. Null without losses.</summary>
    public required decimal? LargestLoss { get; init; }

    /// <summary>Most wins in a row, by exit time; a trade at 0 ends the row.</summary>
    public required int MaxConsecutiveWins { get; init; }

    /// <summary>Most losses in a row, by exit time; a trade at 0 ends the row.</summary>
    public required int MaxConsecutiveLosses { get; init; }

    /// <summary>Mean time from entry to exit. Null without trades.</summary>
    public required TimeSpan? AverageDuration { get; init; }

    /// <summary>Median time from entry to exit; of an even number the mean of the middle two. Null without trades.</summary>
    public required TimeSpan? MedianDuration { get; init; }

    /// <summary>Mean time of the wins. Null without wins.</summary>
    public required TimeSpan? AverageWinDuration { get; init; }

    /// <summary>Median time of the wins. Null without wins.</summary>
    public required TimeSpan? MedianWinDuration { get; init; }

    /// <summary>Mean time of the losses. Null without losses.</summary>
    public required TimeSpan? AverageLossDuration { get; init; }

    /// <summary>Median time of the losses. Null without losses.</summary>
    public required TimeSpan? MedianLossDuration { get; init; }

    /// <summary>Mean of the greatest loss before fees that each trade was at while open, 0 or more. Null without trades.</summary>
    /// <remarks>Source: J. Sweeney, "Maximum Adverse Excursion", 1997.</remarks>
    public required decimal? AverageAdverseExcursion { get; init; }

    /// <summary>Greatest loss before fees that a trade was at while open, 0 or more. Null without trades.</summary>
    public required decimal? LargestAdverseExcursion { get; init; }

    /// <summary>Mean of the greatest profit before fees that each trade was at while open, 0 or more. Null without trades.</summary>
    public required decimal? AverageFavorableExcursion { get; init; }

    /// <summary>Greatest profit before fees that a trade was at while open, 0 or more. Null without trades.</summary>
    public required decimal? LargestFavorableExcursion { get; init; }

    /// <summary>Sample deviation (n - 1) of the trades' profits, rounded to 8 digits. Null under 2 trades.</summary>
    public required decimal? ProfitLossDeviation { get; init; }

    /// <summary>Root of the sum of squared losses over (trades - 1), rounded to 8 digits. Null under 2 trades.</summary>
    public required decimal? ProfitLossDownsideDeviation { get; init; }

    /// <summary>Average trade / deviation of the trades' profits, not annualized. Null under 2 trades or when the deviation is 0.</summary>
    public required double? TradeSharpe { get; init; }

    /// <summary>Average trade / downside deviation of the trades' profits, not annualized. Null under 2 trades or without losses.</summary>
    public required double? TradeSortino { get; init; }

    /// <summary>System quality number: sqrt(trades) x average trade / deviation of the trades' profits. Null under 2 trades or when the deviation is 0.</summary>
    /// <remarks>Source: V. K. Tharp, "Definitive Guide to Position Sizing", 2008; without his cap at 100 trades.</remarks>
    public required double? SystemQualityNumber { get; init; }

    /// <summary>Sum of all trades' profits / greatest closed-trade drawdown. Null without such a drawdown.</summary>
    public required double? ProfitToMaxDrawdown { get; init; }

    /// <summary>Greatest fall of the summed profits from their peak, seen at exits only; the sum starts at 0. 0 or more.</summary>
    public required decimal MaxClosedTradeDrawdown { get; init; }

    /// <summary>
    /// Greatest fall of the summed profits from their peak, open trades at their worst and best excursion included; 0 or more.
    /// Which excursion came first is not known: the best is taken to come before the worst, so it is an upper bound.
    /// </summary>
    /// <remarks>After the figure of this name in LEAN, <c>Common/Statistics/TradeStatistics.cs</c>.</remarks>
    public required decimal MaxIntraTradeDrawdown { get; init; }

    /// <summary>Mean profit given back before the exit: greatest profit while open - profit at the exit, both before fees, 0 or more. Null without trades.</summary>
    public required decimal? AverageEndTradeDrawdown { get; init; }

    /// <summary>Most profit that a trade gave back before its exit, before fees, 0 or more. Null without trades.</summary>
    public required decimal? MaxEndTradeDrawdown { get; init; }
}
