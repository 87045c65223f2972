using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>The reconciler: compares our books with each venue's, after a start and from time to time, and quarantines the account where they differ.</content>
public sealed partial class Kernel
{
    private const int DifferencesTold = 100;
    private const int FailuresTold = 10;
    private const int DifferenceBytesMax = 300;

    private readonly List<VenueReconciler> _reconcilers = [];
    private bool _isRecovering;
    private bool _hasRecovered;

    /// <summary>Whether new orders may be taken: venues have been asked since the start. True where there is nothing to ask.</summary>
    public bool IsRecovered => Options.Execution is null || _hasRecovered;

    /// <summary>Orders at the venues that are not ours, in the last books; they are never touched.</summary>
    public int ExternalOrders => _reconcilers.Sum(venue => venue.ExternalOrders);

    // Whatever was on its way when the process before this one ended may have arrived: all of it counts as unknown until its venue was asked.
    private void Recover(ExecutionOptions execution)
    {
        if (_isRecovering || _hasRecovered)
            throw new InvariantException("recovery began twice, must be once a start");
        if (!Options.Guards.Has(Guard.KillSwitchReplay))
            State.ForgetKillSwitches();
        _isRecovering = true;
        if (State.TradingState == TradingState.Active)
            SetState(TradingState.Quarantined, "recovery");
        foreach (var order in State.OpenOrders.ToArray())
            Recover(order);
        AskWhereDue(execution);

        void Recover(Order order)
        {
            if (order.Status is OrderStatus.Initialized or OrderStatus.Emulated or OrderStatus.Released)
            {
                // The venue has never heard of it.
                if (MustEnd(order))
                    CancelOrder(order, "kill_switch", "restart");
                return;
            }
            if (order.Status is OrderStatus.Submitted or OrderStatus.PendingCancel or OrderStatus.PendingUpdate)
                Apply(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Engine, OrderEvent.OutcomeUnknown, "restart"));
            if (!order.IsCancelRequested && MustEnd(order))
                Emit(new OrderCancel(Now, order.Id, "kill_switch", "restart"));
            var watch = _watches.Get(order.Id, Now);
            watch.Deadline = Now + execution.RequestWindow; // It was decided before now.
            watch.MustAsk = true;
            watch.IsOfRecovery = true;
            _watches.MoveTo(watch, Now);
        }
    }

    // One for each venue that an instrument is of; asked at once.
    private void AddVenues()
    {
        foreach (var holding in State.Portfolio.Holdings)
        {
            var venue = holding.Instrument.Id.Venue;
            if (!_reconcilers.Exists(one => one.Venue == venue))
                _reconcilers.Add(new VenueReconciler(venue));
        }
    }

    private void Ask(VenueReconciler venue, ExecutionOptions execution)
    {
        venue.Number++;
        venue.IsAsking = true;
        venue.AskedTime = Now;
        venue.Due = Now + execution.BooksTimeout;
        var agreed = State.AgreedTimeOf(venue.Venue);
        var since = agreed.Value > execution.FillsOverlap.Ticks * 100 ? agreed - execution.FillsOverlap : default;
        _decision.Add(new Effect.Reconcile(venue.Venue, venue.Number, since));
    }

    private void AskForBooks(string name)
    {
        if (_reconcilers.Find(one => one.Venue == name) is { } venue)
            AskSoon(venue);
    }

    // What is asked already is older than what happened, and one reading at a time is enough for a venue's patience.
    private void AskSoon(VenueReconciler venue)
    {
        if (venue.IsAsking)
            venue.MustAskAgain = true;
        else
            venue.Due = Now;
    }

    private void Quarantine(ExecutionInput.MessageUnreadable unreadable)
    {
        Incident("message_unreadable", $"{unreadable.Venue} told something of the account that could not be read ({unreadable.What}); until its books agree, orders may only reduce");
        AddVenues();
        if (_reconcilers.Find(one => one.Venue == unreadable.Venue) is not { } venue)
            return;
        venue.MustAgree = true;
        AskSoon(venue);
        if (State.TradingState == TradingState.Active)
            SetState(TradingState.Quarantined, "message_unreadable");
    }

    private void Take(ExecutionInput.BooksAnswered answered, ExecutionOptions execution)
    {
        var venue = _reconcilers.Find(one => one.Venue == answered.Venue);
        if (venue is not { IsAsking: true } || answered.Number != venue.Number)
            return;
        venue.IsAsking = false;
        venue.Due = Now + execution.QueryDelayMax;
        if (answered.Books is { } books)
        {
            venue.Failures = 0;
            Take(books, venue, execution);
        }
        else if (++venue.Failures % FailuresTold == 0)
        {
            Incident("books_not_read", string.Create(CultureInfo.InvariantCulture, $"the books of {venue.Venue} could not be read {venue.Failures} times in a row; what differs there goes unseen until they can"));
        }
        if (venue.MustAskAgain)
            (venue.MustAskAgain, venue.Due) = (false, Now);
    }

    private void Take(VenueBooks books, VenueReconciler venue, ExecutionOptions execution)
    {
        var differences = new SortedDictionary<string, string>(StringComparer.Ordinal);
        venue.ExternalOrders = 0;
        foreach (var order in books.Orders)
            TakeKnownOrAdopt(order, venue, differences);
        foreach (var fill in books.Fills)
            Take(fill, differences);
        foreach (var order in books.Orders)
            Take(order, venue, differences, execution);
        AskForMissing(books, venue, execution);
        TakePerpetuals(books, venue, differences);
        if (_reconcilers.Count == 1)
            Compare(books.Balances, venue, differences);
        Settle(venue, differences, execution);
    }

    private void TakeKnownOrAdopt(VenueOrder found, VenueReconciler venue, SortedDictionary<string, string> differences)
    {
        if (!IsOurs(found.ClientId, out var id))
        {
            if (found.Status == VenueOrderStatus.Open)
                venue.ExternalOrders++;
            return;
        }
        if (State.FindOrder(id) is not null || found.Status == VenueOrderStatus.Rejected)
            return;
        if (id.CompareTo(State.ForgottenThrough) <= 0)
        {
            if (found.Status == VenueOrderStatus.Open)
                differences[id.Text] = $"order {id} is open at the venue, and not known here any more";
            return;
        }
        if (State.Portfolio.IndexOf(found.Terms.Instrument) < 0)
        {
            differences[id.Text] = $"order {id} is of {found.Terms.Instrument}, which is not known here";
            return;
        }
        Incident("order_adopted", $"order {id} is ours by its id and was not known; it is taken over as the venue tells it");
        var terms = found.Terms with { Role = id.Role };
        Emit(new OrderAdopt(Now, id, terms, found.VenueOrderId, _checks.ReservedPerUnit(terms)));
    }

    private void Take(VenueFill fill, SortedDictionary<string, string> differences)
    {
        if (!IsOurs(fill.ClientId, out var id))
            return;
        if (State.FindOrder(id) is not null)
            Apply(ReportOf(fill, id, UpdateSource.Query));
        else if (id.CompareTo(State.ForgottenThrough) > 0)
            differences[id.Text] = $"order {id} filled at the venue (trade {fill.TradeId}), and is not known here";
    }

    private void Take(VenueOrder found, VenueReconciler venue, SortedDictionary<string, string> differences, ExecutionOptions execution)
    {
        if (!IsOurs(found.ClientId, out var id) || State.FindOrder(id) is not { } order)
            return;
        // What was decided since the books were asked for may be newer than they are.
        if (order.IsClosed && found.Status == VenueOrderStatus.Open && order.UpdatedTime < venue.AskedTime)
            differences[id.Text] = $"order {id} is open at the venue and {SnakeCase.From(order.Status.ToString())} here";
        Take(found, order, venue.AskedTime, execution);
        if (order is { IsClosed: false, IsCancelRequested: false } && MustEnd(order))
            CancelOrder(order, "kill_switch", "found at the venue");
    }

    // What we hold for open must be in the books, once it can be seen.
    private void AskForMissing(VenueBooks books, VenueReconciler venue, ExecutionOptions execution)
    {
        var told = books.Orders.Select(order => order.ClientId).ToHashSet(StringComparer.Ordinal);
        foreach (var order in State.OpenOrders)
        {
            if (order.Terms.Instrument.Venue != venue.Venue || !order.WasPlaced || told.Contains(order.Id.Text) || _watches.Find(order.Id) is { IsAsking: true })
                continue;
            if (order.UpdatedTime + execution.VisibilityDelay < venue.AskedTime)
                AskSoon(order, execution);
        }
    }

    private void Compare(IReadOnlyList<Money> told, VenueReconciler venue, SortedDictionary<string, string> differences)
    {
        venue.Gaps.Clear();
        var currencies = State.Portfolio.Balances.Select(balance => balance.Currency).Concat(told.Select(money => money.Currency)).Distinct().Order();
        foreach (var currency in currencies.ToArray())
        {
            var theirs = told.Where(money => money.Currency == currency).Sum(money => money.Amount);
            var ours = State.Portfolio.BalanceOf(currency).Total;
            if (theirs == ours)
                continue;
            venue.Gaps.Add(new Money(theirs - ours, currency));
            differences[currency.Code] = $"{currency}: {DecimalText.Trimmed(theirs)} at the venue, {DecimalText.Trimmed(ours)} here";
        }
    }

    // The parts of the books are of different moments, and fills are seen late: only what stays the same for longer than that is a difference.
    private void Settle(VenueReconciler venue, SortedDictionary<string, string> differences, ExecutionOptions execution)
    {
        var seen = new SortedDictionary<string, (string Text, UnixNanos Since)>(StringComparer.Ordinal);
        foreach (var (subject, text) in differences)
            seen[subject] = venue.Differences.TryGetValue(subject, out var before) && before.Text == text ? before : (text, venue.AskedTime);
        venue.Differences = seen;
        var settledTime = venue.AskedTime - execution.VisibilityDelay - execution.ConclusiveMargin;
        var confirmed = seen.Values.Where(one => one.Since < settledTime).Select(one => one.Text).ToArray();
        if (differences.Count == 0)
        {
            venue.IsSettled = true;
            venue.MustAgree = false;
            venue.Due = Now + execution.ReconcilePeriod;
            Emit(new ReconcileResult(Now, venue.Venue, []));
        }
        else if (confirmed.Length > 0)
        {
            venue.IsSettled = true;
            var told = Bounded(confirmed);
            if (!told.SequenceEqual(State.Differences.Where(one => one.Venue == venue.Venue).Select(one => one.Text), StringComparer.Ordinal))
                TellDifferences(venue, told, confirmed.Length);
        }
        if (State.Differences.Count == 0 && State.TradingState == TradingState.Quarantined && IsRecovered && !_reconcilers.Exists(static one => one.MustAgree))
            SetState(TradingState.Active, "reconciled");
    }

    // An entry is bounded; who sees a hundred differences has seen enough of them.
    private static string[] Bounded(string[] differences)
    {
        var told = differences.Take(DifferencesTold).Select(text => JournalText.Bound(text, DifferenceBytesMax)).ToList();
        if (differences.Length > told.Count)
            told.Add(string.Create(CultureInfo.InvariantCulture, $"and {differences.Length - told.Count} more"));
        return [.. told];
    }

    private void TellDifferences(VenueReconciler venue, string[] told, int count)
    {
        Emit(new ReconcileResult(Now, venue.Venue, told));
        Incident("books_differ", string.Create(CultureInfo.InvariantCulture, $"{count} differences with {venue.Venue}, such as {told[0]}; until they are gone or acknowledged, orders may only reduce"));
        if (State.TradingState == TradingState.Active)
            SetState(TradingState.Quarantined, "books_differ");
        foreach (var id in venue.Differences.Keys)
        {
            // Ours, open, and dead in our books: it must not live on.
            if (ClientOrderId.TryParse(id, out var alive) && State.FindOrder(alive) is { IsClosed: true } order)
                _decision.Add(new Effect.Cancel(order));
        }
    }

    private void FinishRecovery()
    {
        if (!_isRecovering || _watches.IsRecovering || !_reconcilers.TrueForAll(venue => venue.IsSettled))
            return;
        (_isRecovering, _hasRecovered) = (false, true);
        if (State.Differences.Count == 0 && State.TradingState == TradingState.Quarantined)
            SetState(TradingState.Active, "recovered");
    }

    private Refusal? Acknowledge(KernelCommand.AcknowledgeDifferences command)
    {
        if (string.IsNullOrWhiteSpace(command.Reason))
            return new Refusal(RefusalCode.ReasonMissing, "differences are acknowledged with a reason; it was empty");
        var venue = _reconcilers.Find(one => one.Venue == command.Venue);
        if (!State.Differences.Any(one => one.Venue == command.Venue) || venue is not { IsSettled: true })
            return new Refusal(RefusalCode.DifferencesNone, $"no difference with {command.Venue} is open that was seen since the start");
        if (Array.Find(ToldGaps(venue), gap => !IsAsCompared(gap)) is { } changed)
            return new Refusal(RefusalCode.ReconciliationOpen, $"the position in {changed.Instrument} changed after the books of {command.Venue} were read; it must be compared once more, acknowledge it then");
        foreach (var gap in venue.Gaps)
            Emit(new AccountUpdate(Now, gap, BalanceReason.Correction, command.Reason));
        venue.Gaps.Clear();
        CorrectPositions(venue, command.Reason);
        Emit(new ReconcileAck(Now, command.Venue, command.Actor, command.Reason));
        if (State.Differences.Count == 0 && State.TradingState == TradingState.Quarantined && IsRecovered)
            SetState(TradingState.Active, command.Reason);
        return null;
    }

    private void SetState(TradingState state, string reason) =>
        Emit(new RiskState(Now, state, State.KillSwitches, State.Limits, "engine", Approver: "", reason));

    private bool IsOurs(string clientId, out ClientOrderId id) => ClientOrderId.TryParse(clientId, out id) && id.IsOf(_environment, Options.Partition);
}
