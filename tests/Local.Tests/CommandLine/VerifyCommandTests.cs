using System.Text.Json;

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

    // From 100 to 110 and back to 105, by 0.25 a minute. Of 20 cells of one coin between 95 and 115, the 14 above the first close of 100.25 are bought there. On the way up the
    // lines from 102 to 109 sell (strictly: 110 is only touched), on the way down those from 108 to 106 buy again. Fees are 10 basis points.
    [Fact]
    public async Task Its_last_line_tells_positions_balances_and_open_orders()
    {
        var file = _folder.Write("bars.csv", BarText.Waves(60));
        string[] grid = ["--strategy", "grid", "--param", "lower=95", "--param", "upper=115", "--param", "grids=20", "--param", "quote_per_grid=105"];
        Assert.Equal(0, (await Veloz.RunAsync(["up", "--data", _folder.In("data"), "--port", "0", "--no-page", "--market", "file:" + file, "--speed", "max", "--exit-at-end", "--participation", "off", "--order-rate-limit", "off", .. grid])).ExitCode);

        var verified = await Veloz.RunAsync("verify", "--data", _folder.In("data"), "--json");

        using var json = JsonDocument.Parse(verified.Output.TrimEnd().Split('\n')[^1]);
        // 14 x 100.25 less 8 at their mean, and 108 + 107 + 106, are 922.5.
        const string positions = """[{"instrument":"BTC-USDT.SIM","quantity":"9","average_entry_price":"102.5","realized_pnl":"42","fees_in_quote":"2.5685"}]""";
        Assert.Equal(positions, json.RootElement.GetProperty("positions").GetRawText());
        Assert.Equal(positions, json.RootElement.GetProperty("strategies")[0].GetProperty("positions").GetRawText());
        Assert.Equal(
            """[{"currency":"USDT","total":"99116.9315","locked":"1101.1"},{"currency":"BTC","total":"9","locked":"9"}]""",
            json.RootElement.GetProperty("balances").GetRawText()); // 100,000 - 1,403.5 + 844 - 321 less fees; the bids are 1,100 and their fees.
        var orders = json.RootElement.GetProperty("open_orders").EnumerateArray().ToArray();
        Assert.Equal(
            [.. Enumerable.Range(95, 11).Select(line => $"buy {line}"), .. Enumerable.Range(107, 9).Select(line => $"sell {line}")],
            orders.Select(order => $"{Text(order, "side")} {Text(order, "price")}").OrderBy(text => text[0]).ThenBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal));
        Assert.All(orders, order => Assert.Equal(
            ("stg_grid", "BTC-USDT.SIM", "limit", "1", "0", null, "accepted"),
            (Text(order, "strategy"), Text(order, "instrument"), Text(order, "type"), Text(order, "quantity"), Text(order, "filled"), Text(order, "trigger_price"), Text(order, "status"))));
    }

    public void Dispose() => _folder.Dispose();

    private Task<RunResult> UpAsync(Dictionary<string, string> settings) =>
        Veloz.RunInAsync(_folder.Path, settings, "up", "--port", "0", "--no-page", "--market", "file:" + _folder.Write("bars.csv", BarText.Waves(200)), "--speed", "max", "--exit-at-end");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
