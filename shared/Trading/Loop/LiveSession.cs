using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// An account at work at a venue: what happens in its market and what the venue says of its orders are inputs, requests are effects. Nothing is traded before the venue was asked
/// what became of all that was on its way.
/// </summary>
/// <remarks>
/// For one thread, and without a clock: each input is given with the time, which never falls. Bars that closed while no engine was at work are seen by the strategies, which may do
/// nothing then: their signals are old. The last one alone is decided on, once the account has recovered, by strategies that had not seen it.
/// </remarks>
public sealed class LiveSession : AccountSession
{
    private const int HistoryMax = 5_000;

    private readonly LiveOptions _options;
    private readonly IVenueRequests _requests;
    private readonly OrderBook _book;
    private readonly List<Bar> _history = [];
    private readonly Queue<Bar> _early = new(); // That closed before the account had recovered.
    private readonly Queue<Effect> _keptBack = new(); // Not wanted any more, and still to be told.
    private UnixNanos _now;
    private bool _isReady;

    /// <summary>Recovers an account, or begins one; the venue is asked when it begins to run.</summary>
    /// <param name="options">What it is made with.</param>
    /// <param name="state">What the journal says; empty for a new account.</param>
    /// <param name="prefix">The frames that came before.</param>
    /// <param name="frames">With nothing open.</param>
    /// <param name="requests">Makes requests.</param>
    /// <param name="history">The last closed bars, oldest first.</param>
    /// <param name="now">The time; not before what the journal says.</param>
    /// <exception cref="FeedMismatchException">The account runs on other market data.</exception>
    /// <exception cref="StrategySettingException">A strategy is deployed from another document.</exception>
    public LiveSession(LiveOptions options, KernelState state, FramePrefix prefix, FrameBuilder frames, IVenueRequests requests, IReadOnlyList<Bar> history, UnixNanos now)
        : base(options, options.FeedSource, state, prefix, frames)
    {
        (_options, _requests, _now) = (options, requests, now);
        _book = new OrderBook(options.Instrument);
        CatchUp(history);
        Lead(_now, options);
        if (Before is null)
            SetUp();
        else if (Loop.Kernel.State.Portfolio.Holdings[0].Instrument != options.Instrument)
            Command(new KernelCommand.SetInstrument(_now, options.Instrument));
        // What the account is: its market data, and what it may hold.
        Command(new KernelCommand.SavePaperMarket(_now, options.Instrument.Id, options.FeedSource, _now, []));
        StopLost(_now);
        Loop.Kernel.Market.SetStale(0, true);
        Loop.Take(new ExecutionInput.Recover(_now));
    }

    /// <summary>Whether the venue has answered since the start, its book is there, and strategies are at work.</summary>
    public bool IsReady => _isReady;

    /// <summary>The book of the market, as far as it has come.</summary>
    public OrderBook Book => _book;

    /// <inheritdoc/>
    public override UnixNanos CommandTime => _now;

    /// <summary>When <see cref="Tick"/> has something to do; the latest moment there is when it has not.</summary>
    public UnixNanos NextDue
    {
        get
        {
            if (_keptBack.Count > 0 || MayGetReady)
                return _now;
            var (timers, resolver) = (_isReady ? Loop.Kernel.NextDueTime : UnixNanos.MaxValue, Loop.Kernel.NextResolverTime);
            return timers < resolver ? timers : resolver;
        }
    }

    /// <summary>Time goes on. Call it before each input, with the time of that.</summary>
    public void MoveTo(UnixNanos now)
    {
        if (now > _now)
            _now = now;
    }

    /// <summary>Does the next thing whose time has come.</summary>
    /// <returns>Whether there was one, and room for it.</returns>
    public bool Tick()
    {
        if (Loop.IsFull)
            return false;
        if (_keptBack.TryDequeue(out var kept))
            TellKeptBack(kept);
        else if (MayGetReady)
            GetReady();
        else if (Loop.Kernel.NextResolverTime <= _now)
            Loop.Take(new ExecutionInput.ResolverTick(_now));
        else if (_isReady && Loop.Kernel.NextDueTime <= _now)
            Fire();
        else
            return false;
        return true;
    }

    /// <summary>Takes an event of the market. Its levels are read at once.</summary>
    /// <returns>Whether it fits; where not, the book is to be read anew.</returns>
    public bool Take(in MarketEvent happened)
    {
        switch (happened.Kind)
        {
            case MarketEventKind.Trade:
                Give(new TradeSeen(0, happened.ToTrade(_options.Instrument, _now)));
                return true;
            case MarketEventKind.Quote:
                Give(new QuoteSeen(0, happened.ToQuote(_options.Instrument, _now)));
                return true;
            case MarketEventKind.BookSnapshot:
                _book.Clear();
                Apply(in happened);
                _book.Complete(happened.Sequence, _now);
                return GiveBook();
            case MarketEventKind.BookDelta when _book.IsValid:
                Apply(in happened);
                return GiveBook();
            case MarketEventKind.BookInvalidated:
                Lose();
                return true;
            default:
                return true; // A change of a book that is being read anew.
        }
    }

    /// <summary>Takes a bar that closed.</summary>
    public void TakeBar(in Bar bar)
    {
        if (_history.Count > 0 && bar.CloseTime <= _history[^1].CloseTime)
            return;
        if (_history.Count > 0 && bar.OpenTime > _history[^1].CloseTime)
            Loop.Take(new ExecutionInput.Noticed(_now, "bars_missing", $"bars of {_options.Instrument.Id} from {_history[^1].CloseTime} to {bar.OpenTime} were not told and could not be had; strategies go on without them"));
        Keep(in bar);
        if (_isReady)
            Loop.Take(new BarReceived(0, in bar, _now));
        else
            _early.Enqueue(bar);
    }

