using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>M4, <c>donchian</c>: the Turtles' breakout. Buy above the highest high, in units of equal risk that are added as the price rises; leave below the lowest low or at a stop.</summary>
/// <remarks>
/// N is Wilder's average true range. When flat and without a working order, a close above the highest high of the <c>entry</c> bars before it buys one unit by market order:
/// as much as moves the account by <c>unit_risk</c> of its equity when the price moves by N, but no more than the share of <c>max_exposure</c> that falls to a unit. Unit and N of that close hold for
/// the whole trade. A close at least <c>add_step</c> N above the average price of the last unit buys one more, up to <c>max_units</c>. A close below the lowest low of the <c>exit</c> bars before it, or at or below
/// <c>stop</c> N under the price of the last unit, takes back what still works and sells what there is; where that was refused it is tried again at each close.
/// Source: C. M. Faith, "Way of the Turtle", 2007, and "The Original Turtle Trading Rules", 2003, without their filter of the last breakout.
/// </remarks>
public sealed class DonchianBreakout : Strategy
{
    private readonly DonchianChannel _entryChannel;
    private readonly DonchianChannel _exitChannel;
    private readonly AverageTrueRange _range;
    private readonly TargetPosition _position = new();
    private readonly decimal _unitRisk;
    private readonly decimal _unitExposure;
    private readonly int _maxUnits;
    private readonly decimal _addStep;
    private readonly decimal _stop;

    // The trade: without meaning while the target is 0.
    private decimal _unit; // Base units.
    private decimal _n; // Quote currency.
    private int _units; // Ordered.
    private decimal _filled; // Base units of the last unit.
    private decimal _paid; // For these.
    private decimal _lastPrice; // Average of the last unit that has traded; 0 before the first trade.

    private DonchianBreakout(ParameterSet parameters)
    {
        _entryChannel = new DonchianChannel(parameters.Integer("entry"));
        _exitChannel = new DonchianChannel(parameters.Integer("exit"));
        _range = new AverageTrueRange(parameters.Integer("atr"));
        _unitRisk = parameters.Decimal("unit_risk");
        _maxUnits = parameters.Integer("max_units");
        _unitExposure = parameters.Decimal("max_exposure") / _maxUnits;
        _addStep = parameters.Decimal("add_step");
        _stop = parameters.Decimal("stop");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "donchian",
        Title = "Donchian Channel Breakout (Turtle)",
        Category = "momentum",
        Description = "Buys above the highest high of the last bars, in units of equal risk by the average true range, and adds units as the price rises; sells below the lowest low of fewer bars, or at a stop. Decides on closed bars; enters and leaves by market order.",
        Parameters =
        [
            new IntegerParameter { Name = "entry", Help = "Bars whose highest high the close must be above to buy", Min = 1, Max = 5_000, Default = 20 },
            new IntegerParameter { Name = "exit", Help = "Bars whose lowest low the close must be below to leave", Min = 1, Max = 5_000, Default = 10 },
            new IntegerParameter { Name = "atr", Help = "Bars of the average true range, N", Min = 1, Max = 1_000, Default = 20 },
            new DecimalParameter { Name = "unit_risk", Help = "Share of equity that a move of N gains or loses on one unit", Min = 0.0001m, Max = 0.1m, Default = 0.01m },
            new IntegerParameter { Name = "max_units", Help = "Most units held", Min = 1, Max = 20, Default = 4 },
            new DecimalParameter { Name = "max_exposure", Help = "Share of equity that all units together are worth at most, at the close that enters; above 1 needs a margin account", Min = 0.01m, Max = 10, Default = 0.95m },
            new DecimalParameter { Name = "add_step", Help = "N above the last unit's price at which one more is bought", Min = 0.1m, Max = 10, Default = 0.5m },
            new DecimalParameter { Name = "stop", Help = "N below the last unit's price at which all are sold", Min = 0.1m, Max = 20, Default = 2 },
        ],
        WarmUpBars = parameters => Math.Max(Math.Max(parameters.Integer("entry"), parameters.Integer("exit")), parameters.Integer("atr")),
        SellsShort = _ => false,
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "It sells by market order at a close at or below its stop, in average true ranges under the last unit, or below the lowest low. No stop waits at the venue.",
        Create = parameters => new DonchianBreakout(parameters),
    };

