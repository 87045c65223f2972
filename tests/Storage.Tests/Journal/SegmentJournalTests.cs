using VeloZ.Domain;
using VeloZ.Simulation;

namespace VeloZ.Storage.Tests;

public sealed class SegmentJournalTests
{
    private readonly JournalBench _bench = new();

    [Fact]
    public async Task What_was_appended_is_read_in_its_order()
    {
        await using var journal = _bench.Open();
        for (var size = 0; size < 20; size++)
            await journal.AppendAsync(Kept(_bench.Frame(size)), TestContext.Current.CancellationToken);
        var read = new List<FrameHash>();
        await foreach (var stored in journal.ReadAsync(JournalPosition.Start, TestContext.Current.CancellationToken))
            read.Add(stored.Frame.Hash);
        Assert.Equal(_bench.Appended, read);
    }

    [Fact]
    public void An_empty_journal_has_no_frames()
    {
        Assert.Empty(_bench.Read());
        Assert.Empty(_bench.Read());
    }

    [Fact]
    public void Opened_again_it_goes_on_behind_what_is_there()
    {
        _bench.Write(10, 3_000, 20);
        _bench.Write(3_000, 30);
        _bench.Write(40);
        Assert.Equal(_bench.Appended, _bench.Read());
    }

    [Fact]
    public void Reading_goes_on_from_a_position_that_was_text()
    {
        _bench.Write(10, 2_500, 20, 2_500, 30); // Two files: 2,500 twice do not fit into 4,096.
        using var journal = _bench.Open();
        var all = journal.Read(JournalPosition.Start).ToList();
        Assert.Equal(2, all[^1].Position.Segment);
        for (var index = 0; index < all.Count; index++)
        {
            Assert.Equal(_bench.Appended[index..], Hashes(journal, all[index].Position));
            Assert.Equal(_bench.Appended[(index + 1)..], Hashes(journal, JournalPosition.Parse(all[index].Next.ToString())));
        }
    }

    [Fact]
    public void Append_returns_where_the_frame_begins()
    {
        using var journal = _bench.Open();
        _bench.Append(journal);
        var position = _bench.Append(journal);
        Assert.Equal(_bench.Appended[1..], Hashes(journal, position));
        Assert.Equal(new JournalPosition(1, 4_096 + 200), position); // 74 + 19 + 100 = 193, then the mark up to 200.
    }

    [Fact]
    public void Frames_that_fill_a_file_go_on_in_the_next()
    {
        _bench.Write(1_500, 1_500, 1_500, 1_500, 1_500);
        Assert.Equal([JournalBench.Sealed(1), JournalBench.Sealed(2), JournalBench.Current, JournalBench.Spare], _bench.Disk.Paths.Where(path => path.EndsWith(".wal", StringComparison.Ordinal)));
        Assert.Equal(_bench.Appended, _bench.Read());
    }

    [Fact]
    public void A_frame_longer_than_a_file_gets_a_longer_file()
    {
        _bench.Write(10, 50_000, 10, 900_000, 10);
        Assert.Equal(_bench.Appended, _bench.Read());
    }

    [Fact]
    public void Reading_ends_where_the_journal_ended_when_it_began()
    {
        using var journal = _bench.Open();
        _bench.Append(journal);
        var read = new List<FrameHash>();
        foreach (var stored in journal.Read(JournalPosition.Start))
        {
            read.Add(stored.Frame.Hash);
            _bench.Append(journal, 3_000); // Rotates below the reader.
        }
        Assert.Equal(_bench.Appended[..1], read);
        Assert.Equal(_bench.Appended, Hashes(journal, JournalPosition.Start));
    }

    [Fact]
    public void A_reader_keeps_its_file_while_it_is_renamed()
    {
        using var journal = _bench.Open();
        _bench.Append(journal);
        _bench.Append(journal);
        using var reader = journal.Read(JournalPosition.Start).GetEnumerator();
        Assert.True(reader.MoveNext());
        _bench.Append(journal, 3_900);
        Assert.True(reader.MoveNext());
        Assert.Equal(_bench.Appended[1], reader.Current.Frame.Hash);
    }

    [Fact]
    public void Opened_to_read_nothing_changes_and_all_is_read()
    {
        _bench.Write(10, 3_000, 3_000);
        var before = _bench.Files();
        using (var journal = SegmentJournal.OpenToRead(_bench.Options, _bench.Disk))
        {
            Assert.Equal(_bench.Appended, Hashes(journal, JournalPosition.Start));
            Assert.Throws<InvariantException>(() => journal.AppendNow(_bench.Frame(1)));
        }
        Assert.Equal(before, _bench.Files());
    }

