using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>M1, <c>ma-cross</c>: long when the fast average crosses above the slow one, flat (or short) when it crosses below.</summary>
/// <remarks>
/// A cross above is the bar on which fast was at or below slow on the bar before, both known, and is now above it; a cross below is the mirror.
/// An entry still working when the opposite cross comes is canceled, and what it filled is closed.
/// </remarks>
public sealed class MovingAverageCross : Strategy
{
    private readonly MovingAverage _fast;
    private readonly MovingAverage _slow;
    private readonly PositionSize _size;
    private readonly bool _allowsShort;
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
            Turn(context, OrderSide.Buy, isEntry: true, bar.Close.Value);
        else if (before >= 0 && now < 0)
            Turn(context, OrderSide.Sell, isEntry: _allowsShort, bar.Close.Value);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _fast.Save(writer);
        _slow.Save(writer);
        writer.Flag(_relation is not null);
        writer.Number(_relation ?? 0);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _fast.Restore(ref reader);
        _slow.Restore(ref reader);
        var isKnown = reader.Flag();
        var relation = (int)reader.Number();
        _relation = isKnown ? relation : null;
    }

    // Closes what is against the new direction and opens in it, in one order where both are due.
    private void Turn(StrategyContext context, OrderSide side, bool isEntry, decimal price)
    {
        context.CancelAll();
        var position = context.Position.SignedQuantity;
        var against = side == OrderSide.Buy ? Math.Max(0, -position) : Math.Max(0, position);
        var already = side == OrderSide.Buy ? Math.Max(0, position) : Math.Max(0, -position);
        var entry = isEntry && already == 0 ? _size.Of(context, price) : 0;
        if (against + entry > 0)
            context.Market(side, against + entry, entry > 0 ? OrderRole.Working : OrderRole.Exit);
    }
}
