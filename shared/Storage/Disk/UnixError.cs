using System.Runtime.InteropServices;

namespace VeloZ.Storage;

/// <summary>What the last call to the C library left in errno.</summary>
internal static class UnixError
{
    private const int Interrupted = 4;

    public static bool WasInterrupted => Marshal.GetLastPInvokeError() == Interrupted;

    public static bool WouldBlock => Marshal.GetLastPInvokeError() == (OperatingSystem.IsMacOS() ? 35 : 11);

    public static bool IsNotSupported => FaultOf(Marshal.GetLastPInvokeError()) == DiskFault.NotSupported;

    public static DiskException Last(string call, string path)
    {
        var number = Marshal.GetLastPInvokeError();
        return new DiskException(FaultOf(number), call, path, $"{NameOf(number)} ({Marshal.GetPInvokeErrorMessage(number)})");
    }

    public static DiskFault FaultOf(int number) => NameOf(number) switch
    {
        "EIO" => DiskFault.Device,
        "ENOSPC" or "EDQUOT" => DiskFault.NoSpace,
        "EROFS" => DiskFault.ReadOnly,
        "EINVAL" or "ENOTSUP" or "EOPNOTSUPP" or "ENOSYS" => DiskFault.NotSupported,
        "EACCES" or "EPERM" => DiskFault.Denied,
        "ENOENT" => DiskFault.NotFound,
        "EEXIST" => DiskFault.Exists,
        _ => DiskFault.Other,
    };

    public static string NameOf(int number) => number switch
    {
        1 => "EPERM",
        2 => "ENOENT",
        4 => "EINTR",
        5 => "EIO",
        9 => "EBADF",
        13 => "EACCES",
        16 => "EBUSY",
        17 => "EEXIST",
        20 => "ENOTDIR",
        21 => "EISDIR",
        22 => "EINVAL",
        24 => "EMFILE",
        27 => "EFBIG",
        28 => "ENOSPC",
        30 => "EROFS",
        _ => OperatingSystem.IsMacOS() ? NameOnMac(number) : NameOnLinux(number),
    };

    private static string NameOnLinux(int number) => number switch
    {
        38 => "ENOSYS",
        95 => "ENOTSUP",
        122 => "EDQUOT",
        _ => $"error {number}",
    };

    private static string NameOnMac(int number) => number switch
    {
        45 => "ENOTSUP",
        69 => "EDQUOT",
        78 => "ENOSYS",
        102 => "EOPNOTSUPP",
        _ => $"error {number}",
    };
}
