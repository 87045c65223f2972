using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Where a trailing trigger is: behind the best price since it began, below it for a sell, above it for a buy. It never moves back.</summary>
internal static class TrailingTrigger
{
    /// <summary>The trigger that a price asks for, rounded away from the market onto the grid.</summary>
    /// <param name="terms">Of a trailing order.</param>
    /// <param name="instrument">Its market.</param>
    /// <param name="peak">A price of that market.</param>
    /// <returns>Null where it would not be above 0.</returns>
    public static Price? Behind(OrderTerms terms, Instrument instrument, decimal peak) =>
        Behind(terms.Side, terms.TrailingOffset!.Value, terms.TrailingIsFraction, instrument, peak);

    public static Price? Behind(OrderSide side, decimal offset, bool isFraction, Instrument instrument, decimal peak)
    {
        var distance = isFraction ? peak * offset : offset;
        var value = side == OrderSide.Sell ? peak - distance : peak + distance;
        if (value < instrument.PriceIncrement)
            return null;
        return instrument.ToPrice(value, side == OrderSide.Sell ? GridRounding.Down : GridRounding.Up);
    }

    /// <summary>Whether a trigger is nearer to the market than another: higher for a sell, lower for a buy.</summary>
    public static bool IsNearer(OrderSide side, Price trigger, Price? than) =>
        than is not { } other || (side == OrderSide.Sell ? trigger > other : trigger < other);
}
