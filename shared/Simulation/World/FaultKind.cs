namespace VeloZ.Simulation;

/// <summary>What may go wrong in a simulated world.</summary>
public enum FaultKind
{
    /// <summary>The process ends between two steps; what it wrote stays with the system.</summary>
    ProcessKill,

    /// <summary>The machine loses power between two steps.</summary>
    PowerLoss,

    /// <summary>Power is lost at a call to the disk while a frame is appended.</summary>
    PowerLossInAppend,

    /// <summary>Power is lost while the journal goes on in its next file.</summary>
    PowerLossInRotation,

    /// <summary>Power is lost while the process starts.</summary>
    PowerLossInRecovery,

    /// <summary>A call to the disk fails with EIO.</summary>
    DeviceError,

    /// <summary>The disk has no space until the process starts again.</summary>
    NoSpace,

    /// <summary>A read or write does only a part.</summary>
    ShortTransfer,

    /// <summary>An append takes 0.3 to 4 s.</summary>
    JournalStall,

    /// <summary>A reader of the journal is given a frame again.</summary>
    DuplicateFrame,

    /// <summary>A snapshot is gone.</summary>
    SnapshotMissing,

    /// <summary>A byte of a snapshot is another.</summary>
    SnapshotDamaged,

    /// <summary>The wall clock jumps by up to 10 s, or by an hour.</summary>
    WallJump,

    /// <summary>A request is lost on its way.</summary>
    RequestLost,

    /// <summary>A request takes up to 9 s.</summary>
    RequestLate,

    /// <summary>An answer is lost on its way.</summary>
    AnswerLost,

    /// <summary>The venue answers 5xx and has done what it was asked.</summary>
    ServerErrorExecuted,

    /// <summary>The venue answers 5xx and has done nothing.</summary>
    ServerErrorNotExecuted,

    /// <summary>A request waits before the matching engine.</summary>
    SlowMatching,

    /// <summary>An order or fill is seen by queries only after up to 3 s.</summary>
    LateVisibility,

    /// <summary>A question is not answered.</summary>
    QueryLost,

    /// <summary>A question fails.</summary>
    QueryFailed,

    /// <summary>An answer to a question takes up to 9 s.</summary>
    QueryLate,

    /// <summary>A report of the stream is lost.</summary>
    ReportLost,

    /// <summary>A report of the stream comes twice.</summary>
    ReportRepeated,

    /// <summary>A report of the stream overtakes others, or is overtaken.</summary>
    ReportReordered,

    /// <summary>The stream is cut for up to 8 s.</summary>
    StreamCut,

    /// <summary>The venue cancels an order by itself.</summary>
    VenueCancel,

    /// <summary>The market is halted for up to 5 s.</summary>
    MarketHalt,

    /// <summary>Somebody else's order appears in the account.</summary>
    ExternalOrder,

    /// <summary>A command of the client comes twice.</summary>
    CommandRepeated,

    /// <summary>A command of the client, or its answer, is lost.</summary>
    CommandLost,
}
