using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A paper account at work: kernel, loop and simulated market over a feed, brought back from what the journal says or begun anew.</summary>
/// <remarks>
/// For one thread, and without a clock: the host calls <see cref="Advance"/> as fast as its pace allows, seals and appends frames, and gives
/// commands in between. Starting is recovering; a new account is one whose journal is empty.
/// </remarks>
public sealed class PaperSession : AccountSession
{
    private readonly BarFeed _feed;
    private readonly PaperMarket _market;
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
        : base(options, feed.Source, state, prefix, frames)
    {
        _feed = feed;
        var kernel = Loop.Kernel;
        var now = Before?.Time ?? feed.StartTime;
        var venue = new SimulatedVenue(feed.Instrument, options.Simulation, options.Cash) { UnlinkedStopOf = kernel.UnlinkedStopOf };
        if (Before is null)
        {
            Lead(now, options);
            SetUp(options, now);
            _market = new PaperMarket(Loop, venue, feed.Instrument.Id, feed.Source);
        }
        else
        {
            _market = new PaperMarket(Loop, venue, Before.Instrument, feed.Source);
            _market.Restore(Before);
            CatchUp(kernel);
            Lead(now, options);
            if (kernel.State.Portfolio.Holdings[0].Instrument != feed.Instrument)
                Command(new KernelCommand.SetInstrument(now, feed.Instrument));
        }
        StopLost(now);
        DeployMissing(now, options, feed.Instrument.Id);
        _isMarketMoved = true;
    }

    /// <inheritdoc/>
    public override UnixNanos CommandTime => Loop.Kernel.Now;

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

    /// <inheritdoc/>
    public override Refusal? Take(KernelCommand command, object? ticket)
    {
        var refusal = Loop.Take(command, ticket);
        if (refusal is null && command is KernelCommand.ChangeBalance money)
        {
            _market.Deposit(money.Change);
            _isMarketMoved = true;
        }
        return refusal;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Bar> History(int count) => _feed.Before(_market.FeedPosition, count);

    /// <summary>Closes the open frame, with what the market holds in it.</summary>
    /// <param name="wallMicros">Microseconds since the epoch; information only.</param>
    public override SealedFrame Seal(long wallMicros)
    {
        if (_isMarketMoved || Loop.HoldsEffects)
            _market.Save();
        _isMarketMoved = false;
        return base.Seal(wallMicros);
    }

    /// <summary>Carries out what may happen now: orders and cancels go to the market.</summary>
    /// <param name="others">Takes the effects that are the host's: answers, incidents, refusals.</param>
    public override void Release(Action<Effect> others)
    {
        while (Loop.TryRelease(out var effect))
        {
            if (!_market.TryRun(effect))
                others(effect);
            _isMarketMoved = true;
        }
    }

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

    private void SetUp(PaperOptions options, UnixNanos now)
    {
        Command(new KernelCommand.SetInstrument(now, _feed.Instrument));
        Command(new KernelCommand.ChangeBalance(now, new Money(options.Cash, _feed.Instrument.Id.Quote), BalanceReason.Initial, ""));
        Command(new KernelCommand.SetLimits(now, options.Limits, "engine"));
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
