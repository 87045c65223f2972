using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a backtest runs.</summary>
public sealed record BacktestSettings
{
    /// <summary>The strategy.</summary>
    public required StrategyDefinition Strategy { get; init; }

    /// <summary>Its parameters, checked.</summary>
    public required ParameterSet Parameters { get; init; }

    /// <summary>The data, on the instrument's grid.</summary>
    public required BoundBars Bars { get; init; }

    /// <summary>The bars that are traded, as indexes into <see cref="Bars"/>; those before it warm the strategy up, as many as it asks for.</summary>
    public required Range Range { get; init; }

    /// <summary>What the account starts with, in quote currency, above 0.</summary>
    public decimal Cash { get; init; } = 100_000;

    /// <summary>How fills are simulated.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>The limits orders are checked against.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.None;
}

/// <summary>A backtest cannot run with these settings; the message says what was and what was needed.</summary>
public sealed class BacktestSettingException(string message) : Exception(message);
