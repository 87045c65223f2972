using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>M2, <c>macd</c>: long when the MACD crosses above its signal, flat when it crosses below.</summary>
/// <remarks>
/// A cross above is the bar on which the histogram is above 0 and was not on the bar before, both known. With <c>zero_line_filter</c> it counts only where the MACD itself is above 0.
/// What is held at a close with the histogram below 0 is sold: at the cross below, or later where that fell into a pause or the exit was refused.
/// Source: G. Appel, "Technical Analysis: Power Tools for Active Investors", 2005.
/// </remarks>
public sealed class MacdCross : Strategy
{
    private readonly MovingAverageConvergence _macd;
    private readonly PositionSize _size;
    private readonly TargetPosition _position = new();
    private readonly bool _filtersByZeroLine;
    private int? _relation; // Of MACD to signal on the bar before: below 0, 0 or above 0; null while it is not known.

    private MacdCross(ParameterSet parameters)
    {
        var (fast, slow) = (parameters.Integer("fast"), parameters.Integer("slow"));
        if (fast >= slow)
            throw new StrategySettingException($"parameter fast was {fast} and slow was {slow}, fast must be less than slow");
        _macd = new MovingAverageConvergence(fast, slow, parameters.Integer("signal"));
        _size = new PositionSize(parameters);
        _filtersByZeroLine = parameters.Boolean("zero_line_filter");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "macd",
        Title = "MACD Signal-Line Crossover",
        Category = "momentum",
        Description = "Long when the MACD, a fast exponential average less a slow one, crosses above its signal line; closed on the cross below. Decides on closed bars; enters and leaves by market order.",
        Parameters =
        [
            new IntegerParameter { Name = "fast", Help = "Bars of the fast average", Min = 1, Max = 1_000, Default = 12 },
            new IntegerParameter { Name = "slow", Help = "Bars of the slow average; more than fast", Min = 2, Max = 5_000, Default = 26 },
            new IntegerParameter { Name = "signal", Help = "Bars of the signal line", Min = 2, Max = 1_000, Default = 9 },
            new BooleanParameter { Name = "zero_line_filter", Help = "Enter only where the MACD is above 0", Default = false },
            .. PositionSize.Parameters,
        ],
        WarmUpBars = parameters => parameters.Integer("slow") + parameters.Integer("signal") - 1,
        SellsShort = _ => false,
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "None but its rule: it leaves by market order at a close with the histogram below 0. No stop waits at the venue.",
        Create = parameters => new MacdCross(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        var close = bar.Close.Value;
        _macd.Update(close);
        if (!_macd.IsReady)
            return;
        var before = _relation;
        var now = Math.Sign(_macd.Histogram);
        _relation = now;
        if (before is null || !context.CanTrade)
            return;
        if (before <= 0 && now > 0)
            Enter(context, close);
        else if ((now < 0 && !TargetPosition.IsIdle(context)) || (_position.Target == 0 && !context.Position.IsFlat))
            _position.Leave(context);
    }

    /// <inheritdoc/>
    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        if (!_position.GoOn(context, fill))
            context.Ignore();
    }

    /// <inheritdoc/>
    public override void OnOrder(StrategyContext context, Order order)
    {
        if (!_position.GoOn(context, order))
            context.Ignore();
    }

    /// <inheritdoc/>
    public override void OnLiquidation(StrategyContext context) => _position.Forget();

    /// <inheritdoc/>
    public override void TakeOver(Strategy before) => _position.TakeOver(((MacdCross)before)._position);

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _macd.Save(writer);
        writer.Flag(_relation is not null);
        writer.Number(_relation ?? 0);
        _position.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _macd.Restore(ref reader);
        var isKnown = reader.Flag();
        var relation = (int)reader.Number();
        _relation = isKnown ? relation : null;
        _position.Restore(ref reader);
    }

    // A position, or the order for one, that it has already stays as it is.
    private void Enter(StrategyContext context, decimal close)
    {
        if (_filtersByZeroLine && _macd.Difference <= 0)
            return;
        var isAimed = _position.Target > 0 && !TargetPosition.IsIdle(context);
        var target = isAimed ? _position.Target : _size.Of(context, close);
        if (target > 0)
            _position.Raise(context, target);
    }
}
