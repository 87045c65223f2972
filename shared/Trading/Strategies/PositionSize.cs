using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>How large a strategy's entries are: a fixed quantity, or a share of equity at the signal bar's close.</summary>
internal sealed class PositionSize
{
    private readonly decimal _quantity;
    private readonly decimal _fraction;

    public PositionSize(ParameterSet parameters)
        : this(parameters.Decimal("quantity"), parameters.Decimal("size_fraction"))
    {
    }

    /// <summary>A quantity where it is above 0, else a share of equity.</summary>
    public PositionSize(decimal quantity, decimal fraction) => (_quantity, _fraction) = (quantity, fraction);

    /// <summary>Of a strategy that holds one entry at a time: nearly all of the account.</summary>
    public static IReadOnlyList<ParameterDefinition> Parameters { get; } = ParametersOf(0.95m);

    /// <summary>With another default of the share of equity.</summary>
    public static IReadOnlyList<ParameterDefinition> ParametersOf(decimal fraction) =>
    [
        new DecimalParameter
        {
            Name = "quantity",
            Help = "Base units of each entry; 0 takes size_fraction instead",
            Min = 0,
            Max = 1_000_000_000,
            Default = 0,
        },
        new DecimalParameter
        {
            Name = "size_fraction",
            Help = "Share of equity at the signal bar's close that an entry is worth, where quantity is 0; 1 leaves nothing for the fee",
            Min = 0.0001m,
            Max = 1,
            Default = fraction,
        },
    ];

    /// <summary>Base units of an entry, rounded down to the instrument's grid; 0 when equity buys less than one increment.</summary>
    public decimal Of(StrategyContext context, decimal price)
    {
        if (_quantity > 0)
            return _quantity;
        var equity = context.Equity;
        return equity <= 0 ? 0 : context.Instrument.ToQuantity(equity * _fraction / price, GridRounding.Down).Value;
    }
}
