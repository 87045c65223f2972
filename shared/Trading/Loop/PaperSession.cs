using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A paper account at work: kernel, loop and simulated market over a feed, brought back from what the journal says or begun anew.</summary>
/// <remarks>
/// For one thread, and without a clock: the host calls <see cref="Advance"/> as fast as its pace allows, seals and appends frames, and gives
/// commands in between. Starting is recovering; a new account is one whose journal is empty.
/// </remarks>
public sealed class PaperSession
{
    private readonly BarFeed _feed;
    private readonly PaperMarket _market;
    private readonly FramePrefix _prefix; // Before this epoch: the second frame tells every reader what it must have read.
    private bool _isMarketMoved;
    private bool _hasAhead;
    private Bar _ahead;

    /// <summary>Recovers an account, or begins one.</summary>
    /// <param name="options">What it is made with.</param>
    /// <param name="feed">Its market data, anywhere.</param>
    /// <param name="state">What the journal says; empty for a new account.</param>
    /// <param name="prefix">The frames that came before.</param>
    /// <param name="frames">With nothing open.</param>
    /// <exception cref="FeedMismatchException">The account runs on another feed.</exception>
    /// <exception cref="StrategySettingException">A strategy cannot be deployed, or is deployed from another document.</exception>
    public PaperSession(PaperOptions options, BarFeed feed, KernelState state, FramePrefix prefix, FrameBuilder frames)
    {
        _feed = feed;
        _prefix = prefix;
        var before = state.PaperMarkets.Count > 0 ? state.PaperMarkets[0] : null;
        if (before is not null && before.FeedSource != feed.Source)
            throw new FeedMismatchException($"the paper account of this data folder runs on feed {before.FeedSource}, not on {feed.Source}: start it with that feed, or take another data folder");
        foreach (var strategy in options.Strategies)
            CheckDocument(strategy, state);
        var kernel = new Kernel(options.Kernel with { FeedSource = feed.Source }, state);
        kernel.Resume(options.FindStrategy);
        Loop = new EngineLoop(kernel, frames);
        var epoch = options.BegunEpoch ?? Math.Max(state.Epoch, prefix.Epoch) + 1;
        frames.Begin(epoch, options.BegunEpoch is null ? 0 : prefix.NextSequence, prefix.LastHash);
        var now = before?.Time ?? feed.StartTime;
        var venue = new SimulatedVenue(feed.Instrument, options.Simulation, options.Cash) { UnlinkedStopOf = kernel.UnlinkedStopOf };
        if (before is null)
        {
            Lead(now, epoch, options, prefix);
            SetUp(options, now);
            _market = new PaperMarket(Loop, venue, feed.Instrument.Id, feed.Source);
        }
        else
        {
            _market = new PaperMarket(Loop, venue, before.Instrument, feed.Source);
            _market.Restore(before);
            CatchUp(kernel);
            Lead(now, epoch, options, prefix);
            if (kernel.State.Portfolio.Holdings[0].Instrument != feed.Instrument)
                Command(new KernelCommand.SetInstrument(now, feed.Instrument));
        }
        foreach (var (strategy, reason) in kernel.Lost)
            Command(new KernelCommand.StopStrategy(now, strategy, "engine", reason));
        foreach (var strategy in options.Strategies.Where(strategy => kernel.State.FindStrategy(strategy.Id) is null))
            Deploy(strategy, now);
        _isMarketMoved = true;
    }

    /// <summary>Decides, and holds effects until they are durable.</summary>
    public EngineLoop Loop { get; }

    /// <summary>Whether the feed has ended and nothing is on its way.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Whether the next <see cref="Advance"/> begins a bar, and when that bar is known: where the host paces the feed. False within a bar and after the last.</summary>
    public bool TryPeek(out UnixNanos closeTime)
    {
        closeTime = default;
        if (IsAtEnd || !_market.IsDone)
            return false;
        _hasAhead = _hasAhead || _feed.TryRead(out _ahead);
        closeTime = _ahead.CloseTime;
        return _hasAhead;
    }

    /// <summary>Whether a frame should be sealed now: something waits to be durable, or the open frame is full, and none is on its way.</summary>
    public bool WantsFrame => Loop.FrameInFlight is null && (Loop.HoldsEffects || Loop.IsFull);

    /// <summary>The last bar that has begun.</summary>
    public ref readonly Bar Bar => ref _market.Bar;

    /// <summary>Close time of the last bar that was given to the kernel.</summary>
    public UnixNanos FeedPosition => _market.FeedPosition;

    /// <summary>Takes the next step of the market's time. Does nothing while an effect waits to be durable, while the open frame is full, or at the end.</summary>
    /// <returns>Whether it did something.</returns>
    public bool Advance()
    {
        if (Loop.HoldsEffects || Loop.IsFull)
            return false;
        if (_market.TryEndKeptBack())
        {
            _isMarketMoved = true;
            return true;
        }
        if (IsAtEnd)
            return false;
        _isMarketMoved = true;
        if (!_market.IsDone)
            _market.Step();
        else if (_hasAhead || _feed.TryRead(out _ahead))
            Begin();
        else if (!_market.TryDrain())
            End();
        return true;
    }

