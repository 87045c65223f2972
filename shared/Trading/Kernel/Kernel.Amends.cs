using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Amendments of orders that work.</content>
public sealed partial class Kernel
{
    private const int RefusedAmendsMax = 5;

    // In a row, by order; not part of the state: after a restart every open order is asked for, and amended where it must be.
    private readonly Dictionary<ClientOrderId, int> _refusedAmends = [];
    private readonly Dictionary<ClientOrderId, Quantity> _shortfalls = []; // What an order that cannot become larger was told to lack last; not part of the state either.
    private readonly Dictionary<ClientOrderId, Mending> _mends = []; // The venue's terms that were taken over last.

    private Refusal? Amend(KernelCommand.Amend command) => State.FindOrder(command.Id) is { } order
        ? AmendOrder(order, command.Quantity, command.Price, command.TriggerPrice)
        : new Refusal(RefusalCode.OrderUnknown, $"order {command.Id} is not known");

    internal Refusal? AmendOrder(Order order, decimal? quantity, decimal? price, decimal? triggerPrice)
    {
        if (CheckReady() is { } unready)
            return unready;
        var instrument = State.Portfolio.Holdings[State.Portfolio.IndexOf(order.Terms.Instrument)].Instrument;
        if ((CheckAmendable(order) ?? CheckForm(order, instrument, quantity, price, triggerPrice)) is { } refusal)
            return refusal;
        var amend = new OrderAmend(
            Now,
            order.Id,
            quantity is { } units ? instrument.ToQuantity(units, GridRounding.Exact) : null,
            price is { } limit ? instrument.ToPrice(limit, GridRounding.Exact) : null,
            triggerPrice is { } trigger ? instrument.ToPrice(trigger, GridRounding.Exact) : null);
        if (!CanAmend(order, quantity, price, triggerPrice))
            return new Refusal(RefusalCode.AmendInvalid, $"{order.Terms.Instrument.Venue} moves no order and makes none larger; order {order.Id} must be canceled and placed anew");
        if (_checks.CheckAmend(order, amend) is { } risk)
            return risk;
        Request(order, amend);
        return null;
    }

    /// <summary>Whether its venue carries such an amendment out; one that we hold becomes what it is asked to.</summary>
    internal bool CanAmend(Order order, decimal? quantity, decimal? price, decimal? triggerPrice) =>
        order.IsHeld || Options.FeaturesOf(order.Terms.Instrument.Venue).HasAmendments
        || ((price ?? order.Price?.Value) == order.Price?.Value && (triggerPrice ?? order.TriggerPrice?.Value) == order.TriggerPrice?.Value && quantity < order.Quantity.Value);

    private void Request(Order order, OrderAmend amend)
    {
        Emit(amend);
        if (!order.IsHeld)
            SendAmend(order);
    }

    private static Refusal? CheckAmendable(Order order)
    {
        if (order.IsClosed)
            return new Refusal(RefusalCode.OrderClosed, $"order {order.Id} is {SnakeCase.From(order.Status.ToString())} already");
        if (order.IsCancelRequested)
            return new Refusal(RefusalCode.OrderBusy, $"order {order.Id} was asked to be canceled; an order that is to end cannot be amended");
        if (order.RequestedAmend is not null)
            return new Refusal(RefusalCode.OrderBusy, $"order {order.Id} is being amended; the venue must have answered before another amendment");
        if (order.Status is OrderStatus.PendingCancel or OrderStatus.Unknown or OrderStatus.Released or OrderStatus.Submitted)
            return new Refusal(RefusalCode.OrderBusy, $"order {order.Id} is {SnakeCase.From(order.Status.ToString())}; it must be at rest to be amended");
        return null;
    }

