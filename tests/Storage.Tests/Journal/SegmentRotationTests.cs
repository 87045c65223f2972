using VeloZ.Domain;
using VeloZ.Simulation;

namespace VeloZ.Storage.Tests;

public sealed class SegmentRotationTests
{
    public static TheoryData<int, string> Prefixes
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var call = 0; call < RotationCalls(); call++)
            {
                data.Add(call, "kept");
                data.Add(call, "lost");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void A_crash_before_any_call_of_a_rotation_loses_nothing(int call, string unsynced)
    {
        var bench = new JournalBench();
        bench.Write(1_000, 1_000);
        var journal = bench.Open();
        bench.Disk.Plan = new DiskPlan(bench.Disk.Calls + call, DiskTrouble.Crash);
        var frame = bench.Frame(3_000);
        Assert.Throws<SimulatedCrashException>(() => journal.AppendNow(frame));
        if (unsynced == "kept")
            bench.Disk.Restart();
        else
            bench.Disk.CrashLosingAll();
        // Also where the current file has no frame yet.
        FrameId? last = null;
        using (SegmentJournal.Open(bench.Options, bench.Disk, found => last = found.LastFound))
        {
        }
        var read = bench.Read();
        Assert.Equal(new FrameId(1, read.Count - 1), last);
        Assert.Equal(bench.Appended, read.Take(2));
        Assert.True(read.Count == 2 || read[2] == frame.Hash);
        // The same frame again, as a leader that goes on would not, but the order is told by it.
        bench.Appended.Clear();
        bench.Appended.AddRange(read);
        bench.Write(3_000, 10);
        Assert.Equal(bench.Appended, bench.Read());
    }

    [Fact]
    public void The_names_change_only_when_what_they_name_is_durable()
    {
        var bench = new JournalBench();
        bench.Write(1_000, 1_000, 3_000);
        Assert.Equal(
            [JournalBench.Sealed(1), JournalBench.Current, JournalBench.Spare],
            bench.Disk.Paths.Where(path => path.EndsWith(".wal", StringComparison.Ordinal)));
        bench.Disk.CrashLosingAll();
        Assert.Equal(bench.Appended, bench.Read());
    }

    [Fact]
    public void A_seal_names_the_next_file_and_is_no_frame_of_the_sequence()
    {
        var bench = new JournalBench();
        bench.Write(1_000, 3_500);
        var seal = FrameCodec.Read(Unmarked(bench.Disk.Content(JournalBench.Sealed(1)).AsSpan(4_096 + 1_096))); // 1,093 bytes and the mark.
        Assert.Equal((1, 0L), (seal.Header.Flags, seal.Header.Sequence));
        Assert.Equal("orders_0000000000000002.wal", Assert.IsType<Rotation>(Assert.Single(seal.ReadEntries())).Next);
        Assert.Equal(bench.Appended, bench.Read());
    }

    private static byte[] Unmarked(ReadOnlySpan<byte> bytes) => bytes[..BitConverter.ToInt32(bytes[FrameCodec.LengthOffset..])].ToArray();

    private static long RotationCalls()
    {
        var bench = new JournalBench();
        bench.Write(1_000, 1_000);
        using var journal = bench.Open();
        var before = bench.Disk.Calls;
        journal.AppendNow(bench.Frame(3_000));
        return bench.Disk.Calls - before;
    }
}
