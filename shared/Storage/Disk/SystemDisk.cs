namespace VeloZ.Storage;

/// <summary>The disk of this machine.</summary>
public static class SystemDisk
{
    /// <summary>It has no state, so there is one.</summary>
    public static IDisk Instance { get; } = OperatingSystem.IsWindows() ? new WindowsDisk() : new UnixDisk();
}