    /// <summary>Takes a command.</summary>
    /// <param name="command">What is wanted.</param>
    /// <param name="ticket">As for <see cref="EngineLoop.Take(KernelCommand, object?)"/>.</param>
    /// <returns>Why it was refused; null when it was carried out.</returns>
    public Refusal? Take(KernelCommand command, object? ticket)
    {
        var refusal = Loop.Take(command, ticket);
        if (refusal is null && command is KernelCommand.ChangeBalance money)
        {
            _market.Deposit(money.Change);
            _isMarketMoved = true;
        }
        return refusal;
    }

    /// <summary>Bars before now that warm a strategy up, oldest first.</summary>
    public IReadOnlyList<Bar> History(int count) => _feed.Before(_market.FeedPosition, count);

    /// <summary>Closes the open frame, with what the market holds in it.</summary>
    /// <param name="wallMicros">Microseconds since the epoch; information only.</param>
    public SealedFrame Seal(long wallMicros)
    {
        if (_isMarketMoved || Loop.HoldsEffects)
            _market.Save();
        _isMarketMoved = false;
        var frame = Loop.Seal(wallMicros);
        if (frame.Id.Sequence == 0)
            Command(new KernelCommand.Journal(new Noop(Loop.Kernel.Now, _prefix.PrefixHash.Extend(frame.Hash).ToArray())));
        return frame;
    }

    /// <summary>The frame on its way is durable: <see cref="Release"/> what waited for it.</summary>
    /// <returns>The frame's entries, valid until the next is sealed.</returns>
    public IReadOnlyList<JournalEntry> Confirm() => Loop.Confirm();

    /// <summary>Carries out what may happen now: orders and cancels go to the market.</summary>
    /// <param name="others">Takes the effects that are the host's: answers, incidents, refusals.</param>
    public void Release(Action<Effect> others)
    {
        while (Loop.TryRelease(out var effect))
        {
            if (!_market.TryRun(effect))
                others(effect);
            _isMarketMoved = true;
        }
    }

    /// <summary>Journals what every strategy remembers, so that a restart gives nothing again: for a stop in order.</summary>
    public void SaveStrategies() => Loop.SaveStrategies();

    private void Begin()
    {
        _hasAhead = false;
        _market.Begin(in _ahead);
    }

    private void End()
    {
        IsAtEnd = true;
        Loop.SaveStrategies();
    }

    // Another document under the name of one that is at work would be taken for it, and not be run.
    private static void CheckDocument(StrategyDeployment given, KernelState state)
    {
        if (state.FindStrategy(given.Id) is { } known && !known.IsOf(given.Definition))
            throw new StrategySettingException($"{given.Id} of this account was deployed from {Told(known.Definition, known.Document.Span)}, and {Told(given.Definition.Id, given.Definition.Document is { } document ? document.Utf8.Span : default)} was given: give a changed document another id to run it beside, or end the old one by STRATEGY STOP {given.Id} and STRATEGY REMOVE {given.Id} in --stdio mode, with --strategy none; nothing was changed");
    }

    private static string Told(string definition, ReadOnlySpan<byte> document) =>
        document.IsEmpty ? $"strategy {definition} of the catalogue" : $"document {definition} of hash {Convert.ToHexStringLower(SHA256.HashData(document))[..12]}";

    private void Lead(UnixNanos now, long epoch, PaperOptions options, FramePrefix prefix)
    {
        JournalEntry first = options.BegunEpoch is null
            ? new LeaderEpoch(now, epoch, options.LeaderId, LeaseVersion: 0, prefix.Epoch, prefix.NextSequence - 1)
            : new Noop(now, prefix.PrefixHash.ToArray()); // What every reader must have read by now.
        Command(new KernelCommand.Journal(first));
    }

    private void SetUp(PaperOptions options, UnixNanos now)
    {
        Command(new KernelCommand.SetInstrument(now, _feed.Instrument));
        Command(new KernelCommand.ChangeBalance(now, new Money(options.Cash, _feed.Instrument.Id.Quote), BalanceReason.Initial, ""));
        Command(new KernelCommand.SetLimits(now, options.Limits, "engine"));
    }

    private void Deploy(StrategyDeployment strategy, UnixNanos now)
    {
        var history = History(strategy.Definition.WarmUpBars(strategy.Parameters));
        var command = new KernelCommand.StartStrategy(now, strategy.Id, strategy.Definition, [_feed.Instrument.Id], strategy.Parameters, "engine") { History = history };
        if (Loop.Take(command, ticket: null) is { } refusal)
            throw new StrategySettingException(refusal.Message);
    }

    private void Command(KernelCommand command)
    {
        if (Loop.Take(command, ticket: null) is { } refusal)
            throw new InvariantException($"{command.GetType().Name} was refused at start: {refusal.Message}");
    }

    // Strategies that had seen bars since they last journaled their state see them again; the market's last price comes back with them.
    private void CatchUp(Kernel kernel)
    {
        var position = _market.FeedPosition;
        var seen = kernel.FeedPosition;
        var last = new UnixNanos(position.Value - _feed.Interval.Nanos);
        _feed.SeekAfter(seen < last ? seen : last);
        while (_feed.TryRead(out var bar) && bar.CloseTime <= position)
            kernel.CatchUp(new BarClosed(0, in bar));
        _feed.SeekAfter(_market.IsDone ? position : _market.Bar.CloseTime);
    }
}

/// <summary>The account's journal was made on another feed. Nothing was changed.</summary>
public sealed class FeedMismatchException(string message) : Exception(message);
