using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>An entry that was folded, and what it was about.</summary>
/// <param name="Entry">The fact.</param>
/// <param name="Order">The order it is about, as it stands after it; null where it is about none.</param>
/// <param name="Fill">The fill with what it realized; null for other entries.</param>
internal sealed record FoldedEntry(JournalEntry Entry, OrderView? Order, FillView? Fill);

/// <summary>Folds durable entries into a state of its own and tells of each what people see: live, and where a store catches up.</summary>
/// <param name="state">Owned by it from here on.</param>
internal sealed class EntryFold(KernelState state)
{
    /// <summary>After the last entry.</summary>
    public KernelState State => state;

    /// <summary>Folds the next entry.</summary>
    public FoldedEntry Fold(JournalEntry entry)
    {
        // Looked for before, too: with the entry that ends it an order may be forgotten.
        var order = OrderOf(entry);
        var realizedBefore = order is null || entry is not OrderFill ? 0 : RealizedOf(order);
        state.Fold(entry);
        order ??= OrderOf(entry);
        var fill = entry is OrderFill one ? new FillView(one, order!.Terms.Instrument, order.Terms.Side, order.Terms.Strategy, RealizedOf(order) - realizedBefore) : null;
        return new FoldedEntry(entry, order is null ? null : OrderView.Of(order), fill);
    }

    private decimal RealizedOf(Order order) => order.Terms.Strategy.IsNone
        ? state.Portfolio.Holdings[state.Portfolio.IndexOf(order.Terms.Instrument)].Position.RealizedPnl
        : state.Portfolio.PositionOf(order.Terms.Strategy, order.Terms.Instrument).RealizedPnl;

    private Order? OrderOf(JournalEntry entry) => entry switch
    {
        OrderNew one => state.FindOrder(one.Id),
        OrderUpdate one => state.FindOrder(one.Id),
        OrderFill one => state.FindOrder(one.Id),
        OrderCancel one => state.FindOrder(one.Id),
        OrderAdopt one => state.FindOrder(one.Id),
        OrderAmend one => state.FindOrder(one.Id),
        OrderResubmit one => state.FindOrder(one.Id),
        OrderTriggered one => state.FindOrder(one.Id),
        TrailMoved one => state.FindOrder(one.Id),
        _ => null,
    };
}
