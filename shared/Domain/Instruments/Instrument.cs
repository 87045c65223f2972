namespace VeloZ.Domain;

/// <summary>Which way a value is brought onto the grid.</summary>
public enum GridRounding
{
    /// <summary>It must be on the grid already: the only choice for what a venue reports.</summary>
    Exact,

    /// <summary>To the next value at or below.</summary>
    Down,

    /// <summary>To the next value at or above.</summary>
    Up,
}

/// <summary>A value that should be on an instrument's grid is not.</summary>
public sealed class OffGridException(InstrumentId id, string what, decimal value, decimal increment)
    : Exception($"{what} of {id} was {DecimalText.Trimmed(value)}, must be a multiple of {DecimalText.Trimmed(increment)}")
{
    /// <summary>The step of the grid.</summary>
    public decimal Increment { get; } = increment;
}

/// <summary>One market: its grid, its limits and its fees. Immutable.</summary>
public sealed class Instrument
{
    /// <summary>Most digits after the point of a price and a quantity together, so of a notional.</summary>
    /// <remarks>28 digits are all a decimal keeps, of which 12 are left for what stands before the point.</remarks>
    public const int NotionalScaleMax = 16;

    /// <summary>Makes an instrument.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="priceIncrement">Step of the price grid in quote currency, above 0.</param>
    /// <param name="quantityIncrement">Step of the quantity grid in base units, above 0.</param>
    /// <param name="fees">What its venue takes.</param>
    /// <exception cref="ArgumentException">An increment is not above 0, or the two have too many digits together.</exception>
    public Instrument(InstrumentId id, decimal priceIncrement, decimal quantityIncrement, FeeSchedule fees)
    {
        if (priceIncrement <= 0 || quantityIncrement <= 0)
            throw new ArgumentException($"increments of {id} were {DecimalText.Trimmed(priceIncrement)} and {DecimalText.Trimmed(quantityIncrement)}, must be above 0");
        Id = id;
        PriceScale = DecimalText.ScaleOf(priceIncrement);
        QuantityScale = DecimalText.ScaleOf(quantityIncrement);
        if (PriceScale + QuantityScale > NotionalScaleMax)
            throw new ArgumentException($"increments of {id} have {PriceScale + QuantityScale} digits after the point together, must be at most {NotionalScaleMax} so that price times quantity stays exact");
        PriceIncrement = decimal.Round(priceIncrement, PriceScale);
        QuantityIncrement = decimal.Round(quantityIncrement, QuantityScale);
        Fees = fees;
    }

    /// <summary>Its id.</summary>
    public InstrumentId Id { get; }

    /// <summary>Step of the price grid, in quote currency.</summary>
    public decimal PriceIncrement { get; }

    /// <summary>Step of the quantity grid, in base units.</summary>
    public decimal QuantityIncrement { get; }

    /// <summary>Digits after the point of a price.</summary>
    public int PriceScale { get; }

    /// <summary>Digits after the point of a quantity.</summary>
    public int QuantityScale { get; }

    /// <summary>Least quantity of an order, in base units; 0 for none beyond the increment.</summary>
    /// <exception cref="ArgumentException">It is negative, as with the other limits.</exception>
    public decimal QuantityMin { get; init => field = Limit(nameof(QuantityMin), value); }

    /// <summary>Greatest quantity of an order, in base units; null for no limit.</summary>
    public decimal? QuantityMax { get; init => field = value is { } max ? Limit(nameof(QuantityMax), max) : null; }

    /// <summary>Least price times quantity of an order, in quote currency; 0 for none.</summary>
    public decimal NotionalMin { get; init => field = Limit(nameof(NotionalMin), value); }

    /// <summary>Greatest price times quantity of an order, in quote currency; null for no limit.</summary>
    public decimal? NotionalMax { get; init => field = value is { } max ? Limit(nameof(NotionalMax), max) : null; }

    /// <summary>What its venue takes.</summary>
    public FeeSchedule Fees { get; }

