using System.Collections.Concurrent;
using System.Threading.Channels;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// Makes what people see from what is durable: folds the same entries into a state of its own, so that nobody looks into the loop's.
/// </summary>
public sealed class Projector
{
    /// <summary>Ended orders that a view has at most.</summary>
    public const int ClosedOrdersShown = 100;

    /// <summary>Fills that a view has at most.</summary>
    public const int FillsShown = 200;

    /// <summary>Incidents that a view has at most.</summary>
    public const int IncidentsShown = 50;

    /// <summary>
    /// Orders and fills that may wait for a store that is slow or away, some ten kilobytes of memory each at most while they are written. With more, the
    /// market stands still, and while the store is away no new orders are taken: cancels, and what is on its way, change no more orders than are open.
    /// </summary>
    internal const int UnstoredMax = 20_000;

    private const int QueueCapacity = 4_096;

    private static readonly TimeSpan PublishPeriod = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Durable> _queue = Channel.CreateBounded<Durable>(new BoundedChannelOptions(QueueCapacity)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
    });

    private readonly TaskCompletionSource _completing = new(TaskCreationOptions.RunContinuationsAsynchronously); // Nothing more comes to wait for.
    private readonly EntryFold _fold;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<KeptProjection> _others;
    private readonly NewsDesk _news;
    private readonly ConcurrentQueue<(string Code, string Message)> _raised = new();
    private readonly ProjectedHistory _history = new();
    private readonly List<FoldedEntry> _frameEntries = [];
    private FrameId _frame;
    private UnixNanos _now;
    private long _publishedStamp;
    private bool _isDirty;
    private volatile bool _isFull;
    private volatile bool _isGivenUp;
    private volatile Exception? _fault;

    /// <param name="state">A copy of what recovery found; owned by the projector from here on.</param>
    /// <param name="frame">The last frame in it.</param>
    /// <param name="fills">Fills of before, newest first.</param>
    /// <param name="news">Told of everything.</param>
    /// <param name="others">Told of every batch, on the projector's own thread.</param>
    /// <param name="storePatience">How long a store of theirs that is away is tried again.</param>
    /// <param name="time">The clock.</param>
    internal Projector(KernelState state, FrameId frame, IReadOnlyList<FillView> fills, NewsDesk news, IReadOnlyList<IProjection> others, TimeSpan storePatience, TimeProvider time)
    {
        (_fold, _frame, _news, _time) = (new EntryFold(state), frame, news, time);
        _others = [.. others.Select(other => new KeptProjection(other, storePatience, Raise, Wake, time))];
        _now = state.PaperMarkets.Count > 0 ? state.PaperMarkets[0].Time : default;
        _history.Begin(state, fills);
        View = Build();
    }

    /// <summary>What was last seen.</summary>
    public EngineView View { get; private set; }

    /// <summary>How full its queue is.</summary>
    public QueueGauge Queue { get; } = new("projector", QueueCapacity);

    /// <summary>Orders and fills that wait to be stored.</summary>
    public QueueGauge Unstored { get; } = new("unstored", UnstoredMax);

    /// <summary>How long a store has been away; zero while none is.</summary>
    public TimeSpan StoreAway => _others.Select(other => other.Away).DefaultIfEmpty().Max();

    /// <summary>Whether it takes more without waiting, and without keeping too much in memory.</summary>
    internal bool HasRoom => Queue.Depth < QueueCapacity && !_isFull;

    /// <summary>Whether a store has been away for so long that no more may wait for it.</summary>
    internal bool IsHeldUp => _isFull && StoreAway > TimeSpan.Zero;

    /// <summary>Called on any thread once it has failed: the loop ends then, and not at its next word.</summary>
    internal Action Failed { get; set; } = static () => { };

    /// <summary>Whether it has failed.</summary>
    /// <exception cref="StoreException">What is stored could not be kept up.</exception>
    /// <exception cref="InvariantException">What is shown could not.</exception>
    internal void ThrowIfFailed()
    {
        if (_fault is { } fault)
            throw NotKeptUp(fault);
    }

    /// <summary>Tells of a frame that is durable, or an effect that was released; called by the loop, which waits while there is no room.</summary>
    internal void Tell(Durable message)
    {
        Queue.Add();
        var spin = default(SpinWait);
        while (!_queue.Writer.TryWrite(message))
        {
            if (_isGivenUp)
            {
                Queue.Remove(); // The journal has it.
                return;
            }
            ThrowIfFailed();
            spin.SpinOnce();
        }
    }

    // A disk that is full or gone is no bug of ours, and told as what it is.
    private static Exception NotKeptUp(Exception fault) => fault is StoreException store
        ? new StoreException(store.Fault, $"what is shown and stored could not be kept up: {store.Message}. The journal has all: mend that and start it again", store)
        : new InvariantException($"what is shown and stored could not be kept up: {fault.Message}");

    internal void Complete()
    {
        _queue.Writer.TryComplete();
        _completing.TrySetResult();
    }

    /// <summary>What should not have happened beside the loop: shown and told like the loop's own. Any thread may call.</summary>
    internal void Raise(string code, string message)
    {
        _raised.Enqueue((code, message));
        Wake();
    }

    /// <summary>Projects until it is to complete, and stores all of it.</summary>
    /// <param name="cancellationToken">Ends it also where a store is away: the next start stores what is missing.</param>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ProjectAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _isGivenUp = true;
            _queue.Writer.TryComplete();
            Raise("store_given_up", "the stop did not wait longer for what is stored: the journal has all, and the next start stores what is missing");
            TellRaised();
        }
        catch (Exception exception)
        {
            // The loop must not go on unseen.
            _fault = exception;
            _queue.Writer.TryComplete(exception);
            TellRaised();
            Failed();
            throw;
        }
    }

    private async Task ProjectAsync(CancellationToken cancellationToken)
    {
        foreach (var other in _others)
            await other.Projection.StartAsync(cancellationToken);
        while (await _queue.Reader.WaitToReadAsync(cancellationToken))
        {
            Drain(cancellationToken);
            // What comes in bursts is shown, and stored, once a period and not at every frame.
            if (PublishPeriod - _time.GetElapsedTime(_publishedStamp) is var left && left > TimeSpan.Zero)
                await Task.WhenAny(Task.Delay(left, _time, cancellationToken), _completing.Task);
            Drain(cancellationToken);
            Publish(cancellationToken);
        }
        foreach (var other in _others)
            await other.EndAsync(_fold.State, _frame, cancellationToken);
        CountUnstored();
        TellRaised();
        View = Build();
    }

    private void Drain(CancellationToken cancellationToken)
    {
        while (_queue.Reader.TryRead(out var message))
        {
            Queue.Remove();
            Take(message);
            if (_time.GetElapsedTime(_publishedStamp) >= PublishPeriod)
                Publish(cancellationToken);
        }
    }

    private void Take(Durable message)
    {
        _isDirty |= message is not Durable.Nothing;
        switch (message)
        {
            case Durable.Frame frame:
                _frame = frame.Id;
                foreach (var entry in frame.Entries)
                    Fold(entry);
                foreach (var other in _others)
                    other.Projection.Take(frame, _frameEntries);
                _frameEntries.Clear();
                break;
            case Durable.Effect { Released: Effect.Refused refused }:
                _history.Add(refused);
                _news.Tell(new EngineNews.Refused(refused.Request, refused.Refusal));
                break;
            case Durable.Effect { Released: Effect.Incident incident }:
                _history.Add(incident);
                _news.Tell(new EngineNews.Happened(incident));
                break;
        }
    }

    private void Fold(JournalEntry entry)
    {
        var folded = _fold.Fold(entry);
        _now = entry.Time > _now ? entry.Time : _now;
        _frameEntries.Add(folded);
        _history.Add(folded);
        _news.Tell(new EngineNews.Journaled(entry, folded.Order));
    }

    // Wherever a flush takes its time, what is durable is shown.
    private void Publish(CancellationToken cancellationToken)
    {
        TellRaised();
        if (_isDirty)
        {
            _isDirty = false;
            _publishedStamp = _time.GetTimestamp();
            View = Build();
        }
        foreach (var other in _others)
            other.Flush(_fold.State, _frame, cancellationToken);
        CountUnstored();
    }

    private void CountUnstored()
    {
        var unstored = _others.Sum(other => other.Projection.Unstored);
        Unstored.Set(unstored);
        _isFull = unstored >= UnstoredMax;
    }

    private void TellRaised()
    {
        while (_raised.TryDequeue(out var raised))
        {
            var incident = new Effect.Incident(_now, raised.Code, raised.Message);
            _history.Add(incident);
            _news.Tell(new EngineNews.Happened(incident));
            _isDirty = true;
        }
    }

    // Where there is no room it is awake.
    private void Wake()
    {
        Queue.Add();
        if (!_queue.Writer.TryWrite(Durable.Nothing.Instance))
            Queue.Remove();
    }

    private EngineView Build() => new()
    {
        Frame = _frame,
        Time = _now,
        TradingState = _fold.State.TradingState,
        KillSwitches = _fold.State.KillSwitches,
        ReportingCurrency = _fold.State.Portfolio.ReportingCurrency,
        OpenOrders = [.. _fold.State.OpenOrders.Select(OrderView.Of)],
        ClosedOrders = _history.ClosedOrders(),
        Fills = _history.Fills(),
        Positions = [.. _fold.State.Portfolio.Holdings.Select(holding => PositionView.Of(holding.Instrument, holding.Position))],
        Balances = [.. _fold.State.Portfolio.Balances.Select(balance => new BalanceView(balance.Currency, balance.Total, balance.Locked))],
        Strategies = [.. _fold.State.Strategies.Select(Describe)],
        Incidents = _history.Incidents(),
        OrderCount = _history.OrderCount,
        FillCount = _history.FillCount,
        PaidIn = _fold.State.Portfolio.PaidIn,
        Funding = _fold.State.FundingIn(_fold.State.Portfolio.ReportingCurrency),
    };

    private StrategyView Describe(StrategyRecord record)
    {
        var holding = _fold.State.Portfolio.Holdings[_fold.State.Portfolio.IndexOf(record.Instruments[0])];
        return new StrategyView(
            record.Id,
            record.Definition,
            record.Status,
            record.Reason,
            record.Parameters,
            PositionView.Of(holding.Instrument, _fold.State.Portfolio.PositionOf(record.Id, holding.Instrument.Id)),
            new StrategyMetrics(
                record.OrderCount,
                _fold.State.OpenOrders.Count(order => order.Terms.Strategy == record.Id),
                _history.RefusalsOf(record.Id),
                record.RejectionCount,
                record.FillCount,
                record.ClosingFillCount,
                record.WinCount,
                record.Turnover),
            record.FeedPosition)
        {
            Document = record.Document,
        };
    }
}
