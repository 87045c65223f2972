namespace VeloZ.Hosting;

/// <content>What is traded, on which market, and how.</content>
public static partial class SettingTable
{
    /// <summary>Where market data comes from.</summary>
    public static Setting MarketSource { get; } = new()
    {
        Name = "VELOZ_MARKET_SOURCE",
        Default = "sim",
        Form = new SettingForm.Choice("sim", "file", "binance_ws", "bybit_ws", "coinbase_ws", "okx_ws"),
        Meaning = "Market data: `sim` makes it up from a seed, `file` tells a file of bars again, `binance_ws`, `bybit_ws`, `coinbase_ws` and `okx_ws` are streams of venues, which the modes of each take unless told; in the modes `sim_engine` and `paper` a paper account trades on them. `binance_rest` and several at once come with a later version.",
        Users = SettingUsers.Engines,
        LaterWords = ["binance_rest"],
    };

    /// <summary>The file of bars.</summary>
    public static Setting MarketFile { get; } = new()
    {
        Name = "VELOZ_MARKET_FILE",
        Form = new SettingForm.Text("a file of bars: CSV, or a zip or gz of one"),
        Meaning = "File of bars of the source `file`: CSV, or a zip or gz of one.",
        Users = SettingUsers.Engines,
    };

    /// <summary>The market.</summary>
    public static Setting MarketSymbol { get; } = new()
    {
        Name = "VELOZ_MARKET_SYMBOL",
        Default = "BTCUSDT",
        Form = new SettingForm.Text("one instrument such as BTC-USDT.SIM, or a symbol such as BTCUSDT"),
        Meaning = "The market: an instrument such as `BTC-USDT.SIM`, or a symbol, which belongs to the venue of the execution mode, or else of the market source. Several come with a later version.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Length of a bar.</summary>
    public static Setting MarketInterval { get; } = new()
    {
        Name = "VELOZ_MARKET_INTERVAL",
        DefaultShown = "`1s` of `sim`, else `1m`",
        Form = new SettingForm.Choice("1s", "1m", "5m", "15m", "1h", "4h", "1d", "1w"),
        Meaning = "Length of a bar.",
        Users = SettingUsers.Engines,
    };

    /// <summary>How fast the feed is given.</summary>
    public static Setting MarketSpeed { get; } = new()
    {
        Name = "VELOZ_MARKET_SPEED",
        Default = "1",
        Form = new SettingForm.Positive(1_000_000, "max"),
        Meaning = "How fast bars are given: 1 as in the market, 10 ten times as fast, `max` at once.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Seed of made-up data.</summary>
    public static Setting MarketSeed { get; } = new()
    {
        Name = "VELOZ_MARKET_SEED",
        Default = "2",
        Form = new SettingForm.Whole(0, long.MaxValue),
        Meaning = "Seed of the source `sim`: equal seeds give equal bars.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Strategies to deploy.</summary>
    public static Setting Strategies { get; } = new()
    {
        Name = "VELOZ_STRATEGY",
        Form = new SettingForm.Text("strategies such as 'ma-cross fast=5 slow=20', several parted by ;"),
        Meaning = "Strategies that are deployed where they are not yet: `ma-cross fast=5 slow=20`, or the file of a document, several parted by `;`.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Cash of a new account.</summary>
    public static Setting Cash { get; } = new()
    {
        Name = "VELOZ_CASH",
        Default = "100000",
        Form = new SettingForm.Positive(1_000_000_000_000),
        Meaning = "What a new paper account starts with, in quote currency.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Where orders go.</summary>
    public static Setting ExecutionMode { get; } = new()
    {
        Name = "VELOZ_EXECUTION_MODE",
        Default = "sim_engine",
        Form = new SettingForm.Choice("sim_engine", "paper", "binance_testnet_spot", "binance_spot", "bybit_testnet_spot", "bybit_spot", "coinbase_sandbox_spot", "coinbase_spot", "okx_demo_spot", "okx_spot", "okx_demo_perp", "okx_perp"),
        Meaning = "Where orders go: `sim_engine` simulates them on whatever market; `paper` does so on a venue's live market alone; `binance_testnet_spot`, `bybit_testnet_spot`, `coinbase_sandbox_spot`, `okx_demo_spot` and `okx_demo_perp` send them to the venue's play money, or to a loopback venue; `binance_spot`, `bybit_spot`, `coinbase_spot`, `okx_spot` and `okx_perp` send them to the venue, with real money. `perp` is for linear perpetuals; those of Binance and Bybit come with a later version.",
        Users = SettingUsers.Engines,
        LaterWords = ["binance_testnet_perp", "binance_perp", "bybit_testnet_perp", "bybit_perp"],
    };

    /// <summary>Whether orders with real money are allowed.</summary>
    public static Setting LiveTrading { get; } = new()
    {
        Name = "VELOZ_LIVE_TRADING",
        Default = "false",
        Form = new SettingForm.Switch(),
        Meaning = "Leave for orders with real money, which live modes need besides their mode.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Orders a second.</summary>
    public static Setting OrderRateLimit { get; } = new()
    {
        Name = "VELOZ_ORDER_RATE_LIMIT",
        Default = "10",
        Form = new SettingForm.Whole(1, 1_000_000, OrElse: "off"),
        Meaning = "Orders in any second of the account, over all its strategies; more are refused. Backtests have it off unless `--order-rate-limit` sets it.",
        Users = SettingUsers.Engines,
    };

    /// <summary>The venue's dead-man timer.</summary>
    public static Setting DeadManTimeout { get; } = new()
    {
        Name = "VELOZ_DEAD_MAN_TIMEOUT",
        Default = "off",
        Form = new SettingForm.Whole(20, 120, OrElse: "off"),
        Meaning = "Seconds after which the venue itself cancels orders that open or work, where it hears nothing of the engine: it has ended, stands still, or is cut off. Orders that close, protect or wait for a trigger stay. Two engines on an account need another environment or market each. At OKX.",
        Users = SettingUsers.Engines,
    };
}
