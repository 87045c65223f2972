namespace VeloZ.Hosting.Tests;

public sealed class SettingsPageTests
{
    // The variables of the program that this one follows; each must stay known.
    private static readonly string[] Original =
    [
        "VELOZ_PRESET", "VELOZ_PORT", "VELOZ_LOG_LEVEL", "VELOZ_MARKET_SOURCE", "VELOZ_MARKET_SYMBOL", "VELOZ_BINANCE_BASE_URL", "VELOZ_BINANCE_WS_BASE_URL",
        "VELOZ_WS_RECONNECT_DELAY", "VELOZ_EXECUTION_MODE", "VELOZ_BINANCE_TRADE_BASE_URL", "VELOZ_BINANCE_API_KEY", "VELOZ_BINANCE_API_SECRET",
        "VELOZ_WORKER_THREADS", "VELOZ_MEMORY_POOL_SIZE", "VELOZ_ORDER_RATE_LIMIT", "VELOZ_WAL_DIR", "VELOZ_WAL_MAX_SIZE", "VELOZ_WAL_MAX_FILES",
        "VELOZ_WAL_SYNC", "VELOZ_WAL_CHECKPOINT_INTERVAL", "VELOZ_AUTH_ENABLED", "VELOZ_JWT_SECRET", "VELOZ_ADMIN_PASSWORD", "VELOZ_AUDIT_LOG_ENABLED",
        "VELOZ_AUDIT_LOG_FILE", "VELOZ_AUDIT_LOG_RETENTION_DAYS", "VELOZ_VAULT_ADDR", "VELOZ_VAULT_ROLE_ID", "VELOZ_VAULT_SECRET_ID",
    ];

    [Fact]
    public void The_page_is_what_the_table_says()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, ".github/SETTINGS.md"));
        Assert.True(page == SettingsPage.Make(), "the page differs from the table: write it anew by 'veloz settings --markdown > .github/SETTINGS.md'");
    }

    [Fact]
    public void Every_variable_of_the_original_is_known() => Assert.Empty(Original.Except(SettingTable.All.Select(setting => setting.Name)));

    [Fact]
    public void Every_default_is_in_its_own_range() =>
        Assert.All(SettingTable.All.Where(setting => setting.Default is not null), setting => Assert.True(setting.Form.Takes(setting.Default!), setting.Name));

    [Fact]
    public void Names_are_unique() => Assert.Equal(SettingTable.All.Count, SettingTable.All.Select(setting => setting.Name).Distinct(StringComparer.Ordinal).Count());
}
