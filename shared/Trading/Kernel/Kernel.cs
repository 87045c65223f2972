using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// The one deterministic state machine of backtest, paper and live: an input leads to entries and effects, entries make the state.
/// Equal inputs give equal state and effects, byte for byte.
/// </summary>
/// <remarks>
/// Single-threaded; no clock, randomness or I/O: "now" is the input's time. <c>Decide</c> folds each entry as it adds it, so that a later check
/// in the same decision sees it; <see cref="KernelState.Fold"/> alone, over the same entries, gives the same state.
/// Beside the state it has the last prices and the strategies' working memory, which come from the feed and not from the journal.
/// </remarks>
public sealed partial class Kernel
{
    /// <summary>Bytes that the states of all strategies at work have together at most; one that would have more is stopped.</summary>
    public const int StatesBytesMax = 128 * 1024;

    /// <summary>Orders that one event may lead to at most, but in a backtest; more are refused with <see cref="RefusalCode.OrderRateExceeded"/>.</summary>
    public const int OrdersAtOnceMax = 64;

    /// <summary>Strategies that are deployed at once at most.</summary>
    public const int StrategiesMax = 32;

    private const int TimersMax = 16; // Of one strategy.
    private const int TimerNameBytesMax = 64;
    private const int NewsMax = 2_000; // More than there can be orders that are held.
    private const int TimersAtOnceMax = 256; // Set or taken away by strategies at one event.

    private readonly PreTradeChecks _checks;
    private readonly List<StrategyRuntime> _runtimes = []; // In the order they were deployed in.
    private readonly List<(StrategyInstanceId Strategy, string Reason)> _lost = [];
    private readonly MessageWriter _stateWriter = new();
    private readonly char _environment;
    private Decision _decision = new();
    private readonly Queue<Order> _news = new(); // Orders that changed by our own doing, and whose strategies are still to be told.
    private readonly bool _expiresOrders;
    private StrategyRuntime? _acting; // The strategy whose doing this decision is, just now.
    private UnixNanos _seenTime; // Of the last market event.
    private bool _isFolding;

    /// <summary>A kernel with an empty state.</summary>
    public Kernel(KernelOptions options)
        : this(options, new KernelState(options))
    {
    }

    /// <summary>A kernel that goes on from a state, as replay made it; strategies come back by <see cref="Resume(Func{string, StrategyDefinition?})"/>.</summary>
    public Kernel(KernelOptions options, KernelState state)
    {
        Options = options;
        State = state;
        _checks = new PreTradeChecks(options, State, Market);
        _expiresOrders = options.Features.Values.Append(options.DefaultFeatures).Any(features => !features.HasGoodTillDate);
        _environment = options.Environment;
    }

    /// <summary>What it was made with.</summary>
    public KernelOptions Options { get; }

    /// <summary>What the journal says.</summary>
    public KernelState State { get; }

    /// <summary>The last prices.</summary>
    public MarketView Market { get; } = new();

    /// <summary>The time of the input that is or was last decided.</summary>
    public UnixNanos Now { get; private set; }

    /// <summary>Whether new orders are taken: the host says no while the journal is full or does not keep up. Not part of the state.</summary>
    public bool IsJournalReady { get; set; } = true;

    /// <summary>Why no orders are taken while <see cref="IsJournalReady"/> is false, for who is refused.</summary>
    public string UnreadyReason { get; set; } = "the journal is full or does not keep up";

    /// <summary>The account's equity at the last prices, in the reporting currency.</summary>
    public decimal Equity => State.Portfolio.Equity(Market);

    /// <summary>Market data: the last price moves, where it tells one, and the strategies of that market decide.</summary>
    public void Decide<TInput>(in TInput input, Decision decision)
        where TInput : struct, IMarketInput => Decide(in input, UnixNanos.MaxValue, decision);

    /// <summary>As the other, for the strategies whose journaled state has not seen so much of the market: what was decided on before a restart is not decided on again.</summary>
    /// <param name="input">Market data.</param>
    /// <param name="position">Its place in the market's time.</param>
    /// <param name="decision">Takes what comes of it.</param>
    public void DecideMissed<TInput>(in TInput input, UnixNanos position, Decision decision)
        where TInput : struct, IMarketInput => Decide(in input, position, decision);

