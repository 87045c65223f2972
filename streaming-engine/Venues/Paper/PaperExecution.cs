using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Venues;

/// <summary>Orders of a paper account: they meet the book and the prints of a real market as it is told, and are in no book that others see.</summary>
/// <remarks>
/// Fills follow <see cref="BookVenue"/>. What happened is durable before an answer or a report tells of it; what was not told is forgotten by a crash, as an order that never
/// arrived. Rules that venues have in common are theirs here, too: a market order ends with what the book has, and is not filled whole or not at all.
/// </remarks>
internal sealed partial class PaperExecution : IExecutionVenue
{
    private readonly Instrument _instrument;
    private readonly PaperVenueOptions _options;
    private readonly PaperBooks _books;
    private readonly PaperJournal _journal;
    private readonly MonotonicClock _clock;
    private readonly Func<bool> _mayAct;
    private readonly Lock _gate = new();
    private readonly OrderBook _seen; // As it is told; the market's own is changed by none that is crossed.
    private readonly BookVenue _market;
    private readonly List<JournalEntry> _entries = [];
    private readonly List<VenueReport> _reports = []; // Of one step.
    private readonly List<VenueReport> _told = []; // Those of them that others than who asked are told.
    private UnixNanos _now;
    private bool _hasPrice;
    private IVenueListener? _listener;

    public PaperExecution(Instrument instrument, VenueFeatures features, PaperVenueOptions options, PaperBooks books, PaperJournal journal, MonotonicClock clock, Func<bool> mayAct)
    {
        (_instrument, Features, _options, _books, _journal, _clock, _mayAct) = (instrument, features, options, books, journal, clock, mayAct);
        // Somebody who offers at our bid would have met it.
        var simulation = new SimulationOptions { LimitFill = LimitFill.Touch, FeeCurrency = options.FeeCurrency };
        _seen = new OrderBook(instrument);
        _clock.GoOnFrom(books.LatestTime);
        _now = clock.Now;
        if (!books.IsBegun)
            Begin();
        _market = new BookVenue(new OrderBook(instrument), simulation, cash: 0);
        Resume();
    }

    public string Venue => _instrument.Id.Venue;

    public VenueFeatures Features { get; }

    /// <summary>What is traded.</summary>
    public InstrumentId Instrument => _instrument.Id;

    public void Start(IVenueListener listener)
    {
        lock (_gate)
        {
            _listener = listener;
            _journal.Listen(cause => listener.Unreadable($"books of the paper account, which could not be written: {cause}"));
            _journal.Tell(_now, listener.Resumed, static () => { });
        }
    }

    public Task<SubmitOutcome> SubmitAsync(VenueSubmit submit, CancellationToken cancellationToken)
    {
        if (Unsent(submit.Deadline) is { } cause)
            return Task.FromResult<SubmitOutcome>(new SubmitOutcome.NotSent(cause));
        return ArriveAsync<SubmitOutcome>(
            _options.SubmitLatency,
            () => Submit(submit),
            static cause => new SubmitOutcome.Unknown(cause),
            cancellationToken);
    }

    public Task<AmendOutcome> AmendAsync(VenueAmend amend, CancellationToken cancellationToken)
    {
        if (Unsent(amend.Deadline) is { } cause)
            return Task.FromResult<AmendOutcome>(new AmendOutcome.NotSent(cause));
        return ArriveAsync<AmendOutcome>(
            _options.AmendLatency,
            () => Amend(amend),
            static cause => new AmendOutcome.Unknown(cause),
            cancellationToken);
    }

