using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>The resolver: asks the venue for orders whose state is not known, one question an order at a time, until it is.</content>
public sealed partial class Kernel
{
    private const int AttemptsMax = 2;
    private const int ConclusiveAnswers = 2;
    private const int DoublingsMax = 3;

    private readonly OrderWatches _watches = new();

    /// <summary>When the resolver wants an <see cref="ExecutionInput.ResolverTick"/>; the latest moment there is when it does not.</summary>
    public UnixNanos NextResolverTime
    {
        get
        {
            var next = _watches.NextDue;
            foreach (var venue in _reconcilers)
            {
                if (venue.Due < next)
                    next = venue.Due;
            }
            return next;
        }
    }

    /// <summary>Orders that the resolver asks for, or will.</summary>
    public int WatchedOrders => _watches.Count;

    private void AskWhereDue(ExecutionOptions execution)
    {
        AddVenues();
        while (_watches.NextDue <= Now)
        {
            var watch = _watches.First;
            var order = State.FindOrder(watch.Id);
            if (order is null || !IsOpenQuestion(order, watch))
                _watches.Remove(watch);
            else
                Ask(order, watch, execution);
        }
        foreach (var venue in _reconcilers)
        {
            if (venue.Due <= Now)
                Ask(venue, execution);
        }
    }

    // What rests at the venue and is wanted there is no question; the comparison of the books looks after it.
    private static bool IsOpenQuestion(Order order, OrderWatch watch) => !order.IsClosed
        && (watch.MustAsk
            || order.IsCancelRequested
            || order.RequestedAmend is not null
            || order.Status is OrderStatus.Submitted or OrderStatus.Unknown or OrderStatus.PendingCancel or OrderStatus.PendingUpdate);

    private void Ask(Order order, OrderWatch watch, ExecutionOptions execution)
    {
        if (order.Status == OrderStatus.Submitted)
            Doubt(order, "not_answered", execution);
        watch.Number++;
        watch.IsAsking = true;
        watch.AskedTime = Now;
        _watches.MoveTo(watch, Now + (Options.Guards.Has(Guard.SingleFlight) ? execution.AnswerTimeout : Pause(watch, order, execution)));
        _decision.Add(new Effect.Query(order, order.Attempt, watch.Number));
    }

    private void AskSoon(Order order, ExecutionOptions execution)
    {
        var watch = _watches.Get(order.Id, Now);
        watch.MustAsk = true;
        var due = Now + Pause(watch, order, execution);
        if (!watch.IsAsking && (due < watch.Due || watch.Due <= Now))
            _watches.MoveTo(watch, due);
    }

    private void Take(ExecutionInput.OrderAnswered answered, ExecutionOptions execution)
    {
        if (KnownOrder(answered.Id, "an answer to a query") is not { } order)
            return;
        var watch = _watches.Find(order.Id);
        var isCurrent = watch is { IsAsking: true } && answered.Number == watch.Number && answered.Attempt == order.Attempt;
        if (watch is null || (!isCurrent && Options.Guards.Has(Guard.SingleFlight)))
            return; // About another attempt, or overtaken by a newer question. What it tells comes again.
        watch.IsAsking = false;
        switch (answered.Answer)
        {
            case OrderAnswer.Found found:
                watch.MustAsk = false;
                watch.NotFounds = 0;
                watch.IsOfRecovery = false;
                foreach (var fill in found.Fills)
                    Apply(ReportOf(fill, order.Id, UpdateSource.Query));
                Take(found.Order, order, AskedTimeOf(watch), execution);
                break;
            case OrderAnswer.NotFound:
                watch.IsOfRecovery = false;
                TakeNotFound(order, watch, execution);
                break;
        }
        if (IsOpenQuestion(order, watch))
            AskAgain(order, watch, execution);
        else
            _watches.Remove(watch);
    }

    private void AskAgain(Order order, OrderWatch watch, ExecutionOptions execution)
    {
        watch.Rounds++;
        _watches.MoveTo(watch, Now + Pause(watch, order, execution));
    }

    private UnixNanos AskedTimeOf(OrderWatch watch) => Options.Guards.Has(Guard.SingleFlight) ? watch.AskedTime : Now;

    // After this, no request that was sent can be taken any more, nor be taken and not be seen yet.
    private static UnixNanos ConclusiveTimeOf(OrderWatch watch, ExecutionOptions execution) => watch.Deadline + execution.VisibilityDelay + execution.ConclusiveMargin;

