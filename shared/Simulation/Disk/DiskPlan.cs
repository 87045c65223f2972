using System.Runtime.InteropServices;

namespace VeloZ.Simulation;

/// <summary>What goes wrong at a call to a simulated disk.</summary>
public enum DiskTrouble
{
    /// <summary>Power is lost before the call does anything.</summary>
    Crash,

    /// <summary>The call fails with EIO. A sync loses what it was to make durable, and says nothing the next time.</summary>
    DeviceError,

    /// <summary>A read or write does only a part; other calls are as ever.</summary>
    ShortTransfer,

    /// <summary>A read or write does only a part, and power is lost at the next call.</summary>
    ShortTransferAndCrash,

    /// <summary>This call and all later ones that need space fail with ENOSPC.</summary>
    NoSpace,
}

/// <summary>One trouble at one call.</summary>
/// <param name="Call">Counted from 0 over all calls to the disk.</param>
/// <param name="Trouble">What goes wrong.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DiskPlan(long Call, DiskTrouble Trouble);

/// <summary>The simulated machine lost power: nothing of the process is left.</summary>
public sealed class SimulatedCrashException(long call) : Exception($"the machine lost power at call {call}")
{
    /// <summary>At which call.</summary>
    public long Call { get; } = call;
}
