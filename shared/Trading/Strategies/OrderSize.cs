using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>How little an order may be.</summary>
internal static class OrderSize
{
    /// <summary>Whether the market takes an order of so many base units at that price: less is refused.</summary>
    public static bool IsEnough(Instrument instrument, decimal quantity, decimal price) =>
        quantity >= instrument.QuantityIncrement && quantity >= instrument.QuantityMin && quantity * price >= instrument.NotionalMin;
}
