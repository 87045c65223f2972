using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Requests to venues and what became of them. A timeout is never a rejection, and nothing is sent again before it is conclusively dead.</content>
public sealed partial class Kernel
{
    /// <summary>Takes what became of a request, or a time that has come.</summary>
    /// <exception cref="InvariantException">
    /// The kernel was made without <see cref="KernelOptions.Execution"/>, where all that there is to tell of a request is that it was not sent.
    /// </exception>
    public void Decide(ExecutionInput input, Decision decision)
    {
        Begin(input.Time, decision);
        if (Options.Execution is not { } execution)
        {
            TakeNotSent(input);
            Finish();
            return;
        }
        switch (input)
        {
            case ExecutionInput.Recover:
                Recover(execution);
                break;
            case ExecutionInput.ResolverTick:
                AskWhereDue(execution);
                break;
            case ExecutionInput.SubmitAnswered answered:
                Take(answered, execution);
                break;
            case ExecutionInput.CancelAnswered answered:
                Take(answered, execution);
                break;
            case ExecutionInput.AmendAnswered answered:
                Take(answered, execution);
                break;
            case ExecutionInput.OrderAnswered answered:
                Take(answered, execution);
                break;
            case ExecutionInput.BooksAnswered answered:
                Take(answered, execution);
                break;
            case ExecutionInput.OrderDoubted doubted:
                if (State.FindOrder(doubted.Id) is { IsClosed: false } order)
                    AskSoon(order, execution);
                break;
            case ExecutionInput.StreamInterrupted interrupted:
                Warn("stream_interrupted", $"the stream of the account at {interrupted.Venue} broke or was refused ({interrupted.Cause}); until it flows again, its books tell what happened");
                break;
            case ExecutionInput.StreamResumed resumed:
                AskForBooks(resumed.Venue);
                break;
            case ExecutionInput.Noticed noticed:
                Incident(noticed.Code, noticed.Message);
                break;
            case ExecutionInput.MessageUnreadable unreadable:
                Quarantine(unreadable);
                break;
            default:
                throw new InvariantException($"input {input.GetType().Name} is not known");
        }
        FinishRecovery();
        SendReleased();
        Finish();
    }

    /// <summary>The last look before a request leaves: false where it must not any more, and has the outcome <see cref="SubmitOutcome.NotSent"/>.</summary>
    /// <param name="submit">Released.</param>
    /// <param name="now">As for inputs.</param>
    public bool MaySend(Effect.Submit submit, UnixNanos now)
    {
        var order = submit.Order;
        return MayTrade(order)
            && !order.IsCancelRequested
            && submit.Attempt == order.Attempt
            && now < submit.Deadline;
    }

    /// <summary>
    /// The last look of a venue in this process, where nothing is late: false where an order must not reach it any more, since a kill switch was
    /// engaged or trading halted while it waited. One that is canceled meanwhile reaches it, and so does its cancel, as in a backtest.
    /// </summary>
    public bool MayTrade(Order order) => !order.IsClosed && State.TradingState != TradingState.Halted && !IsKilled(order);

    /// <summary>The last look for an amendment: as <see cref="MayTrade"/>, but for one that only makes its order smaller.</summary>
    public bool MayAmend(Effect.Amend amend) => MayTrade(amend.Order) || amend.Change is { Price: null, TriggerPrice: null, Quantity: { } quantity } && quantity <= amend.Order.Quantity;

    /// <summary>What is sent to the venue for an order, as it stands.</summary>
    public Effect.Submit SubmitOf(Order order)
    {
        var submit = new Effect.Submit(order, TermsToSend(order)) { Attempt = order.Attempt };
        return LinkOf(order) is { } list ? submit with { PeerList = list.ListId, ReducesPeers = list.Contingency == Contingency.Ouo, PeersFilled = FilledByPeers(order) } : submit;
    }

    /// <summary>What is sent to the venue for the amendment that is on its way.</summary>
    /// <exception cref="InvariantException">None is.</exception>
    public Effect.Amend AmendOf(Order order)
    {
        var change = order.RequestedAmend ?? throw new InvariantException($"order {order.Id} was to be amended and asked for nothing");
        return new Effect.Amend(order, change) { PeersFilled = FilledByPeers(order) };
    }

    private decimal FilledByPeers(Order order) => State.ClusterOf(order.Id)?.PeersOf(order).Where(peer => peer != order).Sum(peer => peer.FilledQuantity.Value) ?? 0;

