using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>What becomes of the engine without one of its guards.</summary>
/// <param name="Guard">The guard that was taken out.</param>
/// <param name="Failure">The first seed that shows it; null when none does.</param>
/// <param name="Directed">What a case made for it shows; null where there is none.</param>
public sealed record GuardTrial(Guard Guard, SimulationResult? Failure, string? Directed)
{
    /// <summary>Whether the lack was noticed.</summary>
    public bool IsNoticed => Failure is not null || Directed is not null;

    /// <summary>Takes a guard out and looks for what goes wrong.</summary>
    /// <param name="guard">The guard.</param>
    /// <param name="seeds">Most seeds that are tried.</param>
    /// <param name="sweep">Runs them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static GuardTrial Of(Guard guard, int seeds, SimulationSweep sweep, CancellationToken cancellationToken)
    {
        var directed = DirectedCases.Run(guard, Guards.Without(guard));
        // What needs several rare things at once is shown by its own case; seeds would be tried in vain.
        var failure = directed is null ? sweep.FindFailure(seeds, guard, cancellationToken) : null;
        return new GuardTrial(guard, failure, directed);
    }
}
