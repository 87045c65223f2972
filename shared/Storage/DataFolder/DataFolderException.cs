namespace VeloZ.Storage;

/// <summary>A folder for data cannot be used: it is another's, held by another process, full, read-only, or on a file system that does not sync. Nothing was changed.</summary>
/// <param name="folder">The folder.</param>
/// <param name="what">What was and what was needed.</param>
/// <param name="remedy">What a person can do.</param>
/// <param name="cause">What was thrown beneath, if anything was.</param>
public sealed class DataFolderException(string folder, string what, string remedy, Exception? cause = null)
    : Exception($"{folder}: {what}; {remedy}", cause)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    internal static DataFolderException From(string folder, DiskException fault) => fault.Fault switch
    {
        DiskFault.NoSpace => new(folder, fault.Message, "free some space on that disk, or choose another with --data", fault),
        DiskFault.ReadOnly => new(folder, fault.Message, "the disk is read-only: mount it for writing, after checking why it is not, or choose another with --data", fault),
        DiskFault.Denied => new(folder, fault.Message, "give this user the right to write there, or choose another folder with --data", fault),
        DiskFault.NotSupported => new(folder, fault.Message, "this file system does not make data durable when asked to: choose a folder on a local disk with --data", fault),
        _ => new(folder, fault.Message, "look at the disk, or choose another with --data", fault),
    };
}