    private Refusal? CheckForm(Order order, Instrument instrument, decimal? quantity, decimal? price, decimal? triggerPrice)
    {
        if ((quantity ?? order.Quantity.Value) == order.Quantity.Value && (price ?? order.Price?.Value) == order.Price?.Value && (triggerPrice ?? order.TriggerPrice?.Value) == order.TriggerPrice?.Value)
            return new Refusal(RefusalCode.AmendInvalid, $"the amendment of order {order.Id} changed nothing; it must give another quantity, price or trigger price");
        if (price is not null && !order.Terms.Type.HasLimit())
            return new Refusal(RefusalCode.PriceNotAllowed, $"order {order.Id} has no price that could be amended");
        if (triggerPrice is not null && !order.Terms.Type.IsConditional())
            return new Refusal(RefusalCode.TriggerPriceNotAllowed, $"order {order.Id} has no trigger price that could be amended");
        if ((price ?? triggerPrice) is not null && order.Terms.Type.IsTrailing())
            return new Refusal(RefusalCode.AmendInvalid, $"the trigger of order {order.Id} follows the market; only its quantity can be amended");
        if (triggerPrice is not null && order.Status == OrderStatus.Triggered)
            return new Refusal(RefusalCode.AmendInvalid, $"order {order.Id} was triggered; its trigger price cannot be amended any more");
        if (quantity is { } asked && asked <= order.FilledQuantity.Value)
            return new Refusal(RefusalCode.AmendInvalid, $"quantity was {DecimalText.Trimmed(asked)}, must be above the {order.FilledQuantity} that has filled");
        if (quantity is { } shown && shown <= order.Terms.DisplayQuantity?.Value)
            return new Refusal(RefusalCode.DisplayQuantityInvalid, $"quantity was {DecimalText.Trimmed(shown)}, must be above the display quantity of {order.Terms.DisplayQuantity}");
        if ((price ?? triggerPrice) is not null && State.ClusterOf(order.Id)?.Orders.FirstOrDefault(other => other != order && !other.IsClosed && other.RequestedAmend is not (null or { Price: null, TriggerPrice: null })) is { } moving)
            return new Refusal(RefusalCode.OrderBusy, $"order {moving.Id} of its list is being amended; it must be at rest before another of the list is moved");
        if (quantity is { } wanted && State.ClusterOf(order.Id) is { } cluster && CheckQuantityInList(cluster, order, wanted) is { } listed)
            return listed;
        if (State.ClusterOf(order.Id) is { } list && (CheckAgainstPeers(list, order, price, triggerPrice) ?? CheckAgainstEntry(list, order, price, triggerPrice)) is { } misplaced)
            return misplaced;
        return (quantity is { } units ? OrderFormChecks.CheckQuantity(units, instrument) : null)
            ?? (price is { } limit ? OrderFormChecks.CheckPrice("price", limit, instrument) : null)
            ?? (triggerPrice is { } trigger ? OrderFormChecks.CheckPrice("trigger price", trigger, instrument) : null);
    }

    // A target stays beyond the stop that it shares its size with.
    private static Refusal? CheckAgainstPeers(OrderCluster cluster, Order order, decimal? price, decimal? triggerPrice)
    {
        foreach (var peer in cluster.PeersOf(order))
        {
            if (peer == order || peer.IsClosed || peer.Terms.Side != order.Terms.Side)
                continue;
            var isAbove = order.Terms.Side == OrderSide.Sell;
            var isTouched = order.Terms.Type != OrderType.Limit;
            if (!order.Terms.Type.IsStop() && peer.Terms.Type.IsStop() && (isTouched ? triggerPrice : price) is { } target && peer.TriggerPrice is { } stop && (isAbove ? target <= stop.Value : target >= stop.Value))
                return new Refusal(RefusalCode.AmendInvalid, $"{(isTouched ? "trigger price" : "price")} was {DecimalText.Trimmed(target)}, must be {(isAbove ? "above" : "below")} the {DecimalText.Trimmed(stop.Value)} of the stop {peer.Id}");
            if (order.Terms.Type.IsStop() && !peer.Terms.Type.IsStop() && triggerPrice is { } trigger && (peer.TriggerPrice ?? peer.Price) is { } limit && (isAbove ? trigger >= limit.Value : trigger <= limit.Value))
                return new Refusal(RefusalCode.AmendInvalid, $"trigger price was {DecimalText.Trimmed(trigger)}, must be {(isAbove ? "below" : "above")} the {DecimalText.Trimmed(limit.Value)} of the target {peer.Id}");
        }
        return null;
    }

