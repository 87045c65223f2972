using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What venues say about our orders.</content>
public sealed partial class Kernel
{
    /// <summary>Books what a venue says; what does not fit is told as an incident and never dropped in silence.</summary>
    public void Decide(VenueReport report, Decision decision)
    {
        Begin(report.Time, decision);
        Apply(report);
        Finish();
    }

    private void Apply(VenueReport report)
    {
        var order = State.FindOrder(report.Id);
        if (order is null)
        {
            Incident("order_unknown", $"a report ({report.GetType().Name}) came for order {report.Id}, which is not known");
            return;
        }
        var runtime = Find(order.Terms.Strategy);
        var before = Mark();
        _acting = runtime;
        if (runtime is not null)
            runtime.Context.IsIgnored = false;
        switch (report)
        {
            case VenueReport.Filled filled:
                BookFill(order, filled, runtime);
                break;
            case VenueReport.Accepted accepted:
                Update(order, OrderEvent.Accepted, accepted, accepted.VenueOrderId, reason: "", runtime);
                break;
            case VenueReport.Changed changed:
                Update(order, changed.Happened, changed, venueOrderId: "", changed.Reason, runtime);
                break;
        }
        // News that changed nothing in the strategy are remembered all the same where it saw market data since: after a restart it sees that
        // again, and must see it with the position it saw it with.
        if (runtime is { IsRunning: true } && (!runtime.Context.IsIgnored || runtime.FeedPosition != State.FindStrategy(order.Terms.Strategy)?.FeedPosition))
            Remember(runtime, before);
        _acting = null;
    }

