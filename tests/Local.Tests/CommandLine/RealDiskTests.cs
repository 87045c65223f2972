using System.Security.Cryptography;

namespace VeloZ.Local.Tests;

/// <summary>The program on disks that are read-only or full: it says what is wrong and what to do, and leaves what is there as it is.</summary>
public sealed class RealDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_new_account_on_a_read_only_disk_is_refused()
    {
        using var disk = await SmallDisk.MakeAsync("4m");
        await disk.RemountAsync("ro");
        var refused = await UpAsync(disk, 100);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("the disk is read-only: mount it for writing, after checking why it is not, or choose another with --data", refused.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_on_a_disk_that_became_read_only_is_refused_and_can_be_verified()
    {
        using var disk = await SmallDisk.MakeAsync("16m");
        Assert.Equal(0, (await UpAsync(disk, 400)).ExitCode);
        var before = Content(disk);
        await disk.RemountAsync("ro");

        var refused = await UpAsync(disk, 400);

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("EROFS", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("the disk is read-only: mount it for writing, after checking why it is not, or choose another with --data", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(0, (await Veloz.RunAsync("verify", "--data", Path.Combine(disk.Path, "data"))).ExitCode);
        Assert.Equal(before, Content(disk));
        await disk.RemountAsync("rw");
        Assert.Equal(0, (await UpAsync(disk, 400)).ExitCode);
    }

    [Fact]
    public async Task A_disk_without_room_for_a_journal_is_refused_and_no_account_is_begun()
    {
        using var disk = await SmallDisk.MakeAsync("900k");
        var refused = await UpAsync(disk, 400);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("ENOSPC", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("free some space on that disk, or choose another with --data", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(disk.Path, "*.wal", SearchOption.AllDirectories));
        await disk.RemountAsync("size=16m");
        Assert.Equal(0, (await UpAsync(disk, 400)).ExitCode);
    }

    [Fact]
    public async Task A_disk_that_fills_ends_the_engine_and_with_room_it_goes_on_from_what_was_durable()
    {
        using var disk = await SmallDisk.MakeAsync("5m");
        var settings = new Dictionary<string, string> { ["VELOZ_WAL_DIR"] = Path.Combine(disk.Path, "wal"), ["VELOZ_WAL_MAX_SIZE"] = "1048576", ["VELOZ_LOG_LEVEL"] = "error" };
        var full = await Veloz.RunInAsync(_folder.Path, settings, Arguments(_folder.In("data"), 60_000));
        Assert.Equal(1, full.ExitCode);
        var told = full.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Matches("^veloz: .*ENOSPC.* Free some space on that disk and start it again: it recovers from what is on the disk$", told);
        var before = await FillsAsync(settings);
        Assert.True(before > 100, $"only {before} fills");

        // Still full: it ends the same way, and what was durable stays.
        Assert.Equal(1, (await Veloz.RunInAsync(_folder.Path, settings, Arguments(_folder.In("data"), 60_000))).ExitCode);
        Assert.True(await FillsAsync(settings) >= before);

        await disk.RemountAsync("size=200m");
        Assert.Equal(0, (await Veloz.RunInAsync(_folder.Path, settings, Arguments(_folder.In("data"), 60_000))).ExitCode);
        Assert.True(await FillsAsync(settings) > before);
    }

    [Fact]
    public async Task Items_that_find_no_room_end_the_engine_and_the_next_start_makes_them_up_to_the_same_trades()
    {
        var undisturbed = await Veloz.RunInAsync(_folder.Path, Settings("whole"), Arguments(_folder.In("data"), 20_000));
        Assert.Equal(0, undisturbed.ExitCode);
        using var disk = await SmallDisk.MakeAsync("600k");

        var full = await Veloz.RunInAsync(_folder.Path, Settings("wal"), Arguments(Path.Combine(disk.Path, "data"), 20_000));
        Assert.Equal(1, full.ExitCode);
        var told = full.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Matches("^veloz: what is shown and stored could not be kept up: .*items.db: disk was full, must have room.* The journal has all: mend that and start it again$", told);

        await disk.RemountAsync("size=200m");
        Assert.Equal(0, (await Veloz.RunInAsync(_folder.Path, Settings("wal"), Arguments(Path.Combine(disk.Path, "data"), 20_000))).ExitCode);
        Assert.Equal(
            await TradesAsync("--data", _folder.In("data"), "--journal", _folder.In("whole")),
            await TradesAsync("--data", Path.Combine(disk.Path, "data"), "--journal", _folder.In("wal")));
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string> Settings(string journal) => new() { ["VELOZ_WAL_DIR"] = _folder.In(journal), ["VELOZ_LOG_LEVEL"] = "error" };

    private static async Task<string?> TradesAsync(params string[] arguments) => (await ResultAsync(arguments)).GetProperty("trade_hash").GetString();

    private static async Task<System.Text.Json.JsonElement> ResultAsync(params string[] arguments)
    {
        var verified = await Veloz.RunAsync(["verify", "--json", .. arguments]);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        return System.Text.Json.JsonDocument.Parse(verified.Output.TrimEnd().Split('\n')[^1]).RootElement;
    }

    private Task<RunResult> UpAsync(SmallDisk disk, int bars) => Veloz.RunInAsync(
        _folder.Path,
        new Dictionary<string, string> { ["VELOZ_WAL_MAX_SIZE"] = "1048576", ["VELOZ_LOG_LEVEL"] = "error" },
        Arguments(Path.Combine(disk.Path, "data"), bars));

    private string[] Arguments(string data, int bars) =>
    [
        "up", "--data", data, "--port", "0", "--no-page", "--market", "file:" + _folder.Write("bars.csv", BarText.Waves(bars, half: 4)), "--speed", "max", "--exit-at-end",
        "--strategy", "ma-cross", "--param", "fast=2", "--param", "slow=4",
    ];

    private async Task<long> FillsAsync(Dictionary<string, string> settings) => (await ResultAsync("--data", _folder.In("data"), "--journal", settings["VELOZ_WAL_DIR"])).GetProperty("fills").GetInt64();

    private static string[] Content(SmallDisk disk) =>
    [
        .. Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
