using BenchmarkDotNet.Attributes;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Benchmarks;

/// <summary>Entries a second that become durable on the disk of the temporary folder: 1 s over the mean of one entry. One thread, one frame after the other.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int Entries = 51_200;

    private readonly FrameBuilder _builder = new(0, 1);
    private readonly OrderCancel _entry = new(new UnixNanos(1), ClientOrderId.Parse("vl11021i3v900gc0uy9puk2a"), "strategy", "requote");
    private SegmentJournal? _journal;
    private string _folder = "";

    /// <summary>Entries of one frame.</summary>
    [Params(16, 128, 512)]
    public int FrameEntries { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("veloz-bench-").FullName;
        _journal = SegmentJournal.Open(new SegmentJournalOptions { Folder = _folder, Clock = TimeProvider.System }, SystemDisk.Instance);
        _builder.Begin(1, 0, default);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        var counters = _journal!.Counters;
        Console.WriteLine($"// {counters.Syncs.Count} syncs, mean {counters.Syncs.Sum / counters.Syncs.Count}, longest {counters.Syncs.Max}, {counters.Rotations} rotations");
        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public long Append()
    {
        for (var frame = 0; frame < Entries / FrameEntries; frame++)
        {
            for (var index = 0; index < FrameEntries; index++)
                _builder.Add(_entry);
            _journal!.AppendNow(_builder.Seal(0, -1));
        }
        return _journal!.Counters.Entries;
    }
}
