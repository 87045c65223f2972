using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>What is refused says what is wrong and what to do, and stays as it was. On a real folder where a test can make the fault there.</summary>
public sealed class SegmentJournalRefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("veloz-wal-").FullName;
    private readonly FrameBuilder _builder = new(0, 1);

    public SegmentJournalRefusalTests()
    {
        _builder.Begin(1, 0, default);
        using var journal = Open();
        for (var frame = 0; frame < 12; frame++)
        {
            _builder.Add(new Noop(default, new byte[3_000]));
            journal.AppendNow(_builder.Seal(0, frame - 1));
        }
    }

    [Fact]
    public void What_is_not_broken_is_read()
    {
        using var journal = Open();
        Assert.Equal(12, journal.Read(JournalPosition.Start).Count());
    }

    [Fact]
    public void Another_version_is_refused()
    {
        Patch("orders_current.wal", 5, "002"u8);
        AssertRefused<JournalDamagedException>("the journal was of version 002.1, this program reads 001.1", "run the version of VeloZ that wrote it");
    }

    [Fact]
    public void A_file_that_was_cut_is_refused()
    {
        using (var file = File.OpenWrite(PathOf("orders_0000000000000002.wal")))
            file.SetLength(9_000);
        AssertRefused<JournalDamagedException>("orders_0000000000000002.wal at byte 9000: the file had 9000 bytes, must have 16384: it was cut or lengthened", "restore the file from a copy");
    }

    [Fact]
    public void A_header_that_is_damaged_is_refused()
    {
        Patch("orders_0000000000000001.wal", 30, [1]);
        AssertRefused<JournalDamagedException>("orders_0000000000000001.wal at byte 4092: the checksum of the header was", "restore the file from a copy");
    }

    [Fact]
    public void A_flipped_bit_in_the_middle_is_refused()
    {
        Patch("orders_0000000000000002.wal", 5_000, [1]);
        AssertRefused<JournalDamagedException>("orders_0000000000000002.wal at byte 4096: there is no whole frame", "restore the file from a copy");
    }

    [Fact]
    public void A_file_missing_in_the_middle_is_refused()
    {
        File.Delete(PathOf("orders_0000000000000002.wal"));
        AssertRefused<JournalDamagedException>("orders_0000000000000002.wal at byte 0: the file is missing: orders_0000000000000001.wal and orders_0000000000000003.wal are there", "restore it from a copy");
    }

    [Fact]
    public void The_current_file_missing_is_refused()
    {
        File.Delete(PathOf("orders_current.wal"));
        AssertRefused<JournalDamagedException>("orders_current.wal at byte 0: the file is missing", "restore it from a copy");
    }

    [Fact]
    public void The_current_and_the_spare_file_missing_are_refused()
    {
        File.Delete(PathOf("orders_current.wal"));
        File.Delete(PathOf("orders_spare.wal"));
        AssertRefused<JournalDamagedException>("orders_current.wal at byte 0: the file is missing", "restore it from a copy");
    }

    [Fact]
    public void The_only_file_missing_is_refused()
    {
        var bench = new JournalBench();
        bench.Write(10);
        bench.Disk.Lose(JournalBench.Current);
        var damage = Assert.Throws<JournalDamagedException>(() => bench.Open());
        Assert.Contains("orders_spare.wal is there", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_oldest_file_missing_is_refused_when_it_is_to_be_read()
    {
        File.Delete(PathOf("orders_0000000000000001.wal"));
        AssertRefused<JournalDamagedException>(
            "orders_0000000000000001.wal at byte 0: the file is missing, and the journal is read from it at every start: the oldest that is there is file 2",
            "restore all before that from a backup of the data folder; without them what the account did is not known, and it is not started; nothing was changed");
        using var journal = Open();
        Assert.NotEmpty(journal.Read(new JournalPosition(2, 4_096)));
    }

    [Fact]
    public void Another_partition_is_refused()
    {
        var fault = Assert.Throws<JournalDamagedException>(() => SegmentJournal.Open(Options() with { Partition = 1 }, SystemDisk.Instance));
        Assert.Contains("the journal is of partition 0, must be of 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_engine_is_refused_and_told_who_has_it()
    {
        using var first = Open();
        foreach (var open in (Func<SegmentJournal>[])[Open, () => SegmentJournal.OpenToRead(Options(), SystemDisk.Instance)])
        {
            var fault = Assert.Throws<DataFolderException>(open);
            Assert.Contains($"it is in use by process {Environment.ProcessId} since 20", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void When_the_first_engine_is_gone_the_second_opens()
    {
        Open().Dispose();
        using var second = Open();
        Assert.Equal(12, second.Read(JournalPosition.Start).Count());
    }

    [Fact]
    public void A_full_disk_refuses_a_new_journal_and_leaves_no_file_of_it()
    {
        var bench = new JournalBench();
        bench.Disk.CapacityBytes = 4_096;
        AssertRefused(bench, "ENOSPC", "free some space on that disk");
        Assert.Equal([JournalBench.Folder + "/lock"], bench.Disk.Paths);
    }

    [Fact]
    public void A_read_only_disk_is_refused()
    {
        var bench = new JournalBench();
        bench.Write(10);
        bench.Disk.IsReadOnly = true;
        AssertRefused(bench, "EROFS", "the disk is read-only: mount it for writing");
    }

    [Fact]
    public void A_file_system_that_does_not_sync_is_refused_before_anything_changes()
    {
        var bench = new JournalBench();
        bench.Write(10);
        var before = bench.Files();
        bench.Disk.IsWithoutSync = true;
        AssertRefused(bench, "EINVAL", "does not make data durable when asked to");
        Assert.Equal(before, bench.Files());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused_to_read()
    {
        var fault = Assert.Throws<DataFolderException>(() => SegmentJournal.OpenToRead(Options() with { Folder = PathOf("no") }, SystemDisk.Instance));
        Assert.Contains("there is no such folder", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SegmentJournalOptions Options() => new() { Folder = _folder, Clock = TimeProvider.System, SegmentBytes = 16_384 };

    private SegmentJournal Open() => SegmentJournal.Open(Options(), SystemDisk.Instance);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Patch(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.ReadWrite);
        var there = new byte[bytes.Length];
        RandomAccess.Read(file, there, offset);
        if (bytes.Length == 1)
            there[0] ^= bytes[0];
        else
            bytes.CopyTo(there);
        RandomAccess.Write(file, there, offset);
    }

    private static void AssertRefused(JournalBench bench, string what, string remedy)
    {
        var fault = Assert.Throws<DataFolderException>(() => bench.Open());
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
    }

    // Twice: what is refused must be as it was.
    private void AssertRefused<T>(string what, string remedy)
        where T : Exception
    {
        for (var time = 0; time < 2; time++)
        {
            var fault = Assert.Throws<T>(() =>
            {
                using var journal = Open();
                _ = journal.Read(JournalPosition.Start).Count();
            });
            Assert.Contains(what, fault.Message, StringComparison.Ordinal);
            Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        }
    }
}
