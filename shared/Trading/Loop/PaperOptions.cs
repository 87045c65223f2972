using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a paper account is made with.</summary>
public sealed record PaperOptions
{
    /// <summary>Name of a paper account.</summary>
    public const string Account = "main";

    /// <summary>Partition of its journal.</summary>
    public const int Partition = 0;

    // The simulated market is stepped by us: it has no late news of an order that ended. This is for people who look back.
    private const int ClosedOrdersMax = 500;

    /// <summary>The kernel's; run mode paper.</summary>
    public required KernelOptions Kernel { get; init; }

    /// <summary>The kernel's options of a paper account; who reads its journal must take the same.</summary>
    /// <param name="reporting">Quote currency of its market.</param>
    /// <param name="simulation">How its market fills.</param>
    public static KernelOptions KernelFor(Currency reporting, SimulationOptions simulation) => new()
    {
        Mode = RunMode.Paper,
        Account = Account,
        Partition = Partition,
        AccountKind = simulation.AccountKind,
        Leverage = simulation.Leverage,
        ReportingCurrency = reporting,
        ClosedOrdersMax = ClosedOrdersMax,
        DefaultFeatures = simulation.Features,
    };

    /// <summary>How its market fills.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>What the account starts with, in quote currency, above 0.</summary>
    public decimal Cash { get; init; } = 100_000;

    /// <summary>Limits that a new account starts with.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.None;

    /// <summary>Strategies that are deployed where they are not yet; later they are what commands made of them.</summary>
    public IReadOnlyList<StrategyDeployment> Strategies { get; init; } = [];

    /// <summary>The strategies there are, by catalogue id; null for one that is not there any more.</summary>
    public Func<string, StrategyDefinition?> FindStrategy { get; init; } = StrategyCatalog.Find;

    /// <summary>Who leads: host and process, for the journal.</summary>
    public string LeaderId { get; init; } = "";

    /// <summary>The epoch that the host has begun already, its marker being the last frame there is; null where the session begins one.</summary>
    public long? BegunEpoch { get; init; }
}

/// <summary>A strategy to deploy.</summary>
/// <param name="Id">Of the instance.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Parameters">Checked.</param>
public sealed record StrategyDeployment(StrategyInstanceId Id, StrategyDefinition Definition, ParameterSet Parameters);
