using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>How a simulated market is: what options of the command line set, and settings do not.</summary>
public sealed record MarketTerms
{
    /// <summary>Step of the price grid.</summary>
    public decimal PriceIncrement { get; init; } = 0.01m;

    /// <summary>Step of the quantity grid.</summary>
    public decimal QuantityIncrement { get; init; } = 0.00001m;

    /// <summary>What its venue takes.</summary>
    public FeeSchedule Fees { get; init; } = FeeSchedule.Flat(0.001m, 0.001m);

    /// <summary>How it fills.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>Greatest distance of a limit price from the last price, as a fraction; null for none.</summary>
    public decimal? PriceCollar { get; init; }

    /// <summary>Which end of a bar the times of a file name.</summary>
    public BarStamp Stamp { get; init; }
}
