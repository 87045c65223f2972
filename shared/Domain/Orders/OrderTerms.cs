namespace VeloZ.Domain;

/// <summary>What an order asks for. Immutable; values are on the instrument's grid.</summary>
public sealed record OrderTerms
{
    /// <summary>The market.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>What makes it trade.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Base units, above 0.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Limit price; null where the type has none.</summary>
    public Price? Price { get; init; }

    /// <summary>Price that triggers it; null where the type has none.</summary>
    public Price? TriggerPrice { get; init; }

    /// <summary>Distance of a trailing trigger: quote currency, or a fraction when <see cref="TrailingIsFraction"/>; null where the type has none.</summary>
    public decimal? TrailingOffset { get; init; }

    /// <summary>Whether <see cref="TrailingOffset"/> is a fraction of the price.</summary>
    public bool TrailingIsFraction { get; init; }

    /// <summary>Base units shown in the book; null shows all.</summary>
    public Quantity? DisplayQuantity { get; init; }

    /// <summary>How long it works.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>When a <see cref="TimeInForce.Gtd"/> order expires; null for the others.</summary>
    public UnixNanos? ExpireTime { get; init; }

    /// <summary>Whether it is refused rather than take liquidity.</summary>
    public bool IsPostOnly { get; init; }

    /// <summary>Whether it may only make the position smaller.</summary>
    public bool IsReduceOnly { get; init; }

    /// <summary>What it is for.</summary>
    public OrderRole Role { get; init; }

    /// <summary>Who trades it; <c>default</c> for an order by hand.</summary>
    public StrategyInstanceId Strategy { get; init; }

    /// <summary>The caller's own text, unique in the account, never sent to a venue; empty for none.</summary>
    public string ClientReference { get; init; } = "";
}
