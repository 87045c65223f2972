using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What any account is run with, on paper or live.</summary>
public abstract record SessionOptions
{
    /// <summary>The kernel's.</summary>
    public required KernelOptions Kernel { get; init; }

    /// <summary>Limits that a new account starts with.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.None;

    /// <summary>Strategies that are deployed where they are not yet; later they are what commands made of them.</summary>
    public IReadOnlyList<StrategyDeployment> Strategies { get; init; } = [];

    /// <summary>The strategies there are, by catalogue id; null for one that is not there any more.</summary>
    public Func<string, StrategyDefinition?> FindStrategy { get; init; } = StrategyCatalog.Find;

    /// <summary>Who leads: host and process, for the journal.</summary>
    public string LeaderId { get; init; } = "";

    /// <summary>
    /// The first epoch of a new account, at least 1. Where a venue keeps orders for longer than we keep a journal, it is one that no journal before has reached, so that no id is made
    /// twice.
    /// </summary>
    public long FirstEpoch { get; init; } = 1;

    /// <summary>The epoch that the host has begun already, its marker being the last frame there is; null where the session begins one.</summary>
    public long? BegunEpoch { get; init; }
}

/// <summary>A strategy to deploy.</summary>
/// <param name="Id">Of the instance.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Parameters">Checked.</param>
public sealed record StrategyDeployment(StrategyInstanceId Id, StrategyDefinition Definition, ParameterSet Parameters);
