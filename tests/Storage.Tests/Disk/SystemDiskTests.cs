namespace VeloZ.Storage.Tests;

public sealed class SystemDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("veloz-disk-").FullName;
    private readonly IDisk _disk = SystemDisk.Instance;

    [Fact]
    public void What_was_written_is_read_where_it_was_written()
    {
        using var file = _disk.Open(PathOf("a"), DiskAccess.Create);
        file.Allocate(1_000);
        Assert.Equal(3, file.Write([1, 2, 3], 500));
        file.SyncData();
        file.Sync();
        var read = new byte[5];
        Assert.Equal((5, 1_000L), (file.Read(read, 499), file.Length));
        Assert.Equal([0, 1, 2, 3, 0], read);
        Assert.Equal(0, file.Read(read, 1_000));
    }

    [Fact]
    public void A_new_file_is_for_its_user_alone()
    {
        _disk.Open(PathOf("a"), DiskAccess.Create).Dispose();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf("a")));
    }

    [Fact]
    public void Files_are_listed_renamed_and_removed()
    {
        _disk.Open(PathOf("b"), DiskAccess.Create).Dispose();
        _disk.Open(PathOf("a"), DiskAccess.Create).Dispose();
        Assert.Equal(["a", "b"], _disk.List(_folder));
        _disk.Rename(PathOf("b"), PathOf("c"));
        _disk.Unlink(PathOf("a"));
        _disk.SyncFolder(_folder);
        Assert.Equal(["c"], _disk.List(_folder));
    }

    [Fact]
    public void A_file_is_locked_once()
    {
        using var first = _disk.Open(PathOf("a"), DiskAccess.Create);
        Assert.True(first.TryLock());
        using (var second = _disk.Open(PathOf("a"), DiskAccess.Write))
            Assert.False(second.TryLock());
        first.Dispose();
        using var third = _disk.Open(PathOf("a"), DiskAccess.Read);
        Assert.True(third.TryLock());
    }

    [Fact]
    public void Our_own_folder_is_nobody_elses() => Assert.Null(_disk.ForeignOwner(_folder));

    [Fact]
    public void Failures_tell_the_call_the_path_and_the_error()
    {
        AssertFault(DiskFault.NotFound, "ENOENT", () => _disk.Open(PathOf("no"), DiskAccess.Read));
        _disk.Open(PathOf("a"), DiskAccess.Create).Dispose();
        AssertFault(DiskFault.Exists, "EEXIST", () => _disk.Open(PathOf("a"), DiskAccess.Create));
        AssertFault(DiskFault.NotFound, "ENOENT", () => _disk.Rename(PathOf("no"), PathOf("b")));
        AssertFault(DiskFault.NotFound, "ENOENT", () => _disk.Unlink(PathOf("no")));
        AssertFault(DiskFault.NotFound, "ENOENT", () => _disk.SyncFolder(PathOf("no")));
    }

    [Fact]
    public void A_sync_that_the_file_system_does_not_do_is_told_and_not_passed_over()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the proc file system is Linux's");
        // .NET says nothing of EINVAL here, which is why the call is made directly.
        using var file = _disk.Open("/proc/self/status", DiskAccess.Read);
        AssertFault(DiskFault.NotSupported, "EINVAL", file.Sync);
        AssertFault(DiskFault.NotSupported, "EINVAL", file.SyncData);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static void AssertFault(DiskFault fault, string error, Action action)
    {
        var failure = Assert.Throws<DiskException>(action);
        Assert.Equal(fault, failure.Fault);
        if (!OperatingSystem.IsWindows())
            Assert.Contains(error, failure.Message, StringComparison.Ordinal);
    }
}
