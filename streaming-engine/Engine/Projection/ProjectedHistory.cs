using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>The last orders, fills and incidents, and what strategies did, all bounded.</summary>
internal sealed class ProjectedHistory
{
    private readonly Queue<OrderView> _closed = new();
    private readonly Queue<FillView> _fills = new();
    private readonly Queue<Effect.Incident> _incidents = new();
    private readonly Dictionary<StrategyInstanceId, long> _refusals = [];

    public long OrderCount { get; private set; }

    public long FillCount { get; private set; }

    public IReadOnlyList<OrderView> ClosedOrders() => [.. _closed.Reverse()];

    public IReadOnlyList<FillView> Fills() => [.. _fills.Reverse()];

    public IReadOnlyList<Effect.Incident> Incidents() => [.. _incidents.Reverse()];

    public long RefusalsOf(StrategyInstanceId strategy) => _refusals.GetValueOrDefault(strategy);

    // What recovery found: the orders that ended last, and the fills as they were stored.
    public void Begin(KernelState state, IReadOnlyList<FillView> fills)
    {
        foreach (var fill in fills.Reverse())
            Keep(_fills, fill, Projector.FillsShown);
        foreach (var order in state.ClosedOrders)
            Keep(_closed, OrderView.Of(order), Projector.ClosedOrdersShown);
    }

    public void Add(FoldedEntry folded)
    {
        switch (folded.Entry)
        {
            case OrderNew:
                OrderCount++;
                break;
            case OrderFill:
                FillCount++;
                Keep(_fills, folded.Fill!, Projector.FillsShown);
                break;
            case StrategyCommand { Action: StrategyAction.Remove } removed:
                _refusals.Remove(removed.Strategy);
                break;
        }
        if (folded is { Order: { } order, Entry: OrderUpdate or OrderFill } && OrderStateMachine.IsClosed(order.Status))
            Keep(_closed, order, Projector.ClosedOrdersShown);
    }

    public void Add(Effect.Refused refused) => _refusals[refused.Request.Strategy] = RefusalsOf(refused.Request.Strategy) + 1;

    public void Add(Effect.Incident incident) => Keep(_incidents, incident, Projector.IncidentsShown);

    private static void Keep<T>(Queue<T> queue, T item, int max)
    {
        queue.Enqueue(item);
        if (queue.Count > max)
            queue.Dequeue();
    }
}
