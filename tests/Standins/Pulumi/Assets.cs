namespace Pulumi;

/// <summary>Files that a resource takes.</summary>
public abstract class AssetOrArchive;

/// <summary>Several files as one.</summary>
public abstract class Archive : AssetOrArchive;

/// <summary>An archive, or a folder, of this machine.</summary>
public sealed class FileArchive(string path) : Archive
{
    /// <inheritdoc/>
    public override string ToString() => path;
}