    private void Update(Order order, OrderEvent happened, VenueReport report, string venueOrderId, string reason, StrategyRuntime? runtime)
    {
        if (!IsVenueNews(happened))
        {
            Incident("order_step_illegal", $"order {order.Id} was said to be {SnakeCase.From(happened.ToString())} by a report without a fill");
            return;
        }
        if (happened is OrderEvent.Accepted or OrderEvent.Triggered && (order.Status == OrderStatus.NotPlaced || order.EndedWaiting))
        {
            TellAlive(order);
            return;
        }
        if (IsNewsInDoubt(order, happened, report) && Options.Execution is { } execution)
        {
            AskSoon(order, execution);
            return;
        }
        if (happened is OrderEvent.Accepted or OrderEvent.Triggered or OrderEvent.Canceled or OrderEvent.Expired && order is { Status: OrderStatus.Released, IsUnsent: false })
            TakeWaiting(order, happened, report, venueOrderId);
        if (order.Next(happened) is null)
        {
            // The same news twice, by answer and by stream, is no incident.
            if (!IsRepeated(order, happened))
                Incident("order_step_illegal", $"order {order.Id} was {SnakeCase.From(order.Status.ToString())} when the venue said {SnakeCase.From(happened.ToString())}");
            return;
        }
        var requested = order.RequestedAmend;
        Emit(new OrderUpdate(Now, order.Id, happened, venueOrderId, JournalText.Bound(reason, JournalText.ReasonBytesMax), report.Source, report.VenueTime));
        if (happened == OrderEvent.UpdateRejected && !order.IsClosed)
            BearRefusal(order, requested);
        else
            Follow(order);
        if (order.IsClosed)
            ForgetAmends(order);
        else if (happened == OrderEvent.Updated)
            _refusedAmends.Remove(order.Id);
        if (runtime is not { IsRunning: true })
            return;
        try
        {
            runtime.Strategy.OnOrder(runtime.Context, order);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
    }

    // What a venue may say without a fill; the rest is ours to say, or is said by fills.
    private static bool IsVenueNews(OrderEvent happened) => happened is OrderEvent.Accepted or OrderEvent.Rejected or OrderEvent.Canceled or OrderEvent.Expired
        or OrderEvent.Triggered or OrderEvent.Updated or OrderEvent.UpdateRejected or OrderEvent.CancelRejected or OrderEvent.OutcomeUnknown or OrderEvent.NotPlaced;

    // What a stream tells of an amendment does not say of which, and may be told twice: taken for the one that is on its way, it would settle what the venue has not done yet.
    private static bool IsNewsInDoubt(Order order, OrderEvent happened, VenueReport report) =>
        happened is OrderEvent.Updated or OrderEvent.UpdateRejected && report.Source == UpdateSource.Stream && !order.IsClosed;

    // It waits to be sent again, and was there against all proof: in the size that it was sent in then.
    private void TakeWaiting(Order order, OrderEvent happened, VenueReport report, string venueOrderId)
    {
        var isOpen = happened is OrderEvent.Accepted or OrderEvent.Triggered;
        Incident("order_alive_after_end", $"order {order.Id} waited to be sent, and the venue {(isOpen ? "has it; it stays there and" : $"says that it was {SnakeCase.From(happened.ToString())}; it")} is not sent");
        if (happened != OrderEvent.Accepted)
            Emit(new OrderUpdate(Now, order.Id, OrderEvent.Accepted, venueOrderId, Reason: "", report.Source, report.VenueTime));
        _deniedReleases.Remove(order.Id);
        if (isOpen)
            AskForTerms(order);
    }

    // Nothing was asked of it since it was sent, so that what its venue has of it is what it is.
    private void AskForTerms(Order order)
    {
        if (Options.Execution is not { } execution)
            return;
        _watches.Get(order.Id, Now).Deadline = default;
        AskSoon(order, execution);
    }

    private static bool IsRepeated(Order order, OrderEvent happened) => happened switch
    {
        OrderEvent.Accepted => order.Status is OrderStatus.Accepted or OrderStatus.Triggered || order.IsClosed,
        OrderEvent.Canceled => order.Status is OrderStatus.Canceled or OrderStatus.Filled || (order.IsCancelRequested && order.IsClosed) || order.EndedWaiting,
        OrderEvent.Expired => order.Status is OrderStatus.Expired or OrderStatus.Filled,
        OrderEvent.Rejected => order.Status == OrderStatus.Rejected || order is { Status: OrderStatus.Released, IsUnsent: false }, // It is not there, as we took it.
        OrderEvent.Triggered => order.Status == OrderStatus.Triggered,
        OrderEvent.CancelRejected or OrderEvent.UpdateRejected or OrderEvent.Updated => order.IsClosed,
        _ => false,
    };

    private void BookFill(Order order, VenueReport.Filled filled, StrategyRuntime? runtime)
    {
        if (order.HasTrade(filled.TradeId) && Options.Guards.Has(Guard.FillOnce))
            return; // Told twice; booked once.
        var status = order.Status;
        if (order.IsUnsent)
        {
            Incident("fill_of_unsent_order", $"order {order.Id} is {SnakeCase.From(status.ToString())} and was never sent, and the venue says it filled {filled.Quantity} at {filled.Price}; it is not booked");
            return;
        }
        if (status is OrderStatus.Rejected or OrderStatus.Expired or OrderStatus.NotPlaced or OrderStatus.Released || order.EndedWaiting)
            Incident("fill_after_end", $"order {order.Id} was {SnakeCase.From(status.ToString())} and filled {filled.Quantity} at {filled.Price}; it is booked");
        var asked = order.RequestedAmend?.Quantity is { } larger && larger > order.Quantity ? larger : order.Quantity; // The venue may have amended it already.
        if (order.FilledQuantity + filled.Quantity > asked)
            Incident("overfill", $"order {order.Id} asked for {asked} and filled {order.FilledQuantity + filled.Quantity}; it is booked");
        var entry = new OrderFill(
            Now,
            order.Id,
            filled.TradeId,
            filled.VenueOrderId,
            filled.Price,
            filled.Quantity,
            filled.Fee,
            ValueInQuote(order.Terms.Instrument, filled),
            filled.Liquidity,
            filled.VenueTime)
        {
            RealizedPnl = filled.RealizedPnl,
        };
        Emit(entry);
        if (status == OrderStatus.Released && !order.IsClosed)
            AskForTerms(order);
        FollowFill(order, entry, wasClosed: OrderStateMachine.IsClosed(status));
        if (order.IsClosed)
            ForgetAmends(order);
        if (runtime is not { IsRunning: true })
            return;
        try
        {
            runtime.Strategy.OnFill(runtime.Context, entry);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
    }

    // A fee in the base currency is worth the fill's price; one in a third currency, its last price here.
    private decimal ValueInQuote(InstrumentId instrument, VenueReport.Filled filled)
    {
        var fee = filled.Fee;
        if (fee.Amount == 0 || fee.Currency == instrument.Quote)
            return fee.Amount;
        if (fee.Currency == instrument.Base)
            return fee.Amount * filled.Price.Value;
        for (var index = 0; index < State.Portfolio.Holdings.Count; index++)
        {
            var other = State.Portfolio.Holdings[index].Instrument.Id;
            if (other.Base == fee.Currency && other.Quote == instrument.Quote && Market.PriceOf(index) is { } price)
                return fee.Amount * price;
        }
        Incident("fee_not_valued", $"a fee of {fee} has no price in {instrument.Quote}; it is booked and valued at 0");
        return 0;
    }

    private void Warn(string code, string message) => _decision.Add(new Effect.Incident(Now, code, message) { IsOfMarket = true });

    private void Incident(string code, string message) => _decision.Add(new Effect.Incident(Now, code, message));
}
