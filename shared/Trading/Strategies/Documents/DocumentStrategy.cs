using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Runs a <see cref="StrategyDocument"/>: decides on closed bars, enters and leaves by market order, protects by a list of orders.</summary>
internal sealed class DocumentStrategy : Strategy
{
    private readonly DocumentProgram _program;
    private readonly DocumentPosition _position;
    private readonly bool _entersFromAny;

    public DocumentStrategy(StrategyDocument document, ParameterSet parameters)
    {
        _program = new DocumentProgram(document, parameters);
        _position = new DocumentPosition(StrategyDocument.IsTraded(document.Short, parameters), _program.Protection);
        _entersFromAny = document.EntersFromAny;
    }

    public override void OnBar(StrategyContext context, in Bar bar)
    {
        _program.Update(bar);
        _position.See(context);
        if (!_program.IsWarm || !context.CanTrade)
            return;
        var isIdle = TargetPosition.IsIdle(context);
        var direction = isIdle || _entersFromAny ? Direction() : 0;
        if (direction != 0)
            Enter(context, direction, isIdle, bar.Close.Value);
        else if (!isIdle && MustLeave(context))
            _position.Leave(context);
    }

    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        if (!_position.GoOn(context, fill))
            context.Ignore();
    }

    public override void OnOrder(StrategyContext context, Order order)
    {
        if (!_position.GoOn(context, order))
            context.Ignore();
    }

    public override void OnLiquidation(StrategyContext context) => _position.Forget();

    public override void TakeOver(Strategy before) => _position.TakeOver(((DocumentStrategy)before)._position);

    public override void Save(MessageWriter writer)
    {
        _program.Save(writer);
        _position.Save(writer);
    }

    public override void Restore(ref MessageReader reader)
    {
        _program.Restore(ref reader);
        _position.Restore(ref reader);
    }

    private int Direction() => _program.Long?.Holds == true ? 1 : _program.Short?.Holds == true ? -1 : 0;

    // A position, or the order for one, that it has already stays as it is.
    private void Enter(StrategyContext context, int direction, bool isIdle, decimal close)
    {
        var isAimed = Math.Sign(_position.Target) == direction && !isIdle;
        var target = isAimed ? _position.Target : direction * _program.Size.Of(context, close);
        if (target != 0)
            _position.Aim(context, target, close);
    }

    private bool MustLeave(StrategyContext context)
    {
        if (_position.Target == 0 || _position.IsUnprotected(context) || (_program.ExitAfterBars > 0 && _position.BarsHeld >= _program.ExitAfterBars))
            return true;
        return (_position.Target > 0 ? _program.LongExit : _program.ShortExit)?.Holds == true;
    }
}
