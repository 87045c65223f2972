using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Simulation;

/// <summary>A machine that runs the engine: the real kernel, loop, frames, filter and journal, on a simulated disk. It dies and starts again.</summary>
internal sealed class SimulatedNode
{
    public const int Partition = 3;

    private const int FramesApart = 12; // Of snapshots, and of comparisons of the whole state.
    private const int RestartSecondsMax = 12;

    private static readonly TimeSpan StallAfter = TimeSpan.FromSeconds(2);

    private readonly SimulatedWorld _world;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedBlobStore _blobs;
    private readonly Queue<Action> _next = new();
    private SplitMix64 _delays;
    private SegmentJournal? _journal;
    private EngineLoop? _loop;
    private NodeRequests? _requests;
    private NodeClock _clock;
    private FramePrefix _prefix;
    private int _boot;
    private UnixNanos _sealedTime;
    private UnixNanos _tickTime = UnixNanos.MaxValue;
    private bool _isStepping;
    private long _frames;

    public SimulatedNode(SimulatedWorld world)
    {
        _world = world;
        _disk = new SimulatedDisk(world.Case.Seed);
        _blobs = new SimulatedBlobStore(world.Faults, () => world.Now);
        _delays = world.Chance("node.delays");
        _clock = new NodeClock(world, 0);
    }

    public static StrategyInstanceId Strategy { get; } = StrategyInstanceId.Parse("stg_scripted");

    public static RiskLimits Limits { get; } = new() { OrderNotionalMax = 2_000, OrdersPerSecond = 20, PriceCollar = 0.2m };

    /// <summary>Null while it is down.</summary>
    public Kernel? Kernel => _loop?.Kernel;

    /// <summary>Whether a frame is on its way, or entries wait for one.</summary>
    public bool IsWriting => _loop is { } loop && (loop.FrameInFlight is not null || loop.OpenEntries > 0);

    public UnixNanos Time => _clock.Now;

    private EngineLoop Loop => _loop ?? throw new InvariantException("the node was asked while it is down");

    public static ExecutionOptions ExecutionOf(SimulatedWorld world) => new()
    {
        // Where a late request is answered with the first order, its token may live long; elsewhere the venue is told a short deadline.
        RequestWindow = TimeSpan.FromSeconds(world.Swarm.Venue == VenueClass.ReplaysFirst ? 10 : 2),
        ResubmitsByHand = world.Swarm.ResubmitsByHand,
        Seed = world.Case.Seed,
    };

    public static KernelOptions KernelOptionsOf(SimulatedWorld world) => new()
    {
        Mode = RunMode.Live,
        Partition = Partition,
        ReportingCurrency = SimulatedMarket.Instrument.Id.Quote,
        FeedSource = "simulated",
        Execution = ExecutionOf(world),
        Guards = world.Guards,
    };

    /// <summary>Starts: what there is is recovered, or an account is begun.</summary>
    public void Boot()
    {
        _boot++;
        _clock = new NodeClock(_world, _boot);
        _world.Note("node.boots", "", _boot);
        if (_boot > 1)
            _world.Count(Happening.Restart);
        try
        {
            if (_world.Faults.Fires(FaultKind.PowerLossInRecovery, out var random))
                _disk.Plan = new DiskPlan(_disk.Calls + (long)random.NextBelow(40), DiskTrouble.Crash);
            Start();
        }
        catch (SimulatedCrashException)
        {
            Die(isPowerLoss: true);
        }
        catch (Exception fault) when (fault is DataFolderException or JournalFailedException)
        {
            Die(isPowerLoss: false);
        }
        catch (Exception fault) when (fault is InvariantException or JournalDamagedException or JournalHaltException or MessageFormatException)
        {
            throw new InvariantViolationException(Invariant.EngineIsSound, $"the engine did not start: {fault.Message}");
        }
    }

    /// <summary>Something for the process as it is now; nothing once it has died.</summary>
    public void In(TimeSpan delay, Action action)
    {
        var boot = _boot;
        _world.Queue.In(delay, () =>
        {
            if (boot == _boot && _loop is not null)
                Step(action);
        });
    }

    /// <summary>Something for the process, in this step or the next.</summary>
    public void Next(Action action) => _next.Enqueue(action);

    /// <summary>A print of the market comes.</summary>
    public void See(Price price, TimeSpan delay)
    {
        var seen = _world.Now;
        In(delay, () => Loop.Take(new TradeSeen(0, new TradeTick(seen, Time, price, SimulatedMarket.Instrument.QuantityFromLots(1), Aggressor: null, TradeId: 0))));
    }

