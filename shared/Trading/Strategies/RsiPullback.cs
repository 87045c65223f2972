using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>R2, <c>rsi2</c>: buy a sharp fall in an uptrend, leave when the price is back above a short average.</summary>
/// <remarks>
/// When flat and without a working order, a close above the long average with a relative strength index below <c>enter</c> buys by market order.
/// A close above the short average takes back what still works and sells what there is. Where that was refused it is tried again at each close.
/// Both averages are simple and include the bar that is decided on; comparisons with them are exact.
/// Source: L. A. Connors and C. Alvarez, "Short Term Trading Strategies That Work", 2009.
/// </remarks>
public sealed class RsiPullback : Strategy
{
    private readonly RelativeStrengthIndex _strength;
    private readonly SimpleMovingAverage _trend;
    private readonly SimpleMovingAverage _exit;
    private readonly PositionSize _size;
    private readonly TargetPosition _position = new();
    private readonly double _enter;

    private RsiPullback(ParameterSet parameters)
    {
        var (trend, exit) = (parameters.Integer("trend"), parameters.Integer("exit"));
        if (exit >= trend)
            throw new StrategySettingException($"parameter exit was {exit} and trend was {trend}, exit must be less than trend");
        _strength = new RelativeStrengthIndex(parameters.Integer("rsi"));
        _trend = new SimpleMovingAverage(trend);
        _exit = new SimpleMovingAverage(exit);
        _size = new PositionSize(parameters);
        _enter = (double)parameters.Decimal("enter");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "rsi2",
        Title = "RSI-2",
        Category = "mean reversion",
        Description = "Buys by market order after a bar that closed above a long average with a very low two-bar relative strength index; sells when a bar closes above a short average.",
        Parameters =
        [
            new IntegerParameter { Name = "rsi", Help = "Bars of the relative strength index", Min = 1, Max = 100, Default = 2 },
            new DecimalParameter { Name = "enter", Help = "Buy at an index below this", Min = 0, Max = 100, Default = 10 },
            new IntegerParameter { Name = "trend", Help = "Bars of the average that the close must be above to buy", Min = 3, Max = 5_000, Default = 200 },
            new IntegerParameter { Name = "exit", Help = "Bars of the average that the close must be above to leave; less than trend", Min = 2, Max = 1_000, Default = 5 },
            .. PositionSize.Parameters,
        ],
        WarmUpBars = parameters => Math.Max(parameters.Integer("trend"), parameters.Integer("rsi") + 1),
        SellsShort = _ => false,
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "None but its rule: it leaves by market order at a close above the short average. No stop waits at the venue.",
        Create = parameters => new RsiPullback(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        var close = bar.Close.Value;
        _strength.Update(close);
        _trend.Update(close);
        _exit.Update(close);
        if (!_trend.IsReady || !_strength.IsReady || !context.CanTrade)
            return;
        if (TargetPosition.IsIdle(context))
            Enter(context, close);
        else if (_position.Target == 0 || IsAbove(close, _exit))
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
    public override void TakeOver(Strategy before) => _position.TakeOver(((RsiPullback)before)._position);

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _strength.Save(writer);
        _trend.Save(writer);
        _exit.Save(writer);
        _position.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _strength.Restore(ref reader);
        _trend.Restore(ref reader);
        _exit.Restore(ref reader);
        _position.Restore(ref reader);
    }

    private static bool IsAbove(decimal close, SimpleMovingAverage average) => close * average.Period > average.Sum;

    private void Enter(StrategyContext context, decimal close)
    {
        if (!IsAbove(close, _trend) || _strength.Value >= _enter)
            return;
        var target = _size.Of(context, close);
        if (target > 0)
            _position.Raise(context, target);
    }
}
