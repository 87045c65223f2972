using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What the loopback Bybit trades: BTC and ETH against USDT, as spot and as perpetuals, of which two have one text.</summary>
internal static class BybitMarkets
{
    public const string Spot = "spot";
    public const string Linear = "linear";

    /// <summary>Multiple of the margin that a position begins with.</summary>
    public const decimal LeverageDefault = 10;

    public const decimal LeverageMax = 100;

    /// <summary>Of spot; the greatest notional of an order in quote currency.</summary>
    public const decimal NotionalMax = 4_000_000;

    /// <summary>Of perpetuals, in quote currency.</summary>
    public const decimal PriceMax = 1_999_999;

    /// <summary>Part of a position's notional that must not be lost.</summary>
    public const decimal MaintenanceRate = 0.005m;

    public static readonly TimeSpan FundingInterval = TimeSpan.FromHours(8);

    public static IReadOnlyList<VenueMarketOptions> All { get; } =
    [
        OfSpot("BTC", priceIncrement: 0.01m, quantityIncrement: 0.000001m, quantityMax: 83, price: 60_000),
        OfSpot("ETH", priceIncrement: 0.01m, quantityIncrement: 0.00001m, quantityMax: 1_600, price: 3_000),
        OfLinear("BTC", priceIncrement: 0.1m, quantityIncrement: 0.001m, quantityMax: 1_190, price: 60_000),
        OfLinear("ETH", priceIncrement: 0.01m, quantityIncrement: 0.01m, quantityMax: 7_240, price: 3_000),
    ];

    public static string CategoryOf(LoopbackMarket market) => market.IsPerpetual ? Linear : Spot;

    /// <summary>The kind of a category's markets.</summary>
    /// <exception cref="BybitError">It is none, or one that this venue does not have.</exception>
    public static InstrumentKind KindOf(string category) => category switch
    {
        Spot => InstrumentKind.Spot,
        Linear => InstrumentKind.Perpetual,
        _ => throw BybitError.Parameter("Illegal category"),
    };

    private static VenueMarketOptions OfSpot(string currency, decimal priceIncrement, decimal quantityIncrement, decimal quantityMax, decimal price)
    {
        var fees = FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.001m);
        var instrument = new Instrument(InstrumentId.Parse($"{currency}-USDT.BYBIT"), priceIncrement, quantityIncrement, fees)
        {
            QuantityMin = quantityIncrement,
            QuantityMax = quantityMax,
            NotionalMin = 5,
            NotionalMax = NotionalMax,
        };
        return new VenueMarketOptions($"{currency}USDT", instrument, price);
    }

    private static VenueMarketOptions OfLinear(string currency, decimal priceIncrement, decimal quantityIncrement, decimal quantityMax, decimal price)
    {
        var fees = FeeSchedule.Flat(makerRate: 0.0002m, takerRate: 0.00055m);
        var instrument = new Instrument(InstrumentId.Parse($"{currency}-USDT-PERP.BYBIT"), priceIncrement, quantityIncrement, fees)
        {
            QuantityMin = quantityIncrement,
            QuantityMax = quantityMax,
            NotionalMin = 5,
        };
        return new VenueMarketOptions($"{currency}USDT", instrument, price);
    }
}
