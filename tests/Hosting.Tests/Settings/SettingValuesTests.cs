namespace VeloZ.Hosting.Tests;

public sealed class SettingValuesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly Dictionary<Setting, GivenSetting> _options = [];

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "VELOZ_PORT", "65536", "VELOZ_PORT was '65536', must be a whole number from 0 to 65535" },
        { "VELOZ_PORT", "-1", "VELOZ_PORT was '-1', must be" },
        { "VELOZ_PORT", "8080 ", "VELOZ_PORT was '8080 ', must be" },
        { "VELOZ_PRESET", "asan", "VELOZ_PRESET was 'asan', must be dev or release" },
        { "VELOZ_LOG_LEVEL", "trace", "must be debug, info, warn or error" },
        { "VELOZ_MARKET_SOURCE", "binance_rest", "must be sim, file, binance_ws, bybit_ws, coinbase_ws or okx_ws in this version; binance_rest comes with a later one" },
        { "VELOZ_MARKET_SOURCE", "sim,binance_rest", "must be sim, file, binance_ws, bybit_ws, coinbase_ws or okx_ws in this version; sim,binance_rest comes with a later one" },
        { "VELOZ_MARKET_SOURCE", "moon", "VELOZ_MARKET_SOURCE was 'moon', must be sim, file, binance_ws, bybit_ws, coinbase_ws or okx_ws" },
        { "VELOZ_MARKET_SPEED", "0", "must be a number above 0 and at most 1000000 with a point, or max" },
        { "VELOZ_EXECUTION_MODE", "bybit_perp", "must be sim_engine, paper, binance_testnet_spot, binance_spot, bybit_testnet_spot, bybit_spot, coinbase_sandbox_spot, coinbase_spot, okx_demo_spot, okx_spot, okx_demo_perp or okx_perp in this version; bybit_perp comes with a later one" },
        { "VELOZ_LIVE_TRADING", "yes", "must be true or false" },
        { "VELOZ_BINANCE_BASE_URL", "example.org", "must be an address such as https://host" },
        { "VELOZ_COINBASE_BASE_URL", "example.org", "must be an address such as https://host" },
        { "VELOZ_WS_RECONNECT_DELAY", "99", "must be a whole number from 100 to 3600000" },
        { "VELOZ_WORKER_THREADS", "0", "must be a whole number from 1 to 256" },
        { "VELOZ_MEMORY_POOL_SIZE", "1000", "must be a whole number from 134217728 to 1099511627776" },
        { "VELOZ_ORDER_RATE_LIMIT", "0", "must be a whole number from 1 to 1000000, or off" },
        { "VELOZ_WAL_MAX_SIZE", "67108865", "must be a multiple of 4096 from 1048576 to 1073741824" },
        { "VELOZ_WAL_MAX_FILES", "0", "must be a whole number from 1" },
        { "VELOZ_WAL_SYNC", "yes", "must be true or false" },
        { "VELOZ_WAL_CHECKPOINT_INTERVAL", "0", "must be a whole number from 1" },
        { "VELOZ_WAL_CHECKPOINT_PERIOD", "86401", "must be a whole number from 0 to 86400" },
        { "VELOZ_AUTH_ENABLED", "off", "must be true or false" },
        { "VELOZ_JWT_SECRET", "short", "sign-in comes with a later version" },
        { "VELOZ_ADMIN_PASSWORD", "secret", "sign-in comes with a later version" },
        { "VELOZ_AUDIT_LOG_ENABLED", "false", "set it to true" },
        { "VELOZ_AUDIT_LOG_FILE", "audit.log", "unset it" },
        { "VELOZ_AUDIT_LOG_RETENTION_DAYS", "30", "unset it" },
        { "VELOZ_VAULT_ADDR", "https://vault", "AWS Secrets Manager" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_value_that_does_not_hold_is_refused_with_its_name(string name, string value, string expected)
    {
        _environment[name] = value;
        var exception = Assert.Throws<SettingException>(() => Read().CheckAll(SettingUsers.Up));
        Assert.StartsWith(name + " ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_not_repeated_in_its_refusal()
    {
        _environment["VELOZ_ADMIN_PASSWORD"] = "correct horse";
        var exception = Assert.Throws<SettingException>(() => Read().CheckAll(SettingUsers.Up));
        Assert.DoesNotContain("horse", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_anything_set_the_defaults_hold()
    {
        var values = Read();
        values.CheckAll(SettingUsers.All);
        Assert.Equal(8080, values.Whole(SettingTable.Port));
        Assert.Equal("sim", values.Text(SettingTable.MarketSource));
        Assert.Equal("sim_engine", values.Text(SettingTable.ExecutionMode));
        Assert.Equal(67_108_864, values.Whole(SettingTable.JournalFileBytes));
        Assert.Equal(10, values.WholeOrNull(SettingTable.OrderRateLimit));
        Assert.True(values.Switch(SettingTable.JournalSync));
        Assert.Null(values.TextOrNull(SettingTable.MarketFile));
    }

    [Fact]
    public void A_setting_of_a_later_version_may_be_set_to_its_default()
    {
        _environment["VELOZ_BINANCE_BASE_URL"] = "https://api.binance.com";
        _environment["VELOZ_AUDIT_LOG_ENABLED"] = "true";
        Read().CheckAll(SettingUsers.All);
    }

    [Fact]
    public void The_command_line_wins_over_the_environment_that_over_the_file_that_over_the_default()
    {
        var values = Read();
        Assert.Equal(8080, values.Whole(SettingTable.Port));
        WriteFile("""{ "port": 8081 }""");
        Assert.Equal(8081, Read().Whole(SettingTable.Port));
        _environment["VELOZ_PORT"] = "8082";
        Assert.Equal(8082, Read().Whole(SettingTable.Port));
        _options[SettingTable.Port] = new GivenSetting("8083", "--port");
        Assert.Equal(8083, Read().Whole(SettingTable.Port));
    }

    [Fact]
    public void An_empty_variable_counts_as_not_set()
    {
        _environment["VELOZ_PORT"] = "";
        Assert.Equal(8080, Read().Whole(SettingTable.Port));
    }

    [Fact]
    public void A_refusal_names_where_the_value_came_from()
    {
        WriteFile("""{ "port": "eighty" }""");
        var message = Assert.Throws<SettingException>(() => Read().Whole(SettingTable.Port)).Message;
        Assert.StartsWith("port in ", message, StringComparison.Ordinal);
        Assert.Contains("veloz.json was 'eighty'", message, StringComparison.Ordinal);
        _options[SettingTable.Port] = new GivenSetting("x", "--port");
        Assert.StartsWith("--port was 'x'", Assert.Throws<SettingException>(() => Read().Whole(SettingTable.Port)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]", "must be an object")]
    [InlineData("{", "is not JSON")]
    [InlineData("""{ "prot": 1 }""", "'prot', which is no setting")]
    [InlineData("""{ "port": [1] }""", "must be a text, a number, true or false")]
    [InlineData("""{ "port": 1, "port": 2 }""", "twice")]
    [InlineData("""{ "data_dir": "x" }""", "cannot be set in the data folder itself")]
    [InlineData("""{ "jwt_secret": "x" }""", "must not be kept in a file")]
    public void A_file_of_settings_that_does_not_hold_is_refused(string text, string expected)
    {
        WriteFile(text);
        Assert.Contains(expected, Assert.Throws<SettingException>(() => Read().Whole(SettingTable.Port)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_takes_texts_numbers_and_switches()
    {
        WriteFile("""{ "log_level": "warn", "wal_sync": false, "port": 1, /* and */ "order_rate_limit": "off", }""");
        var values = Read();
        Assert.Equal("warn", values.Text(SettingTable.LogLevel));
        Assert.False(values.Switch(SettingTable.JournalSync));
        Assert.Null(values.WholeOrNull(SettingTable.OrderRateLimit));
    }

    [Fact]
    public void A_misspelt_variable_is_found() => Assert.Equal(["VELOZ_POTR"], SettingValues.Unknown(["VELOZ_POTR", "VELOZ_PORT", "PATH", "VELOZ_TEST_TIER"]));

    public void Dispose() => _folder.Dispose();

    private SettingValues Read()
    {
        _options[SettingTable.DataDirectory] = new GivenSetting(_folder.Path, "--data");
        return new SettingValues(_options, name => _environment.GetValueOrDefault(name));
    }

    private void WriteFile(string text) => File.WriteAllText(_folder.In("veloz.json"), text);
}