    /// <summary>Takes what the venue says of an order, if it is the account's.</summary>
    public void Take(VenueReport report)
    {
        if (IsOurs(report.Id))
            Loop.Take(report with { Time = _now });
    }

    /// <summary>Takes what became of a request, or what a stream says of itself.</summary>
    public void Take(ExecutionInput input)
    {
        if (input is not ExecutionInput.OrderDoubted doubted || IsOurs(doubted.Id))
            Loop.Take(input with { Time = _now });
    }

    /// <inheritdoc/>
    public override Refusal? Take(KernelCommand command, object? ticket) => Loop.Take(command, ticket);

    /// <inheritdoc/>
    public override IReadOnlyList<Bar> History(int count) => _history.Count <= count ? [.. _history] : _history.GetRange(_history.Count - count, count);

    /// <summary>Makes the requests that may be made now.</summary>
    /// <param name="others">Takes the effects that are the host's: answers, incidents, refusals.</param>
    public override void Release(Action<Effect> others)
    {
        while (Loop.TryRelease(out var effect))
        {
            switch (effect)
            {
                case Effect.Submit submit when !Loop.Kernel.MaySend(submit, _now):
                case Effect.Amend amend when !Loop.Kernel.MayAmend(amend) || amend.Deadline <= _now:
                    _keptBack.Enqueue(effect);
                    break;
                case Effect.Submit submit:
                    _requests.Make(submit);
                    break;
                case Effect.Amend amend:
                    _requests.Make(amend);
                    break;
                case Effect.Cancel cancel:
                    _requests.Make(cancel);
                    break;
                case Effect.Query query:
                    _requests.Make(query);
                    break;
                case Effect.Reconcile reconcile:
                    _requests.Make(reconcile);
                    break;
                default:
                    others(effect);
                    break;
            }
        }
    }

    // What a strategy decides on the bar that it missed must not be refused for want of a book.
    private bool MayGetReady => !_isReady && Loop.Kernel.IsRecovered && !Loop.Kernel.Market.IsStale(0);

    private bool IsOurs(ClientOrderId id) => Loop.Kernel.IsOurs(id);

    private void SetUp()
    {
        Command(new KernelCommand.SetInstrument(_now, _options.Instrument));
        foreach (var money in _options.Balances)
            Command(new KernelCommand.ChangeBalance(_now, money, BalanceReason.Initial, ""));
        Command(new KernelCommand.SetLimits(_now, _options.Limits, "engine"));
    }

    // They see what they have missed, and may do nothing; but for the last bar, which they decide on when the account has recovered.
    private void CatchUp(IReadOnlyList<Bar> history)
    {
        var seen = Loop.Kernel.FeedPosition;
        for (var index = 0; index < history.Count; index++)
        {
            var bar = history[index];
            Keep(in bar);
            if (Before is null || bar.CloseTime <= seen)
                continue;
            if (index == history.Count - 1)
                _early.Enqueue(bar);
            else
                Loop.Kernel.CatchUp(new BarClosed(0, in bar));
        }
        if (history.Count > 0)
            Loop.Kernel.Market.Set(0, history[^1].Close, history[^1].CloseTime);
    }

    private void Keep(in Bar bar)
    {
        if (_history.Count >= HistoryMax * 2)
            _history.RemoveRange(0, HistoryMax);
        _history.Add(bar);
    }

    // Before the account has recovered nothing can be ordered: what is seen then moves the price only.
    private void Give<TInput>(in TInput input)
        where TInput : struct, IMarketInput
    {
        if (_isReady)
            Loop.Take(in input);
        else
            input.MovePrice(Loop.Kernel.Market);
    }

    private void Apply(in MarketEvent happened)
    {
        foreach (ref readonly var level in happened.Levels)
            _book.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, _now);
    }

    private bool GiveBook()
    {
        if (_book.IsCrossed)
        {
            Lose();
            return false;
        }
        Loop.Kernel.Market.SetStale(0, false);
        Give(new BookChanged(0, _book));
        return true;
    }

    private void Lose()
    {
        _book.Invalidate();
        Loop.Kernel.Market.SetStale(0, true);
    }

    private void GetReady()
    {
        if (_early.TryDequeue(out var bar))
        {
            Loop.TakeMissed(new BarReceived(0, in bar, _now), bar.CloseTime);
            return;
        }
        _isReady = true;
        DeployMissing(_now, _options, _options.Instrument.Id);
    }

    // Timers come before orders that expire.
    private void Fire()
    {
        if (Loop.Kernel.State.NextTimer is { } timer && timer.DueTime <= _now)
            Loop.Take(new TimerFired(_now, timer.Strategy, timer.Name));
        else
            Loop.Take(new OrderExpired(_now));
    }

    private void TellKeptBack(Effect kept)
    {
        if (kept is Effect.Submit submit)
            Loop.Take(new ExecutionInput.SubmitAnswered(_now, submit.Order.Id, submit.Attempt, new SubmitOutcome.NotSent("not_wanted")));
        else if (kept is Effect.Amend amend)
            Loop.Take(new ExecutionInput.AmendAnswered(_now, amend.Order.Id, amend.Change.Time, new AmendOutcome.NotSent("not_wanted")));
    }
}