    /// <summary>Brings a value onto the price grid.</summary>
    /// <param name="value">Quote currency per base unit.</param>
    /// <param name="rounding">Which way.</param>
    /// <exception cref="OffGridException">Rounding is exact and the value is off the grid.</exception>
    /// <exception cref="OverflowException">The value has too many digits for the grid.</exception>
    public Price ToPrice(decimal value, GridRounding rounding) => new(OnGrid("price", value, PriceIncrement, PriceScale, rounding));

    /// <summary>Brings a value onto the quantity grid.</summary>
    /// <param name="value">Base units, 0 or more.</param>
    /// <param name="rounding">Which way.</param>
    /// <exception cref="OffGridException">Rounding is exact and the value is off the grid.</exception>
    /// <exception cref="InvariantException">The value is negative.</exception>
    /// <exception cref="OverflowException">The value has too many digits for the grid.</exception>
    public Quantity ToQuantity(decimal value, GridRounding rounding) => new(OnGrid("quantity", value, QuantityIncrement, QuantityScale, rounding));

    /// <summary>Whether the value is a multiple of the price increment.</summary>
    public bool IsOnPriceGrid(decimal value) => value % PriceIncrement == 0;

    /// <summary>Whether the value is a multiple of the quantity increment.</summary>
    public bool IsOnQuantityGrid(decimal value) => value % QuantityIncrement == 0;

    /// <summary>How many price increments a price is.</summary>
    /// <exception cref="OffGridException">The price is of another instrument, or of an earlier grid.</exception>
    /// <exception cref="OverflowException">More than 64 bits hold.</exception>
    public long ToTicks(Price price) => IsOnPriceGrid(price.Value)
        ? decimal.ToInt64(price.Value / PriceIncrement)
        : throw new OffGridException(Id, "price", price.Value, PriceIncrement);

    /// <summary>How many quantity increments a quantity is.</summary>
    /// <exception cref="OffGridException">The quantity is of another instrument, or of an earlier grid.</exception>
    /// <exception cref="OverflowException">More than 64 bits hold.</exception>
    public long ToLots(Quantity quantity) => IsOnQuantityGrid(quantity.Value)
        ? decimal.ToInt64(quantity.Value / QuantityIncrement)
        : throw new OffGridException(Id, "quantity", quantity.Value, QuantityIncrement);

    /// <summary>The price of that many increments.</summary>
    public Price PriceFromTicks(long ticks) => new(ticks * PriceIncrement);

    /// <summary>The quantity of that many increments.</summary>
    /// <exception cref="InvariantException">The count is negative.</exception>
    public Quantity QuantityFromLots(long lots) => new(lots * QuantityIncrement);

    /// <summary>A price as text, with the grid's digits.</summary>
    public string Format(Price price) => DecimalText.OnGrid(price.Value, PriceScale);

    /// <summary>A quantity as text, with the grid's digits.</summary>
    public string Format(Quantity quantity) => DecimalText.OnGrid(quantity.Value, QuantityScale);

    private decimal OnGrid(string what, decimal value, decimal increment, int scale, GridRounding rounding)
    {
        var rest = value % increment; // Exact, with the sign of the value; value / increment would round past 28 digits.
        if (rest == 0)
            return decimal.Round(value, scale);
        if (rounding == GridRounding.Exact)
            throw new OffGridException(Id, what, value, increment);
        var below = value - rest - (rest < 0 ? increment : 0);
        var neighbor = rounding == GridRounding.Down ? below : below + increment;
        // A sum past 28 digits was rounded silently, off the grid.
        return neighbor % increment == 0
            ? decimal.Round(neighbor, scale)
            : throw new OverflowException($"{what} of {Id} was {DecimalText.Trimmed(value)}, must be small enough that multiples of {DecimalText.Trimmed(increment)} beside it take at most 28 digits");
    }

    private static decimal Limit(string name, decimal value) => value >= 0
        ? value
        : throw new ArgumentException($"{name} was {DecimalText.Trimmed(value)}, must be 0 or more");
}
