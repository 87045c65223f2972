using System.Threading.Channels;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>The thread that owns the kernel: takes commands and the feed, seals frames, and releases what is durable.</summary>
internal sealed class EngineThread : IDisposable
{
    private const int InboxCapacity = 4_096;

    private static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AlivePeriod = TimeSpan.FromSeconds(5);

    // A wait of the system is told in these.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly AccountSession _session;
    private readonly IMarketPump _pump;
    private readonly EngineStores _stores;
    private readonly IJournal _journal;
    private readonly JournalWriter _writer;
    private readonly Projector _projector;
    private readonly TimeProvider _time;
    private readonly EngineOptions _options;
    private readonly WakeUp _wake = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Effect> _tell;
    private readonly Channel<EngineInput> _inbox = Channel.CreateBounded<EngineInput>(new BoundedChannelOptions(InboxCapacity)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
    });

    private long _rotationsSeen;
    private bool _isFirstLook = true;
    private long _openedStamp; // When the open frame got its first entry.
    private long _sealedStamp;
    private bool _isJournalSlow;
    private bool _isHeldUp; // By a store that is away for too long.
    private volatile bool _isStopping;
    private volatile string? _notTaking;

    /// <param name="session">The account.</param>
    /// <param name="stores">With the journal, opened.</param>
    /// <param name="projector">Told of what is durable.</param>
    /// <param name="pump">Gives what happens outside.</param>
    /// <param name="options">Of the engine.</param>
    /// <param name="time">The clock.</param>
    public EngineThread(AccountSession session, EngineStores stores, Projector projector, IMarketPump pump, EngineOptions options, TimeProvider time)
    {
        (_session, _stores, _journal, _projector, _pump, _options, _time) = (session, stores, stores.Journal, projector, pump, options, time);
        _tell = Tell;
        _writer = new JournalWriter(stores.Journal, _wake.Set);
        projector.Failed = _wake.Set;
    }

    public QueueGauge Inbox { get; } = new("inbox", InboxCapacity);

    public QueueGauge HeldEffects { get; } = new("held_effects", FrameBuilder.EntriesFull);

    /// <summary>Whether the feed has ended and nothing is on its way, as last seen.</summary>
    public bool IsAtEnd => _session.IsAtEnd;

    /// <summary>Why no new orders are taken; null while they are.</summary>
    public string? NotTaking => _notTaking;

    /// <summary>Ends when the loop has: in order, or with what ended it.</summary>
    public Task Ended => _ended.Task;

    public void Start()
    {
        _writer.Start();
        new Thread(Run) { Name = "veloz-engine", IsBackground = true }.Start();
    }

    public async Task<CommandAnswer> SendAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        var input = new EngineInput(command, _time.GetTimestamp());
        var isGiven = false;
        Inbox.Add();
        try
        {
            await _inbox.Writer.WriteAsync(input, cancellationToken);
            isGiven = true;
        }
        catch (ChannelClosedException)
        {
            throw new EngineStoppedException("the engine has stopped; the command was not taken");
        }
        finally
        {
            if (!isGiven)
                Inbox.Remove();
        }
        _wake.Set();
        return await input.Answer.WaitAsync(cancellationToken);
    }

    /// <summary>Something is there to be taken; from any thread.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Asks the loop to end in order: what is decided becomes durable, strategies' states are journaled, and the leader resigns.</summary>
    public void Stop()
    {
        _isStopping = true;
        _wake.Set();
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    private void Run()
    {
        try
        {
            while (!_isStopping && !(_session.IsAtEnd && _options.StopsAtEnd))
                RunOnce();
            Resign();
            Close(new EngineStoppedException("the engine has stopped; the command was not taken"));
            _ended.SetResult();
        }
        catch (Exception exception)
        {
            // The edge of the loop: a state that is broken, or a journal that failed, ends the process; the restart recovers.
            _stores.GiveUpAsync().AsTask().GetAwaiter().GetResult();
            Close(new EngineStoppedException("the engine ended by a fault; the journal says after the restart whether the command took effect", exception));
            _ended.SetException(exception);
        }
    }

    private void RunOnce()
    {
        _projector.ThrowIfFailed();
        _pump.Look();
        TakeDurable();
        LookAfterJournal();
        TakeCommands();
        _session.Release(_tell);
        SealWhereWanted();
        if (!_pump.Advance(_isJournalSlow || _isHeldUp))
            Rest();
    }

    private void TakeDurable()
    {
        if (!_writer.TryTake(out var frame, out var position))
            return;
        // What is shown knows of it before whoever asked has the answer.
        _projector.Tell(new Durable.Frame(frame.Id, frame.Hash, position, [.. _session.Confirm()]));
        _session.Release(_tell);
        AlarmWhereFull();
    }

    // While a frame takes too long, people's orders are refused rather than left to wait, and the market stands still: its trades do not depend on the disk.
    private void LookAfterJournal()
    {
        _isJournalSlow = _session.Loop.FrameInFlight is not null && _time.GetElapsedTime(_sealedStamp) > _options.JournalPatience;
        _isHeldUp = _projector.IsHeldUp;
        var kernel = _session.Loop.Kernel;
        var notTaking = NotTakingReason();
        kernel.IsJournalReady = notTaking is null;
        if (notTaking is not null)
            kernel.UnreadyReason = notTaking;
        _notTaking = notTaking;
    }

    private string? NotTakingReason()
    {
        if (_isJournalSlow)
            return "the journal does not keep up";
        if (!_journal.HasRoom)
            return "the journal is full";
        return _isHeldUp ? "the store of what is shown has been away for so long that no more may wait for it" : null;
    }

    // Files are never deleted for their number: what is not archived is all there is.
    private void AlarmWhereFull()
    {
        if (_journal.Counters.Rotations == _rotationsSeen && !_isFirstLook)
            return;
        (_rotationsSeen, _isFirstLook) = (_journal.Counters.Rotations, false);
        var files = _stores.CountJournalFiles();
        if (files > _options.JournalFilesMax)
            _projector.Tell(new Durable.Effect(new Effect.Incident(_session.Loop.Kernel.Now, "journal_files_exceeded", $"the journal has {files} files, VELOZ_WAL_MAX_FILES is {_options.JournalFilesMax}: copy the data folder and make room; no file is deleted")));
    }

    // What does not fit waits for the frame on its way, but not for a journal that does not keep up.
    private void TakeCommands()
    {
        // Those who are refused are told at each look, however many more come.
        for (var taken = 0; taken < InboxCapacity && (FullFrame.HasRoom(_session.Loop) || _isJournalSlow) && _inbox.Reader.TryRead(out var input); taken++)
        {
            Inbox.Remove();
            if (FullFrame.HasRoom(_session.Loop))
                Take(input, input.Command);
            else if (FullFrame.Takes(input.Command, _session.Loop))
                Take(input, FullFrame.Shortened(input.Command));
            else
                Refuse(input);
        }
    }

    // An order is told to who listens, too, and one that was made before is found by its key: the kernel refuses it.
    private void Refuse(EngineInput input)
    {
        if (input.Command is KernelCommand.Submit && _session.Loop.WaitingCount < FullFrame.WaitingMax)
            Take(input, input.Command);
        else
            input.Complete(new CommandAnswer(FullFrame.Refuse(), []));
    }

    private void Take(EngineInput input, KernelCommand command)
    {
        var kernel = _session.Loop.Kernel;
        var (isReady, reason) = (kernel.IsJournalReady, kernel.UnreadyReason);
        // Whoever wanted an order does not wait for ever: one that could not be taken in time is refused, and not carried out when nobody expects it any more.
        if (isReady && input.Command is KernelCommand.Submit or KernelCommand.SubmitList or KernelCommand.Amend && _time.GetElapsedTime(input.GivenStamp) > _options.JournalPatience)
            (kernel.IsJournalReady, kernel.UnreadyReason) = (false, "the engine was too busy to take the order in time");
        try
        {
            _session.Take(WithHistory(command with { Time = _session.CommandTime }), input);
            (kernel.IsJournalReady, kernel.UnreadyReason) = (isReady, reason);
        }
        catch (Exception exception)
        {
            input.Fail(new EngineStoppedException("the engine ended by a fault while it took the command", exception));
            throw;
        }
    }

    // Only the loop knows which bars a strategy that begins now has missed.
    private KernelCommand WithHistory(KernelCommand command) => command switch
    {
        KernelCommand.StartStrategy start => start with { History = _session.History(start.Definition.WarmUpBars(start.Parameters)) },
        KernelCommand.SetParameters set => set with { History = _session.History(set.Definition.WarmUpBars(set.Parameters)) },
        KernelCommand.ResumeStrategy resume => resume with { History = _session.History(HistoryOf(resume)) },
        _ => command,
    };

    // What it was given once may not hold any more; the kernel says so.
    private int HistoryOf(KernelCommand.ResumeStrategy command)
    {
        try
        {
            return _session.Loop.Kernel.State.FindStrategy(command.Strategy) is { } record ? command.Definition.WarmUpBars(command.Definition.Read(record.Parameters)) : 0;
        }
        catch (StrategySettingException)
        {
            return 0;
        }
    }

    private void SealWhereWanted()
    {
        if (_session.Loop.FrameInFlight is not null || _session.Loop.OpenEntries == 0)
            return;
        if (_openedStamp == 0)
            _openedStamp = _time.GetTimestamp();
        if (_session.WantsFrame || _time.GetElapsedTime(_openedStamp) >= FlushAfter)
            Seal();
    }

    private void Seal()
    {
        _openedStamp = 0;
        _sealedStamp = _time.GetTimestamp();
        HeldEffects.Set(_session.Loop.HeldEffects.Count);
        _writer.Write(_session.Seal(_time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000));
    }

    private void Rest()
    {
        if (_session.Loop.FrameInFlight is null && _session.Loop.OpenEntries > 0)
        {
            Seal(); // Nothing else to do: no reason to let it wait.
            return;
        }
        if (_session.Loop.FrameInFlight is null && _time.GetElapsedTime(_sealedStamp) >= AlivePeriod)
            _session.Loop.Take(new KernelCommand.Journal(new Noop(_session.CommandTime, [])), ticket: null);
        var wait = AlivePeriod;
        if (_pump.Wait(_isHeldUp) is { } quiet)
            wait = Shorter(wait, quiet);
        // Who waits in the inbox is told once the frame has been on its way for too long, and not when something else happens.
        if (_session.Loop.FrameInFlight is not null && !_isJournalSlow)
            wait = Shorter(wait, _options.JournalPatience - _time.GetElapsedTime(_sealedStamp) + Tick);
        if (wait > TimeSpan.Zero)
            _wake.Wait(wait);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Resign()
    {
        // What is on its way first; then what strategies remember, so that the next start gives nothing again.
        WaitDurable();
        _session.SaveStrategies();
        _session.Loop.Take(new KernelCommand.Journal(new LeaderResign(_session.CommandTime, _session.Loop.DurableThrough)), ticket: null);
        WaitDurable();
    }

    private void WaitDurable()
    {
        while (_session.Loop.FrameInFlight is not null || _session.Loop.OpenEntries > 0)
        {
            TakeDurable();
            if (_session.Loop.FrameInFlight is null && _session.Loop.OpenEntries > 0)
                Seal();
            if (_session.Loop.FrameInFlight is not null)
                _wake.Wait(AlivePeriod);
        }
    }

    private void Close(EngineStoppedException reason)
    {
        _inbox.Writer.TryComplete();
        while (_inbox.Reader.TryRead(out var input))
            input.Fail(reason);
        // What was released is durable, or was refused: that is told, though what ended the loop came before.
        while (_session.Loop.TryRelease(out var released))
        {
            if (released is Effect.Answer answer)
                Tell(answer);
        }
        foreach (var effect in _session.Loop.WaitingEffects)
        {
            if (effect is Effect.Answer { Ticket: EngineInput input })
                input.Fail(reason);
        }
        _writer.Dispose();
        _projector.Complete();
    }

    private void Tell(Effect effect)
    {
        if (effect is Effect.Answer answer)
            Tell(answer);
        else
            _projector.Tell(new Durable.Effect(effect));
    }

    private static void Tell(Effect.Answer answer)
    {
        if (answer.Ticket is EngineInput input)
            input.Complete(new CommandAnswer(answer.Refusal, [.. answer.Orders.Select(OrderView.Of)]));
    }
}
