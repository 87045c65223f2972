namespace VeloZ.Domain;

/// <summary>Why a store did not do what it was asked.</summary>
public enum StoreFault
{
    /// <summary>Disk or network failed. Whether a write took place is not known: read before trying again.</summary>
    Unavailable,

    /// <summary>Another process has the store.</summary>
    InUse,

    /// <summary>What is stored is not what was written. It is never skipped: restore a backup.</summary>
    Damaged,

    /// <summary>It was written by another version of the program. Nothing was changed.</summary>
    OtherVersion,

    /// <summary>Permission or key does not suffice. Nothing was changed.</summary>
    Denied,

    /// <summary>What it stores in, such as a table, stream or bucket, is not there. Nothing was changed.</summary>
    Missing,

    /// <summary>What it stores in is of another shape than needed: other keys, another mode or count of shards. Nothing was changed.</summary>
    OtherShape,
}

/// <summary>A store failed. What an outcome can tell, such as a condition that does not hold, is none of this.</summary>
/// <remarks>The message says what was and what was needed, and never holds a stored value.</remarks>
public sealed class StoreException(StoreFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What to do about it depends on this.</summary>
    public StoreFault Fault { get; } = fault;
}
