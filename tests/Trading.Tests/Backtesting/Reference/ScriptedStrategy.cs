using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Does at the close of each bar what a list says, and remembers what it was told.</summary>
internal sealed class ScriptedStrategy(IReadOnlyList<ScriptedStep> steps) : Strategy
{
    private long _bars;

    /// <summary>The orders it made, in order; null for one that was refused.</summary>
    public List<Order?> Orders { get; } = [];

    /// <summary>Why requests were refused, in order.</summary>
    public List<Refusal> Refusals { get; } = [];

    /// <summary>Its position at each close.</summary>
    public List<decimal> Positions { get; } = [];

    /// <summary>When it was told of each fill.</summary>
    public List<UnixNanos> FillsTold { get; } = [];

    public static StrategyDefinition Define(Func<ScriptedStrategy> create) => new()
    {
        Id = "scripted",
        Title = "Scripted",
        Category = "Tests",
        Description = "Does what a list says.",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => create(),
    };

    public override void OnBar(StrategyContext context, in Bar bar)
    {
        Positions.Add(context.Position.SignedQuantity);
        foreach (var step in steps)
        {
            if (step.Bar != _bars)
                continue;
            Do(context, step);
        }
        _bars++;
    }

    private void Do(StrategyContext context, ScriptedStep step)
    {
        if (step.Request is { } request)
        {
            var made = context.Submit(request);
            Orders.Add(made.Order);
            Note(made.Refusal);
        }
        else if (step.List is { } list)
        {
            var made = context.Submit(list);
            Orders.AddRange(made.Orders);
            Note(made.Refusal);
        }
        else if (Orders[step.Canceled] is { } order)
        {
            if (step.Amend is { } amend)
                Note(context.Amend(order, amend.Quantity, amend.Price, amend.TriggerPrice));
            else
                context.Cancel(order);
        }
    }

    private void Note(Refusal? refusal)
    {
        if (refusal is not null)
            Refusals.Add(refusal);
    }

    public override void OnFill(StrategyContext context, OrderFill fill) => FillsTold.Add(context.Now);

    public override void Save(MessageWriter writer) => writer.Number(_bars);

    public override void Restore(ref MessageReader reader) => _bars = reader.Number();
}

/// <summary>What to do at a bar's close.</summary>
/// <param name="Bar">The bar, from 0.</param>
/// <param name="Request">The order to make; null to make several, or to cancel or amend one.</param>
/// <param name="Canceled">The order to cancel or amend, counted from 0 as made.</param>
internal sealed record ScriptedStep(int Bar, OrderRequest? Request, int Canceled)
{
    /// <summary>Orders to make that depend on each other; null for none.</summary>
    public OrderListRequest? List { get; init; }

    /// <summary>New values of the order; null to cancel it.</summary>
    public (decimal? Quantity, decimal? Price, decimal? TriggerPrice)? Amend { get; init; }
}
