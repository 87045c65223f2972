using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VeloZ.Storage;

/// <summary>Whose a folder is.</summary>
internal static class UnixOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD.
    private const uint OwnerWanted = 0x8; // STATX_UID.

    /// <summary>The owner as text when it is not the user of this process; else null.</summary>
    public static string? Foreign(string folder)
    {
        var owner = Of(folder);
        return owner == UnixCalls.UserId() ? null : $"user id {owner}";
    }

    private static uint Of(string folder)
    {
        Span<byte> status = stackalloc byte[256];
        if (OperatingSystem.IsLinux())
        {
            if (UnixCalls.Status(CurrentFolder, folder, 0, OwnerWanted, status) != 0)
                throw UnixError.Last("statx", folder);
            return BinaryPrimitives.ReadUInt32LittleEndian(status[20..]); // stx_uid, the same on every processor.
        }
        var isIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        if ((isIntel ? UnixCalls.StatusOfIntelMac(folder, status) : UnixCalls.Status(folder, status)) != 0)
            throw UnixError.Last("stat", folder);
        return BinaryPrimitives.ReadUInt32LittleEndian(status[16..]); // st_uid.
    }
}
