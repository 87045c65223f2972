using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>The one market of a simulated world, and what the account begins with.</summary>
internal static class SimulatedMarket
{
    public static Instrument Instrument { get; } = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.001m)) { QuantityMin = 0.001m };

    public static IReadOnlyList<Money> Deposits { get; } = [new(10_000, Instrument.Id.Quote), new(100, Instrument.Id.Base)];
}
