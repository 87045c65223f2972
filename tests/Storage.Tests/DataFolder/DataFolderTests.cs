using System.Diagnostics;
using VeloZ.Simulation;

namespace VeloZ.Storage.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("veloz-data-").FullName;

    private string Root => Path.Combine(_above, "data");

    [Fact]
    public void A_new_folder_is_for_its_user_alone()
    {
        using var folder = Open();
        Assert.True(Directory.Exists(Root));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Root));
    }

    [Fact]
    public void Its_parts_have_their_names()
    {
        using var folder = Open();
        Assert.Equal(
            ["wal", "items.db", "blobs", "market", "secrets"],
            new[] { folder.Journal, folder.Items, folder.Blobs, folder.Market, folder.Secrets }.Select(path => Path.GetRelativePath(Root, path)));
    }

    [Fact]
    public void It_is_held_by_one_process_whose_number_is_told()
    {
        using var first = Open();
        var fault = Assert.Throws<DataFolderException>(Open);
        Assert.Contains($"it is in use by process {Environment.ProcessId} since 20", fault.Message, StringComparison.Ordinal);
        Assert.Contains("stop that first", fault.Message, StringComparison.Ordinal);
        Assert.Throws<DataFolderException>(() => DataFolder.OpenToRead(Root, SystemDisk.Instance));
    }

    [Fact]
    public void Given_back_it_is_free()
    {
        Open().Dispose();
        Open().Dispose();
        DataFolder.OpenToRead(Root, SystemDisk.Instance).Dispose();
    }

    [Fact]
    public void Another_users_folder_is_refused()
    {
        var disk = new SimulatedDisk(1);
        disk.CreateFolder("/data");
        disk.Owner = "user id 1000";
        var fault = Assert.Throws<DataFolderException>(() => DataFolder.Open("/data", disk, TimeProvider.System));
        Assert.Contains("/data: it belongs to user id 1000", fault.Message, StringComparison.Ordinal);
        Assert.Contains("run as that user", fault.Message, StringComparison.Ordinal);
        Assert.Empty(disk.Paths);
    }

    [Fact]
    public void The_owner_of_a_real_folder_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root can give a folder to another user");
        Directory.CreateDirectory(Root);
        using (var chown = Process.Start("chown", ["12345", Root]))
            chown.WaitForExit();
        var fault = Assert.Throws<DataFolderException>(Open);
        Assert.Contains("it belongs to user id 12345", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Root));
    }

    [Fact]
    public void A_read_only_disk_is_refused()
    {
        var disk = new SimulatedDisk(1);
        disk.CreateFolder("/data");
        disk.IsReadOnly = true;
        var fault = Assert.Throws<DataFolderException>(() => DataFolder.Open("/data", disk, TimeProvider.System));
        Assert.Contains("the disk is read-only", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_not_made_to_be_looked_at()
    {
        Assert.Throws<DataFolderException>(() => DataFolder.OpenToRead(Root, SystemDisk.Instance));
        Assert.False(Directory.Exists(Root));
    }

    [Fact]
    public void A_path_that_is_a_file_is_refused()
    {
        File.WriteAllText(Root, "");
        Assert.Throws<DataFolderException>(Open);
    }

    public void Dispose() => Directory.Delete(_above, recursive: true);

    private DataFolder Open() => DataFolder.Open(Root, SystemDisk.Instance, TimeProvider.System);
}