    // An order as its venue tells it, its fills booked.
    private void Take(VenueOrder found, Order order, UnixNanos askedTime, ExecutionOptions execution)
    {
        if (order.IsClosed)
            return;
        if (found.Status == VenueOrderStatus.Open)
        {
            var isAmending = order.RequestedAmend is not null && !IsAmendSettledBy(order, found, askedTime, execution);
            // While it is not known what an amendment has made of it, neither is where it stands.
            if (!isAmending && (order.Status is OrderStatus.Submitted or OrderStatus.Unknown || !order.WasPlaced))
                Apply(new VenueReport.Accepted(Now, order.Id, found.VenueTime, UpdateSource.Query, found.VenueOrderId));
            if (!isAmending)
            {
                SettleAmend(order, found);
                Mend(order, found, askedTime, execution);
            }
            Follow(order); // It may have to be of another size.
            if (order is { IsClosed: false, IsCancelRequested: true })
                CancelAgain(order);
        }
        else if (order.FilledQuantity < found.Filled)
        {
            AskSoon(order, execution); // Its fills are seen later than its end.
        }
        else
        {
            End(order, found);
        }
    }

    // Of an order that its venue made smaller, by an amendment or since its peers filled, what has filled is all there is.
    private void End(Order order, VenueOrder found)
    {
        if (found.Status == VenueOrderStatus.Filled)
            SettleAmend(order, found);
        if (order.IsClosed)
            return;
        var (ended, reason) = found.Status switch
        {
            VenueOrderStatus.Expired => (OrderEvent.Expired, ""),
            VenueOrderStatus.Rejected => (OrderEvent.Rejected, ""),
            VenueOrderStatus.Filled => (OrderEvent.Canceled, "filled_for_less"),
            _ => (OrderEvent.Canceled, ""),
        };
        Apply(new VenueReport.Changed(Now, order.Id, found.VenueTime, UpdateSource.Query, ended, reason));
    }

    private void CancelAgain(Order order)
    {
        if (_watches.Find(order.Id) is { } watch && Now < watch.CancelPendingUntil)
            return;
        if (order.Status != OrderStatus.PendingCancel)
            Emit(new OrderCancel(Now, order.Id, "resolver", "it was to be canceled and is open"));
        SendCancel(order);
    }

    // "Not found" says nothing while the request may still arrive, or the order be there unseen.
    private void TakeNotFound(Order order, OrderWatch watch, ExecutionOptions execution)
    {
        if (AskedTimeOf(watch) <= ConclusiveTimeOf(watch, execution) && Options.Guards.Has(Guard.ConclusiveNotFound))
            return;
        watch.NotFounds++;
        if (watch.NotFounds < ConclusiveAnswers && Options.Guards.Has(Guard.ConclusiveNotFound))
            return;
        Conclude(order, watch, execution);
    }

    private void Conclude(Order order, OrderWatch watch, ExecutionOptions execution)
    {
        watch.MustAsk = false;
        if (order.IsHeld || order.IsClosed)
            return; // It waits to be sent again; or something told meanwhile how it ended.
        if (order.WasPlaced)
        {
            // Venues forget what was canceled unfilled; its fills they tell of for long.
            Incident("order_gone", $"order {order.Id} was {SnakeCase.From(order.Status.ToString())} and its venue knows it no more; it counts as canceled");
            Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Query, OrderEvent.Canceled, "not_found_at_venue"));
        }
        else
        {
            SendAgainOrEnd(order, watch, execution);
        }
    }

    private void SendAgainOrEnd(Order order, OrderWatch watch, ExecutionOptions execution)
    {
        var proof = $"not found {watch.NotFounds} times, asked at {watch.AskedTime} last, deadline {watch.Deadline}";
        if (ProtectAgain(order, "not_found", proof))
            return;
        if (order.Attempt < AttemptsMax && order.Terms.Strategy.IsNone && execution.ResubmitsByHand && MaySendAgain(order))
        {
            MakeUnknown(order, "not_found");
            if (FollowsOthers(order))
                ReleaseAgain(order, "not_found", proof);
            else
                Resubmit(order, proof);
        }
        else
        {
            EndUnplaced(order, "not_found", execution);
        }
    }

    // What is left for it may have become less since it was sent.
    private bool FollowsOthers(Order order) => State.ClusterOf(order.Id) is { } cluster && (cluster.ParentOf(order) is not null || cluster.PeerContingencyOf(order) == Contingency.Ouo);

    // 250 ms, then twice as long each time up to 2 s, of which the half is chance: many orders must not ask at once.
    private static TimeSpan Pause(OrderWatch watch, Order order, ExecutionOptions execution)
    {
        var whole = Math.Min(execution.QueryDelayMin.Ticks << Math.Min(watch.Rounds, DoublingsMax), execution.QueryDelayMax.Ticks);
        var random = SplitMix64.Stream(execution.Seed, order.Id.Text, unchecked(((ulong)order.Attempt << 32) + (ulong)watch.Number));
        return TimeSpan.FromTicks((whole / 2) + (long)random.NextBelow((ulong)((whole / 2) + 1)));
    }

    private VenueReport.Filled ReportOf(VenueFill fill, ClientOrderId id, UpdateSource source) =>
        new(Now, id, fill.VenueTime, source, fill.TradeId, fill.VenueOrderId, fill.Price, fill.Quantity, fill.Fee, fill.Liquidity) { RealizedPnl = fill.RealizedPnl };
}
