namespace VeloZ.Simulation;

/// <summary>What comes of faults and chance and must come often enough for a run to prove something.</summary>
public enum Happening
{
    /// <summary>The process started again.</summary>
    Restart,

    /// <summary>An unfinished frame was found at a start.</summary>
    TornTail,

    /// <summary>A frame whose append had not returned was there after a crash.</summary>
    FrameKeptUnconfirmed,

    /// <summary>The journal went on in its next file.</summary>
    Rotation,

    /// <summary>A start went on from a snapshot.</summary>
    SnapshotUsed,

    /// <summary>An order reached the venue.</summary>
    OrderPlaced,

    /// <summary>The outcome of a request was unknown.</summary>
    UnknownOutcome,

    /// <summary>An order of unknown outcome was found live or filled.</summary>
    UnknownFound,

    /// <summary>An order conclusively never reached the venue.</summary>
    NotPlaced,

    /// <summary>An order was sent a second time.</summary>
    Resubmit,

    /// <summary>The venue refused a request that came after its deadline.</summary>
    RefusedOnReceipt,

    /// <summary>The venue refused a request whose deadline passed before the matching engine.</summary>
    RefusedAtMatching,

    /// <summary>The last look kept a request back.</summary>
    KeptBack,

    /// <summary>A fill was known before the order's acknowledgment.</summary>
    FillBeforeAck,

    /// <summary>An order filled in part and was canceled.</summary>
    PartialFillThenCancel,

    /// <summary>A cancel came too late.</summary>
    CancelTooLate,

    /// <summary>A fill was booked after the order's end.</summary>
    FillAfterEnd,

    /// <summary>A query met an order that the venue had forgotten.</summary>
    Forgotten,

    /// <summary>The same trade was told again.</summary>
    TradeToldAgain,

    /// <summary>The kill switch was engaged.</summary>
    KillSwitch,

    /// <summary>The books differed for longer than they may.</summary>
    BooksDiffered,

    /// <summary>The journal had no room, or did not keep up, and an order was refused.</summary>
    JournalUnavailable,

    /// <summary>The client repeated a command with its key.</summary>
    CommandRetried,
}
