using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The long position that a strategy wants to hold, and the market orders that bring it there: one at a time.</summary>
/// <remarks>
/// An order that works against the aim is canceled first, and the new one follows when the venue has confirmed that. An order that works for it goes on, over as
/// many bars as the volume asks. It is part of the strategy's memory.
/// </remarks>
internal sealed class TargetPosition
{
    /// <summary>Base units it wants to hold, 0 or more.</summary>
    public decimal Target { get; private set; }

    /// <summary>Whether nothing is held and nothing is worked for.</summary>
    public static bool IsIdle(StrategyContext context) => context.Position.IsFlat && context.HasNoOpenOrders;

    /// <summary>Wants to hold that much from now on, and does what that takes.</summary>
    /// <returns>False when the order for more was refused: the aim is what it was before.</returns>
    public bool Raise(StrategyContext context, decimal target)
    {
        var before = Target;
        Target = target;
        if (Pursue(context))
            return true;
        Target = before;
        return false;
    }

    /// <summary>Wants to hold nothing. An order that is refused is tried again when this is called again.</summary>
    public void Leave(StrategyContext context)
    {
        Target = 0;
        Pursue(context);
    }

    /// <summary>Wants to hold nothing, and holds nothing soon, whatever it does.</summary>
    public void Forget() => Target = 0;

    /// <summary>After a fill: the aim may still be away, as where a fill overtook a cancel.</summary>
    /// <returns>Whether there was anything to do or to keep.</returns>
    public bool GoOn(StrategyContext context, OrderFill fill)
    {
        var before = Target;
        Target = BaseFees.AimAfter(context, fill, before);
        return GoOn(context) || Target != before;
    }

    /// <summary>After news of an order without a fill: where it has ended as we wanted, the cancel made room for the next.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool GoOn(StrategyContext context, Order order) => order.IsClosed && order.Reason.Length == 0 && GoOn(context);

    public void TakeOver(TargetPosition before) => Target = before.Target;

    public void Save(MessageWriter writer) => writer.Decimal(Target);

    public void Restore(ref MessageReader reader) => Target = reader.Decimal();

    private bool GoOn(StrategyContext context)
    {
        if (!context.HasNoOpenOrders || BaseFees.Missing(context, Target) == 0)
            return false;
        Pursue(context);
        return true;
    }

    private bool Pursue(StrategyContext context)
    {
        var needed = BaseFees.Missing(context, Target);
        var side = needed > 0 ? OrderSide.Buy : OrderSide.Sell;
        if (!context.HasNoOpenOrders)
        {
            foreach (var order in context.OpenOrders.Where(order => needed == 0 || order.Terms.Side != side).ToArray())
                context.Cancel(order);
            return true;
        }
        var quantity = side == OrderSide.Buy ? needed : Math.Min(-needed, context.SellableQuantity);
        return quantity <= 0 || context.Market(side, quantity, Target == 0 ? OrderRole.Exit : OrderRole.Working).Order is not null;
    }
}
