namespace VeloZ.Simulation;

/// <summary>What must hold in every simulated world.</summary>
public enum Invariant
{
    /// <summary>The engine found nothing broken in itself.</summary>
    EngineIsSound,

    /// <summary>No request leaves before its intent is durable (I1).</summary>
    DurableBeforeSend,

    /// <summary>Of one client order id at most one order ever lives (I2).</summary>
    OneOrderPerId,

    /// <summary>At rest the engine's position is the sum of the venue's fills, and its balances are the venue's (I5).</summary>
    PositionIsFills,

    /// <summary>Every order of ours at the venue is known, and none of them counts as not placed or rejected (I6).</summary>
    NoFalseNegative,

    /// <summary>Accepted epochs rise, and no frame is missing (I7).</summary>
    FramesWithoutHole,

    /// <summary>Replay from a snapshot, from the start, and what ran give one state (I8).</summary>
    ReplayIsState,

    /// <summary>A frame that is read twice changes nothing (I9).</summary>
    CopiesChangeNothing,

    /// <summary>What was answered or confirmed is in the journal after every restart (I10).</summary>
    NothingLost,

    /// <summary>A kill switch holds: nothing leaves, nothing is accepted once requests have run out, and it survives restarts (I11).</summary>
    KillSwitchHolds,

    /// <summary>Every intent comes to an end within 60 s of rest (I12).</summary>
    EverythingEnds,

    /// <summary>Cash is what came in, less what fills cost (I14).</summary>
    CashIsConserved,

    /// <summary>Open and unknown orders hold back what they would cost; nothing is held back when there is none (I15).</summary>
    ReserveCovers,

    /// <summary>No order fills beyond its quantity, outside its fills' prices, or comes back from its end (I16).</summary>
    OrdersAreLawful,

    /// <summary>Limits are never exceeded, unknown orders counted (I17).</summary>
    LimitsHold,

    /// <summary>The same idempotency key gets the same order (I21).</summary>
    KeysMakeOneOrder,

    /// <summary>Queues and what is remembered stay bounded (I24).</summary>
    MemoryIsBounded,

    /// <summary>What others made in the account is never touched (I27).</summary>
    OthersAreUntouched,

    /// <summary>A wall clock that jumps changes no decision (I28).</summary>
    WallClockIsIrrelevant,

    /// <summary>The same seed runs the same.</summary>
    SameSeedSameRun,
}

/// <summary>An invariant did not hold.</summary>
public sealed class InvariantViolationException(Invariant invariant, string message) : Exception(message)
{
    /// <summary>Which.</summary>
    public Invariant Invariant { get; } = invariant;
}
