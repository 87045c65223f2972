using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VeloZ.Local.Tests;

/// <summary>The program as a service: started, asked, signaled, killed, started again.</summary>
public sealed partial class UpCommandTests : IDisposable
{
    private const int SignalInterrupt = 2;
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Without_a_command_a_strategy_trades_and_is_shown()
    {
        // The default feed, as fast as it goes: what a visitor sees within a minute.
        await using var up = await StartAsync("--speed", "1000");
        await up.UntilAsync(live => live.GetProperty("fills").GetArrayLength() > 0);
        using var live = await up.JsonAsync("/api/v1/live");
        Assert.Equal("BTC-USDT.SIM", live.RootElement.GetProperty("instrument").GetString());
        Assert.Equal("running", live.RootElement.GetProperty("strategies")[0].GetProperty("status").GetString());
        Assert.Contains("<title>VeloZ</title>", await up.TextAsync("/"), StringComparison.Ordinal);
        Assert.Equal("{\"status\":\"ready\"}", await up.TextAsync("/ready"));
        Assert.Equal("{\"status\":\"ok\"}", await up.TextAsync("/health"));
        using var orders = await up.JsonAsync("/api/orders_state");
        Assert.Equal("market", orders.RootElement.GetProperty("orders_state")[0].GetProperty("order_type").GetString());
    }