    private void Decide<TInput>(in TInput input, UnixNanos position, Decision decision)
        where TInput : struct, IMarketInput
    {
        Begin(Given(in input).Time, decision);
        See(in input);
        if (State.HasHeldOrders)
            CheckTriggers(in input);
        for (var index = 0; index < _runtimes.Count; index++)
        {
            var runtime = _runtimes[index];
            if (!runtime.Trades(Given(in input).InstrumentIndex) || runtime.FeedPosition >= position)
                continue;
            _acting = runtime;
            var before = Mark();
            Give(in input, runtime);
            runtime.FeedPosition = Now;
            Remember(runtime, before);
        }
        Finish();
    }

    /// <summary>
    /// Whether it makes a difference that each print is given: a strategy looks at them, or an order is held that one could trigger. Else of several prints, with
    /// nothing between them, the last alone leads to the same state and memory.
    /// </summary>
    public bool NeedsEachTrade
    {
        get
        {
            if (State.HasHeldOrders)
                return true;
            for (var index = 0; index < _runtimes.Count; index++)
            {
                if (_runtimes[index] is { IsRunning: true, SeesTrades: true })
                    return true;
            }
            return false;
        }
    }

    /// <summary>A timer's due time has come. At equal times timers are given before market data. A paused strategy's timer stays set.</summary>
    public void Decide(in TimerFired input, Decision decision)
    {
        Begin(input.Time, decision);
        var runtime = Find(input.Strategy);
        if (runtime is { Context.IsPaused: true })
            return;
        var before = Mark();
        Emit(new TimerSet(Now, input.Strategy, input.Name, DueTime: null));
        if (runtime is not { IsRunning: true })
            return;
        _acting = runtime;
        try
        {
            runtime.Strategy.OnTimer(runtime.Context, input.Name);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
        Remember(runtime, before);
        Finish();
    }

    /// <summary>Market data from before the time that is traded: strategies see it and may do nothing. The kernel's time stays, and no entry comes of it.</summary>
    public void WarmUp<TInput>(in TInput input)
        where TInput : struct, IMarketInput
    {
        See(in input);
        foreach (var runtime in _runtimes)
        {
            if (!runtime.Trades(input.InstrumentIndex))
                continue;
            WarmUp(in input, runtime);
        }
    }

    /// <summary>
    /// An event that was decided on before a restart, given again: each strategy that had seen it, and had not journaled its state since, sees it and
    /// may do nothing, as it did nothing then. Only for feeds that tell the same again. One that throws is <see cref="Lost"/>.
    /// </summary>
    public void CatchUp<TInput>(in TInput input)
        where TInput : struct, IMarketInput
    {
        Now = input.Time;
        See(in input);
        foreach (var runtime in _runtimes)
        {
            if (!runtime.Trades(input.InstrumentIndex) || runtime.FeedPosition >= input.Time)
                continue;
            runtime.Context.IsCatchingUp = true;
            try
            {
                input.GiveTo(runtime.Strategy, runtime.Context);
            }
            catch (Exception exception) when (IsContained)
            {
                runtime.IsRunning = false;
                Lose(runtime.Context.Strategy, exception);
            }
            runtime.Context.IsCatchingUp = false;
            runtime.FeedPosition = input.Time;
        }
    }

    /// <summary>The earliest moment up to which a running strategy's journaled state has seen the feed; the latest there is without one.</summary>
    public UnixNanos FeedPosition
    {
        get
        {
            var position = UnixNanos.MaxValue;
            foreach (var runtime in _runtimes)
            {
                if (runtime.IsRunning && runtime.FeedPosition < position)
                    position = runtime.FeedPosition;
            }
            return position;
        }
    }

    /// <summary>Strategies that could not come back after the start, and why: the host stops them, and the others go on.</summary>
    public IReadOnlyList<(StrategyInstanceId Strategy, string Reason)> Lost => _lost;

    /// <summary>Whether an order's id was made by this kernel, or by one before it on the same journal.</summary>
    public bool IsOurs(ClientOrderId id) => id.IsOf(_environment, Options.Partition);

    /// <summary>Brings back the running and paused strategies after replay, each with the state it last journaled. Those that cannot come back are <see cref="Lost"/>.</summary>
    /// <param name="find">Definition by catalogue id; null when it is gone.</param>
    public void Resume(Func<string, StrategyDefinition?> find)
    {
        foreach (var record in State.Strategies)
        {
            if (record.Status == StrategyStatus.Stopped || Find(record.Id) is not null)
                continue;
            try
            {
                if (DefinitionOf(record, find) is { } definition)
                    Resume(record, definition);
                else
                    _lost.Add((record.Id, $"strategy {record.Definition} is not in the catalogue any more"));
            }
            catch (Exception exception)
            {
                Lose(record.Id, exception); // Whatever it is that its own code does not bear: it is no reason for the others to stop.
            }
        }
    }

    private static StrategyDefinition? DefinitionOf(StrategyRecord record, Func<string, StrategyDefinition?> find) =>
        record.Document.IsEmpty ? find(record.Definition) : StrategyDocument.Read(record.Document.Span).Definition;

    private void Lose(StrategyInstanceId strategy, Exception exception) =>
        _lost.Add((strategy, JournalText.Bound($"it could not be brought back: {exception.Message}".ReplaceLineEndings(" "), JournalText.ReasonBytesMax)));

    private void Resume(StrategyRecord record, StrategyDefinition definition)
    {
        var strategy = definition.Create(definition.Read(record.Parameters));
        if (!record.State.IsEmpty)
        {
            var reader = new MessageReader(record.State.Span);
            strategy.Restore(ref reader);
        }
        var runtime = AddRuntime(record.Id, strategy, record.Instruments);
        runtime.Context.IsPaused = record.Status == StrategyStatus.Paused;
        runtime.FeedPosition = record.FeedPosition;
    }

    internal SubmitResult Submit(OrderRequest request)
    {
        if (FindRepeated(request, out var repeated))
            return repeated;
        var order = default(CheckedOrder);
        var refusal = CheckReady() ?? CheckFrame() ?? _checks.Check(request, Now, out order);
        if (refusal is not null)
        {
            _decision.Add(new Effect.Refused(request, refusal));
            return new SubmitResult(Order: null, refusal);
        }
        var isHeld = !RestsThere(request.Instrument.Venue, request.Type, peers: []);
        var made = Make(NextId(request.Role), order, isHeld, request: request);
        if (!made.IsHeld)
            Send(made);
        return new SubmitResult(made, Refusal: null);
    }

    private ClientOrderId NextId(OrderRole role, int ahead = 0) =>
        ClientOrderId.Create(_environment, Options.Partition, State.Epoch, State.NextOrderCounter + ahead, role);

    private Order Make(ClientOrderId id, in CheckedOrder order, bool isHeld, string listId = "", string parentId = "", OrderRequest? request = null)
    {
        Emit(new OrderNew(
            Now,
            id,
            order.Terms,
            order.ReservedPerUnit,
            isHeld,
            listId,
            parentId,
            request?.UserId ?? "",
            request?.IdempotencyKey ?? "",
            State.Limits.Version));
        return State.FindOrder(id)!;
    }

    private Refusal? CheckReady()
    {
        if (!IsJournalReady)
            return new Refusal(RefusalCode.JournalUnavailable, $"{UnreadyReason}; no new orders are taken, cancels are");
        return IsRecovered
            ? null
            : new Refusal(RefusalCode.ReconciliationOpen, "the venues are still being asked after the start; no new orders are taken until they have answered");
    }

    // A decision is journaled in one frame, and a frame is bounded.
    private Refusal? CheckFrame(int orders = 1) => _decision.OrderCount + orders > OrdersAtOnceMax && Options.Mode != RunMode.Backtest
        ? new Refusal(RefusalCode.OrderRateExceeded, $"{_decision.OrderCount} orders were made at one event, must be at most {OrdersAtOnceMax}; more are taken at the next")
        : null;

    internal void CancelOrder(Order order, string actor, string reason)
    {
        if (order.IsClosed || order.Status == OrderStatus.PendingCancel)
            return;
        if (order.IsHeld)
        {
            End(order, OrderEvent.Canceled, reason);
            return;
        }
        Emit(new OrderCancel(Now, order.Id, JournalText.Bound(actor, JournalText.NameBytesMax), JournalText.Bound(reason, JournalText.ReasonBytesMax)));
        SendCancel(order);
    }

    internal void SetTimer(StrategyInstanceId strategy, string name, UnixNanos? dueTime)
    {
        if (dueTime is { } due && due <= Now)
            throw new InvariantException($"timer {name} of {strategy} was due at {due}, must be after {Now}");
        if (JournalText.FaultOf(name, TimerNameBytesMax) is { } fault)
            throw new ArgumentException($"the name of a timer of {strategy} {fault}", nameof(name));
        if (dueTime is not null && !State.HasTimer(strategy, name) && State.Timers.Count(timer => timer.Strategy == strategy) >= TimersMax)
            throw new InvalidOperationException($"{strategy} had {TimersMax} timers, must have at most so many");
        if (_decision.TimerCount >= TimersAtOnceMax && Options.Mode != RunMode.Backtest)
            throw new InvalidOperationException($"timers were set or taken away {TimersAtOnceMax} times at one event, must be at most so often");
        Emit(new TimerSet(Now, strategy, name, dueTime));
    }

    private void Begin(UnixNanos now, Decision decision)
    {
        Now = now;
        _decision = decision;
        _acting = null;
    }

    // Strategies hear of what we did to their orders when all else is decided: what they do then may change others.
    private void Finish()
    {
        for (var told = 0; _news.TryDequeue(out var order); told++)
        {
            if (Find(order.Terms.Strategy) is { IsRunning: true } runtime)
                Tell(runtime, order, told);
        }
    }

    private void Tell(StrategyRuntime runtime, Order order, int told)
    {
        _acting = runtime;
        runtime.Context.IsIgnored = false;
        try
        {
            if (told >= NewsMax)
                throw new InvalidOperationException($"orders that are held were changed {NewsMax} times at one event, must be at most so often");
            runtime.Strategy.OnOrder(runtime.Context, order);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
        if (!runtime.Context.IsIgnored && runtime.IsRunning)
            Save(runtime);
        _acting = null;
    }

    private void See<TInput>(in TInput input)
        where TInput : struct, IMarketInput
    {
        Given(in input).MovePrice(Market);
        _seenTime = Given(in input).Time;
    }

    // The compiler does not know that what is given is readonly, and would copy it for each call.
    private static ref TInput Given<TInput>(in TInput input)
        where TInput : struct, IMarketInput => ref Unsafe.AsRef(in input);

    // What throws inside a fold is a broken state and ends the process; what throws in a strategy stops the strategy.
    private void Emit(JournalEntry entry)
    {
        if (ChangesAccount(entry))
            SaveWitnesses(entry);
        _isFolding = true;
        State.Fold(entry);
        _isFolding = false;
        _decision.Add(entry);
    }

    private int Mark() => _decision.Count;

    private static void WarmUp<TInput>(in TInput input, StrategyRuntime runtime)
        where TInput : struct, IMarketInput
    {
        runtime.Context.IsWarmingUp = true;
        input.GiveTo(runtime.Strategy, runtime.Context);
        runtime.Context.IsWarmingUp = false;
        runtime.FeedPosition = input.Time;
    }

    private StrategyRuntime? Find(StrategyInstanceId strategy)
    {
        foreach (var runtime in _runtimes)
        {
            if (runtime.Context.Strategy == strategy)
                return runtime;
        }
        return null;
    }

    private StrategyRuntime AddRuntime(StrategyInstanceId id, Strategy strategy, IReadOnlyList<InstrumentId> instruments)
    {
        var indexes = instruments.Select(State.Portfolio.IndexOf).ToArray();
        var runtime = new StrategyRuntime(strategy, new StrategyContext(this, id, indexes[0]), indexes);
        // They decide in the order they were deployed in, which a restart keeps; one that is begun anew takes its place again.
        var place = _runtimes.FindIndex(other => PlaceOf(other.Context.Strategy) > PlaceOf(id));
        _runtimes.Insert(place < 0 ? _runtimes.Count : place, runtime);
        return runtime;
    }

    private int PlaceOf(StrategyInstanceId id)
    {
        var place = 0;
        while (place < State.Strategies.Count && State.Strategies[place].Id != id)
            place++;
        return place;
    }

    // A strategy at work: its own memory, which is not part of the state until it is journaled.
    private sealed class StrategyRuntime(Strategy strategy, StrategyContext context, int[] instruments)
    {
        public Strategy Strategy
        {
            get;
            set => (field, SeesTrades) = (value, value.SeesTrades);
        } = strategy;

        public bool SeesTrades { get; private set; } = strategy.SeesTrades;

        public StrategyContext Context { get; } = context;

        public UnixNanos FeedPosition { get; set; }

        public bool IsRunning { get; set; } = true;

        public bool Trades(int instrumentIndex) => IsRunning && instruments.AsSpan().Contains(instrumentIndex);
    }
}
