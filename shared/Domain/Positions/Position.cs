namespace VeloZ.Domain;

/// <summary>The netted position of one account in one instrument, at average cost. Changed only by the kernel's <c>Fold</c>.</summary>
/// <remarks>
/// Cost is kept as a sum, not as a mean, so that over a whole round trip profit is exactly what fills paid and received:
/// a reduction takes its share of the cost (rounded half to even at 16 digits after the point where the division has no end),
/// the closing fill takes all that is left. Sums are exact while they have at most 12 digits before the point. A fee in base currency leaves the position at its
/// fill's price, beside being a fee: so realized and open profit less fees are what the account has gained.
/// </remarks>
public sealed class Position
{
    /// <summary>Base units: above 0 long, below 0 short.</summary>
    public decimal SignedQuantity { get; private set; }

    /// <summary>What the open quantity cost: paid, above 0, for a long; received, below 0, for a short. Quote currency, without fees.</summary>
    public decimal Cost { get; private set; }

    /// <summary>Profit of what was closed, before fees, in quote currency.</summary>
    public decimal RealizedPnl { get; private set; }

    /// <summary>All fees of its fills, valued in quote currency at each fill; negative where rebates were more.</summary>
    public decimal FeesInQuote { get; private set; }

    /// <summary>Whether there is none.</summary>
    public bool IsFlat { get; private set; } = true;

    /// <summary>Mean price of what is open, in quote currency; null when flat.</summary>
    public decimal? AverageEntryPrice => IsFlat ? null : Cost / SignedQuantity;

    /// <summary>Profit of what is open at a price, before fees, in quote currency.</summary>
    public decimal UnrealizedPnl(decimal price) => (SignedQuantity * price) - Cost;

    internal void Apply(OrderSide side, Price price, Quantity quantity, decimal feeInQuote)
    {
        FeesInQuote += feeInQuote;
        Change(side == OrderSide.Buy ? quantity.Value : -quantity.Value, price);
    }

    /// <summary>As well, where its venue takes fees in base currency.</summary>
    /// <param name="side">Of the fill.</param>
    /// <param name="price">Of the fill.</param>
    /// <param name="quantity">Of the fill.</param>
    /// <param name="feeInQuote">The fee's value, whatever it was taken in.</param>
    /// <param name="feeInBase">What of the fee was taken in base currency: it leaves the position.</param>
    /// <param name="restMax">What a fill that reduces it leaves below this leaves it too, since nobody can trade that; 0 to keep it.</param>
    internal void Apply(OrderSide side, Price price, Quantity quantity, decimal feeInQuote, decimal feeInBase, decimal restMax)
    {
        var isReduced = side == OrderSide.Sell ? SignedQuantity > 0 : SignedQuantity < 0;
        Apply(side, price, quantity, feeInQuote);
        if (feeInBase != 0)
            Change(-feeInBase, price);
        if (isReduced && SignedQuantity != 0 && Math.Abs(SignedQuantity) < restMax)
            Change(-SignedQuantity, price);
    }

    /// <summary>Brings what is open to what is told, and leaves what was realized.</summary>
    internal void Set(decimal signedQuantity, decimal cost) => (SignedQuantity, Cost, IsFlat) = (signedQuantity, cost, signedQuantity == 0);

    private void Change(decimal change, Price price)
    {
        if (IsFlat || (change > 0) == (SignedQuantity > 0))
        {
            SignedQuantity += change;
            Cost += change * price.Value;
            IsFlat = SignedQuantity == 0;
            return;
        }
        var closing = Math.Abs(change) >= Math.Abs(SignedQuantity) ? -SignedQuantity : change;
        var costClosed = closing == -SignedQuantity ? Cost : decimal.Round(Cost * -closing / SignedQuantity, Instrument.NotionalScaleMax, MidpointRounding.ToEven);
        RealizedPnl += (-closing * price.Value) - costClosed;
        SignedQuantity += closing;
        Cost -= costClosed;
        var opening = change - closing;
        SignedQuantity += opening;
        Cost += opening * price.Value;
        IsFlat = SignedQuantity == 0;
    }

    internal void WriteTo(MessageWriter writer)
    {
        writer.Decimal(SignedQuantity);
        writer.Decimal(Cost);
        writer.Decimal(RealizedPnl);
        writer.Decimal(FeesInQuote);
    }

    internal void Restore(ref MessageReader reader)
    {
        SignedQuantity = reader.Decimal();
        Cost = reader.Decimal();
        RealizedPnl = reader.Decimal();
        FeesInQuote = reader.Decimal();
        IsFlat = SignedQuantity == 0;
    }
}

/// <summary>What an account holds of one currency. Changed only by the kernel's <c>Fold</c>.</summary>
public sealed class Balance
{
    internal Balance(Currency currency) => Currency = currency;

    /// <summary>The currency.</summary>
    public Currency Currency { get; }

    /// <summary>All of it; below 0 what is borrowed, in a margin account.</summary>
    public decimal Total { get; private set; }

    /// <summary>What open orders hold back, 0 or more.</summary>
    public decimal Locked { get; private set; }

    /// <summary>What a new order may use.</summary>
    public decimal Free => Total - Locked;

    internal void Add(decimal amount) => Total += amount;

    internal void Lock(decimal amount)
    {
        Locked += amount;
        if (Locked < 0)
            throw new InvariantException($"locked {Currency} was {DecimalText.Trimmed(Locked)}, must be 0 or more");
    }

    internal void WriteTo(MessageWriter writer)
    {
        writer.Text(Currency.Code);
        writer.Decimal(Total);
        writer.Decimal(Locked);
    }

    // The currency is read by its owner, who finds the balance by it.
    internal void Restore(ref MessageReader reader)
    {
        Total = reader.Decimal();
        Locked = reader.Decimal();
    }
}
