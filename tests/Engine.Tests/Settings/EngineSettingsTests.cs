using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;
using VeloZ.TestKit;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class EngineSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    [Fact]
    public void Settings_become_what_the_engine_runs()
    {
        _environment["VELOZ_WAL_DIR"] = "/journal";
        _environment["VELOZ_WAL_MAX_SIZE"] = "1048576";
        _environment["VELOZ_WAL_MAX_FILES"] = "3";
        _environment["VELOZ_WAL_SYNC"] = "false";
        _environment["VELOZ_WAL_CHECKPOINT_INTERVAL"] = "77";
        _environment["VELOZ_WAL_CHECKPOINT_PERIOD"] = "7";
        _environment["VELOZ_MARKET_SPEED"] = "max";
        _environment["VELOZ_MARKET_SYMBOL"] = "ethusdt";
        _environment["VELOZ_ORDER_RATE_LIMIT"] = "5";
        _environment["VELOZ_CASH"] = "250.5";
        _environment["VELOZ_STRATEGY"] = "ma-cross fast=5 slow=20; bollinger-reversion ; ma-cross";
        var options = Read();

        Assert.Equal(
            ("/journal", 1_048_576, 3, false, 77, null, 250.5m, 5),
            (options.JournalDirectory, options.JournalFileBytes, options.JournalFilesMax, options.SyncsJournal, options.CheckpointEntries, options.Speed, options.Cash, options.Limits.OrdersPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(7), options.CheckpointPeriod);
        Assert.Equal(["stg_ma_cross", "stg_bollinger_reversion", "stg_ma_cross_2"], options.Strategies.Select(strategy => strategy.Id.Text));
        Assert.Equal(5, options.Strategies[0].Parameters.Integer("fast"));
        Assert.Equal("ETH-USDT.SIM", options.Feed!(null).Instrument.Id.Text);
    }

    [Fact]
    public void The_order_rate_limit_can_be_off()
    {
        Assert.Equal(10, Read().Limits.OrdersPerSecond);
        _environment["VELOZ_ORDER_RATE_LIMIT"] = "off";
        Assert.Null(Read().Limits.OrdersPerSecond);
    }

    [Fact]
    public void Made_up_data_goes_on_as_the_account_had_it()
    {
        var first = Read().Feed!(null);
        _time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(first.Source, Read().Feed!(HeadOf(first)).Source);
        Assert.NotEqual(first.Source, Read().Feed!(null).Source);
        _environment["VELOZ_MARKET_SEED"] = "8"; // Asked for by name, it is not passed over.
        Assert.NotEqual(first.Source, Read().Feed!(HeadOf(first)).Source);
    }

    [Fact]
    public void A_file_is_known_by_its_content_and_not_by_its_place()
    {
        var one = Feed("one.csv", 100);
        Assert.Equal(one.Source, Feed("two.csv", 100).Source);
        Assert.NotEqual(one.Source, Feed("three.csv", 101).Source);
        Assert.StartsWith("file:1m:open:", one.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_and_no_folder_is_made()
    {
        _environment["VELOZ_MARKET_SOURCE"] = "file";
        Assert.Contains("VELOZ_MARKET_FILE", Assert.Throws<UsageException>(Read).Message, StringComparison.Ordinal);
        _environment["VELOZ_MARKET_FILE"] = _folder.In("missing.csv");
        Assert.Contains("missing.csv", Assert.Throws<DataFormatException>(Read).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("bybit_testnet_spot", "BTC-USDT.BYBIT", false)]
    [InlineData("bybit_spot", "BTC-USDT.BYBIT", true)]
    [InlineData("coinbase_spot", "BTC-USDT.COINBASE", true)]
    [InlineData("okx_demo_spot", "BTC-USDT.OKX", false)]
    [InlineData("okx_spot", "BTC-USDT.OKX", true)]
    [InlineData("okx_demo_perp", "BTC-USDT-PERP.OKX", false)]
    [InlineData("okx_perp", "BTC-USDT-PERP.OKX", true)]
    public void Modes_of_each_venue_trade_there(string mode, string instrument, bool isRealMoney)
    {
        _environment["VELOZ_EXECUTION_MODE"] = mode;
        _environment["VELOZ_LIVE_TRADING"] = "true";
        var options = Read();
        var live = options.Live!;
        Assert.Equal(live.Instrument.Kind == InstrumentKind.Perpetual ? AccountKind.Margin : AccountKind.Cash, options.Simulation.AccountKind);
        // An order that is not found may be there all the same for so long.
        Assert.Equal((instrument, isRealMoney, TimeSpan.FromSeconds(10)), (live.Instrument.Text, live.IsRealMoney, live.Execution.VisibilityDelay));
    }

    [Fact]
    public void Play_mode_of_Coinbase_trades_at_a_loopback_venue_and_never_at_the_live_host()
    {
        _environment["VELOZ_EXECUTION_MODE"] = "coinbase_sandbox_spot";
        _environment["VELOZ_COINBASE_BASE_URL"] = "http://127.0.0.1:9080";
        _environment["VELOZ_COINBASE_WS_BASE_URL"] = "ws://127.0.0.1:9080";
        _environment["VELOZ_COINBASE_TRADE_WS_BASE_URL"] = "ws://127.0.0.1:9080/user";
        var live = Read().Live!;
        Assert.Equal(("BTC-USDT.COINBASE", false), (live.Instrument.Text, live.IsRealMoney));
        _environment["VELOZ_COINBASE_BASE_URL"] = "https://api.coinbase.com";
        Assert.Contains("live host", Assert.Throws<UsageException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Testnet_trades_at_its_own_hosts_and_a_symbol_is_of_its_venue()
    {
        _environment["VELOZ_EXECUTION_MODE"] = "binance_testnet_spot";
        _environment["VELOZ_MARKET_SYMBOL"] = "ethusdt";
        var options = Read();
        Assert.Null(options.Feed);
        Assert.Equal(("ETH-USDT.BINANCE", "1m", false), (options.Live!.Instrument.Text, options.Live.Interval.Text, options.Live.IsRealMoney));
    }

    // Neither key nor leave is needed; whoever tells the market, no order goes there.
    [Theory]
    [InlineData("paper", "binance_ws", "VELOZ_BINANCE_BASE_URL", "http://127.0.0.1:9080", "BTC-USDT.BINANCE")]
    [InlineData("sim_engine", "binance_ws", "VELOZ_BINANCE_TRADE_BASE_URL", "http://venue.example.org", "BTC-USDT.BINANCE")]
    [InlineData("paper", "okx_ws", "VELOZ_OKX_WS_BASE_URL", "ws://127.0.0.1:9080/ws/v5", "BTC-USDT.OKX")]
    [InlineData("paper", "bybit_ws", "VELOZ_BYBIT_BASE_URL", "https://api.bybit.eu", "BTC-USDT.BYBIT")]
    [InlineData("paper", "coinbase_ws", "VELOZ_COINBASE_WS_BASE_URL", "ws://127.0.0.1:9080", "BTC-USDT.COINBASE")]
    public async Task Paper_on_a_live_market_takes_any_host_of_it_and_connects_without_a_key(string mode, string source, string name, string value, string market)
    {
        _environment["VELOZ_EXECUTION_MODE"] = mode;
        _environment["VELOZ_MARKET_SOURCE"] = source;
        _environment[name] = value;
        var options = Read();
        Assert.Null(options.Feed);
        Assert.Equal((market, RunMode.Paper, false), (options.Live!.Instrument.Text, options.Live.Mode, options.Live.IsRealMoney));
        Directory.CreateDirectory(_folder.In("data"));
        await using var connection = await options.Live.Connect(new MonotonicClock(TimeProvider.System), static () => true, TestContext.Current.CancellationToken);
        Assert.Equal(options.Live.Instrument.Venue, connection.MarketData.Venue);
        Assert.True(Directory.Exists(_folder.In("data/paper")));
    }

    [Theory]
    [InlineData("VELOZ_MARKET_SYMBOL", "BTC-USDT.OKX", "must be a market of BINANCE")]
    [InlineData("VELOZ_MARKET_SYMBOL", "BTC-USDT-PERP.BINANCE", "must be spot")]
    [InlineData("VELOZ_ITEMS", "dynamodb", "must be in files")]
    public void Paper_on_a_live_market_that_cannot_be_is_refused(string name, string value, string expected)
    {
        _environment["VELOZ_MARKET_SOURCE"] = "binance_ws";
        _environment["VELOZ_AWS_REGION"] = "eu-central-1";
        _environment[name] = value;
        Assert.Contains(expected, Assert.Throws<UsageException>(Read).Message, StringComparison.Ordinal);
    }

    // An order has 2 s to its venue, of which a frame of the journal may take a quarter of one: 1,750 ms.
    [Theory]
    [InlineData("--latency-ms", 1_750, true)]
    [InlineData("--latency-ms", 1_751, false)]
    [InlineData("--submit-latency-ms", 1_750, true)]
    [InlineData("--submit-latency-ms", 1_751, false)]
    [InlineData("--amend-latency-ms", 2_000, false)]
    [InlineData("--cancel-latency-ms", 60_000, false)]
    public void Paper_that_no_order_would_reach_in_time_is_refused(string option, int milliseconds, bool isTaken)
    {
        _environment["VELOZ_MARKET_SOURCE"] = "binance_ws";
        var time = TimeSpan.FromMilliseconds(milliseconds);
        var terms = new MarketTerms
        {
            Simulation = option switch
            {
                "--latency-ms" => new SimulationOptions { Latency = time },
                "--submit-latency-ms" => new SimulationOptions { SubmitLatency = time },
                "--amend-latency-ms" => new SimulationOptions { AmendLatency = time },
                _ => new SimulationOptions { CancelLatency = time },
            },
        };
        if (isTaken)
            Assert.NotNull(Read(terms).Live);
        else
            Assert.Contains($"{option} was {milliseconds} on the market of Binance, must be 0 to 1750", Assert.Throws<UsageException>(() => Read(terms)).Message, StringComparison.Ordinal);
    }

    // Of two engines on an account each has a dead-man timer of its own.
    [Fact]
    public void Orders_at_Okx_are_of_the_environment_and_the_market()
    {
        _environment["VELOZ_EXECUTION_MODE"] = "okx_demo_spot";
        _environment["VELOZ_MARKET_SYMBOL"] = "eth-usdt";
        _environment["VELOZ_ENVIRONMENT"] = "prod";
        var settings = new SettingValues(new Dictionary<Setting, GivenSetting>(), name => _environment.GetValueOrDefault(name));
        var options = new OkxSetup().ReadOptions(settings, new OkxSetup().ModeOf(InstrumentKind.Spot, isPlay: true));
        Assert.Equal("prod/main/ETH-USDT.OKX", options(new VenueKeys("a key", "", "")).Owner);
        _environment["VELOZ_MARKET_SYMBOL"] = "btc-usdt-perp.binance"; // Which who only looks on may leave as it is.
        Assert.Equal("", options(new VenueKeys("", "", "")).Owner);
    }

    [Fact]
    public void Real_money_needs_leave_besides_its_mode()
    {
        _environment["VELOZ_EXECUTION_MODE"] = "binance_spot";
        Assert.Contains("VELOZ_LIVE_TRADING=true", Assert.Throws<UsageException>(Read).Message, StringComparison.Ordinal);
        _environment["VELOZ_LIVE_TRADING"] = "true";
        Assert.True(Read().Live!.IsRealMoney);
        _environment["VELOZ_WAL_SYNC"] = "false";
        Assert.Contains("VELOZ_WAL_SYNC is false, must be true", Assert.Throws<UsageException>(Read).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binance_testnet_spot", "VELOZ_BINANCE_TRADE_BASE_URL", "https://api.binance.com", "live host")]
    [InlineData("binance_testnet_spot", "VELOZ_BINANCE_TRADE_WS_BASE_URL", "wss://ws-api.binance.com/ws-api/v3", "live host")]
    [InlineData("binance_spot", "VELOZ_BINANCE_TRADE_BASE_URL", "https://testnet.binance.vision", "no real money")]
    [InlineData("binance_spot", "VELOZ_BINANCE_TRADE_BASE_URL", "http://127.0.0.1:9080", "no real money")]
    [InlineData("binance_spot", "VELOZ_BINANCE_TRADE_BASE_URL", "http://api.binance.com", "must be Binance's live host, encrypted")]
    [InlineData("binance_spot", "VELOZ_BINANCE_TRADE_WS_BASE_URL", "wss://binance.example.org/ws-api/v3", "must be Binance's live host, encrypted")]
    [InlineData("binance_testnet_spot", "VELOZ_MARKET_SOURCE", "sim", "must be binance_ws")]
    [InlineData("binance_testnet_spot", "VELOZ_MARKET_SYMBOL", "BTC-USDT.OKX", "must be a market of BINANCE")]
    [InlineData("paper", "VELOZ_MARKET_SOURCE", "sim", "VELOZ_MARKET_SOURCE was sim while VELOZ_EXECUTION_MODE is paper, must be binance_ws or bybit_ws or coinbase_ws or okx_ws")]
    [InlineData("paper", "VELOZ_MARKET_SOURCE", "file", "made-up and recorded bars are traded in mode sim_engine")]
    [InlineData("okx_demo_spot", "VELOZ_OKX_WS_BASE_URL", "wss://ws.okx.com:8443/ws/v5", "live host")]
    [InlineData("okx_demo_spot", "VELOZ_MARKET_SOURCE", "binance_ws", "must be okx_ws")]
    [InlineData("okx_demo_perp", "VELOZ_MARKET_SYMBOL", "BTC-USDT.OKX", "VELOZ_MARKET_SYMBOL was BTC-USDT.OKX, must be a perpetual such as BTC-USDT-PERP.OKX in mode okx_demo_perp")]
    [InlineData("okx_demo_perp", "VELOZ_MARKET_SYMBOL", "BTC-USDT-PERP.BYBIT", "must be a market of OKX in mode okx_demo_perp")]
    [InlineData("okx_demo_perp", "VELOZ_OKX_WS_BASE_URL", "wss://ws.okx.com:8443/ws/v5", "live host, while the mode is okx_demo_perp")]
    [InlineData("okx_perp", "VELOZ_OKX_BASE_URL", "http://127.0.0.1:9080", "no real money, while the mode is okx_perp")]
    [InlineData("okx_demo_spot", "VELOZ_MARKET_SYMBOL", "BTC-USDT-PERP.OKX", "must be spot: this version trades perpetuals in backtests and in the perp modes of VELOZ_EXECUTION_MODE")]
    [InlineData("okx_spot", "VELOZ_OKX_WS_BASE_URL", "wss://wspap.okx.com:8443/ws/v5", "no real money")]
    [InlineData("okx_spot", "VELOZ_OKX_BASE_URL", "http://127.0.0.1:9080", "no real money")]
    [InlineData("okx_spot", "VELOZ_OKX_BASE_URL", "https://okx.example.org", "must be OKX's live host, encrypted")]
    [InlineData("bybit_testnet_spot", "VELOZ_BYBIT_BASE_URL", "https://api.bybit.com", "live host")]
    [InlineData("bybit_testnet_spot", "VELOZ_MARKET_SYMBOL", "BTC-USDT.BINANCE", "must be a market of BYBIT")]
    [InlineData("bybit_spot", "VELOZ_BYBIT_BASE_URL", "https://api-testnet.bybit.com", "no real money")]
    [InlineData("bybit_spot", "VELOZ_BYBIT_WS_BASE_URL", "wss://stream-demo.bybit.com/v5", "must be Bybit's live host")]
    [InlineData("bybit_spot", "VELOZ_BYBIT_BASE_URL", "https://api.bybit.eu", "must be Bybit's live host")]
    [InlineData("bybit_testnet_spot", "VELOZ_BYBIT_BASE_URL", "http://api-testnet.bybit.com", "encrypted")]
    [InlineData("okx_demo_spot", "VELOZ_OKX_BASE_URL", "http://www.okx.com", "live host")]
    [InlineData("okx_demo_spot", "VELOZ_OKX_WS_BASE_URL", "wss://venue.example.org/ws/v5", "must be OKX's host of play money, encrypted, or a loopback venue's")]
    [InlineData("binance_testnet_spot", "VELOZ_BINANCE_TRADE_BASE_URL", "https://venue.example.org", "must be Binance's host of play money, encrypted, or a loopback venue's")]
    [InlineData("binance_spot", "VELOZ_BINANCE_BASE_URL", "https://testnet.binance.vision", "no real market")]
    [InlineData("binance_spot", "VELOZ_BINANCE_WS_BASE_URL", "ws://127.0.0.1:9080/ws", "no real market")]
    [InlineData("binance_testnet_spot", "VELOZ_DEAD_MAN_TIMEOUT", "60", "VELOZ_DEAD_MAN_TIMEOUT was 60, must be off: Binance has no timer that cancels spot orders and leaves those that protect")]
    [InlineData("bybit_testnet_spot", "VELOZ_MARKET_INTERVAL", "1s", "VELOZ_MARKET_INTERVAL was 1s, must be one of 1m, 5m, 15m, 1h, 4h, 1d, 1w: Bybit has no other bars")]
    [InlineData("coinbase_sandbox_spot", "VELOZ_MARKET_INTERVAL", "1w", "VELOZ_MARKET_INTERVAL was 1w, must be one of 1m, 5m, 15m, 1h, 4h, 1d: Coinbase has no other bars")]
    [InlineData("coinbase_spot", "VELOZ_COINBASE_BASE_URL", "https://api-sandbox.coinbase.com", "no real money")]
    [InlineData("coinbase_spot", "VELOZ_COINBASE_TRADE_WS_BASE_URL", "wss://coinbase.example.org", "must be Coinbase's live host, encrypted")]
    [InlineData("coinbase_sandbox_spot", "VELOZ_COINBASE_BASE_URL", "http://127.0.0.1:9080", "VELOZ_COINBASE_WS_BASE_URL is not set while the mode is coinbase_sandbox_spot")]
    public void Modes_hosts_and_markets_that_do_not_go_together_are_refused(string mode, string name, string value, string expected)
    {
        _environment["VELOZ_EXECUTION_MODE"] = mode;
        _environment["VELOZ_LIVE_TRADING"] = "true";
        _environment[name] = value;
        Assert.Contains(expected, Assert.Throws<UsageException>(Read).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VELOZ_MARKET_SYMBOL", "BTC-USDT-PERP.SIM", "must be spot")]
    [InlineData("VELOZ_MARKET_SYMBOL", "BTCUSDT,ETHUSDT", "VELOZ_MARKET_SYMBOL was 'BTCUSDT,ETHUSDT', must be an instrument")]
    [InlineData("VELOZ_STRATEGY", "moon", "strategy was 'moon'")]
    [InlineData("VELOZ_STRATEGY", "ma-cross fast", "must be name=value")]
    [InlineData("VELOZ_WAL_MAX_FILES", "0", "VELOZ_WAL_MAX_FILES was '0'")]
    public void What_does_not_hold_is_told(string name, string value, string expected)
    {
        _environment[name] = value;
        var exception = Record.Exception(Read);
        Assert.Equal(ExitCode.BadInput, ExitCode.Of(exception!));
        Assert.Contains(expected, exception!.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private BarFeed Feed(string name, decimal price)
    {
        File.WriteAllText(_folder.In(name), $"timestamp,open,high,low,close,volume\n2026-01-01T00:00:00Z,{price},{price},{price},{price},1\n");
        _environment["VELOZ_MARKET_SOURCE"] = "file";
        _environment["VELOZ_MARKET_FILE"] = _folder.In(name);
        return Read().Feed!(null);
    }

    private static AccountHead HeadOf(BarFeed feed) => new(feed.Instrument, feed.Source, Terms: null);

    private EngineOptions Read() => Read(new MarketTerms());

    private EngineOptions Read(MarketTerms terms)
    {
        _environment["VELOZ_DATA_DIR"] = _folder.In("data");
        var settings = new SettingValues(new Dictionary<Setting, GivenSetting>(), name => _environment.GetValueOrDefault(name));
        return EngineSettings.Read(settings, terms, strategies: null, _time, progress: null, TestContext.Current.CancellationToken);
    }
}
