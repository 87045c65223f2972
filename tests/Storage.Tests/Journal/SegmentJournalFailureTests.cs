using VeloZ.Domain;
using VeloZ.Simulation;

namespace VeloZ.Storage.Tests;

public sealed class SegmentJournalFailureTests
{
    private readonly JournalBench _bench = new();

    [Fact]
    public void After_a_failed_sync_nothing_is_tried_again()
    {
        using var journal = _bench.Open();
        _bench.Append(journal);
        _bench.Disk.Plan = new DiskPlan(_bench.Disk.Calls + 1, DiskTrouble.DeviceError); // The write, then the sync.
        var failure = Assert.Throws<JournalFailedException>(() => journal.AppendNow(_bench.Frame(10)));
        Assert.Contains($"fdatasync of {JournalBench.Current} failed: EIO", failure.Message, StringComparison.Ordinal);
        var calls = _bench.Disk.Calls;
        Assert.Throws<JournalFailedException>(() => journal.AppendNow(_bench.Frame(10)));
        Assert.Equal((calls, false), (_bench.Disk.Calls, journal.HasRoom));
    }

    [Fact]
    public void A_failed_write_fails_the_journal()
    {
        using var journal = _bench.Open();
        _bench.Disk.Plan = new DiskPlan(_bench.Disk.Calls, DiskTrouble.DeviceError);
        Assert.Throws<JournalFailedException>(() => journal.AppendNow(_bench.Frame(10)));
        Assert.Throws<JournalFailedException>(() => journal.AppendNow(_bench.Frame(10)));
    }

    [Fact]
    public void A_short_write_goes_on()
    {
        using (var journal = _bench.Open())
        {
            _bench.Disk.Plan = new DiskPlan(_bench.Disk.Calls, DiskTrouble.ShortTransfer);
            _bench.Append(journal, 3_000);
        }
        Assert.Equal(_bench.Appended, _bench.Read());
    }

    [Fact]
    public void Without_space_for_the_next_file_there_is_no_room_and_frames_still_go_in()
    {
        _bench.Disk.CapacityBytes = 8_192 + 4_096; // One file, and a bit.
        using var journal = _bench.Open();
        Assert.False(journal.HasRoom);
        _bench.Append(journal, 1_000);
        Assert.Equal(_bench.Appended, journal.Read(JournalPosition.Start).Select(stored => stored.Frame.Hash));
        Assert.DoesNotContain(JournalBench.Spare, _bench.Disk.Paths);
    }

    [Fact]
    public void When_the_file_is_full_and_there_is_no_next_the_journal_fails()
    {
        _bench.Disk.CapacityBytes = 8_192 + 4_096;
        using var journal = _bench.Open();
        _bench.Append(journal, 3_000);
        var failure = Assert.Throws<JournalFailedException>(() => journal.AppendNow(_bench.Frame(3_000)));
        Assert.Contains("ENOSPC", failure.Message, StringComparison.Ordinal);
        _bench.Disk.CapacityBytes = long.MaxValue;
        journal.Dispose();
        Assert.Equal(_bench.Appended, _bench.Read());
    }

    [Fact]
    public void When_space_is_free_again_there_is_room()
    {
        _bench.Disk.CapacityBytes = 8_192 + 4_096;
        using var journal = _bench.Open();
        _bench.Disk.CapacityBytes = long.MaxValue;
        for (var frame = 0; !journal.HasRoom && frame < 100; frame++)
            _bench.Append(journal, 0);
        Assert.True(journal.HasRoom);
    }

    [Fact]
    public void What_a_failed_sync_left_shown_is_written_anew_before_it_counts()
    {
        // Whatever the system shows after the failure, what the next process reads is still there when the power goes.
        for (ulong seed = 0; seed < 20; seed++)
        {
            var bench = new JournalBench { Disk = new SimulatedDisk(seed) };
            using (var journal = bench.Open())
            {
                bench.Append(journal);
                bench.Disk.Plan = new DiskPlan(bench.Disk.Calls + 1, DiskTrouble.DeviceError);
                Assert.Throws<JournalFailedException>(() => journal.AppendNow(bench.Frame(2_000)));
            }
            bench.Disk.Restart();
            var shown = bench.Read();
            bench.Disk.CrashLosingAll();
            Assert.Equal(shown, bench.Read());
            Assert.Equal(bench.Appended, shown.Take(1));
        }
    }

    [Fact]
    public void A_frame_whose_successor_file_could_not_be_made_is_durable_and_the_next_is_refused()
    {
        using var journal = _bench.Open();
        _bench.Append(journal, 2_000);
        // Appending rotates, writes and syncs; then the next spare is opened, which fails.
        var probe = new JournalBench();
        using (var other = probe.Open())
        {
            probe.Append(other, 2_000);
            var before = probe.Disk.Calls;
            probe.Append(other, 2_000);
            // Of the calls after the sync: open, allocate, sync of the folder, write, sync.
            _bench.Disk.Plan = new DiskPlan(_bench.Disk.Calls + (probe.Disk.Calls - before) - 5, DiskTrouble.DeviceError);
        }
        _bench.Append(journal, 2_000);
        Assert.Throws<JournalFailedException>(() => journal.AppendNow(_bench.Frame(1)));
        journal.Dispose();
        _bench.Disk.Restart();
        Assert.Equal(_bench.Appended, _bench.Read());
    }
}
