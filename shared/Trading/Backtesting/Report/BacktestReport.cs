using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a report is written from: a run, its figures and how fast it was.</summary>
public sealed record BacktestReport
{
    /// <summary>The run.</summary>
    public required BacktestResult Result { get; init; }

    /// <summary>All figures of the run.</summary>
    public required PerformanceStatistics Statistics { get; init; }

    /// <summary>Returns by month, UTC.</summary>
    public required MonthlyReturns Monthly { get; init; }

    /// <summary>Wall time of the run in seconds, as its caller measured it. Never in the HTML: equal runs give equal pages.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Bars run over in a second, as the caller measured it.</summary>
    public required double BarsPerSecond { get; init; }

    /// <summary>Computes the figures of a run.</summary>
    /// <param name="result">The run.</param>
    /// <param name="elapsedSeconds">Wall time of the run.</param>
    /// <param name="barsPerSecond">Bars run over in a second.</param>
    public static BacktestReport Of(BacktestResult result, double elapsedSeconds, double barsPerSecond)
    {
        var input = InputOf(result);
        return new BacktestReport
        {
            Result = result,
            Statistics = PerformanceStatistics.Of(input),
            Monthly = MonthlyReturns.Of(input),
            ElapsedSeconds = elapsedSeconds,
            BarsPerSecond = barsPerSecond,
        };
    }

    /// <summary>What the statistics of a run are computed from.</summary>
    public static PerformanceInput InputOf(BacktestResult result) => new()
    {
        From = result.From,
        To = result.To,
        StartEquity = result.StartEquity,
        EndEquity = result.EndEquity,
        Fees = result.Fees,
        Turnover = result.Turnover,
        MaxDrawdown = result.MaxDrawdown,
        MaxDrawdownDuration = result.MaxDrawdownDuration,
        Exposure = result.Exposure,
        LongExposure = result.LongExposure,
        FirstPrice = result.FirstPrice,
        LastPrice = result.LastPrice,
        Daily = result.Daily,
        Trades = result.Trades,
    };
}
