using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The figures of <see cref="TradeStatistics"/> in words.</summary>
internal static class TradeCatalog
{
    private const string Trades = "Trades";
    private const string Profits = "Profit of trades";
    private const string Quality = "Quality of trades";
    private const string Durations = "Time in trades";
    private const string Paths = "Course of trades";
    private const string NoTrades = "No trade was closed.";
    private const string NoWins = "No trade won.";
    private const string NoLosses = "No trade lost.";
    private const string TwoTrades = "It needs at least 2 closed trades.";
    private const string TwoDiffering = "It needs at least 2 closed trades with different profits.";
    private const string WinAndLoss = "It needs a win and a loss.";

    public static IReadOnlyList<Statistic> Make() =>
    [
        Count("count", "Closed trades", Trades, "Round trips from flat to flat. A trade still open at the end is in none of these figures.", t => t.Count),
        Count("wins", "Wins", Trades, "Trades with a profit after fees.", t => t.Wins),
        Count("losses", "Losses", Trades, "Trades with a loss after fees.", t => t.Losses),
        Number("win_rate", "Win rate", Trades, StatisticUnit.Fraction, "Wins / trades.", NoTrades, t => t.WinRate),
        Number("loss_rate", "Loss rate", Trades, StatisticUnit.Fraction, "Losses / trades.", NoTrades, t => t.LossRate),
        Number("long_ratio", "Long ratio", Trades, StatisticUnit.Fraction, "Long trades / trades.", NoTrades, t => t.LongRatio),
        Number("win_loss_ratio", "Wins to losses", Trades, StatisticUnit.Ratio, "Number of wins / number of losses.", NoLosses, t => t.WinLossRatio),
        Count("max_consecutive_wins", "Most wins in a row", Trades, "By exit time; a trade at 0 ends the row.", t => t.MaxConsecutiveWins),
        Count("max_consecutive_losses", "Most losses in a row", Trades, "By exit time; a trade at 0 ends the row.", t => t.MaxConsecutiveLosses),

        Amount("total_profit", "Sum of wins", Profits, StatisticUnit.Profit, "Profits after fees of all winning trades.", "", t => t.TotalProfit),
        Amount("total_loss", "Sum of losses", Profits, StatisticUnit.Profit, "Losses after fees of all losing trades.", "", t => t.TotalLoss),
        Amount("total_profit_loss", "Sum of all trades", Profits, StatisticUnit.Profit, "Profits and losses after fees. Differs from the net profit by trades still open, and by funding.", "", t => t.TotalProfitLoss),
        Amount("average_win", "Average win", Profits, StatisticUnit.Profit, "Mean profit of winning trades.", NoWins, t => t.AverageWin),
        Amount("average_loss", "Average loss", Profits, StatisticUnit.Profit, "Mean loss of losing trades.", NoLosses, t => t.AverageLoss),
        Amount("average_trade", "Average trade", Profits, StatisticUnit.Profit, "Mean profit of all trades: what one more trade is worth, if the future is as the past.", NoTrades, t => t.AverageTrade),
        Number("average_win_return", "Average win, return", Profits, StatisticUnit.Return, "Mean of profit / amount that opened the trade, of winning trades.", NoWins, t => t.AverageWinReturn),
        Number("average_loss_return", "Average loss, return", Profits, StatisticUnit.Return, "Mean of loss / amount that opened the trade, of losing trades.", NoLosses, t => t.AverageLossReturn),
        Amount("largest_win", "Largest win", Profits, StatisticUnit.Profit, "Greatest profit of one trade.", NoWins, t => t.LargestWin),
        Amount("largest_loss", "Largest loss", Profits, StatisticUnit.Profit, "Greatest loss of one trade.", NoLosses, t => t.LargestLoss),

        Number("profit_factor", "Profit factor", Quality, StatisticUnit.Ratio, "Sum of wins / sum of losses without its sign. Above 1 the trades earned.", NoLosses, t => t.ProfitFactor),
        Number("profit_loss_ratio", "Average win to average loss", Quality, StatisticUnit.Ratio, "Average win / average loss without its sign.", WinAndLoss, t => t.ProfitLossRatio),
        Number("expectancy", "Expectancy", Quality, StatisticUnit.Ratio, "Profit for each unit of an average loss: win rate x average win to average loss - loss rate.", WinAndLoss, t => t.Expectancy),
        Number("expectancy_ratio", "Expectancy ratio", Quality, StatisticUnit.Ratio, "(1 + average win to average loss) x win rate - 1: as the expectancy, but trades at 0 count as losses.", WinAndLoss, t => t.ExpectancyRatio),
        Amount("profit_loss_deviation", "Deviation of profits", Quality, StatisticUnit.Amount, "Sample deviation (n - 1) of the trades' profits.", TwoTrades, t => t.ProfitLossDeviation),
        Amount("profit_loss_downside_deviation", "Downside deviation", Quality, StatisticUnit.Amount, "Root of the sum of squared losses over (trades - 1).", TwoTrades, t => t.ProfitLossDownsideDeviation),
        Number("trade_sharpe", "Sharpe ratio of trades", Quality, StatisticUnit.Ratio, "Average trade / deviation of profits, not annualized.", TwoDiffering, t => t.TradeSharpe),
        Number("trade_sortino", "Sortino ratio of trades", Quality, StatisticUnit.Ratio, "Average trade / downside deviation, not annualized.", "It needs at least 2 closed trades, one of them lost.", t => t.TradeSortino),
        Number("system_quality_number", "System quality number", Quality, StatisticUnit.Ratio, "Root of the number of trades x average trade / deviation of profits (Van Tharp). Above 2 is taken as good, with at least 30 trades.", TwoDiffering, t => t.SystemQualityNumber),

        Time("average_duration_seconds", "Average", Durations, "Mean time from entry to exit.", NoTrades, t => t.AverageDuration),
        Time("median_duration_seconds", "Median", Durations, "Half of the trades took less time.", NoTrades, t => t.MedianDuration),
        Time("average_win_duration_seconds", "Average of wins", Durations, "Mean time of winning trades.", NoWins, t => t.AverageWinDuration),
        Time("median_win_duration_seconds", "Median of wins", Durations, "Half of the winning trades took less time.", NoWins, t => t.MedianWinDuration),
        Time("average_loss_duration_seconds", "Average of losses", Durations, "Mean time of losing trades.", NoLosses, t => t.AverageLossDuration),
        Time("median_loss_duration_seconds", "Median of losses", Durations, "Half of the losing trades took less time.", NoLosses, t => t.MedianLossDuration),

        Amount("average_adverse_excursion", "Average adverse excursion (MAE)", Paths, StatisticUnit.Amount, "Mean of the greatest loss each trade was at while open, before fees, by the bars' extremes.", NoTrades, t => t.AverageAdverseExcursion),
        Amount("largest_adverse_excursion", "Largest adverse excursion", Paths, StatisticUnit.Amount, "Greatest loss a trade was at while open, before fees.", NoTrades, t => t.LargestAdverseExcursion),
        Amount("average_favorable_excursion", "Average favorable excursion (MFE)", Paths, StatisticUnit.Amount, "Mean of the greatest profit each trade was at while open, before fees, by the bars' extremes.", NoTrades, t => t.AverageFavorableExcursion),
        Amount("largest_favorable_excursion", "Largest favorable excursion", Paths, StatisticUnit.Amount, "Greatest profit a trade was at while open, before fees.", NoTrades, t => t.LargestFavorableExcursion),
        Amount("average_end_trade_drawdown", "Average given back", Paths, StatisticUnit.Amount, "Mean of best profit while open less profit at the exit, before fees.", NoTrades, t => t.AverageEndTradeDrawdown),
        Amount("max_end_trade_drawdown", "Most given back", Paths, StatisticUnit.Amount, "Greatest best profit while open less profit at the exit, before fees.", NoTrades, t => t.MaxEndTradeDrawdown),
        Amount("max_closed_trade_drawdown", "Drawdown at exits", Paths, StatisticUnit.Amount, "Greatest fall of the summed profits from their peak, seen at exits only.", "", t => t.MaxClosedTradeDrawdown),
        Amount("max_intra_trade_drawdown", "Drawdown within trades", Paths, StatisticUnit.Amount, "As at exits, with open trades at their best and worst. Which came first is not known: the best is taken to come first, so it is an upper bound.", "", t => t.MaxIntraTradeDrawdown),
        Number("profit_to_max_drawdown", "Profit to drawdown", Paths, StatisticUnit.Ratio, "Sum of all trades / drawdown at exits.", "The summed profits never fell.", t => t.ProfitToMaxDrawdown),
    ];

    private static Statistic Count(string name, string label, string group, string definition, Func<TradeStatistics, int> read) =>
        new(name, label, group, StatisticUnit.Count, definition, "", figures => new StatisticValue(null, read(figures.Trades), null));

    private static Statistic Amount(string name, string label, string group, StatisticUnit unit, string definition, string whenMissing, Func<TradeStatistics, decimal?> read) =>
        new(name, label, group, unit, definition, whenMissing, figures => new StatisticValue(read(figures.Trades), null, null));

    private static Statistic Number(string name, string label, string group, StatisticUnit unit, string definition, string whenMissing, Func<TradeStatistics, double?> read) =>
        new(name, label, group, unit, definition, whenMissing, figures => new StatisticValue(null, read(figures.Trades), null));

    private static Statistic Time(string name, string label, string group, string definition, string whenMissing, Func<TradeStatistics, TimeSpan?> read) =>
        new(name, label, group, StatisticUnit.Duration, definition, whenMissing, figures => new StatisticValue(null, null, read(figures.Trades)));
}
