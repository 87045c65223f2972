using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Where blobs are: files end with <c>~</c>, which no key has, so that a blob and a folder may have one name.</summary>
internal sealed class BlobPaths
{
    private const char FileMark = '~';

    private readonly string _root;

    public BlobPaths(string root)
    {
        _root = Path.GetFullPath(root);
        NewFolder = Path.Combine(_root, FileMark + "new");
    }

    /// <summary>Where files are until they are whole.</summary>
    public string NewFolder { get; }

    /// <summary>The file of a blob.</summary>
    public string Of(BlobKey key) => Path.Combine(_root, key.Text.Replace('/', Path.DirectorySeparatorChar) + FileMark);

    /// <summary>Keys that begin so and come after another, in the order of their bytes.</summary>
    /// <param name="prefix">Empty for all.</param>
    /// <param name="after">Null for from the first.</param>
    public IEnumerable<BlobKey> Keys(string prefix, string? after) => Below(_root, "", prefix, after);

    /// <summary>Removes the folders above a file that are empty, but for the root.</summary>
    public void RemoveEmptyFolders(string path)
    {
        for (var folder = Path.GetDirectoryName(path)!; folder != _root && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
            Directory.Delete(folder);
    }

    // Folders count with the / behind their name: that is the order of the keys below them.
    private static IEnumerable<BlobKey> Below(string folder, string above, string prefix, string? after)
    {
        if (!Directory.Exists(folder))
            yield break;
        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => (Key: KeyOf(entry, above), entry.FullName)).Where(entry => entry.Key.Length > 0);
        foreach (var (key, path) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!key.EndsWith('/'))
            {
                if (key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(key, after) > 0) && BlobKey.TryParse(key, out var blob))
                    yield return blob;
                continue;
            }
            var mayHold = key.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(key, StringComparison.Ordinal);
            var isBehind = after is null || after.StartsWith(key, StringComparison.Ordinal) || string.CompareOrdinal(key, after) > 0;
            if (!mayHold || !isBehind)
                continue;
            foreach (var below in Below(path, key, prefix, after))
                yield return below;
        }
    }

    // Empty for what is no blob of ours.
    private static string KeyOf(FileSystemInfo entry, string above)
    {
        if (entry is DirectoryInfo)
            return entry.Name[0] == FileMark ? "" : $"{above}{entry.Name}/";
        return entry.Name.EndsWith(FileMark) ? above + entry.Name[..^1] : "";
    }
}