    /// <summary>A report of the venue's stream comes.</summary>
    public void Hear(VenueReport report, TimeSpan delay) => In(delay, () => _requests!.Take(report));

    /// <summary>A command of the client comes.</summary>
    public void Command(KernelCommand command, TimeSpan delay, Action<Refusal?, Order?> answer) =>
        In(delay, () => Loop.Take(command with { Time = Time }, answer));

    /// <summary>Takes what became of a request.</summary>
    public void Take(ExecutionInput input) => Loop.Take(input);

    public void Take(VenueReport report) => Loop.Take(report);

    /// <summary>Replay of all that is stored gives the state that runs, also where frames come twice.</summary>
    public void CheckReplay()
    {
        var options = KernelOptionsOf(_world);
        var whole = Read(_journal!, snapshots: null);
        var repeated = Completed(Recovery.ReadAsync(new RepeatingJournal(_journal!, AllRepeated()), snapshots: null, options, observer: null, CancellationToken.None));
        var hash = _world.Ledger.State.Hash();
        _world.Checks.That(Invariant.ReplayIsState, whole.State.Hash() == hash, () => "replay from the start gives another state than what ran");
        _world.Checks.That(Invariant.CopiesChangeNothing, repeated.State.Hash() == hash, () => "frames that were read twice gave another state");
    }