    [Fact]
    public async Task A_page_of_another_name_is_not_answered()
    {
        await using var up = await StartAsync("--no-page");
        using var request = new HttpRequestMessage(HttpMethod.Get, up.Address + "/api/v1/live") { Headers = { Host = "evil.example" } };
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        using var page = await client.GetAsync(new Uri(up.Address + "/"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task The_metrics_are_in_the_form_that_Prometheus_reads()
    {
        await using var up = await StartAsync("--no-page");
        var lines = (await up.TextAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+=""[^""]*""(,[a-z_]+=""[^""]*"")*\})? -?[0-9.E+-]+)$", line));
        foreach (var name in new[] { "veloz_wal_entries_written", "veloz_wal_bytes_written", "veloz_wal_rotations", "veloz_wal_corrupted_entries" })
            Assert.Single(lines, line => line.StartsWith(name + " ", StringComparison.Ordinal));
        var families = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToArray();
        Assert.Equal(families.Distinct(StringComparer.Ordinal), families);
    }

    [Theory]
    [InlineData(SignalInterrupt)]
    [InlineData(SignalTerminate)]
    public async Task A_signal_to_end_stops_in_order_and_the_next_start_goes_on(int signal)
    {
        Skip_on_Windows();
        await using (var first = await StartAsync("--speed", "1000"))
        {
            await first.UntilAsync(live => live.GetProperty("fills").GetArrayLength() > 0);
            Assert.Equal(0, await first.SignalAsync(signal));
        }
        var verified = await Veloz.RunAsync("verify", "--data", _folder.In("data"));
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("leader_resign                   1", verified.Output, StringComparison.Ordinal);
        await using var second = await StartAsync();
        // What is shown is durable; that its own epoch is, comes just after it listens.
        await second.UntilAsync(live => live.GetProperty("journal").GetProperty("epoch").GetInt64() == 2);
    }

    [Fact]
    public async Task A_killed_engine_is_started_again_and_its_journal_is_sound()
    {
        Skip_on_Windows();
        await using (var first = await StartAsync("--speed", "1000"))
        {
            await first.UntilAsync(live => live.GetProperty("fills").GetArrayLength() > 0);
            Assert.NotEqual(0, await first.SignalAsync(SignalKill));
        }
        Assert.Equal(0, (await Veloz.RunAsync("verify", "--data", _folder.In("data"))).ExitCode);
        await using var second = await StartAsync();
        await second.UntilAsync(live => live.GetProperty("journal").GetProperty("epoch").GetInt64() == 2);
    }

    [Fact]
    public async Task Two_engines_on_one_folder_are_refused_and_the_first_goes_on()
    {
        await using var first = await StartAsync();
        var second = await Veloz.RunAsync("up", "--data", _folder.In("data"), "--port", "0");
        Assert.Equal(3, second.ExitCode);
        Assert.Matches("it is in use by process [0-9]+ since .*; stop that first, or choose another folder with --data$", second.ErrorLine);
        Assert.Equal("{\"status\":\"ready\"}", await first.TextAsync("/ready"));
    }

    [Theory]
    [InlineData("--market was 'moon', must be sim, file, binance_ws, bybit_ws, coinbase_ws or okx_ws", "--market", "moon")]
    [InlineData("--symbol was BTC-USDT.OKX while VELOZ_MARKET_SOURCE is binance_ws, must be a market of BINANCE", "--market", "binance_ws", "--symbol", "BTC-USDT.OKX")]
    [InlineData("--account was margin on the market of Binance, must be cash: a paper account on a live market is spot", "--market", "binance_ws", "--account", "margin")]
    [InlineData("--market was 'file', must be file:PATH with the path of a file of bars", "--market", "file")]
    [InlineData("--market was 'file:', must be file:PATH with the path of a file of bars", "--market", "file:")]
    [InlineData("--speed was '0', must be a number above 0 and at most 1000000 with a point, or max", "--speed", "0")]
    [InlineData("--seed was 'x', must be a whole number from 0 to 9223372036854775807", "--seed", "x")]
    [InlineData("--symbol was BTC-USDT-PERP.SIM, must be spot: this version trades perpetuals in backtests and in the perp modes of VELOZ_EXECUTION_MODE", "--symbol", "BTC-USDT-PERP")]
    [InlineData("--param was given with --strategy none, must be with a strategy", "--strategy", "none", "--param", "fast=1")]
    public async Task What_does_not_hold_is_told_and_nothing_is_begun(string message, params string[] arguments)
    {
        var result = await Veloz.RunAsync(["up", "--data", _folder.In("data"), "--port", "0", .. arguments]);
        Assert.Equal((2, "veloz: " + message), (result.ExitCode, result.ErrorLine));
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    [Fact]
    public async Task A_damaged_journal_is_refused_with_file_and_offset_and_stays_as_it_is()
    {
        await using (var first = await StartAsync("--speed", "1000"))
        {
            await first.UntilAsync(live => live.GetProperty("fills").GetArrayLength() > 0);
            await first.SignalAsync(SignalTerminate);
        }
        var file = _folder.In("data/wal/orders_current.wal");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[4_096 + 600] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        foreach (var command in new string[][] { ["verify"], ["up", "--port", "0"] })
        {
            var result = await Veloz.RunAsync([.. command, "--data", _folder.In("data")]);
            Assert.Equal(3, result.ExitCode);
            Assert.Contains("orders_current.wal at byte", result.ErrorLine, StringComparison.Ordinal);
            Assert.Contains("restore the file from a copy", result.ErrorLine, StringComparison.Ordinal);
        }
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_journal_that_is_not_where_it_was_is_refused_and_no_account_is_begun()
    {
        Assert.Equal(0, (await RunToEndAsync()).ExitCode);

        var elsewhere = await RunToEndAsync(new Dictionary<string, string> { ["VELOZ_WAL_DIR"] = _folder.In("elsewhere") });
        Assert.Equal(3, elsewhere.ExitCode);
        Assert.StartsWith($"veloz: {_folder.In("elsewhere")}: there is no journal, and the items of {_folder.In("data")} are of an account whose journal goes to frame 1/", elsewhere.ErrorLine, StringComparison.Ordinal);
        Assert.EndsWith("; restore the journal there, name its folder by VELOZ_WAL_DIR, or take another data folder with --data; nothing was changed", elsewhere.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("elsewhere")));
        Assert.Equal(0, (await RunToEndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_later_start_says_what_was_given_and_the_account_keeps_otherwise()
    {
        Assert.Equal(0, (await RunToEndAsync("--cash", "5000", "--strategy", "ma-cross", "--param", "fast=5", "--param", "slow=20")).ExitCode);

        var none = await RunToEndAsync("--cash", "7000", "--strategy", "none");
        Assert.Equal(0, none.ExitCode);
        Assert.Contains("  cash: --cash was 7000, and 5000 were paid in; an account keeps its own, so take another data folder with --data to begin with other cash\n", none.Output, StringComparison.Ordinal);
        Assert.Contains("  strategy ma-cross as stg_ma_cross, running: --strategy was none, and the account keeps it; end it by STRATEGY STOP stg_ma_cross and STRATEGY REMOVE stg_ma_cross in --stdio mode\n", none.Output, StringComparison.Ordinal);

        var other = await RunToEndAsync("--strategy", "bollinger-reversion");
        Assert.Contains("  strategy ma-cross as stg_ma_cross, running: --strategy did not name it, and the account keeps it; end it by STRATEGY STOP stg_ma_cross and STRATEGY REMOVE stg_ma_cross in --stdio mode\n", other.Output, StringComparison.Ordinal);
        Assert.Contains("  strategy bollinger-reversion as stg_bollinger_reversion, deployed now\n", other.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cash:", other.Output, StringComparison.Ordinal);

        var parameters = await RunToEndAsync("--cash", "5000", "--strategy", "ma-cross", "--param", "fast=6", "--strategy", "bollinger-reversion");
        Assert.Contains("  strategy ma-cross as stg_ma_cross, running: fast=6 slow=50", parameters.Output, StringComparison.Ordinal);
        Assert.Contains("was asked for, and the account keeps fast=5 slow=20", parameters.Output, StringComparison.Ordinal);
        Assert.Contains("; change it by STRATEGY PARAMS stg_ma_cross name=value in --stdio mode\n", parameters.Output, StringComparison.Ordinal);
        Assert.Contains("  strategy bollinger-reversion as stg_bollinger_reversion, running\n", parameters.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cash:", parameters.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_start_without_options_goes_on_with_what_the_account_has_and_adds_nothing()
    {
        await RunToEndAsync("--strategy", "bollinger-reversion", "--cash", "5000");
        var second = await RunToEndAsync();
        Assert.Contains("  strategy bollinger-reversion as stg_bollinger_reversion, running\n", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ma-cross", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cash:", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ma-cross", (await Veloz.RunAsync("verify", "--data", _folder.In("data"))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_strategy_on_the_command_line_wins_over_the_variable()
    {
        var run = await RunToEndAsync(new Dictionary<string, string> { ["VELOZ_STRATEGY"] = "ma-cross" }, "--strategy", "none");
        Assert.DoesNotContain("ma-cross", run.Output, StringComparison.Ordinal);
        var variable = await RunToEndAsync(new Dictionary<string, string> { ["VELOZ_STRATEGY"] = "ma-cross" });
        Assert.Contains("  strategy ma-cross as stg_ma_cross, deployed now\n", variable.Output, StringComparison.Ordinal);
        var later = await RunToEndAsync(new Dictionary<string, string> { ["VELOZ_STRATEGY"] = "ibs-reversion", ["VELOZ_CASH"] = "1" });
        Assert.Contains("  strategy ma-cross as stg_ma_cross, running: VELOZ_STRATEGY did not name it, and the account keeps it", later.Output, StringComparison.Ordinal);
        Assert.Contains("  cash: VELOZ_CASH was 1, and 100000 were paid in; an account keeps its own", later.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_bars_is_known_by_its_content_and_one_that_was_changed_is_refused()
    {
        Assert.Equal(0, (await RunToEndAsync()).ExitCode);
        var journal = File.ReadAllBytes(_folder.In("data/wal/orders_current.wal"));
        var moved = _folder.Write("moved.csv", BarText.Waves(400));
        var longer = _folder.Write("longer.csv", BarText.Waves(401));

        var refused = await Veloz.RunAsync("up", "--data", _folder.In("data"), "--port", "0", "--market", "file:" + longer, "--exit-at-end");

        Assert.Equal(2, refused.ExitCode);
        Assert.Matches("^veloz: the account of .*/data runs on feed file:1m:open:[0-9a-f]{16}, not on file:1m:open:[0-9a-f]{16}: .*; nothing was changed$", refused.ErrorLine);
        Assert.Contains("a file is known by its content, not by its name, so it must be as it was when the account began, or take another data folder with --data", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(journal, File.ReadAllBytes(_folder.In("data/wal/orders_current.wal")));
        Assert.Equal(0, (await Veloz.RunAsync("up", "--data", _folder.In("data"), "--port", "0", "--no-page", "--market", "file:" + moved, "--speed", "max", "--exit-at-end")).ExitCode);
    }

    [Fact]
    public async Task An_account_keeps_its_grid_and_tells_that_another_was_given()
    {
        Assert.Equal(0, (await RunToEndAsync("--strategy", "ma-cross", "--param", "fast=5", "--param", "slow=20", "--param", "quantity=0.12345")).ExitCode);
        var before = await Veloz.RunAsync("verify", "--data", _folder.In("data"));
        Assert.Contains("order_fill ", before.Output, StringComparison.Ordinal);

        var other = await RunToEndAsync("--quantity-increment", "0.001", "--price-increment", "0.5");
        Assert.Equal(0, other.ExitCode);
        Assert.Contains("  quantity increment: --quantity-increment was 0.001, and the account has 0.00001; an account keeps its own, so take another data folder with --data for another\n", other.Output, StringComparison.Ordinal);
        Assert.Contains("  price increment: --price-increment was 0.5, and the account has 0.01; an account keeps its own, so take another data folder with --data for another\n", other.Output, StringComparison.Ordinal);

        var same = await RunToEndAsync("--quantity-increment", "0.000010", "--fee-bps", "20");
        Assert.Equal(0, same.ExitCode);
        Assert.DoesNotContain("increment", same.Output, StringComparison.Ordinal);
        var after = await Veloz.RunAsync("verify", "--data", _folder.In("data"), "--json");
        var instruments = after.Output.Split('\n').Where(line => line.Contains("\"type\":\"instrument_changed\"", StringComparison.Ordinal)).ToArray();
        Assert.All(instruments, line => Assert.Contains("\"quantity_increment\":\"0.00001\"", line, StringComparison.Ordinal));
        Assert.Contains("\"taker_rate\":\"0.002\"", instruments[^1], StringComparison.Ordinal); // Fees may change.
    }

    [Fact]
    public async Task An_account_keeps_its_kind_and_leverage_and_tells_that_another_was_given()
    {
        Assert.Equal(0, (await RunToEndAsync("--account", "margin", "--leverage", "3", "--strategy", "ma-cross", "--param", "allow_short=true")).ExitCode);
        var other = await RunToEndAsync("--account", "cash", "--leverage", "2");
        Assert.Equal(0, other.ExitCode);
        Assert.Contains("  account: --account was cash, and this is a margin account; an account keeps its own, so take another data folder with --data for another\n", other.Output, StringComparison.Ordinal);
        Assert.Contains("  leverage: --leverage was 2, and the account has 3; an account keeps its own, so take another data folder with --data for another\n", other.Output, StringComparison.Ordinal);
        var none = await RunToEndAsync();
        Assert.DoesNotContain("account keeps its own", none.Output, StringComparison.Ordinal);
        var same = await RunToEndAsync("--account", "margin", "--leverage", "3.0");
        Assert.DoesNotContain("account keeps its own", same.Output, StringComparison.Ordinal);
        // Its own kind decides what it may do.
        var deployed = await RunToEndAsync("--strategy", "bollinger-reversion", "--param", "allow_short=true");
        Assert.Equal(0, deployed.ExitCode);
    }

    [Fact]
    public async Task A_cash_account_is_not_made_a_margin_account()
    {
        Assert.Equal(0, (await RunToEndAsync("--strategy", "none")).ExitCode);
        var refused = await RunToEndAsync("--account", "margin", "--leverage", "2", "--strategy", "ma-cross", "--param", "allow_short=true");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("a cash account cannot", refused.ErrorLine, StringComparison.Ordinal);
        var told = await RunToEndAsync("--account", "margin", "--leverage", "2");
        Assert.Contains("  account: --account was margin, and this is a cash account; an account keeps its own", told.Output, StringComparison.Ordinal);
        Assert.Contains("  leverage: --leverage was 2, and a cash account has none; an account keeps its own", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strategy_that_the_account_cannot_have_is_refused_and_nothing_is_begun()
    {
        var refused = await RunToEndAsync("--strategy", "ma-cross", "--param", "allow_short=true");
        Assert.Equal((2, "veloz: ma-cross sells short with these parameters, which a cash account cannot; must be a margin account"), (refused.ExitCode, refused.ErrorLine));
        Assert.False(Directory.Exists(_folder.In("data")));
        // Also where the folder has something else already.
        Directory.CreateDirectory(_folder.In("data"));
        Assert.Equal(2, (await RunToEndAsync("--strategy", "ma-cross", "--param", "allow_short=true")).ExitCode);
        Assert.Equal(2, (await RunToEndAsync("--price-increment", "0.5")).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.In("data")));
    }

    public void Dispose() => _folder.Dispose();

    // Over a file of waves, to its end.
    private Task<RunResult> RunToEndAsync(params string[] arguments) => RunToEndAsync([], arguments);

    private Task<RunResult> RunToEndAsync(Dictionary<string, string> environment, params string[] arguments) => Veloz.RunInAsync(
        _folder.Path,
        environment,
        ["up", "--data", _folder.In("data"), "--port", "0", "--no-page", "--market", "file:" + _folder.Write("bars.csv", BarText.Waves(400)), "--speed", "max", "--exit-at-end", .. arguments]);

    private async Task<RunningVeloz> StartAsync(params string[] arguments) => await RunningVeloz.StartAsync(["up", "--data", _folder.In("data"), "--port", "0", .. arguments]);

    private static void Skip_on_Windows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals on Windows");

    /// <summary>The program at work.</summary>
    private sealed partial class RunningVeloz(Process process, string address) : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        private readonly HttpClient _client = new();

        public string Address { get; } = address;

        public static async Task<RunningVeloz> StartAsync(string[] arguments)
        {
            var process = Veloz.Start(Environment.CurrentDirectory, new Dictionary<string, string>(), arguments);
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.Trim().StartsWith("http://127.0.0.1:", StringComparison.Ordinal))
                    return new RunningVeloz(process, line.Trim().TrimEnd('/'));
            }
            throw new InvalidOperationException("the program ended before it told its address: " + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        public Task<string> TextAsync(string path) => _client.GetStringAsync(new Uri(Address + path), TestContext.Current.CancellationToken);

        public async Task<JsonDocument> JsonAsync(string path) => JsonDocument.Parse(await TextAsync(path));

        /// <summary>Asks again until it holds.</summary>
        public async Task UntilAsync(Func<JsonElement, bool> holds)
        {
            var asked = Stopwatch.StartNew();
            while (asked.Elapsed < Patience)
            {
                using var live = await JsonAsync("/api/v1/live");
                if (holds(live.RootElement))
                    return;
            }
            Assert.Fail("it did not come to hold within a minute");
        }

        /// <summary>Sends a signal and waits for the end.</summary>
        public async Task<int> SignalAsync(int signal)
        {
            Assert.Equal(0, Kill(process.Id, signal));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
        private static partial int Kill(int process, int signal);
    }
}
