using VeloZ.Domain;

namespace VeloZ.Functions.Tests;

/// <summary>Instruments of several venues, kinds and grids, as a store may have them.</summary>
internal static class SampleInstruments
{
    public static IReadOnlyList<Instrument> All { get; } =
    [
        Make("BTC-USDT.BINANCE", 0.01m, 0.00001m, quantityMax: 9_000m),
        Make("ETH-USDT.BINANCE", 0.01m, 0.0001m),
        Make("BTC-USDT.BYBIT", 0.1m, 0.000001m),
        Make("BTC-USDT-PERP.BYBIT", 0.1m, 0.001m),
        Make("ETH-USDT.SIM", 0.05m, 0.001m),
    ];

    private static Instrument Make(string id, decimal price, decimal quantity, decimal? quantityMax = null) => new(
        InstrumentId.Parse(id),
        price,
        quantity,
        new FeeSchedule([new FeeTier(0, 0.001m, 0.001m), new FeeTier(1_000_000, -0.00005m, 0.0008m)]))
    {
        NotionalMin = 5,
        QuantityMax = quantityMax,
    };
}
