using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>M1, <c>ma-cross</c>: long when the fast average crosses above the slow one, flat (or short) when it crosses below.</summary>
/// <remarks>
/// A cross above is the bar on which fast was at or below slow on the bar before, both known, and is now above it; a cross below is the mirror.
/// A cross sets the position to hold: a market order goes for it, and goes on over as many bars as the volume asks. An order still working when the
/// opposite cross comes is canceled first; the new one follows when the venue has confirmed that.
/// </remarks>
public sealed class MovingAverageCross : Strategy
{
    private readonly MovingAverage _fast;
    private readonly MovingAverage _slow;
    private readonly PositionSize _size;
    private readonly bool _allowsShort;
    private decimal _target; // Signed base units it wants to hold.
    private int? _relation; // Of fast to slow on the bar before: below 0, 0 or above 0; null while one is not known.

    private MovingAverageCross(ParameterSet parameters)
    {
        var (fast, slow) = (parameters.Integer("fast"), parameters.Integer("slow"));
        if (fast >= slow)
            throw new StrategySettingException($"parameter fast was {fast} and slow was {slow}, fast must be less than slow");
        var isSimple = parameters.Choice("ma_type") == "sma";
        _fast = isSimple ? new SimpleMovingAverage(fast) : new ExponentialMovingAverage(fast);
        _slow = isSimple ? new SimpleMovingAverage(slow) : new ExponentialMovingAverage(slow);
        _size = new PositionSize(parameters);
        _allowsShort = parameters.Boolean("allow_short");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "ma-cross",
        Title = "Dual Moving-Average Crossover",
        Category = "momentum",
        Description = "Long when the fast moving average crosses above the slow one; closed, or turned short, on the opposite cross. Decides on closed bars; enters and leaves by market order.",
        Parameters =
        [
            new IntegerParameter { Name = "fast", Help = "Bars of the fast average", Min = 1, Max = 1_000, Default = 20 },
            new IntegerParameter { Name = "slow", Help = "Bars of the slow average; more than fast", Min = 2, Max = 5_000, Default = 50 },
            new ChoiceParameter { Name = "ma_type", Help = "Simple or exponential averages", Choices = ["sma", "ema"], Default = "ema" },
            .. PositionSize.Parameters,
            new BooleanParameter { Name = "allow_short", Help = "Go short on a cross below; needs a margin account", Default = false },
        ],
        WarmUpBars = parameters => parameters.Integer("slow"),
        SellsShort = parameters => parameters.Boolean("allow_short"),
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "None but its rule: it leaves by market order at the close of the opposite cross. No stop waits at the venue.",
        Create = parameters => new MovingAverageCross(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        _fast.Update(bar.Close.Value);
        _slow.Update(bar.Close.Value);
        if (!_slow.IsReady || !_fast.IsReady)
            return;
        var before = _relation;
        var now = _fast.CompareTo(_slow);
        _relation = now;
        if (before is null || !context.CanTrade)
            return;
        if (before <= 0 && now > 0)
            Aim(context, direction: 1, bar.Close.Value);
        else if (before >= 0 && now < 0)
            Aim(context, direction: _allowsShort ? -1 : 0, bar.Close.Value);
    }

    /// <inheritdoc/>
    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        var before = _target;
        _target = BaseFees.AimAfter(context, fill, before);
        GoOn(context, isEnded: true, mustKeep: _target != before);
    }

    /// <inheritdoc/>
    public override void OnOrder(StrategyContext context, Order order) => GoOn(context, isEnded: order.IsClosed && order.Reason.Length == 0);

    /// <inheritdoc/>
    public override void OnLiquidation(StrategyContext context) => _target = 0;

    /// <inheritdoc/>
    public override void TakeOver(Strategy before) => _target = ((MovingAverageCross)before)._target;

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _fast.Save(writer);
        _slow.Save(writer);
        writer.Flag(_relation is not null);
        writer.Number(_relation ?? 0);
        writer.Decimal(_target);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _fast.Restore(ref reader);
        _slow.Restore(ref reader);
        var isKnown = reader.Flag();
        var relation = (int)reader.Number();
        _relation = isKnown ? relation : null;
        _target = reader.Decimal();
    }

    // After an order has ended as we wanted, the aim may still be away: a fill overtook a cancel, or the cancel made room.
    private void GoOn(StrategyContext context, bool isEnded, bool mustKeep = false)
    {
        if (isEnded && context.HasNoOpenOrders && BaseFees.Missing(context, _target) != 0)
            Pursue(context);
        else if (!mustKeep)
            context.Ignore();
    }

    // A new aim, unless it is the one that is held or worked for already.
    private void Aim(StrategyContext context, int direction, decimal price)
    {
        var isAimed = Math.Sign(_target) == direction && !(context.Position.IsFlat && context.HasNoOpenOrders);
        if (!isAimed)
            _target = direction == 0 ? 0 : direction * _size.Of(context, price);
        Pursue(context);
    }

    // One order at a time: what works against the aim is canceled first, what works for it goes on.
    private void Pursue(StrategyContext context)
    {
        var needed = BaseFees.Missing(context, _target);
        var side = needed > 0 ? OrderSide.Buy : OrderSide.Sell;
        if (!context.HasNoOpenOrders)
        {
            foreach (var order in context.OpenOrders.Where(order => needed == 0 || order.Terms.Side != side).ToArray())
                context.Cancel(order);
            return;
        }
        var quantity = side == OrderSide.Buy || _allowsShort ? Math.Abs(needed) : Math.Min(-needed, context.SellableQuantity);
        if (quantity > 0)
            context.Market(side, quantity, _target == 0 ? OrderRole.Exit : OrderRole.Working);
    }
}
