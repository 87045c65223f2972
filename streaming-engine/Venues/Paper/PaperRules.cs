using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>What a paper account takes: what its market's instrument allows, and what venues do not take of what the kernel may ask for.</summary>
internal static class PaperRules
{
    /// <summary>What is wrong with an order; null for nothing.</summary>
    /// <param name="terms">As asked for.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="price">What it is valued at; null where there is no price.</param>
    public static string? Fault(OrderTerms terms, Instrument instrument, Price? price)
    {
        if (terms.Instrument != instrument.Id)
            return "market_unknown";
        if (terms.Type.IsTrailing())
            return "trailing_not_supported";
        if (terms.TimeInForce == TimeInForce.Fok && !terms.Type.HasLimit())
            return "fill_or_kill_not_supported_at_the_market";
        if (!IsOnGrid(terms, instrument))
            return "off_grid";
        if (terms.Quantity.IsZero || terms.Quantity.Value < instrument.QuantityMin)
            return "quantity_below_minimum";
        if (terms.Quantity.Value > instrument.QuantityMax)
            return "quantity_above_maximum";
        if (price is not { } value)
            return null;
        var notional = (value * terms.Quantity).Value;
        if (notional < instrument.NotionalMin && !terms.IsReduceOnly)
            return "notional_below_minimum";
        return notional > instrument.NotionalMax ? "notional_above_maximum" : null;
    }

    /// <summary>As the account takes it: dates are kept by who sends, what only we know is not told, and a market order does not wait for more.</summary>
    public static OrderTerms AsTaken(OrderTerms terms) => terms with
    {
        TimeInForce = terms.Type == OrderType.Market ? TimeInForce.Ioc : terms.TimeInForce == TimeInForce.Gtd ? TimeInForce.Gtc : terms.TimeInForce,
        ExpireTime = null,
        Strategy = default,
        ClientReference = "",
    };

    /// <summary>Why an open order does not go on after a start; null where it does.</summary>
    public static string? EndAtStart(PaperOrder order, Instrument instrument)
    {
        if (order.Terms.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok && !(order.Terms.Type.IsConditional() && !order.IsTriggered))
            return "immediate_or_cancel_rest";
        return IsOnGrid(order.Terms, instrument) && instrument.IsOnQuantityGrid(order.Filled.Value) ? null : "grid_changed";
    }

    private static bool IsOnGrid(OrderTerms terms, Instrument instrument) =>
        instrument.IsOnQuantityGrid(terms.Quantity.Value)
        && (terms.DisplayQuantity is not { } shown || instrument.IsOnQuantityGrid(shown.Value))
        && (terms.Price is not { } price || instrument.IsOnPriceGrid(price.Value))
        && (terms.TriggerPrice is not { } trigger || instrument.IsOnPriceGrid(trigger.Value));
}
