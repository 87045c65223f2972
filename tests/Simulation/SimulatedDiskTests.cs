using VeloZ.Storage;

namespace VeloZ.Simulation.Tests;

public sealed class SimulatedDiskTests
{
    [Fact]
    public void What_was_synced_survives_a_crash_and_what_was_not_may_be_lost()
    {
        var disk = WithFile(seed: 1, out var file);
        file.Write([1, 1], 0);
        file.SyncData();
        file.Write([2, 2], 0);
        Assert.Equal([2, 2], Content(disk));
        disk.CrashLosingAll();
        Assert.Equal([1, 1], Content(disk));
    }

    [Fact]
    public void A_name_is_lost_until_its_folder_is_synced()
    {
        var disk = new SimulatedDisk(1);
        var file = disk.Open("/d/a", DiskAccess.Create);
        file.Write([1], 0);
        file.Sync();
        disk.CrashLosingAll();
        Assert.Empty(disk.Paths);
    }

    [Fact]
    public void A_rename_is_undone_until_its_folder_is_synced()
    {
        var disk = WithFile(seed: 1, out _);
        disk.Rename("/d/a", "/d/b");
        Assert.Equal(["/d/b"], disk.Paths);
        disk.CrashLosingAll();
        Assert.Equal(["/d/a"], disk.Paths);
    }

    // Of two sectors in two writes every outcome is to be met: old and old, new and old, old and new, new and new.
    [Fact]
    public void Crashes_keep_drop_tear_and_reorder_what_was_not_synced()
    {
        var outcomes = new SortedSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 200; seed++)
        {
            var disk = WithFile(seed, out var file);
            file.Write(new byte[1_024], 0);
            file.Sync();
            file.Write(Enumerable.Repeat((byte)1, 512).ToArray(), 0);
            file.Write(Enumerable.Repeat((byte)1, 512).ToArray(), 512);
            disk.Crash();
            outcomes.Add($"{disk.Content("/d/a")[0]}{disk.Content("/d/a")[512]}");
        }
        Assert.Equal(["00", "01", "10", "11"], outcomes);
    }

    [Fact]
    public void A_failed_sync_loses_the_writes_and_the_next_says_nothing()
    {
        var disk = WithFile(seed: 1, out var file);
        file.Write([1], 0);
        disk.Plan = new DiskPlan(disk.Calls, DiskTrouble.DeviceError);
        Assert.Throws<DiskException>(file.SyncData);
        file.SyncData();
        disk.CrashLosingAll();
        Assert.DoesNotContain((byte)1, Content(disk));
    }

    [Fact]
    public void A_short_transfer_does_a_part()
    {
        var disk = WithFile(seed: 1, out var file);
        disk.Plan = new DiskPlan(disk.Calls, DiskTrouble.ShortTransfer);
        Assert.InRange(file.Write(new byte[100], 0), 1, 99);
        Assert.Equal(100, file.Write(new byte[100], 0));
    }

    [Fact]
    public void A_short_transfer_may_be_the_last_before_the_power_goes()
    {
        var disk = WithFile(seed: 1, out var file);
        disk.Plan = new DiskPlan(disk.Calls, DiskTrouble.ShortTransferAndCrash);
        file.Write(new byte[100], 0);
        Assert.Throws<SimulatedCrashException>(() => file.Write(new byte[100], 0));
    }

    [Fact]
    public void A_full_disk_takes_nothing_more_and_writes_over_what_is_there()
    {
        var disk = WithFile(seed: 1, out var file);
        file.Write(new byte[100], 0);
        disk.Plan = new DiskPlan(disk.Calls, DiskTrouble.NoSpace);
        Assert.Equal(DiskFault.NoSpace, Assert.Throws<DiskException>(() => file.Allocate(200)).Fault);
        Assert.Equal(DiskFault.NoSpace, Assert.Throws<DiskException>(() => file.Write(new byte[2], 99)).Fault);
        Assert.Equal(100, file.Write(new byte[100], 0));
    }

    [Fact]
    public void A_lock_ends_with_its_process()
    {
        var disk = WithFile(seed: 1, out var file);
        Assert.True(file.TryLock());
        Assert.False(disk.Open("/d/a", DiskAccess.Write).TryLock());
        disk.Restart();
        Assert.True(disk.Open("/d/a", DiskAccess.Write).TryLock());
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        var disk = WithFile(seed: 1, out var file);
        file.Write([1], 0);
        var copy = disk.Clone();
        copy.CrashLosingAll();
        Assert.Empty(Content(copy));
        Assert.Equal([1], Content(disk));
    }

    private static SimulatedDisk WithFile(ulong seed, out IDiskFile file)
    {
        var disk = new SimulatedDisk(seed);
        file = disk.Open("/d/a", DiskAccess.Create);
        disk.SyncFolder("/d");
        return disk;
    }

    private static byte[] Content(SimulatedDisk disk) => disk.Content("/d/a");
}