    private void Send(Order order)
    {
        if (Options.Execution is not { } execution)
        {
            _decision.Add(SubmitOf(order));
            return;
        }
        var deadline = Now + execution.RequestWindow;
        var watch = _watches.Get(order.Id, Now);
        watch.Deadline = deadline;
        watch.NotFounds = 0;
        // The host answers sooner; an order without any answer is asked for all the same.
        _watches.MoveTo(watch, deadline + execution.VisibilityDelay);
        var carried = Options.Guards.Has(Guard.RequestDeadline) ? deadline : UnixNanos.MaxValue;
        _decision.Add(SubmitOf(order) with { Deadline = carried });
    }

    private void SendCancel(Order order)
    {
        _decision.Add(new Effect.Cancel(order));
        if (Options.Execution is not { } execution)
            return;
        var due = Now + execution.AnswerTimeout;
        var watch = _watches.Get(order.Id, Now);
        watch.CancelPendingUntil = due;
        if (watch.Due <= Now || due < watch.Due)
            _watches.MoveTo(watch, due);
    }

    private void Take(ExecutionInput.SubmitAnswered answered, ExecutionOptions execution)
    {
        if (KnownOrder(answered.Id, "an answer to a submit") is not { } order)
            return;
        switch (answered.Outcome)
        {
            case SubmitOutcome.Accepted accepted:
                Apply(new VenueReport.Accepted(Now, order.Id, accepted.VenueTime, UpdateSource.Answer, accepted.VenueOrderId));
                break;
            case SubmitOutcome.Rejected rejected:
                Reject(order, answered.Attempt, rejected.Reason, execution);
                break;
            case SubmitOutcome.Duplicate:
                Doubt(order, "duplicate_client_order_id", execution);
                break;
            case SubmitOutcome.NotSent unsent:
                if (answered.Attempt == order.Attempt && !order.WasPlaced)
                    EndUnsent(order, unsent.Cause, execution);
                break;
            case SubmitOutcome.Unknown unknown:
                TakeUnknown(order, answered.Attempt, unknown.Cause, execution);
                break;
        }
    }

