namespace VeloZ.Domain;

/// <summary>An amount of one currency; may be negative. Amounts of different currencies never mix.</summary>
/// <param name="Amount">In units of the currency.</param>
/// <param name="Currency">The currency it is in.</param>
public readonly record struct Money(decimal Amount, Currency Currency)
{
    /// <summary>The sum.</summary>
    /// <exception cref="InvariantException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) => new(left.Amount + Same(left, right).Amount, left.Currency);

    /// <summary>The difference.</summary>
    /// <exception cref="InvariantException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => new(left.Amount - Same(left, right).Amount, left.Currency);

    /// <summary>The amount with its sign turned.</summary>
    public static Money operator -(Money value) => new(-value.Amount, value.Currency);

    /// <summary>Amount and code: <c>1.5 USDT</c>.</summary>
    public override string ToString() => $"{DecimalText.Trimmed(Amount)} {Currency}";

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvariantException($"amounts in {left.Currency} and {right.Currency} were mixed, must be in one currency");
}