    [Fact]
    public void Opened_to_read_on_a_read_only_disk_all_is_read()
    {
        _bench.Write(10, 3_000, 3_000);
        _bench.Disk.IsReadOnly = true;
        using var journal = SegmentJournal.OpenToRead(_bench.Options, _bench.Disk);
        Assert.Equal(_bench.Appended, Hashes(journal, JournalPosition.Start));
    }

    [Fact]
    public void Counters_tell_what_was_done()
    {
        using var journal = _bench.Open();
        _bench.Append(journal, 2_500);
        _bench.Append(journal, 2_500);
        // 74 + 19 + 2,500 = 2,593, with its mark 2,600.
        Assert.Equal((2L, 2L, 5_200L, 1L, 2L), (journal.Counters.Frames, journal.Counters.Entries, journal.Counters.Bytes, journal.Counters.Rotations, journal.Counters.Syncs.Count));
        Assert.Equal(2, Enumerable.Range(0, journal.Counters.Syncs.Bounds.Count + 1).Sum(journal.Counters.Syncs.Within));
    }

    [Fact]
    public void A_frame_of_another_partition_is_refused()
    {
        using var journal = _bench.Open();
        var builder = new FrameBuilder(3, 1);
        builder.Begin(1, 0, default);
        builder.Add(new Noop(default, []));
        Assert.Throws<InvariantException>(() => journal.AppendNow(builder.Seal(0, -1)));
        Assert.Empty(journal.Read(JournalPosition.Start));
    }

    [Fact]
    public void Without_sync_it_reads_and_writes_the_same()
    {
        var bench = new JournalBench { Options = _bench.Options with { IsSync = false } };
        bench.Write(10, 3_000, 3_000);
        Assert.Equal(bench.Appended, bench.Read());
    }

    [Fact]
    public async Task A_token_that_is_canceled_leaves_the_journal_as_it_was()
    {
        await using var journal = _bench.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await journal.AppendAsync(_bench.Frame(1), new CancellationToken(canceled: true)));
        Assert.Empty(journal.Read(JournalPosition.Start));
    }

    [Theory]
    [InlineData("1:4095")]
    [InlineData("1:4097")]
    [InlineData("1:8192")]
    [InlineData("9:4096")]
    public void A_position_that_is_not_in_the_journal_is_refused(string position)
    {
        _bench.Write(10);
        using var journal = _bench.Open();
        Assert.Throws<JournalDamagedException>(() => Hashes(journal, JournalPosition.Parse(position)));
    }

    [Theory]
    [InlineData(4_096)]
    [InlineData(8_193)]
    [InlineData(10_000)]
    public void A_file_length_that_is_no_multiple_of_4096_is_refused(long bytes) =>
        Assert.Throws<ArgumentException>(() => SegmentJournal.Open(_bench.Options with { SegmentBytes = bytes }, _bench.Disk));

    private SealedFrame Kept(SealedFrame frame)
    {
        _bench.Appended.Add(frame.Hash);
        return frame;
    }

    private static List<FrameHash> Hashes(SegmentJournal journal, JournalPosition from) => [.. journal.Read(from).Select(stored => stored.Frame.Hash)];

    [Fact]
    public void Who_opens_it_may_refuse_what_is_found_before_anything_is_changed()
    {
        var bench = new JournalBench();
        Assert.Throws<InvalidOperationException>(() => SegmentJournal.Open(bench.Options, bench.Disk, Refuse));
        Assert.Empty(bench.Disk.Paths);

        bench.Write(100, 100);
        // A frame that a crash cut off, which opening cuts away.
        using (var journal = bench.Open())
        {
            bench.Disk.Plan = new DiskPlan(bench.Disk.Calls, DiskTrouble.Crash);
            Assert.Throws<SimulatedCrashException>(() => journal.AppendNow(bench.Frame(3_000)));
        }
        bench.Disk.Restart();
        var before = bench.Files();
        var seen = new List<FrameHash>();
        Assert.Throws<InvalidOperationException>(() => SegmentJournal.Open(bench.Options, bench.Disk, found =>
        {
            seen.AddRange(found.Read(JournalPosition.Start).Select(stored => stored.Frame.Hash));
            Refuse(found);
        }));
        Assert.Equal(bench.Appended, seen);
        Assert.Equal(before, bench.Files());
        bench.Write(10);
        Assert.Equal(bench.Appended, bench.Read());
    }

    private static void Refuse(SegmentJournal found) => throw new InvalidOperationException($"the journal ends at {found.LastFound}");
}
