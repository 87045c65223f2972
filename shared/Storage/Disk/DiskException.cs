namespace VeloZ.Storage;

/// <summary>Why a call to the disk failed.</summary>
public enum DiskFault
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>The device failed: EIO.</summary>
    Device,

    /// <summary>No space, or the quota is used up: ENOSPC, EDQUOT.</summary>
    NoSpace,

    /// <summary>The file system is read-only: EROFS.</summary>
    ReadOnly,

    /// <summary>The file system does not do this: EINVAL, ENOTSUP, ENOSYS.</summary>
    NotSupported,

    /// <summary>Not allowed: EACCES, EPERM.</summary>
    Denied,

    /// <summary>There is no such file: ENOENT.</summary>
    NotFound,

    /// <summary>There is one already: EEXIST.</summary>
    Exists,
}

/// <summary>A call to the disk failed: which, on what, and what the system said.</summary>
/// <param name="fault">Why.</param>
/// <param name="call">Such as <c>fdatasync</c>.</param>
/// <param name="path">Of the file or folder.</param>
/// <param name="error">The system's name and words for it, such as <c>EIO (Input/output error)</c>.</param>
/// <param name="cause">What was thrown beneath, if anything was.</param>
public sealed class DiskException(DiskFault fault, string call, string path, string error, Exception? cause = null)
    : IOException($"{call} of {path} failed: {error}", cause)
{
    /// <summary>Why.</summary>
    public DiskFault Fault { get; } = fault;

    /// <summary>Such as <c>fdatasync</c>.</summary>
    public string Call { get; } = call;

    /// <summary>Of the file or folder.</summary>
    public string Path { get; } = path;
}
