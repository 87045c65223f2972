using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>R1, <c>bollinger-reversion</c>: buy below the lower band by a limit order, leave at the middle.</summary>
/// <remarks>
/// When flat and without a working order: a close below the lower band places a buy limit at that close; with <c>allow_short</c>, a close above the
/// upper band places a sell limit at that close. With a position or a working entry: a close at or beyond the middle cancels what still works
/// and closes what there is by a market order. The bands include the bar that is decided on.
/// </remarks>
public sealed class BollingerReversion : Strategy
{
    private readonly BollingerBands _bands;
    private readonly PositionSize _size;
    private readonly bool _allowsShort;

    private BollingerReversion(ParameterSet parameters)
    {
        _bands = new BollingerBands(parameters.Integer("period"), parameters.Decimal("deviations"));
        _size = new PositionSize(parameters);
        _allowsShort = parameters.Boolean("allow_short");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "bollinger-reversion",
        Title = "Bollinger-Band Reversion",
        Category = "mean reversion",
        Description = "Buys by a limit order at the close of a bar that closed below the lower Bollinger band; when a close reaches the middle band, cancels what still works and closes by market order. The mirror, short, where allowed.",
        Parameters =
        [
            new IntegerParameter { Name = "period", Help = "Bars of the bands", Min = 2, Max = 1_000, Default = 20 },
            new DecimalParameter { Name = "deviations", Help = "Standard deviations from the middle to a band", Min = 0.1m, Max = 10, Default = 2 },
            .. PositionSize.Parameters,
            new BooleanParameter { Name = "allow_short", Help = "Sell short above the upper band; needs a margin account", Default = false },
        ],
        WarmUpBars = parameters => parameters.Integer("period"),
        SellsShort = parameters => parameters.Boolean("allow_short"),
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "None but its rule: it leaves by market order at a close at or beyond the middle band. No stop waits at the venue.",
        Create = parameters => new BollingerReversion(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        var close = bar.Close.Value;
        _bands.Update(close);
        if (!_bands.IsReady || !context.CanTrade)
            return;
        if (context.Position.IsFlat && context.HasNoOpenOrders)
            Enter(context, close);
        else if (HasReverted(context, close))
            Leave(context);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer) => _bands.Save(writer);

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader) => _bands.Restore(ref reader);

    private void Enter(StrategyContext context, decimal close)
    {
        OrderSide? side = close < _bands.Lower ? OrderSide.Buy : _allowsShort && close > _bands.Upper ? OrderSide.Sell : null;
        if (side is null)
            return;
        var quantity = _size.Of(context, close);
        if (quantity > 0)
            context.Limit(side.Value, quantity, close, OrderRole.Working);
    }

    // A long, or the order for one, waits for the middle from below; a short from above.
    private bool HasReverted(StrategyContext context, decimal close)
    {
        var isLong = context.Position.IsFlat
            ? context.OpenOrders.First().Terms.Side == OrderSide.Buy
            : context.Position.SignedQuantity > 0;
        return isLong ? close >= _bands.Middle : close <= _bands.Middle;
    }

    private static void Leave(StrategyContext context)
    {
        var position = context.Position.SignedQuantity;
        var isClosing = context.OpenOrders.Any(order => order.Terms.Role == OrderRole.Exit);
        foreach (var order in context.OpenOrders.Where(order => order.Terms.Role == OrderRole.Working).ToArray())
            context.Cancel(order);
        var quantity = position > 0 ? context.SellableQuantity : context.Instrument.ToQuantity(-position, GridRounding.Down).Value;
        if (quantity > 0 && !isClosing)
            context.Market(position > 0 ? OrderSide.Sell : OrderSide.Buy, quantity, OrderRole.Exit);
    }
}