    // Until the entry fills, it and its exits fit each other as in a list that is made; then a stop may follow the market beyond it.
    private Refusal? CheckAgainstEntry(OrderCluster cluster, Order order, decimal? price, decimal? triggerPrice)
    {
        var entry = cluster.ParentOf(order) ?? order;
        OrderRequest[] exits = [.. cluster.ChildrenOf(entry).Where(exit => !exit.IsClosed).Select(AsAmended)];
        return exits.Length == 0 || entry.IsClosed || !entry.FilledQuantity.IsZero
            ? null
            : OrderListChecks.CheckExits(exits, AsAmended(entry), Market.PriceOf(State.Portfolio.IndexOf(order.Terms.Instrument)));

        OrderRequest AsAmended(Order one) => new()
        {
            Instrument = one.Terms.Instrument,
            Side = one.Terms.Side,
            Type = one.Terms.Type,
            Quantity = one.Terms.Quantity.Value, // As the list was made: exits follow the size of what their entry fills.
            Price = (one == order ? price : null) ?? one.Price?.Value,
            TriggerPrice = (one == order ? triggerPrice : null) ?? one.TriggerPrice?.Value,
            TrailingOffset = one.Terms.TrailingOffset,
            TrailingIsFraction = one.Terms.TrailingIsFraction,
            IsReduceOnly = one.Terms.IsReduceOnly,
        };
    }

    private static Refusal? CheckQuantityInList(OrderCluster cluster, Order order, decimal quantity)
    {
        if (cluster.PeerContingencyOf(order) is not null || cluster.ParentOf(order) is not null)
            return new Refusal(RefusalCode.AmendInvalid, $"the quantity of order {order.Id} follows that of its list");
        return quantity > order.Terms.Quantity.Value
            ? new Refusal(RefusalCode.AmendInvalid, $"quantity of entry {order.Id} was {DecimalText.Trimmed(quantity)}, must be at most the {order.Terms.Quantity} that its exits are for")
            : null;
    }

    private void SendAmend(Order order)
    {
        if (Options.Execution is not { } execution)
        {
            _decision.Add(AmendOf(order));
            return;
        }
        var (deadline, due) = (Now + execution.RequestWindow, Now + execution.AnswerTimeout);
        var watch = _watches.Get(order.Id, Now);
        watch.Deadline = deadline;
        _decision.Add(AmendOf(order) with { Deadline = Options.Guards.Has(Guard.RequestDeadline) ? deadline : UnixNanos.MaxValue });
        if (watch.Due <= Now || due < watch.Due)
            _watches.MoveTo(watch, due);
    }

