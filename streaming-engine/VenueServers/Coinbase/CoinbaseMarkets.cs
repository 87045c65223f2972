using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What Coinbase trades here, and by what limits.</summary>
internal static class CoinbaseMarkets
{
    /// <summary>Greatest price of an order, in quote currency.</summary>
    public const decimal PriceMax = 1_000_000_000;

    /// <summary>Greatest amount of quote currency of an order.</summary>
    public const decimal QuoteMax = 150_000_000;

    private static readonly (string Code, string Name)[] Names = [("BTC", "Bitcoin"), ("ETH", "Ethereum"), ("USD", "US Dollar"), ("USDC", "USDC"), ("USDT", "Tether")];

    public static IReadOnlyList<VenueMarketOptions> All { get; } =
    [
        Make("BTC-USD", quantityMax: 3_400, price: 60_000),
        Make("ETH-USD", quantityMax: 50_000, price: 3_000),
        Make("BTC-USDT", quantityMax: 3_400, price: 60_000),
        Make("ETH-USDT", quantityMax: 50_000, price: 3_000),
    ];

    /// <summary>In words.</summary>
    public static string NameOf(Currency currency) => Array.Find(Names, one => one.Code == currency.Code).Name ?? currency.Code;

    public static bool IsFiat(string code) => code is "USD" or "EUR" or "GBP";

    /// <summary>The step of an amount of quote currency: that of the price.</summary>
    public static decimal QuoteIncrement(LoopbackMarket market) => market.Instrument.PriceIncrement;

    // The fees of whoever has traded nothing yet.
    private static VenueMarketOptions Make(string symbol, decimal quantityMax, decimal price)
    {
        var fees = FeeSchedule.Flat(makerRate: 0.006m, takerRate: 0.012m);
        var instrument = new Instrument(InstrumentId.Parse($"{symbol}.COINBASE"), priceIncrement: 0.01m, quantityIncrement: 0.00000001m, fees)
        {
            QuantityMin = 0.00000001m,
            QuantityMax = quantityMax,
            NotionalMin = 1,
        };
        return new VenueMarketOptions(symbol, instrument, price);
    }
}