    // Only the rejection of the only attempt is final: a later one may mean that an earlier one lives.
    private void Reject(Order order, int attempt, string reason, ExecutionOptions execution)
    {
        if (order.IsClosed || (attempt != order.Attempt && Options.Guards.Has(Guard.SingleFlight)))
            return;
        if (order.Attempt > 1 && Options.Guards.Has(Guard.LaterRejection))
        {
            Doubt(order, "rejected_again", execution);
        }
        else if (order.WasPlaced)
        {
            Incident("rejected_while_live", $"order {order.Id} was {SnakeCase.From(order.Status.ToString())} when its request was said to be rejected ({reason}); the venue is asked");
            AskSoon(order, execution);
        }
        else
        {
            Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Answer, OrderEvent.Rejected, reason));
        }
    }

    private void TakeUnknown(Order order, int attempt, string cause, ExecutionOptions execution)
    {
        if (attempt != order.Attempt || order.IsClosed)
            return;
        if (!Options.Guards.Has(Guard.TimeoutIsUnknown) && !order.WasPlaced)
        {
            Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Answer, OrderEvent.Rejected, cause));
            return;
        }
        Doubt(order, cause, execution);
        if (!Options.Guards.Has(Guard.NoBlindResend) && order.Status == OrderStatus.Unknown && order.Attempt < AttemptsMax && MaySendAgain(order))
            Resubmit(order, "none");
    }

    private void Take(ExecutionInput.CancelAnswered answered, ExecutionOptions execution)
    {
        if (KnownOrder(answered.Id, "an answer to a cancel") is not { } order || order.IsClosed)
            return;
        if (_watches.Find(order.Id) is { } pending)
            pending.CancelPendingUntil = default;
        switch (answered.Outcome)
        {
            case CancelOutcome.Canceled canceled when order.FilledQuantity >= canceled.Filled:
                Apply(new VenueReport.Changed(Now, order.Id, canceled.VenueTime, UpdateSource.Answer, OrderEvent.Canceled, ""));
                break;
            case CancelOutcome.Rejected rejected:
                if (order.Status == OrderStatus.PendingCancel)
                    Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Answer, OrderEvent.CancelRejected, rejected.Reason));
                AskSoon(order, execution);
                break;
            case CancelOutcome.Unknown unknown:
                if (order.Status == OrderStatus.PendingCancel)
                    Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Engine, OrderEvent.OutcomeUnknown, unknown.Cause));
                AskSoon(order, execution);
                break;
            default:
                AskSoon(order, execution); // Taken, not sent, or canceled after fills that have not come: the venue knows.
                break;
        }
    }

    // The outcome is not known: the order may be live, holds back all it would cost, and is asked for.
    private void Doubt(Order order, string cause, ExecutionOptions execution)
    {
        if (order.IsClosed)
            return;
        MakeUnknown(order, cause);
        AskSoon(order, execution);
    }

    private void MakeUnknown(Order order, string cause)
    {
        if (order.Status == OrderStatus.Submitted || (order.Status == OrderStatus.PendingCancel && !order.WasPlaced))
            Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Engine, OrderEvent.OutcomeUnknown, cause));
    }

    private void EndUnplaced(Order order, string reason, ExecutionOptions execution)
    {
        EndUnplaced(order, reason);
        if (!order.IsClosed)
            AskSoon(order, execution);
    }

    private void EndUnplaced(Order order, string reason)
    {
        MakeUnknown(order, reason);
        if (order.Status == OrderStatus.Unknown)
            Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Engine, OrderEvent.NotPlaced, reason));
    }

    private void TakeNotSent(ExecutionInput input)
    {
        if (input is not ExecutionInput.SubmitAnswered { Outcome: SubmitOutcome.NotSent unsent } answered)
            throw new InvariantException($"{input.GetType().Name} came to a kernel without execution options, must have them");
        if (KnownOrder(answered.Id, "an answer to a submit") is { } order && !ProtectUnsent(order, unsent.Cause))
            EndUnplaced(order, unsent.Cause);
    }

    private void Resubmit(Order order, string proof)
    {
        Emit(new OrderResubmit(Now, order.Id, order.Attempt + 1, proof));
        Send(order);
    }

    private bool MaySendAgain(Order order) =>
        !order.IsCancelRequested && State.TradingState == TradingState.Active && IsRecovered && !IsKilled(order);

    // A kill switch leaves what protects a position: at once, when books are compared, and after a restart.
    private bool MustEnd(Order order) => order.Terms.Role != OrderRole.Protective && IsKilled(order);

    private bool IsKilled(Order order)
    {
        foreach (var one in State.KillSwitches)
        {
            if (_checks.Reaches(one.Scope, one.Target, order.Terms.Strategy, order.Terms.Instrument))
                return true;
        }
        return false;
    }

    private Order? KnownOrder(ClientOrderId id, string what)
    {
        var order = State.FindOrder(id);
        if (order is null)
            Incident("order_unknown", $"{what} came for order {id}, which is not known");
        return order;
    }

    // We called it dead, and it lives: the worst there is, so a person must know, and it is canceled.
    private void TellAlive(Order order)
    {
        Incident("order_alive_after_end", $"order {order.Id} was {SnakeCase.From(order.Status.ToString())}, and the venue has it; it is canceled");
        _decision.Add(new Effect.Cancel(order));
    }

    // A client that had no answer asks again with its key: it gets the order that is there.
    private bool FindRepeated(OrderRequest request, out SubmitResult result)
    {
        result = default;
        if (request.IdempotencyKey.Length == 0 || !Options.Guards.Has(Guard.IdempotencyKey) || !State.TryFindKey(request.UserId, request.IdempotencyKey, out var id))
            return false;
        var order = State.FindOrder(id);
        if (order is not null && IsSame(order.Terms, request))
        {
            _decision.Repeated = order;
            result = new SubmitResult(order, Refusal: null);
            return true;
        }
        var refusal = KeyUsed(request, id, order is null ? "has ended and is not kept any more" : "asks for something else");
        _decision.Add(new Effect.Refused(request, refusal));
        result = new SubmitResult(Order: null, refusal);
        return true;
    }

    private static Refusal KeyUsed(OrderRequest request, ClientOrderId id, string why) =>
        new(RefusalCode.IdempotencyKeyUsed, $"idempotency key '{request.IdempotencyKey}' made order {id}, which {why}; a new request needs a new key");

    private static bool IsSame(OrderTerms terms, OrderRequest request) =>
        terms.Instrument == request.Instrument
        && terms.Side == request.Side
        && terms.Type == request.Type
        && terms.Quantity.Value == request.Quantity
        && terms.Price?.Value == request.Price
        && (request.TriggerPrice is null || terms.TriggerPrice?.Value == request.TriggerPrice)
        && terms.TrailingOffset == request.TrailingOffset
        && terms.TrailingIsFraction == request.TrailingIsFraction
        && terms.DisplayQuantity?.Value == request.DisplayQuantity
        && terms.TimeInForce == request.TimeInForce
        && terms.ExpireTime == request.ExpireTime
        && terms.IsPostOnly == request.IsPostOnly
        && terms.IsReduceOnly == request.IsReduceOnly
        && terms.Role == request.Role
        && terms.Strategy == request.Strategy
        && terms.ClientReference == request.ClientReference;
}
