using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Simulation;

/// <summary>Carries effects out: requests over a network that loses, delays and lies, and their answers as inputs. What an execution adapter and its host do.</summary>
/// <param name="world">Its world.</param>
/// <param name="node">Whose requests.</param>
internal sealed class NodeRequests(SimulatedWorld world, SimulatedNode node)
{
    private const int IncidentKindsMax = 64;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly HashSet<string> _trades = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _incidents = new(StringComparer.Ordinal);

    public void Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.Submit submit:
                Send(submit);
                break;
            case Effect.Cancel cancel:
                Send(cancel);
                break;
            case Effect.Query query:
                Send(query);
                break;
            case Effect.Reconcile reconcile:
                Send(reconcile);
                break;
            case Effect.Answer answer:
                ((Action<Refusal?, Order?>)answer.Ticket)(answer.Refusal, answer.Orders.Count > 0 ? answer.Orders[0] : null);
                break;
            case Effect.Incident incident:
                Take(incident);
                break;
        }
    }

    /// <summary>A report of the stream.</summary>
    public void Take(VenueReport report)
    {
        world.Note("node.hears", report.Id.Text, (long)report.Source);
        if (report is VenueReport.Filled fill)
        {
            if (!_trades.Add(fill.TradeId))
                world.Count(Happening.TradeToldAgain);
            if (node.Kernel!.State.FindOrder(fill.Id) is { } order)
                Count(order);
        }
        node.Take(report with { Time = node.Time });
    }

    private void Count(Order order)
    {
        if (order.Status is OrderStatus.Submitted or OrderStatus.Unknown)
            world.Count(Happening.FillBeforeAck);
        else if (order.IsClosed)
            world.Count(Happening.FillAfterEnd);
    }

    private void Send(Effect.Submit submit)
    {
        var order = submit.Order;
        world.Checks.That(Invariant.DurableBeforeSend, world.Ledger.IsDurable(order.Id, submit.Attempt), () => $"attempt {submit.Attempt} of order {order.Id} was to leave before it was durable");
        if (!node.Kernel!.MaySend(submit, node.Time))
        {
            world.Count(Happening.KeptBack);
            node.Next(() => node.Take(new ExecutionInput.SubmitAnswered(node.Time, order.Id, submit.Attempt, new SubmitOutcome.NotSent("not_wanted"))));
            return;
        }
        world.Note("node.sends", order.Id.Text, submit.Attempt);
        world.Checks.That(Invariant.KillSwitchHolds, node.Kernel.State.KillSwitches.Count == 0, () => $"order {order.Id} left while a kill switch was engaged");
        Ask<SubmitOutcome>(
            answer => world.Exchange.Place(order.Id, submit.Attempt, order.Terms, submit.Deadline, answer),
            outcome => Take(submit, outcome ?? new SubmitOutcome.Unknown("timeout")),
            new SubmitOutcome.Unknown("5xx"));
    }

    private void Take(Effect.Submit submit, SubmitOutcome outcome)
    {
        if (outcome is SubmitOutcome.Unknown)
            world.Count(Happening.UnknownOutcome);
        world.Note($"node.has_{outcome.GetType().Name}", submit.Order.Id.Text, submit.Attempt);
        node.Take(new ExecutionInput.SubmitAnswered(node.Time, submit.Order.Id, submit.Attempt, outcome));
    }

    private void Send(Effect.Cancel cancel)
    {
        var id = cancel.Order.Id;
        world.Note("node.cancels", id.Text);
        Ask<CancelOutcome>(
            answer => world.Exchange.Cancel(id, answer),
            outcome => node.Take(new ExecutionInput.CancelAnswered(node.Time, id, outcome ?? new CancelOutcome.Unknown("timeout"))),
            new CancelOutcome.Unknown("5xx"));
    }

    private void Send(Effect.Query query)
    {
        var id = query.Order.Id;
        if (world.Faults.Fires(FaultKind.QueryLost))
            return;
        var isLate = world.Faults.Fires(FaultKind.QueryLate, out var random);
        var wayBack = isLate ? TimeSpan.FromMilliseconds(1_000 + (int)random.NextBelow(8_000)) : world.DrawDelay();
        world.Queue.In(world.DrawDelay(), () =>
        {
            var answer = world.Faults.Fires(FaultKind.QueryFailed) ? new OrderAnswer.Failed("5xx") : world.Exchange.Find(id);
            node.In(wayBack, () => Take(query, answer));
        });
    }

    private void Take(Effect.Query query, OrderAnswer answer)
    {
        if (answer is OrderAnswer.Found && query.Order.Status == OrderStatus.Unknown)
            world.Count(Happening.UnknownFound);
        world.Note($"node.has_{answer.GetType().Name}", query.Order.Id.Text, query.Number);
        node.Take(new ExecutionInput.OrderAnswered(node.Time, query.Order.Id, query.Attempt, query.Number, answer));
    }

    // The books are three requests, one after the other.
    private void Send(Effect.Reconcile reconcile)
    {
        if (world.Faults.Fires(FaultKind.QueryLost))
            return;
        var isFailed = world.Faults.Fires(FaultKind.QueryFailed);
        world.Queue.In(world.DrawDelay(), () =>
        {
            var orders = world.Exchange.OrdersSince(reconcile.Since);
            world.Queue.In(world.DrawDelay(), () =>
            {
                var fills = world.Exchange.FillsSince(reconcile.Since);
                world.Queue.In(world.DrawDelay(), () =>
                {
                    var books = isFailed ? null : new VenueBooks(orders, fills, world.Exchange.Balances);
                    node.In(world.DrawDelay(), () => node.Take(new ExecutionInput.BooksAnswered(node.Time, reconcile.Venue, reconcile.Number, books)));
                });
            });
        });
    }

    // A request and its one answer; null when none came in time.
    private void Ask<T>(Action<Action<T>> serve, Action<T?> take, T serverError)
        where T : class
    {
        var isAnswered = false;
        node.In(AnswerWithin, () => Answer(null));
        if (world.Faults.Fires(FaultKind.RequestLost))
            return;
        var isLate = world.Faults.Fires(FaultKind.RequestLate, out var random);
        world.Queue.In(isLate ? TimeSpan.FromMilliseconds(500 + (int)random.NextBelow(8_500)) : world.DrawDelay(), Arrive);

        void Arrive()
        {
            if (world.Faults.Fires(FaultKind.ServerErrorNotExecuted))
                Reply(serverError);
            else if (world.Faults.Fires(FaultKind.ServerErrorExecuted))
                serve(_ => Reply(serverError));
            else
                serve(Reply);
        }

        void Reply(T answer)
        {
            if (!world.Faults.Fires(FaultKind.AnswerLost))
                node.In(world.DrawDelay(), () => Answer(answer));
        }

        void Answer(T? answer)
        {
            if (isAnswered)
                return;
            isAnswered = true;
            take(answer);
        }
    }

    private void Take(Effect.Incident incident)
    {
        world.Note("node.tells", incident.Code);
        if (incident.Code == "books_differ")
            world.Count(Happening.BooksDiffered);
        if (_incidents.Count < IncidentKindsMax)
            _incidents.Add(incident.Code);
        var isFalseNegative = incident.Code == "order_alive_after_end" || (incident.Code == "fill_after_end" && !incident.Message.Contains("expired", StringComparison.Ordinal));
        world.Checks.That(Invariant.NoFalseNegative, !isFalseNegative, () => incident.Message);
    }
}
