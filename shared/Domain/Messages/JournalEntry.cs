namespace VeloZ.Domain;

/// <summary>The kind of a journal entry; its number is in the file format and never changes.</summary>
public enum EntryKind : ushort
{
    /// <summary>A leader starts its epoch.</summary>
    LeaderEpoch = 1,

    /// <summary>A leader leaves in order.</summary>
    LeaderResign = 2,

    /// <summary>An order is an intent.</summary>
    OrderNew = 3,

    /// <summary>An order is about to be sent again.</summary>
    OrderResubmit = 4,

    /// <summary>An order's status changed without a fill.</summary>
    OrderUpdate = 5,

    /// <summary>An order filled, wholly or in part.</summary>
    OrderFill = 6,

    /// <summary>An order is to be canceled.</summary>
    OrderCancel = 7,

    /// <summary>An order of ours that the journal did not know was found at the venue.</summary>
    OrderAdopt = 8,

    /// <summary>Trading state, kill switches or limits changed.</summary>
    RiskState = 9,

    /// <summary>A snapshot was taken.</summary>
    Checkpoint = 10,

    /// <summary>The journal goes on elsewhere.</summary>
    Rotation = 11,

    /// <summary>Nothing happened; the leader lives.</summary>
    Noop = 12,

    /// <summary>An order is to be amended.</summary>
    OrderAmend = 13,

    /// <summary>An emulated order's trigger was hit.</summary>
    OrderTriggered = 14,

    /// <summary>A trailing trigger moved.</summary>
    TrailMoved = 15,

    /// <summary>Orders were linked.</summary>
    OrderListNew = 16,

    /// <summary>An execution algorithm's state.</summary>
    AlgoState = 17,

    /// <summary>A strategy was deployed, started, stopped, paused, removed or given parameters.</summary>
    StrategyCommand = 18,

    /// <summary>A strategy's state, with the feed position it was decided on.</summary>
    StrategyState = 19,

    /// <summary>A balance changed by something else than a fill.</summary>
    AccountUpdate = 20,

    /// <summary>What reconciling with a venue found.</summary>
    ReconcileResult = 21,

    /// <summary>A person acknowledged a difference.</summary>
    ReconcileAck = 22,

    /// <summary>An instrument appeared or changed.</summary>
    InstrumentChanged = 23,

    /// <summary>A timer was set, canceled or fired.</summary>
    TimerSet = 24,

    /// <summary>What a simulated market of a paper account holds, with the feed position it stands at.</summary>
    PaperMarketState = 25,

    /// <summary>A position changed by something else than a fill.</summary>
    PositionUpdate = 26,
}

/// <summary>One fact. The kernel's state is a fold over entries and nothing else.</summary>
/// <param name="Time">The input's time that it was decided at.</param>
public abstract record JournalEntry(UnixNanos Time)
{
    /// <summary>Its kind.</summary>
    public abstract EntryKind Kind { get; }
}

/// <summary>A leader starts its epoch; seals all lower ones.</summary>
/// <param name="Time">When.</param>
/// <param name="Epoch">Above every epoch before; 0 to 36^7 - 1.</param>
/// <param name="LeaderId">Task and boot id.</param>
/// <param name="LeaseVersion">Version of the lease item it acquired.</param>
/// <param name="PreviousEpoch">The last epoch it knows of.</param>
/// <param name="PreviousFrame">The last frame of that epoch it knows of.</param>
public sealed record LeaderEpoch(UnixNanos Time, long Epoch, string LeaderId, long LeaseVersion, long PreviousEpoch, long PreviousFrame) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.LeaderEpoch;
}

/// <summary>A leader leaves in order: a standby may take over at once.</summary>
/// <param name="Time">When.</param>
/// <param name="LastFrame">The last frame it wrote.</param>
public sealed record LeaderResign(UnixNanos Time, long LastFrame) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.LeaderResign;
}

/// <summary>A snapshot was taken.</summary>
/// <param name="Time">When.</param>
/// <param name="SnapshotKey">Where it is.</param>
/// <param name="Epoch">Epoch of the last frame in it.</param>
/// <param name="Frame">Number of the last frame in it.</param>
/// <param name="JournalPosition">Where the medium's reader goes on.</param>
/// <param name="StateHash">SHA-256 of the state in it.</param>
public sealed record Checkpoint(UnixNanos Time, string SnapshotKey, long Epoch, long Frame, string JournalPosition, byte[] StateHash) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Checkpoint;
}

/// <summary>The journal goes on elsewhere.</summary>
/// <param name="Time">When.</param>
/// <param name="Next">File, or stream and shard.</param>
public sealed record Rotation(UnixNanos Time, string Next) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Rotation;
}

/// <summary>Nothing happened; the leader lives.</summary>
/// <param name="Time">When.</param>
/// <param name="PrefixHash">Running hash over all accepted frames; empty where none is given.</param>
public sealed record Noop(UnixNanos Time, byte[] PrefixHash) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.Noop;
}
