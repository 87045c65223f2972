using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What protects a position and never reached its venue: it is sent again, or waits until it may be.</content>
public sealed partial class Kernel
{
    // It never left. Where that is because it must not be sent now, it waits, and that is no attempt that counts.
    private bool ProtectUnsent(Order order, string reason) => ProtectAgain(order, reason, MustWait(order) ? null : "not_sent");

    private bool MustWait(Order order) => (CheckReady() ?? _checks.CheckRelease(order)) is not null;

    private void EndUnsent(Order order, string reason, ExecutionOptions execution)
    {
        if (!ProtectUnsent(order, reason))
            EndUnplaced(order, reason, execution);
    }

    // What protects a position and conclusively never reached its venue is released once more: it is sent, or waits until it may be. The rest is for whoever wanted it to
    // ask for again. False where there is nothing to protect, or nobody wants that.
    private bool ProtectAgain(Order order, string reason, string? proof)
    {
        if (order.Terms.Role != OrderRole.Protective || (proof is not null && order.Attempt >= AttemptsMax) || order.WasPlaced || order.Status is not (OrderStatus.Submitted or OrderStatus.Unknown))
            return false;
        MakeUnknown(order, reason);
        if (order.IsCancelRequested || (order.Terms.IsReduceOnly && !HasWork(order)))
            return false; // Its strategy, which was told, may have canceled it.
        ReleaseAgain(order, reason, proof);
        return true;
    }

    // It is sent for what is there now, or waits until it may be.
    private void ReleaseAgain(Order order, string reason, string? proof)
    {
        if (proof is not null)
            Emit(new OrderResubmit(Now, order.Id, order.Attempt + 1, proof));
        Emit(new OrderUpdate(Now, order.Id, OrderEvent.Released, VenueOrderId: "", JournalText.Bound(reason, JournalText.ReasonBytesMax), UpdateSource.Engine, Now));
        SendReleased(order); // Where not now, it tells why.
        if (order.IsHeld)
            _news.Enqueue(order);
    }
}
