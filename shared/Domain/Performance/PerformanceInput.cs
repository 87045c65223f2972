namespace VeloZ.Domain;

/// <summary>What the statistics of a run are computed from, wherever the run came from. Amounts are in the reporting currency.</summary>
public sealed record PerformanceInput
{
    /// <summary>Open of the first bar.</summary>
    public required UnixNanos From { get; init; }

    /// <summary>Close of the last bar; not before <see cref="From"/>.</summary>
    public required UnixNanos To { get; init; }

    /// <summary>Equity before the first bar.</summary>
    public required decimal StartEquity { get; init; }

    /// <summary>Equity at the last close; open positions are valued there, nothing is liquidated.</summary>
    public required decimal EndEquity { get; init; }

    /// <summary>All fees, valued at the fill.</summary>
    public required decimal Fees { get; init; }

    /// <summary>Sum of price x quantity over all fills.</summary>
    public required decimal Turnover { get; init; }

    /// <summary>Greatest fraction below the peak of equity, over all closes; 0 or more.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary>Longest time from a peak of equity to the close that reached it again, or to the end of the data.</summary>
    public required TimeSpan MaxDrawdownDuration { get; init; }

    /// <summary>Fraction of the time with a position, 0 to 1.</summary>
    public required double Exposure { get; init; }

    /// <summary>Fraction of the time with a long position, 0 to 1.</summary>
    public required double LongExposure { get; init; }

    /// <summary>First open of the data.</summary>
    public required decimal FirstPrice { get; init; }

    /// <summary>Last close of the data.</summary>
    public required decimal LastPrice { get; init; }

    /// <summary>Equity and price at each 00:00 UTC from <see cref="From"/> to <see cref="To"/>, oldest first, no day left out.</summary>
    public required IReadOnlyList<DailyEquity> Daily { get; init; }

    /// <summary>Closed round trips, by exit time.</summary>
    public required IReadOnlyList<RoundTrip> Trades { get; init; }

    /// <summary>The annualized Sharpe ratio that <see cref="PortfolioStatistics.ProbabilisticSharpe"/> compares with; 1 as in LEAN.</summary>
    public double BenchmarkSharpe { get; init; } = 1;
}
