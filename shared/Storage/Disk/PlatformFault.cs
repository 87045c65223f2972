namespace VeloZ.Storage;

/// <summary>What .NET throws, as a failure of the disk.</summary>
internal static class PlatformFault
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);
    private const int WindowsFileExists = unchecked((int)0x80070050);

    public static DiskException From(Exception fault, string call, string path) => new(FaultOf(fault), call, path, fault.Message, fault);

    private static DiskFault FaultOf(Exception fault) => fault switch
    {
        UnauthorizedAccessException => DiskFault.Denied,
        FileNotFoundException or DirectoryNotFoundException => DiskFault.NotFound,
        IOException { HResult: WindowsDiskFull or WindowsHandleDiskFull } => DiskFault.NoSpace,
        IOException { HResult: WindowsWriteProtected } => DiskFault.ReadOnly,
        IOException { HResult: WindowsFileExists } => DiskFault.Exists,
        // On Unix the number of an IOException is errno.
        IOException { HResult: > 0 } exception when !OperatingSystem.IsWindows() => UnixError.FaultOf(exception.HResult),
        _ => DiskFault.Other,
    };
}
