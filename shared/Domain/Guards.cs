namespace VeloZ.Domain;

/// <summary>A rule without which money would be lost in some rare order of events. Each can be taken out by a simulation, to show that it is needed.</summary>
public enum Guard
{
    /// <summary>An effect leaves only once its frame is durable.</summary>
    SendAfterDurable,

    /// <summary>A trade that is told again is not booked again.</summary>
    FillOnce,

    /// <summary>A request without an answer is unknown, never rejected.</summary>
    TimeoutIsUnknown,

    /// <summary>A request carries the time after which the venue must refuse it.</summary>
    RequestDeadline,

    /// <summary>"Not found" counts only once the request can no longer arrive or stay unseen, and only twice in a row.</summary>
    ConclusiveNotFound,

    /// <summary>A request whose outcome is unknown is not sent again before it is conclusively dead.</summary>
    NoBlindResend,

    /// <summary>A kill switch stays engaged through a restart.</summary>
    KillSwitchReplay,

    /// <summary>One question about an order at a time; answers to older ones, or about older attempts, say nothing.</summary>
    SingleFlight,

    /// <summary>A reader drops a frame that it has seen.</summary>
    DuplicateFrame,

    /// <summary>An unfinished frame at the end of the journal is cut off before more is appended.</summary>
    TornTail,

    /// <summary>A frame names the hash of the one before, and a reader halts where it does not fit.</summary>
    HashChain,

    /// <summary>After a failed sync the process ends.</summary>
    SyncFailureIsFatal,

    /// <summary>An order of unknown outcome holds back what it would cost.</summary>
    UnknownReserve,

    /// <summary>A request with a known idempotency key gets the first answer and makes nothing.</summary>
    IdempotencyKey,

    /// <summary>Deadlines are counted by a clock that does not jump.</summary>
    MonotonicDeadline,

    /// <summary>A rejection of the second attempt says nothing about the first.</summary>
    LaterRejection,
}

/// <summary>Which guards are in force: all of them, wherever money is at stake.</summary>
/// <remarks>Only simulations and tests take one out; an architecture test holds that.</remarks>
public sealed record Guards
{
    private readonly ulong _removed;

    private Guards(ulong removed) => _removed = removed;

    /// <summary>Every guard.</summary>
    public static Guards All { get; } = new(0);

    /// <summary>All but one.</summary>
    public static Guards Without(Guard guard) => new(1UL << (int)guard);

    /// <summary>Whether a guard is in force.</summary>
    public bool Has(Guard guard) => (_removed & (1UL << (int)guard)) == 0;
}
