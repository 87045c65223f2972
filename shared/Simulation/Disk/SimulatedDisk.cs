using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Simulation;

/// <summary>A disk in memory that forgets, tears and reorders what was not synced when power is lost, and fails by plan. The same seed does the same.</summary>
/// <remarks>Writes reach the platter in sectors of 512 bytes. A name is durable once its folder was synced, a folder at once. For one thread.</remarks>
public sealed class SimulatedDisk : IDisk
{
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal) { "/" };
    private readonly List<NameChange> _pendingNames = [];
    private SortedDictionary<string, SimulatedFile> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimulatedFile> _durableNames = new(StringComparer.Ordinal);
    private SplitMix64 _random;
    private int _boot;
    private bool _isFull;
    private long? _crashAt;

    /// <summary>An empty disk.</summary>
    /// <param name="seed">Decides what a crash keeps.</param>
    public SimulatedDisk(ulong seed) => _random = SplitMix64.Stream(seed, "simulated.disk", 0);

    /// <summary>What is to go wrong; null for nothing.</summary>
    public DiskPlan? Plan { get; set; }

    /// <summary>Calls made so far.</summary>
    public long Calls { get; private set; }

    /// <summary>Whether every change fails with EROFS.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Whether a sync fails with EINVAL, as some network file systems do.</summary>
    public bool IsWithoutSync { get; set; }

    /// <summary>Most bytes that all files may have together.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>Who owns each folder, when it is not this user.</summary>
    public string? Owner { get; set; }

    /// <summary>Paths of all files that are shown, in ordinal order.</summary>
    public IReadOnlyList<string> Paths => [.. _names.Keys];

    /// <summary>A copy that goes its own way, without open files and locks.</summary>
    public SimulatedDisk Clone()
    {
        var files = _names.Values.Concat(_durableNames.Values).Concat(_pendingNames.Select(change => change.File)).Distinct().ToDictionary(file => file, file => file.Clone());
        var copy = new SimulatedDisk(0) { _random = _random, CapacityBytes = CapacityBytes, Owner = Owner, IsReadOnly = IsReadOnly };
        copy._folders.UnionWith(_folders);
        foreach (var (path, file) in _names)
            copy._names.Add(path, files[file]);
        foreach (var (path, file) in _durableNames)
            copy._durableNames.Add(path, files[file]);
        copy._pendingNames.AddRange(_pendingNames.Select(change => change with { File = files[change.File] }));
        return copy;
    }

    /// <summary>Power is lost and comes back: of what was not synced some is there, by the seed.</summary>
    public void Crash() => Crash(CrashFate.Draw(ref _random));

    /// <summary>Power is lost and comes back: nothing of what was not synced is there.</summary>
    public void CrashLosingAll() => Crash(CrashFate.Lost);

    /// <summary>The process ended and another starts: the system still shows what was not synced.</summary>
    public void Restart()
    {
        _boot++;
        Plan = null;
        _crashAt = null;
        _isFull = false;
        foreach (var file in _names.Values)
            file.LockedBy = null;
    }

    /// <summary>Turns bits of one byte of a file.</summary>
    public void Flip(string path, long offset, byte mask) => _names[path].Flip(offset, mask);

    /// <summary>Ends a file earlier.</summary>
    public void Cut(string path, long length) => _names[path].Cut(length);

    /// <summary>Takes a file away, for good.</summary>
    public void Lose(string path)
    {
        _names.Remove(path);
        _durableNames.Remove(path);
    }

    /// <summary>All bytes of a file as they are shown.</summary>
    public byte[] Content(string path)
    {
        var bytes = new byte[_names[path].Length];
        _names[path].Read(bytes, 0);
        return bytes;
    }

    /// <summary>Puts bytes into a file as if they had always been there.</summary>
    public void Put(string path, ReadOnlySpan<byte> bytes, long offset)
    {
        _names[path].Write(bytes, offset);
        _names[path].Sync();
    }

    /// <inheritdoc/>
    public bool FolderExists(string path) => _folders.Contains(path);

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        Enter("mkdir", path, isChange: true);
        for (var folder = path; folder is { Length: > 0 }; folder = Path.GetDirectoryName(folder))
            _folders.Add(folder);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        Enter("readdir", folder, isChange: false);
        return [.. _names.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path))];
    }

    /// <inheritdoc/>
    public string? ForeignOwner(string folder) => Owner;

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskAccess access)
    {
        Enter("open", path, isChange: access != DiskAccess.Read);
        var isThere = _names.TryGetValue(path, out var file);
        if (access != DiskAccess.Create)
            return isThere ? new OpenFile(this, path, file!) : throw Fault(DiskFault.NotFound, "open", path, "ENOENT");
        if (isThere)
            throw Fault(DiskFault.Exists, "open", path, "EEXIST");
        if (_isFull)
            throw Fault(DiskFault.NoSpace, "open", path, "ENOSPC");
        file = new SimulatedFile();
        Change(new NameChange(null, path, file));
        return new OpenFile(this, path, file);
    }

    /// <inheritdoc/>
    public void Rename(string path, string newPath)
    {
        Enter("rename", path, isChange: true);
        Change(new NameChange(path, newPath, Find(path, "rename")));
    }

    /// <inheritdoc/>
    public void Unlink(string path)
    {
        Enter("unlink", path, isChange: true);
        Change(new NameChange(path, null, Find(path, "unlink")));
    }

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        Enter("fsync", folder, isChange: false);
        RefuseSync(folder);
        foreach (var change in _pendingNames)
            change.Apply(_durableNames);
        _pendingNames.Clear();
    }

    private void Crash(CrashFate fate)
    {
        for (var index = 0; index < _pendingNames.Count; index++)
        {
            if (fate.Takes(index, _pendingNames.Count, ref _random))
                _pendingNames[index].Apply(_durableNames);
        }
        _pendingNames.Clear();
        foreach (var file in _durableNames.Values)
            file.Crash(fate, ref _random);
        _names = new SortedDictionary<string, SimulatedFile>(_durableNames, StringComparer.Ordinal);
        Restart();
    }

    // Every call passes here: it is counted, and fails if that is the plan.
    private bool Enter(string call, string path, bool isChange, bool isTransfer = false)
    {
        var number = Calls++;
        if (number == _crashAt)
            throw new SimulatedCrashException(number);
        if (IsReadOnly && isChange)
            throw Fault(DiskFault.ReadOnly, call, path, "EROFS");
        if (Plan is not { } plan || plan.Call != number)
            return false;
        switch (plan.Trouble)
        {
            case DiskTrouble.Crash:
                throw new SimulatedCrashException(number);
            case DiskTrouble.DeviceError:
                throw Fault(DiskFault.Device, call, path, "EIO");
            case DiskTrouble.NoSpace:
                _isFull = true;
                return false;
            case DiskTrouble.ShortTransferAndCrash:
                _crashAt = number + 1;
                return isTransfer;
            default:
                return isTransfer;
        }
    }

    private void RefuseSync(string path)
    {
        if (IsWithoutSync)
            throw Fault(DiskFault.NotSupported, "fsync", path, "EINVAL");
    }

    private void RefuseGrowth(string path, long more)
    {
        if (more > 0 && (_isFull || _names.Values.Sum(file => file.Length) + more > CapacityBytes))
            throw Fault(DiskFault.NoSpace, "fallocate", path, "ENOSPC");
    }

    private void Change(NameChange change)
    {
        change.Apply(_names);
        _pendingNames.Add(change);
    }

    private SimulatedFile Find(string path, string call) => _names.TryGetValue(path, out var file) ? file : throw Fault(DiskFault.NotFound, call, path, "ENOENT");

    private static DiskException Fault(DiskFault fault, string call, string path, string error) => new(fault, call, path, error);

    private sealed record NameChange(string? From, string? To, SimulatedFile File)
    {
        public void Apply(SortedDictionary<string, SimulatedFile> names)
        {
            if (From is not null && !(names.TryGetValue(From, out var file) && ReferenceEquals(file, File)))
                return; // What gave the file this name was lost.
            if (From is not null)
                names.Remove(From);
            if (To is not null)
                names[To] = File;
        }
    }

    private sealed class OpenFile(SimulatedDisk disk, string path, SimulatedFile file) : IDiskFile
    {
        private readonly int _boot = disk._boot;

        public string Path { get; set; } = path;

        public long Length => file.Length;

        public int Read(Span<byte> bytes, long offset)
        {
            var isShort = Enter("pread", isChange: false, isTransfer: true);
            return file.Read(isShort ? bytes[..Part(bytes.Length)] : bytes, offset);
        }

        public int Write(ReadOnlySpan<byte> bytes, long offset)
        {
            var isShort = Enter("pwrite", isChange: true, isTransfer: true);
            disk.RefuseGrowth(Path, offset + bytes.Length - file.Length);
            var part = isShort ? bytes[..Part(bytes.Length)] : bytes;
            file.Write(part, offset);
            return part.Length;
        }

        public void Allocate(long length)
        {
            Enter("fallocate", isChange: true);
            disk.RefuseGrowth(Path, length - file.Length);
            file.Extend(length);
        }

        public void SyncData() => Sync("fdatasync");

        public void Sync() => Sync("fsync");

        public bool TryLock()
        {
            Enter("flock", isChange: false);
            if (file.LockedBy is not null)
                return false;
            file.LockedBy = this;
            return true;
        }

        public void Dispose()
        {
            if (ReferenceEquals(file.LockedBy, this))
                file.LockedBy = null;
        }

        private void Sync(string call)
        {
            try
            {
                Enter(call, isChange: false);
            }
            catch (DiskException)
            {
                file.LosePending(ref disk._random);
                throw;
            }
            disk.RefuseSync(Path);
            if (disk._isFull && file.IsDirty && file.Length > 0 && disk._random.NextBelow(4) == 0)
                throw LoseToFullDisk(call);
            file.Sync();
        }

        // Some file systems look for the space only now.
        private DiskException LoseToFullDisk(string call)
        {
            file.LosePending(ref disk._random);
            return Fault(DiskFault.NoSpace, call, Path, "ENOSPC");
        }

        private int Part(int count) => count <= 1 ? count : 1 + (int)disk._random.NextBelow((ulong)count - 1);

        private bool Enter(string call, bool isChange, bool isTransfer = false)
        {
            if (_boot != disk._boot)
                throw new InvariantException($"{call} of {Path} by a process that has ended");
            return disk.Enter(call, Path, isChange, isTransfer);
        }
    }
}