    private void Take(ExecutionInput.AmendAnswered answered, ExecutionOptions execution)
    {
        if (KnownOrder(answered.Id, "an answer to an amendment") is not { } order || order.IsClosed)
            return;
        var isAwaited = order.Status == OrderStatus.PendingUpdate && order.RequestedAmend?.Time == answered.AskedTime;
        switch (answered.Outcome)
        {
            case AmendOutcome.Amended amended when isAwaited:
                Apply(new VenueReport.Changed(Now, order.Id, amended.VenueTime, UpdateSource.Answer, OrderEvent.Updated, ""));
                break;
            case AmendOutcome.Rejected rejected when isAwaited:
                Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Answer, OrderEvent.UpdateRejected, rejected.Reason));
                break;
            case AmendOutcome.NotSent unsent when isAwaited:
                Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Engine, OrderEvent.UpdateRejected, unsent.Cause));
                break;
            case AmendOutcome.Unknown unknown:
                if (isAwaited)
                    Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Engine, OrderEvent.OutcomeUnknown, unknown.Cause));
                AskSoon(order, execution);
                break;
            default:
                AskSoon(order, execution); // Taken, told already, or of an earlier amendment: the venue knows.
                break;
        }
    }

    // What the venue has when it is asked after the request was made tells that it arrived; that it did not, only once it can neither arrive any more nor be unseen.
    private bool IsAmendSettledBy(Order order, VenueOrder found, UnixNanos askedTime, ExecutionOptions execution) => order.RequestedAmend is { } amend
        && askedTime > amend.Time
        && (IsAmended(amend, found.Terms) || askedTime > ConclusiveTimeOf(_watches.Get(order.Id, Now), execution));

    private static bool IsAmended(OrderAmend amend, OrderTerms found) =>
        (amend.Quantity is not { } quantity || found.Quantity == quantity)
        && (amend.Price is not { } price || found.Price == price)
        && (amend.TriggerPrice is not { } trigger || found.TriggerPrice == trigger);

    // An amendment whose outcome was not known: what the venue has tells.
    private void SettleAmend(Order order, VenueOrder found)
    {
        if (order.RequestedAmend is not { } amend || order.IsClosed)
            return;
        var isAmended = IsAmended(amend, found.Terms);
        var happened = isAmended ? OrderEvent.Updated : OrderEvent.UpdateRejected;
        if (order.Next(happened) is null)
            return;
        Apply(new VenueReport.Changed(Now, order.Id, found.VenueTime, UpdateSource.Query, happened, isAmended ? "" : "not_amended"));
        if (!isAmended && !order.IsClosed)
            Follow(order); // It got lost, and what asked for it still holds.
    }

    // What differs from what the venue has for longer than an amendment may be on its way, or unseen, is not so: the venue's is true, and what follows others is asked for anew.
    private void Mend(Order order, VenueOrder found, UnixNanos askedTime, ExecutionOptions execution)
    {
        if (order.RequestedAmend is not null || order.IsCancelRequested || order.Status is not (OrderStatus.Accepted or OrderStatus.Triggered or OrderStatus.PartiallyFilled))
            return;
        var (terms, moves) = (found.Terms, !order.Terms.Type.IsTrailing());
        var mended = new OrderAmend(
            Now,
            order.Id,
            terms.Quantity != order.Quantity && terms.Quantity > order.FilledQuantity ? terms.Quantity : null,
            moves && order.Price is { } price && terms.Price is { } limit && limit != price ? limit : null,
            moves && order.TriggerPrice is { } trigger && terms.TriggerPrice is { } level && level != trigger ? level : null);
        if (mended is { Quantity: null, Price: null, TriggerPrice: null })
            return;
        // A size is asked for anew, so that each counts; a price that somebody moved is not, so that only the same one does.
        var before = _mends.GetValueOrDefault(order.Id);
        var mending = new Mending(terms.Quantity, terms.Price, terms.TriggerPrice, Count: 1);
        if (before is not null && (mended.Quantity is not null || before with { Count = 1 } == mending))
            mending = mending with { Count = before.Count + 1 };
        if (mending.Count > RefusedAmendsMax)
            return; // A venue that says yes and keeps it as it was is not asked for ever.
        if (askedTime <= ConclusiveTimeOf(_watches.Get(order.Id, Now), execution))
        {
            AskSoon(order, execution);
            return;
        }
        Incident("order_differs", $"order {order.Id} was {TextOf(order.Quantity, order.Price, order.TriggerPrice)} here and is {TextOf(terms.Quantity, terms.Price, terms.TriggerPrice)} at its venue, which is taken over");
        _mends[order.Id] = mending;
        Emit(mended);
        Apply(new VenueReport.Changed(Now, order.Id, found.VenueTime, UpdateSource.Query, OrderEvent.Updated, "as_at_venue"));
    }

    private void ForgetAmends(Order order)
    {
        _refusedAmends.Remove(order.Id);
        _shortfalls.Remove(order.Id);
        _mends.Remove(order.Id);
    }

    private static string TextOf(Quantity quantity, Price? price, Price? trigger) =>
        $"{quantity}{(price is { } limit ? $" at {limit}" : "")}{(trigger is { } level ? $" from {level} on" : "")}";

    // What the venue refuses may pass soon, as where it was asked too often: the resolver asks it for the order, and then for the amendment, a few times.
    private void BearRefusal(Order order, OrderAmend? refused)
    {
        if (refused is null)
            return; // Told already.
        if (State.ClusterOf(order.Id) is not { } cluster
            || SizeOf(cluster, order) is not (not 0 and var size)
            || refused.Quantity != order.FilledQuantity + WantedLeaves(cluster, order, cluster.ParentOf(order), InstrumentOf(order)))
        {
            Follow(order); // The size that it should have by now was not refused, nor asked for.
            return;
        }
        var refusals = (_refusedAmends.GetValueOrDefault(order.Id) % RefusedAmendsMax) + 1; // After the last, what asks next begins anew.
        _refusedAmends[order.Id] = refusals;
        if (refusals == 1)
            Warn(size < 0 ? "protection_short" : "exit_too_large", $"order {order.Id} works for {order.LeavesQuantity}, and its venue refused to make it {(size < 0 ? "larger" : "smaller")} ({order.Reason})");
        if (Options.Execution is { } execution && refusals < RefusedAmendsMax)
            AskSoon(order, execution);
    }

    // Terms of an order that its venue had, and how often they were taken over, one time after the other.
    private sealed record Mending(Quantity Quantity, Price? Price, Price? TriggerPrice, int Count);
}
