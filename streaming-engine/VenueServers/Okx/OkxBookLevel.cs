using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A level of a book as OKX tells it.</summary>
/// <param name="Price">Quote currency per base unit.</param>
/// <param name="Quantity">Base units; 0 when the level is gone.</param>
/// <param name="Orders">How many.</param>
internal readonly record struct OkxBookLevel(decimal Price, decimal Quantity, int Orders)
{
    /// <summary>The best levels of a side, best first.</summary>
    public static IEnumerable<OkxBookLevel> Top(LoopbackMarket market, OrderSide side, int count) => market.SideOf(side).Levels.Take(count)
        .Select(level => new OkxBookLevel(level.Ticks * market.Instrument.PriceIncrement, level.Lots * market.Instrument.QuantityIncrement, level.Queue.Count));
}