    private static T Completed<T>(Task<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvariantException("a task was not complete, and nothing in a simulated world waits");

    private Faults AllRepeated() => new(_world.Case.Seed, [.. Enum.GetValues<FaultKind>().Select(kind => kind == FaultKind.DuplicateFrame ? 3_000 : 0)], only: null);

    private Recovery Read(IJournal journal, IBlobStore? snapshots) =>
        Completed(Recovery.ReadAsync(journal, snapshots, KernelOptionsOf(_world), observer: null, CancellationToken.None));

    private void Start()
    {
        var salts = SplitMix64.Stream(_world.Case.Seed, "node.salts", (ulong)_boot);
        _journal = SegmentJournal.Open(
            new SegmentJournalOptions
            {
                Folder = "/data/wal",
                Clock = StoppedClock.Instance,
                Partition = Partition,
                SegmentBytes = _world.Swarm.SegmentBytes,
                DrawSalt = () => salts.Next(),
                Guards = _world.Guards,
            },
            _disk);
        if (_journal.Counters.TornTails > 0)
            _world.Count(Happening.TornTail);
        _world.Ledger.Recover([.. _journal.Read(JournalPosition.Start)]);
        var recovery = Read(new RepeatingJournal(_journal, _world.Faults), _blobs);
        _disk.Plan = null;
        if (recovery.SnapshotKey is not null)
            _world.Count(Happening.SnapshotUsed);
        _world.Checks.That(Invariant.ReplayIsState, recovery.State.Hash() == _world.Ledger.State.Hash(), () => $"recovery {(recovery.SnapshotKey is null ? "from the start" : $"from snapshot {recovery.SnapshotKey}")} gives another state than what was durable");
        Begin(recovery);
    }

    private void Begin(Recovery recovery)
    {
        var kernel = new Kernel(KernelOptionsOf(_world), recovery.State);
        kernel.Resume(_ => ScriptedStrategy.DefinitionOf(_world.Case.Seed));
        var frames = new FrameBuilder(Partition, (ulong)_boot);
        var epoch = Math.Max(recovery.State.Epoch, recovery.Prefix.Epoch) + 1;
        frames.Begin(epoch, nextSequence: 0, recovery.Prefix.LastHash);
        _prefix = recovery.Prefix;
        _loop = new EngineLoop(kernel, frames);
        _requests = new NodeRequests(_world, this);
        _tickTime = UnixNanos.MaxValue;
        _next.Clear();
        Step(() => Lead(epoch));
    }

    private void Lead(long epoch)
    {
        Loop.Take(new KernelCommand.Journal(new LeaderEpoch(Time, epoch, "simulated", epoch, _prefix.Epoch, _prefix.NextSequence - 1)), ticket: null);
        if (Loop.Kernel.State.Portfolio.Holdings.Count == 0)
        {
            Loop.Take(new KernelCommand.SetInstrument(Time, SimulatedMarket.Instrument), ticket: null);
            foreach (var deposit in SimulatedMarket.Deposits)
                Loop.Take(new KernelCommand.ChangeBalance(Time, deposit, BalanceReason.Initial, ""), ticket: null);
            Loop.Take(new KernelCommand.SetLimits(Time, Limits, "simulated"), ticket: null);
        }
        var definition = ScriptedStrategy.DefinitionOf(_world.Case.Seed);
        if (Loop.Kernel.State.FindStrategy(Strategy) is null)
            Loop.Take(new KernelCommand.StartStrategy(Time, Strategy, definition, [SimulatedMarket.Instrument.Id], definition.Read([]), "simulated"), ticket: null);
        Loop.Take(new ExecutionInput.Recover(Time));
        _world.Checks.That(
            Invariant.KillSwitchHolds,
            Loop.Kernel.State.KillSwitches.SequenceEqual(_world.Ledger.State.KillSwitches),
            () => $"{_world.Ledger.State.KillSwitches.Count} kill switches were engaged, after the restart {Loop.Kernel.State.KillSwitches.Count} are");
    }

    private void Step(Action action)
    {
        if (_isStepping)
            throw new InvariantException("a step began within a step");
        _isStepping = true;
        try
        {
            action();
            AfterStep();
            _world.Checks.That(Invariant.EngineIsSound, holds: true, () => "");
        }
        catch (SimulatedCrashException)
        {
            Die(isPowerLoss: true);
        }
        catch (JournalFailedException)
        {
            Die(isPowerLoss: false);
        }
        catch (Exception fault) when (fault is InvariantException or MessageFormatException or JournalHaltException)
        {
            throw new InvariantViolationException(Invariant.EngineIsSound, $"the engine ended: {fault.Message}");
        }
        finally
        {
            _isStepping = false;
        }
    }

    private void AfterStep()
    {
        do
        {
            while (_next.TryDequeue(out var action))
                action();
            while (Loop.TryRelease(out var effect))
                _requests!.Carry(effect);
        }
        while (_next.Count > 0);
        SealWhereWanted();
        ScheduleTick();
        CheckState();
        if (_world.Faults.Fires(FaultKind.ProcessKill))
            Die(isPowerLoss: false);
        else if (_world.Faults.Fires(FaultKind.PowerLoss))
            Die(isPowerLoss: true);
    }

    private void SealWhereWanted()
    {
        if (Loop.FrameInFlight is not null)
        {
            if (_world.Now - _sealedTime > StallAfter)
                Loop.Kernel.IsJournalReady = false;
            return;
        }
        if (Loop.OpenEntries == 0)
            return;
        _sealedTime = _world.Now;
        var sealedFrame = Loop.Seal(_clock.Wall.Value / 1_000);
        var frame = FrameCodec.Read(sealedFrame.Bytes.ToArray());
        _world.Ledger.Seal(frame);
        if (sealedFrame.Id.Sequence == 0)
            Loop.Take(new KernelCommand.Journal(new Noop(Time, _prefix.PrefixHash.Extend(sealedFrame.Hash).ToArray())), ticket: null);
        var isStalled = _world.Faults.Fires(FaultKind.JournalStall, out var random);
        In(TimeSpan.FromMicroseconds(isStalled ? 300_000 + (long)random.NextBelow(3_700_000) : 60 + (long)_delays.NextBelow(2_000)), () => Append(sealedFrame, frame));
    }

    private void Append(SealedFrame sealedFrame, Frame frame)
    {
        _disk.Plan = DrawTrouble(sealedFrame);
        var rotations = _journal!.Counters.Rotations;
        var position = _journal.AppendNow(sealedFrame);
        _disk.Plan = null;
        if (_journal.Counters.Rotations > rotations)
            _world.Count(Happening.Rotation);
        _world.Ledger.Confirm(frame, position);
        In(TimeSpan.FromMicroseconds(5 + (long)_delays.NextBelow(100)), Confirm);
    }

    private DiskPlan? DrawTrouble(SealedFrame frame)
    {
        var end = _journal!.End;
        if (end.Offset + frame.Bytes.Length + 256 > _world.Swarm.SegmentBytes && _world.Faults.Fires(FaultKind.PowerLossInRotation, out var random))
            return new DiskPlan(_disk.Calls + (long)random.NextBelow(9), DiskTrouble.Crash);
        if (_world.Faults.Fires(FaultKind.PowerLossInAppend, out random))
        {
            // The write does a part and is the last, or all of it and the sync is the last, or nothing at all.
            return random.NextBelow(2) == 0
                ? new DiskPlan(_disk.Calls, DiskTrouble.ShortTransferAndCrash)
                : new DiskPlan(_disk.Calls + (long)random.NextBelow(2), DiskTrouble.Crash);
        }
        if (_world.Faults.Fires(FaultKind.DeviceError, out random))
            return new DiskPlan(_disk.Calls + (long)random.NextBelow(2), DiskTrouble.DeviceError);
        if (_world.Faults.Fires(FaultKind.NoSpace, out random))
            return new DiskPlan(_disk.Calls + (long)random.NextBelow(2), DiskTrouble.NoSpace);
        return _world.Faults.Fires(FaultKind.ShortTransfer) ? new DiskPlan(_disk.Calls, DiskTrouble.ShortTransfer) : null;
    }

    private void Confirm()
    {
        Loop.Confirm();
        Loop.Kernel.IsJournalReady = _journal!.HasRoom;
        if (++_frames % FramesApart != 0)
            return;
        if (Loop.OpenEntries == 0)
            _world.Checks.That(Invariant.ReplayIsState, Loop.Kernel.State.Hash() == _world.Ledger.State.Hash(), () => "what runs has another state than what is durable");
        var snapshot = new Snapshot(_world.Ledger.State, _world.Ledger.Filter.Prefix, _world.Ledger.Position);
        _ = Completed(_blobs.PutAsync(snapshot.KeyFor(Partition), snapshot.Write(), BlobCondition.Any, CancellationToken.None).AsTask());
    }

    private void ScheduleTick()
    {
        var due = Loop.Kernel.NextResolverTime;
        if (due >= _tickTime)
            return;
        _tickTime = due;
        var wait = due - Time;
        In(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), () =>
        {
            if (_tickTime == due)
                _tickTime = UnixNanos.MaxValue;
            Loop.Take(new ExecutionInput.ResolverTick(Time));
        });
    }

