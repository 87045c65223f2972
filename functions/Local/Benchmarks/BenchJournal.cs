using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary>A journal of its own in a temporary folder, for a benchmark.</summary>
internal sealed class BenchJournal : IDisposable
{
    private readonly string _folder;

    /// <param name="parent">Folder that the disk under test holds; the system's for temporary files when null.</param>
    public BenchJournal(string? parent)
    {
        _folder = Path.Combine(parent ?? Path.GetTempPath(), $"veloz-bench-{Environment.ProcessId}-{Path.GetRandomFileName()}");
        Journal = SegmentJournal.Open(new SegmentJournalOptions { Folder = _folder, Clock = TimeProvider.System }, SystemDisk.Instance);
    }

    public SegmentJournal Journal { get; }

    public void Dispose()
    {
        Journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
