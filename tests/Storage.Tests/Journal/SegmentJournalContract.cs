using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Simulation;

namespace VeloZ.Storage.Tests;

public sealed class SegmentJournalContract : JournalContract
{
    // The largest frame must fit into a file.
    private readonly SegmentJournalOptions _options = new() { Folder = "/data/wal", Clock = TimeProvider.System, SegmentBytes = 4 * 1_048_576 };
    private readonly SimulatedDisk _disk = new(1);

    protected override int ManyFrames => 9_000; // More than 4 MiB.

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(SegmentJournal.Open(_options, _disk));
}
