namespace VeloZ.Local.Tests;

/// <summary><c>veloz verify</c> looks where <c>veloz up</c> with the same settings looks.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_journal_is_where_its_variable_says()
    {
        var settings = new Dictionary<string, string> { ["VELOZ_DATA_DIR"] = _folder.In("data"), ["VELOZ_WAL_DIR"] = _folder.In("journal") };
        Assert.Equal(0, (await UpAsync(settings)).ExitCode);

        var verified = await Veloz.RunInAsync(_folder.Path, settings, "verify");

        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("leader_resign                   1", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_where_the_file_of_settings_says()
    {
        Directory.CreateDirectory(_folder.In("data"));
        _folder.Write("data/veloz.json", $$"""{ "wal_dir": "{{_folder.In("journal")}}" }""");
        var settings = new Dictionary<string, string> { ["VELOZ_DATA_DIR"] = _folder.In("data") };
        Assert.Equal(0, (await UpAsync(settings)).ExitCode);
        Assert.False(Directory.Exists(_folder.In("data/wal")));

        var verified = await Veloz.RunInAsync(_folder.Path, settings, "verify");

        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
    }

    [Fact]
    public async Task An_option_wins_over_the_variable()
    {
        var settings = new Dictionary<string, string> { ["VELOZ_DATA_DIR"] = _folder.In("data"), ["VELOZ_WAL_DIR"] = _folder.In("journal") };
        Assert.Equal(0, (await UpAsync(settings)).ExitCode);
        settings["VELOZ_WAL_DIR"] = _folder.In("nowhere");

        Assert.Equal(0, (await Veloz.RunInAsync(_folder.Path, settings, "verify", "--journal", _folder.In("journal"))).ExitCode);
        var lost = await Veloz.RunInAsync(_folder.Path, settings, "verify");

        Assert.Equal((3, $"veloz: {_folder.In("nowhere")}: there is no such folder; name the journal's folder by --journal or VELOZ_WAL_DIR"), (lost.ExitCode, lost.ErrorLine));
    }

    public void Dispose() => _folder.Dispose();

    private Task<RunResult> UpAsync(Dictionary<string, string> settings) =>
        Veloz.RunInAsync(_folder.Path, settings, "up", "--port", "0", "--no-page", "--market", "file:" + _folder.Write("bars.csv", BarText.Waves(200)), "--speed", "max", "--exit-at-end");
}
