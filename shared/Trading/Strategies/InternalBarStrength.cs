using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>R9, <c>ibs-reversion</c>: buy a bar that closed near its low above a long average; leave on strength, by a trailing stop, or when time is up.</summary>
/// <remarks>
/// Internal bar strength is (close - low) / (high - low). When flat and without a working order, a close below <c>enter</c> and above the average buys
/// by market order. It leaves by market order at the first of: a close with strength above <c>exit</c>; a close that is <c>trail</c> below the highest
/// close since the entry; <c>hold_bars</c> intervals after the first fill, by a timer. Once time is up it tries again at each close until it is flat. Source: J. Liew and R. Roberts, "U.S. Equity Mean-Reversion
/// Examined", 2013, where the hold is one bar.
/// </remarks>
public sealed class InternalBarStrength : Strategy
{
    private const string HoldTimer = "hold";

    private readonly SimpleMovingAverage _trend;
    private readonly PositionSize _size;
    private readonly decimal _enter;
    private readonly decimal _exit;
    private readonly decimal _trail;
    private readonly int _holdBars;
    private decimal _peak; // Highest close since the entry; 0 when flat.
    private bool _isTimeUp; // It must leave, and goes on wanting to where its order is refused.
    private long _interval; // Of the last bar, in nanoseconds.

    private InternalBarStrength(ParameterSet parameters)
    {
        _trend = new SimpleMovingAverage(parameters.Integer("trend"));
        _size = new PositionSize(parameters);
        (_enter, _exit) = (parameters.Decimal("enter"), parameters.Decimal("exit"));
        if (_enter >= _exit)
            throw new StrategySettingException($"parameter enter was {DecimalText.Trimmed(_enter)} and exit was {DecimalText.Trimmed(_exit)}, enter must be less than exit");
        _trail = parameters.Decimal("trail");
        _holdBars = parameters.Integer("hold_bars");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "ibs-reversion",
        Title = "Internal Bar Strength",
        Category = "mean reversion",
        Description = "Buys by market order after a bar that closed near its low, above a long average. Leaves when a bar closes near its high, when the price has come back from its peak by a fraction, or when time is up.",
        Parameters =
        [
            new DecimalParameter { Name = "enter", Help = "Buy at a strength below this", Min = 0, Max = 1, Default = 0.2m },
            new DecimalParameter { Name = "exit", Help = "Leave at a strength above this; more than enter", Min = 0, Max = 1, Default = 0.8m },
            new IntegerParameter { Name = "trend", Help = "Bars of the average that the close must be above", Min = 1, Max = 5_000, Default = 200 },
            new DecimalParameter { Name = "trail", Help = "Leave at a close this fraction below the highest close since the entry; 0 for never", Min = 0, Max = 0.9m, Default = 0 },
            new IntegerParameter { Name = "hold_bars", Help = "Leave this many bar intervals after the first fill; 0 for never", Min = 0, Max = 100_000, Default = 10 },
            .. PositionSize.Parameters,
        ],
        WarmUpBars = parameters => parameters.Integer("trend"),
        SellsShort = _ => false,
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "It leaves by market order at a close, after hold_bars at the latest and, where trail is set, that fraction below the highest close. No stop waits at the venue.",
        Create = parameters => new InternalBarStrength(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        var close = bar.Close.Value;
        _trend.Update(close);
        _interval = bar.CloseTime.Value - bar.OpenTime.Value;
        if (!context.Position.IsFlat)
            _peak = Math.Max(_peak, close);
        if (!context.CanTrade)
            return;
        if (_isTimeUp)
        {
            Leave(context);
            return;
        }
        var range = bar.High.Value - bar.Low.Value;
        if (!_trend.IsReady || range == 0)
            return;
        var strength = (close - bar.Low.Value) / range;
        if (context.Position.IsFlat)
            Enter(context, strength, close);
        else if (strength > _exit || (_trail > 0 && close <= _peak * (1 - _trail)))
            Leave(context);
    }

    /// <inheritdoc/>
    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        if (context.Position.IsFlat)
        {
            (_peak, _isTimeUp) = (0, false);
            context.CancelTimer(HoldTimer);
        }
        else if (_peak == 0)
        {
            _peak = fill.Price.Value;
            if (_holdBars > 0)
                context.SetTimer(HoldTimer, new UnixNanos(context.Now.Value + (_holdBars * _interval)));
        }
    }

    /// <inheritdoc/>
    public override void OnTimer(StrategyContext context, string name)
    {
        _isTimeUp = !context.Position.IsFlat;
        Leave(context);
    }

    /// <inheritdoc/>
    public override void TakeOver(Strategy before)
    {
        var other = (InternalBarStrength)before;
        (_peak, _isTimeUp) = (other._peak, other._isTimeUp);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _trend.Save(writer);
        writer.Decimal(_peak);
        writer.Number(_interval);
        writer.Flag(_isTimeUp);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _trend.Restore(ref reader);
        _peak = reader.Decimal();
        _interval = reader.Number();
        _isTimeUp = reader.Flag();
    }

    private void Enter(StrategyContext context, decimal strength, decimal close)
    {
        if (strength >= _enter || close * _trend.Period <= _trend.Sum || !context.HasNoOpenOrders)
            return;
        var quantity = _size.Of(context, close);
        if (quantity > 0)
            context.Market(OrderSide.Buy, quantity, OrderRole.Working);
    }

    // An entry that still works for its rest is taken back first; what it holds goes by one order.
    private static void Leave(StrategyContext context)
    {
        var isLeaving = false;
        foreach (var order in context.OpenOrders.ToArray())
        {
            if (order.Terms.Role == OrderRole.Exit)
                isLeaving = true;
            else
                context.Cancel(order);
        }
        var quantity = context.SellableQuantity;
        if (quantity > 0 && !isLeaving)
            context.Market(OrderSide.Sell, quantity, OrderRole.Exit);
    }
}