    public Task<CancelOutcome> CancelAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        if (Unsent(UnixNanos.MaxValue) is { } cause)
            return Task.FromResult<CancelOutcome>(new CancelOutcome.NotSent(cause));
        return ArriveAsync<CancelOutcome>(
            _options.CancelLatency,
            () => Cancel(order),
            static cause => new CancelOutcome.Unknown(cause),
            cancellationToken);
    }

    public async Task<OrderAnswer> FindAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var found = await AskAsync(books => books.IsForgotten(order.Id) ? null : AnswerOf(books, order), cancellationToken);
        if (found is not null || _journal.HasFailed)
            return found ?? new OrderAnswer.Failed("paper_books_failed");
        return AnswerOf(await ReadAllAsync(cancellationToken), order);
    }

    public async Task<VenueBooks?> ReadBooksAsync(IReadOnlyList<InstrumentId> instruments, UnixNanos since, CancellationToken cancellationToken)
    {
        if (!instruments.Contains(_instrument.Id))
            return await AskAsync(static books => new VenueBooks([], [], books.Balances), cancellationToken);
        var read = await AskAsync(books => books.ForgottenThrough >= since ? null : books.Read(since), cancellationToken);
        return read is not null || _journal.HasFailed ? read : (await ReadAllAsync(cancellationToken)).Read(since);
    }

    public Task<string?> CancelAllAfterAsync(TimeSpan timeout, CancellationToken cancellationToken) => throw new InvariantException("a venue without a dead-man timer was asked to set one");

    /// <summary>Takes an event of the market. Its levels are read at once.</summary>
    public void Take(in MarketEvent happened)
    {
        lock (_gate)
        {
            if (_journal.HasFailed)
                return;
            MoveTo(happened.ReceivedTime);
            See(in happened);
            Settle();
        }
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    // A book that is crossed is wrong; who reads it asks for it anew.
    private void See(in MarketEvent happened)
    {
        switch (happened.Kind)
        {
            case MarketEventKind.BookSnapshot:
                _seen.Clear();
                Apply(in happened);
                _seen.Complete(happened.Sequence, happened.ReceivedTime);
                break;
            case MarketEventKind.BookDelta when !_seen.IsValid:
                return;
            case MarketEventKind.BookDelta:
                Apply(in happened);
                break;
            case MarketEventKind.BookInvalidated:
                _seen.Invalidate();
                break;
            case MarketEventKind.Trade:
                _hasPrice = true;
                break;
            default:
                return;
        }
        if (_seen is { IsValid: true, IsCrossed: true })
        {
            _seen.Invalidate();
            _market.Apply(new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = happened.VenueTime, ReceivedTime = _now });
            return;
        }
        _hasPrice |= _seen is { IsValid: true, BidCount: > 0, AskCount: > 0 };
        _market.Apply(in happened);
    }

    private void Apply(in MarketEvent happened)
    {
        foreach (ref readonly var level in happened.Levels)
            _seen.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, happened.ReceivedTime);
    }

    private SubmitOutcome Submit(VenueSubmit submit)
    {
        if (submit.Deadline < _now)
            return new SubmitOutcome.Rejected("deadline_passed");
        if (_books.Knows(submit.Id))
            return new SubmitOutcome.Duplicate();
        if (PaperRules.Fault(submit.Terms, _instrument, PriceFor(submit.Terms)) is { } fault)
            return new SubmitOutcome.Rejected(fault);
        // Nobody knows what it would meet.
        if (!_seen.IsValid || !_hasPrice)
            return new SubmitOutcome.NotSent("market_stale");
        var terms = PaperRules.AsTaken(submit.Terms);
        _market.Submit(submit.Id, terms, _now);
        Settle(id => id == submit.Id ? terms : null);
        return _reports.Find(report => report.Id == submit.Id) switch
        {
            VenueReport.Accepted accepted => new SubmitOutcome.Accepted(accepted.VenueOrderId, accepted.VenueTime),
            VenueReport.Changed changed => new SubmitOutcome.Rejected(changed.Reason),
            var other => throw new InvariantException($"a new order of a paper account was answered by {other?.GetType().Name ?? "nothing"}, must be accepted or refused"),
        };
    }

    private AmendOutcome Amend(VenueAmend amend)
    {
        if (amend.Deadline < _now)
            return new AmendOutcome.Rejected("deadline_passed");
        if (_books.Find(amend.Order.Id) is not { Status: VenueOrderStatus.Open } order)
            return new AmendOutcome.Rejected(_books.Knows(amend.Order.Id) ? "order_closed" : "order_unknown");
        var change = new OrderAmend(_now, amend.Order.Id, amend.Quantity, amend.Price, amend.TriggerPrice);
        var terms = order.Terms with { Quantity = change.Quantity ?? order.Terms.Quantity, Price = change.Price ?? order.Terms.Price, TriggerPrice = change.TriggerPrice ?? order.Terms.TriggerPrice };
        if (PaperRules.Fault(terms, _instrument, PriceFor(terms)) is { } fault)
            return new AmendOutcome.Rejected(fault);
        if (!_seen.IsValid && (amend.Price is not null || amend.TriggerPrice is not null || amend.Quantity > order.Terms.Quantity))
            return new AmendOutcome.NotSent("market_stale");
        _market.Amend(change, _now);
        Settle(amended: change);
        return _reports.OfType<VenueReport.Changed>().First(report => report.Id == amend.Order.Id && report.Happened is OrderEvent.Updated or OrderEvent.UpdateRejected) is { Happened: OrderEvent.UpdateRejected } refused
            ? new AmendOutcome.Rejected(refused.Reason)
            : new AmendOutcome.Amended(_now);
    }

    private CancelOutcome Cancel(VenueOrderKey key)
    {
        if (_books.Find(key.Id) is not { Status: VenueOrderStatus.Open } order)
            return new CancelOutcome.Rejected(_books.Knows(key.Id) ? "order_closed" : "order_unknown");
        _market.Cancel(key.Id, _now);
        Settle();
        return order.Status == VenueOrderStatus.Canceled
            ? new CancelOutcome.Canceled(order.Filled, order.VenueTime)
            : throw new InvariantException($"a paper order that was canceled was {order.Status}");
    }

    // Where no price was asked for: the best that it would meet.
    private Price? PriceFor(OrderTerms terms)
    {
        var other = terms.Side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy;
        return terms.Price ?? terms.TriggerPrice ?? ((other == OrderSide.Buy ? _seen.BidCount : _seen.AskCount) > 0 ? _seen.Level(other, 0).Price : null);
    }

    private static OrderAnswer AnswerOf(PaperBooks books, VenueOrderKey key) =>
        books.Find(key.Id) is { } order && order.Terms.Instrument == key.Instrument ? new OrderAnswer.Found(order.ToVenueOrder(), [.. order.Fills]) : new OrderAnswer.NotFound();

    private string? Unsent(UnixNanos deadline)
    {
        if (deadline < _clock.Now)
            return "deadline_passed";
        if (!_mayAct())
            return "lease_lost";
        return _journal.HasFailed ? "paper_books_failed" : null;
    }

    private async Task<PaperBooks> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new PaperBooks(int.MaxValue);
        await _journal.ReadAsync(all.Fold, cancellationToken);
        return all;
    }
}
