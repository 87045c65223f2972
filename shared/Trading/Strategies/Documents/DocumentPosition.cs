using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The position that a document wants to hold, long or short, and the orders that bring it there: one at a time, or one list.</summary>
/// <remarks>As <see cref="TargetPosition"/>; it may be short, and what protects it is canceled before it is left.</remarks>
internal sealed class DocumentPosition(bool sellsShort, DocumentProtection? protection)
{
    private ClientOrderId? _stop; // The protective order that was open when it last looked.

    /// <summary>Base units it wants to hold, negative for a short; 0 to hold nothing.</summary>
    public decimal Target { get; private set; }

    /// <summary>Closes seen since it has held something.</summary>
    public int BarsHeld { get; private set; }

    /// <summary>Whether it holds something and its stop, or where it has none its target, is not open, as where a venue refused that.</summary>
    public bool IsUnprotected(StrategyContext context) =>
        protection is not null && !context.Position.IsFlat && (protection.HasStop ? !HasOpenStop(context) : context.HasNoOpenOrders);

    public void See(StrategyContext context) => BarsHeld = context.Position.IsFlat ? 0 : Math.Min(BarsHeld + 1, DocumentLimits.WholeMax);

    /// <summary>Wants to hold that much from now on; where it is protected it holds nothing yet.</summary>
    public void Aim(StrategyContext context, decimal target, decimal close)
    {
        var before = Target;
        Target = target;
        if (!(protection is null ? Pursue(context) : Enter(context, target, close)))
            Target = before;
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

    public void TakeOver(DocumentPosition before) => (Target, BarsHeld) = (before.Target, before.BarsHeld);

    public void Save(MessageWriter writer)
    {
        writer.Decimal(Target);
        writer.Number(BarsHeld);
    }

    public void Restore(ref MessageReader reader) => (Target, BarsHeld) = (reader.Decimal(), reader.Count());

    private bool HasOpenStop(StrategyContext context)
    {
        if (_stop is not { } known || context.FindOrder(known) is not { IsClosed: false })
            _stop = context.OpenOrders.FirstOrDefault(order => order.Terms.Role == OrderRole.Protective)?.Id;
        return _stop is not null;
    }

    private bool Enter(StrategyContext context, decimal target, decimal close) =>
        context.Submit(protection!.Orders(context, target > 0 ? OrderSide.Buy : OrderSide.Sell, Math.Abs(target), close)).Refusal is null;

    private bool GoOn(StrategyContext context)
    {
        // The orders that protect a position bring it to its end themselves.
        if (!context.HasNoOpenOrders || BaseFees.Missing(context, Target) == 0 || (protection is not null && Target != 0))
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
            foreach (var order in context.OpenOrders.Where(order => needed == 0 || order.Terms.Side != side || order.Terms.Type != OrderType.Market).ToArray())
                context.Cancel(order);
            return true;
        }
        var quantity = side == OrderSide.Buy || sellsShort ? Math.Abs(needed) : Math.Min(-needed, context.SellableQuantity);
        return quantity <= 0 || context.Market(side, quantity, Target == 0 ? OrderRole.Exit : OrderRole.Working).Order is not null;
    }
}
