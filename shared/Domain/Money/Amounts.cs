namespace VeloZ.Domain;

/// <summary>A price in quote currency per base unit, on its instrument's grid. May be negative (spreads).</summary>
/// <remarks>Made only by an <see cref="Instrument"/>. <c>default</c> is zero.</remarks>
public readonly record struct Price : IComparable<Price>
{
    internal Price(decimal value) => Value = value;

    /// <summary>Quote currency per base unit.</summary>
    public decimal Value { get; }

    /// <summary>Orders by value.</summary>
    public int CompareTo(Price other) => Value.CompareTo(other.Value);

    /// <summary>What that quantity costs at this price.</summary>
    public static Notional operator *(Price price, Quantity quantity) => new(price.Value * quantity.Value);

    /// <summary>The distance from one price to another.</summary>
    public static PriceDelta operator -(Price left, Price right) => new(left.Value - right.Value);

    /// <summary>Lower.</summary>
    public static bool operator <(Price left, Price right) => left.Value < right.Value;

    /// <summary>Higher.</summary>
    public static bool operator >(Price left, Price right) => left.Value > right.Value;

    /// <summary>Lower or the same.</summary>
    public static bool operator <=(Price left, Price right) => left.Value <= right.Value;

    /// <summary>Higher or the same.</summary>
    public static bool operator >=(Price left, Price right) => left.Value >= right.Value;

    /// <summary>Text with trailing zeros trimmed.</summary>
    public override string ToString() => DecimalText.Trimmed(Value);
}

/// <summary>The distance between two prices, signed, in quote currency per base unit.</summary>
/// <param name="Value">Quote currency per base unit.</param>
public readonly record struct PriceDelta(decimal Value)
{
    /// <summary>Text with trailing zeros trimmed.</summary>
    public override string ToString() => DecimalText.Trimmed(Value);
}

/// <summary>A quantity in base units, on its instrument's grid, never negative: direction is <see cref="OrderSide"/>.</summary>
/// <remarks>Made only by an <see cref="Instrument"/>. <c>default</c> is zero.</remarks>
public readonly record struct Quantity : IComparable<Quantity>
{
    internal Quantity(decimal value) => Value = value < 0
        ? throw new InvariantException($"quantity was {DecimalText.Trimmed(value)}, must be 0 or more")
        : value;

    /// <summary>Base units, 0 or more.</summary>
    public decimal Value { get; }

    /// <summary>Nothing at all.</summary>
    public bool IsZero => Value == 0;

    /// <summary>Orders by value.</summary>
    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <summary>The smaller of two.</summary>
    public static Quantity Min(Quantity left, Quantity right) => left.Value <= right.Value ? left : right;

    /// <summary>The sum; both are on one grid.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(left.Value + right.Value);

    /// <summary>The difference; both are on one grid.</summary>
    /// <exception cref="InvariantException">It would be negative.</exception>
    public static Quantity operator -(Quantity left, Quantity right) => new(left.Value - right.Value);

    /// <summary>Less.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    /// <summary>More.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    /// <summary>Less or the same.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    /// <summary>More or the same.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    /// <summary>Text with trailing zeros trimmed.</summary>
    public override string ToString() => DecimalText.Trimmed(Value);
}

/// <summary>Price times quantity: an exact amount of quote currency, not rounded.</summary>
/// <param name="Value">Quote currency.</param>
public readonly record struct Notional(decimal Value) : IComparable<Notional>
{
    /// <summary>Orders by value.</summary>
    public int CompareTo(Notional other) => Value.CompareTo(other.Value);

    /// <summary>The sum.</summary>
    public static Notional operator +(Notional left, Notional right) => new(left.Value + right.Value);

    /// <summary>Less.</summary>
    public static bool operator <(Notional left, Notional right) => left.Value < right.Value;

    /// <summary>More.</summary>
    public static bool operator >(Notional left, Notional right) => left.Value > right.Value;

    /// <summary>Less or the same.</summary>
    public static bool operator <=(Notional left, Notional right) => left.Value <= right.Value;

    /// <summary>More or the same.</summary>
    public static bool operator >=(Notional left, Notional right) => left.Value >= right.Value;

    /// <summary>Text with trailing zeros trimmed.</summary>
    public override string ToString() => DecimalText.Trimmed(Value);
}