    // What a crash leaves is on the disk; the memory, and all that was on its way to the process, is gone.
    private void Die(bool isPowerLoss)
    {
        _world.Note(isPowerLoss ? "node.loses_power" : "node.dies", "", _boot);
        if (isPowerLoss)
            _disk.Crash();
        else
            _disk.Restart();
        (_loop, _requests) = (null, null);
        _next.Clear();
        var isLong = _world.Faults.IsActive && _delays.NextBelow(4) == 0;
        var wait = TimeSpan.FromMilliseconds(200 + (long)_delays.NextBelow((ulong)(isLong ? RestartSecondsMax : 1) * 1_000));
        var boot = _boot;
        _world.Queue.In(wait, () =>
        {
            if (boot == _boot)
                Boot();
        });
    }

    private void CheckState()
    {
        var state = Loop.Kernel.State;
        var (quote, held) = (0m, 0m);
        foreach (var order in state.OpenOrders)
        {
            _world.Checks.That(Invariant.OrdersAreLawful, order.FilledQuantity <= order.Quantity, () => $"order {order.Id} of {order.Quantity} filled {order.FilledQuantity}");
            var reserve = order.ReservedPerUnit * order.LeavesQuantity.Value;
            if (order.Terms.Side == OrderSide.Buy)
                quote += reserve;
            else
                held += reserve;
        }
        Covers(state.Portfolio.BalanceOf(SimulatedMarket.Instrument.Id.Quote), quote, state);
        Covers(state.Portfolio.BalanceOf(SimulatedMarket.Instrument.Id.Base), held, state);
        _world.Checks.That(Invariant.MemoryIsBounded, Loop.Kernel.WatchedOrders <= state.OpenOrders.Count + 64, () => $"{Loop.Kernel.WatchedOrders} orders are watched, {state.OpenOrders.Count} are open");
        _world.Checks.That(Invariant.MemoryIsBounded, Loop.OpenEntries <= FrameBuilder.EntriesFull, () => $"{Loop.OpenEntries} entries wait for the journal");
    }

    private void Covers(Balance balance, decimal needed, KernelState state)
    {
        var holds = balance.Locked >= needed && balance.Locked >= 0 && (needed > 0 || balance.Locked == 0);
        _world.Checks.That(Invariant.ReserveCovers, holds, () => $"{balance.Locked} {balance.Currency} are held back for {state.OpenOrders.Count} open orders that need {needed}");
    }
}
