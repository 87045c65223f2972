using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What every backtest runs with, whatever market data it runs over.</summary>
public abstract record BacktestTerms
{
    /// <summary>The strategy.</summary>
    public required StrategyDefinition Strategy { get; init; }

    /// <summary>Its parameters, checked.</summary>
    public required ParameterSet Parameters { get; init; }

    /// <summary>What the account starts with, in quote currency, above 0.</summary>
    public decimal Cash { get; init; } = 100_000;

    /// <summary>How fills are simulated.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>The limits orders are checked against.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.None;

    /// <summary>What holders of a perpetual paid each other; needed for one, and for nothing else.</summary>
    public FundingSeries? Funding { get; init; }
}

/// <summary>What a backtest over bars runs.</summary>
public sealed record BacktestSettings : BacktestTerms
{
    /// <summary>The data, on the instrument's grid.</summary>
    public required BoundBars Bars { get; init; }

    /// <summary>The bars that are traded, as indexes into <see cref="Bars"/>; those before it warm the strategy up, as many as it asks for.</summary>
    public required Range Range { get; init; }
}

/// <summary>What a backtest over prints runs. Strategies are given the prints, and the bars that are made of them.</summary>
public sealed record TradeBacktestSettings : BacktestTerms
{
    /// <summary>The market.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>The prints in the order of time, piece by piece; a piece is done with when the next is asked for.</summary>
    public required IEnumerable<BoundTrades> Pieces { get; init; }

    /// <summary>Time of the first print, or before it.</summary>
    public required UnixNanos From { get; init; }

    /// <summary>Time of the last print, or after it: what the chart's points are spread over.</summary>
    public required UnixNanos To { get; init; }

    /// <summary>Length of the bars that are made of the prints.</summary>
    public BarInterval Interval { get; init; } = BarInterval.Parse("1m");
}

/// <summary>What a backtest over a captured market runs: its book, its quotes and its prints.</summary>
public sealed record BookBacktestSettings : BacktestTerms
{
    /// <summary>The market as it was captured.</summary>
    public required MarketFeed Feed { get; init; }

    /// <summary>Length of the bars that are made of the prints.</summary>
    public BarInterval Interval { get; init; } = BarInterval.Parse("1m");
}

/// <summary>A backtest cannot run with these settings; the message says what was and what was needed.</summary>
public sealed class BacktestSettingException(string message) : Exception(message);
