using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a paper account is made with.</summary>
public sealed record PaperOptions : SessionOptions
{
    /// <summary>Name of a paper account.</summary>
    public const string Account = "main";

    /// <summary>Partition of its journal.</summary>
    public const int Partition = 0;

    // The simulated market is stepped by us: it has no late news of an order that ended. This is for people who look back.
    private const int ClosedOrdersMax = 500;

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
}