    // Where a stop order of the trade would rest. It is held against closes; an order of the venue at this price would protect between them.
    private decimal StopPrice => _lastPrice - (_stop * _n);

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        var close = bar.Close.Value;
        // The channels are those of the bars before this one.
        var isKnown = _entryChannel.IsReady && _exitChannel.IsReady;
        var (isBreakout, isBreakdown) = isKnown ? (close > _entryChannel.Upper, close < _exitChannel.Lower) : (false, false);
        _entryChannel.Update(bar);
        _exitChannel.Update(bar);
        _range.Update(bar);
        if (!isKnown || !_range.IsReady || !context.CanTrade)
            return;
        if (TargetPosition.IsIdle(context))
            Enter(context, isBreakout, close);
        else if (_position.Target == 0 || isBreakdown || (_lastPrice > 0 && close <= StopPrice))
            _position.Leave(context);
        else
            Add(context, close);
    }

    /// <inheritdoc/>
    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        // While it aims at a position all its orders buy. What it remembers of a fill is journaled, so the fill is not ignored.
        if (_position.Target > 0)
        {
            _filled += fill.Quantity.Value;
            _paid += fill.Quantity.Value * fill.Price.Value;
            _lastPrice = _paid / _filled;
        }
        _position.GoOn(context, fill);
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
    public override void TakeOver(Strategy before)
    {
        var other = (DonchianBreakout)before;
        _position.TakeOver(other._position);
        (_unit, _n, _units) = (other._unit, other._n, other._units);
        (_filled, _paid, _lastPrice) = (other._filled, other._paid, other._lastPrice);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _entryChannel.Save(writer);
        _exitChannel.Save(writer);
        _range.Save(writer);
        _position.Save(writer);
        writer.Decimal(_unit);
        writer.Decimal(_n);
        writer.Number(_units);
        writer.Decimal(_filled);
        writer.Decimal(_paid);
        writer.Decimal(_lastPrice);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _entryChannel.Restore(ref reader);
        _exitChannel.Restore(ref reader);
        _range.Restore(ref reader);
        _position.Restore(ref reader);
        (_unit, _n, _units) = (reader.Decimal(), reader.Decimal(), reader.Count());
        (_filled, _paid, _lastPrice) = (reader.Decimal(), reader.Decimal(), reader.Decimal());
    }

    private void Enter(StrategyContext context, bool isBreakout, decimal close)
    {
        if (!isBreakout)
            return;
        var n = (decimal)_range.Value;
        var unit = UnitOf(context, close, n);
        if (unit <= 0)
            return;
        var before = (_unit, _n, _units, _filled, _paid, _lastPrice);
        (_unit, _n, _units, _filled, _paid, _lastPrice) = (unit, n, 1, 0, 0, 0);
        if (!_position.Raise(context, unit))
            (_unit, _n, _units, _filled, _paid, _lastPrice) = before;
    }

    private void Add(StrategyContext context, decimal close)
    {
        if (_units >= _maxUnits || close < _lastPrice + (_addStep * _n) || !context.HasNoOpenOrders)
            return;
        if (_position.Raise(context, _position.Target + _unit))
            (_units, _filled, _paid) = (_units + 1, 0, 0);
    }

    // What risks unit_risk of the equity when the price moves by N, or the most that a unit may be worth, where that is less: so N may be as small as it likes.
    private decimal UnitOf(StrategyContext context, decimal price, decimal n)
    {
        var equity = context.Equity;
        if (equity <= 0)
            return 0;
        var quantity = _unitRisk * price >= _unitExposure * n ? equity * _unitExposure / price : equity * _unitRisk / n;
        return context.Instrument.ToQuantity(quantity, GridRounding.Down).Value;
    }
}
