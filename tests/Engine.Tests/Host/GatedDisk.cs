using System.Diagnostics;
using VeloZ.Storage;

namespace VeloZ.Engine.Tests;

/// <summary>A disk whose syncs of data wait while its gate is closed.</summary>
internal sealed class GatedDisk(IDisk inner) : IDisk, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly SemaphoreSlim _waiting = new(0);

    /// <summary>How long each sync of data takes at least.</summary>
    public TimeSpan SyncTime { get; set; }

    public void Close() => _gate.Reset();

    public void Open() => _gate.Set();

    /// <summary>Ends once a sync waits at the gate.</summary>
    public Task WaitForSyncAsync() => _waiting.WaitAsync(TestContext.Current.CancellationToken);

    public bool FolderExists(string path) => inner.FolderExists(path);

    public void CreateFolder(string path) => inner.CreateFolder(path);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public string? ForeignOwner(string folder) => inner.ForeignOwner(folder);

    public IDiskFile Open(string path, DiskAccess access) => new GatedFile(this, inner.Open(path, access));

    public void Rename(string path, string newPath) => inner.Rename(path, newPath);

    public void Unlink(string path) => inner.Unlink(path);

    public void SyncFolder(string folder) => inner.SyncFolder(folder);

    public void Dispose()
    {
        _gate.Dispose();
        _waiting.Dispose();
    }

    private void Pass()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < SyncTime)
            Thread.SpinWait(20);
        if (_gate.IsSet)
            return;
        _waiting.Release();
        // A test that failed leaves it closed, and its engine waits for the sync.
        if (!_gate.Wait(Patience, CancellationToken.None))
            throw new IOException($"the gate was closed for {Patience.TotalSeconds} s");
    }

    private sealed class GatedFile(GatedDisk disk, IDiskFile inner) : IDiskFile
    {
        public string Path
        {
            get => inner.Path;
            set => inner.Path = value;
        }

        public long Length => inner.Length;

        public int Read(Span<byte> bytes, long offset) => inner.Read(bytes, offset);

        public int Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

        public void Allocate(long length) => inner.Allocate(length);

        public void SyncData()
        {
            disk.Pass();
            inner.SyncData();
        }

        public void Sync() => inner.Sync();

        public bool TryLock() => inner.TryLock();

        public void Dispose() => inner.Dispose();
    }
}
