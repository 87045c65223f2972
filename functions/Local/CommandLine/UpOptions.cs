using System.CommandLine;
using System.CommandLine.Parsing;
using VeloZ.Engine;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>The options of <c>veloz up</c>: most are settings, given for one run.</summary>
internal sealed class UpOptions
{
    private const string FilePrefix = "file:";

    // Fast enough that a visitor sees it trade within half a minute.
    private static readonly (string, IReadOnlyList<string>) Demonstration = ("ma-cross", ["fast=3", "slow=10", "quantity=0.02"]);

    private readonly Option<string?> _data = OptionText.Make("--data", "Folder of journal, items, blobs (VELOZ_DATA_DIR) [./data]", "DIR");
    private readonly Option<string?> _market = OptionText.Make("--market", "sim: generated bars; file:PATH: bars of a file; binance_ws, bybit_ws, coinbase_ws, okx_ws: the venue's live market (VELOZ_MARKET_SOURCE, VELOZ_MARKET_FILE) [sim]", "sim|file:PATH|VENUE_ws");
    private readonly Option<string?> _symbol = OptionText.Make("--symbol", "Market (VELOZ_MARKET_SYMBOL) [BTCUSDT]", "S");
    private readonly Option<string?> _interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w (VELOZ_MARKET_INTERVAL) [sim 1s, file 1m]", "I");
    private readonly Option<string?> _stamp = OptionText.Make("--stamp", "What the file's times are: open or close of the bar [open]", "open|close");
    private readonly Option<string?> _speed = OptionText.Make("--speed", "1: as fast as the market was; N: N times as fast; max: as fast as it goes (VELOZ_MARKET_SPEED) [1]", "N|max");
    private readonly Option<string?> _seed = OptionText.Make("--seed", "Seed of generated bars (VELOZ_MARKET_SEED) [2]", "N");
    private readonly Option<string[]> _strategy = new("--strategy") { Description = "Strategy or file of a document to deploy where it is not yet; several may be given, none for none (VELOZ_STRATEGY) [ma-cross on a new account]", HelpName = "ID|FILE.json" };
    private readonly Option<string[]> _param = new("--param") { Description = "A parameter of the strategy before it, K=V; once for each", HelpName = "K=V" };
    private readonly Option<string?> _journal = OptionText.Make("--journal", "Where the journal is kept (VELOZ_JOURNAL) [file]", "file|kinesis");
    private readonly Option<string?> _items = OptionText.Make("--items", "Where items are kept (VELOZ_ITEMS) [sqlite]", "sqlite|dynamodb");
    private readonly Option<string?> _blobs = OptionText.Make("--blobs", "Where snapshots are kept (VELOZ_BLOBS) [file]", "file|s3");
    private readonly Option<string?> _port = OptionText.Make("--port", "Port on 127.0.0.1; 0 takes a free one (VELOZ_PORT) [8080]", "N");
    private readonly Option<bool> _noPage = new("--no-page") { Description = "Serve data and health, and no page" };
    private readonly Option<bool> _stdio = new("--stdio") { Description = "Take commands from standard input, tell events on standard output as lines of JSON; stop at its end" };
    private readonly Option<bool> _exitAtEnd = new("--exit-at-end") { Description = "End when the file has ended" };
    private readonly Option<string?> _soak = OptionText.Make("--soak-minutes", "Run so long, tell the managed heap after a full collection at each third, and fail when it grew by more than 2 %", "N");
    private readonly AccountOptions _account = new();

    public void AddTo(Command command)
    {
        Option[] all = [_data, _market, _symbol, _interval, _stamp, _speed, _seed, _strategy, _param, _journal, _items, _blobs, _port, _noPage, _stdio, _exitAtEnd, _soak];
        foreach (var option in all)
            command.Options.Add(option);
        _account.AddTo(command);
    }

    public int? SoakMinutes(ParseResult parsed) => parsed.GetValue(_soak) is { } text ? OptionText.Whole("--soak-minutes", text, 1, 10_000) : null;

    public bool HasPage(ParseResult parsed) => !parsed.GetValue(_noPage);

    public bool IsStdio(ParseResult parsed) => parsed.GetValue(_stdio);

    /// <summary>The settings in force.</summary>
    public SettingValues Settings(ParseResult parsed)
    {
        var market = parsed.GetValue(_market);
        if (market is "file" or FilePrefix)
            throw new UsageException($"--market was '{market}', must be file:PATH with the path of a file of bars");
        var isFile = market?.StartsWith(FilePrefix, StringComparison.Ordinal) ?? false;
        return OptionText.Settings(
            (SettingTable.DataDirectory, "--data", parsed.GetValue(_data)),
            (SettingTable.MarketSource, "--market", isFile ? "file" : market),
            (SettingTable.MarketFile, "--market", isFile ? market![FilePrefix.Length..] : null),
            (SettingTable.MarketSymbol, "--symbol", parsed.GetValue(_symbol)),
            (SettingTable.MarketInterval, "--interval", parsed.GetValue(_interval)),
            (SettingTable.MarketSpeed, "--speed", parsed.GetValue(_speed)),
            (SettingTable.MarketSeed, "--seed", parsed.GetValue(_seed)),
            (SettingTable.Cash, "--cash", _account.CashText(parsed)),
            (SettingTable.OrderRateLimit, "--order-rate-limit", _account.RateText(parsed)),
            (SettingTable.Journal, "--journal", parsed.GetValue(_journal)),
            (SettingTable.Items, "--items", parsed.GetValue(_items)),
            (SettingTable.Blobs, "--blobs", parsed.GetValue(_blobs)),
            (SettingTable.Port, "--port", parsed.GetValue(_port)));
    }

    /// <summary>What to run; a file is read here, so that what is wrong with it is told before anything is opened.</summary>
    public EngineOptions Read(ParseResult parsed, SettingValues settings, CancellationToken cancellationToken)
    {
        var strategies = Strategies(parsed);
        _account.CheckFor(EngineSettings.Market(settings), parsed);
        var path = settings.TextOrNull(SettingTable.MarketSource) == "file" ? settings.TextOrNull(SettingTable.MarketFile) : null;
        var size = path is not null && File.Exists(path) ? new FileInfo(path).Length : 0;
        var terms = new MarketTerms
        {
            PriceIncrement = _account.PriceIncrement(parsed),
            QuantityIncrement = _account.QuantityIncrement(parsed),
            Fees = _account.Fees(parsed),
            Simulation = _account.Simulation(parsed),
            PriceCollar = _account.PriceCollar(parsed),
            Stamp = OptionText.Choice("--stamp", parsed.GetValue(_stamp) ?? "open", ("open", BarStamp.Open), ("close", BarStamp.Close)),
        };
        var engine = ProgressLine.Show("Reading bars", size, progress => EngineSettings.Read(settings, terms, strategies, TimeProvider.System, progress, cancellationToken));
        return engine with
        {
            StopsAtEnd = parsed.GetValue(_exitAtEnd),
            StrategiesOfNewAccount = StrategyText.Deploy(StrategiesGivenBy(parsed, settings) is null && engine.Live is null ? [Demonstration] : []),
        };
    }

    /// <summary>What was given of what an account keeps for good.</summary>
    public GivenTerms GivenTerms(ParseResult parsed) => _account.Given(parsed);

    /// <summary>What named the strategies; null where nothing did.</summary>
    public string? StrategiesGivenBy(ParseResult parsed, SettingValues settings) => Given(parsed).Count > 0 ? _strategy.Name : settings.Find(SettingTable.Strategies)?.Where;

    // Null where the options name none: then the setting decides.
    private IReadOnlyList<StrategyDeployment>? Strategies(ParseResult parsed)
    {
        var given = Given(parsed);
        if (given is [("none", var parameters)])
            return parameters.Count == 0 ? [] : throw new UsageException("--param was given with --strategy none, must be with a strategy");
        return given.Count > 0 ? StrategyText.Deploy(given) : null;
    }

    // Which parameter is whose is told by the order of the words.
    private List<(string Definition, IReadOnlyList<string> Parameters)> Given(ParseResult parsed)
    {
        var given = new List<(string, IReadOnlyList<string>)>();
        var option = "";
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
                option = token.Value;
            else if (option == _strategy.Name)
                given.Add((token.Value, new List<string>()));
            else if (option == _param.Name)
                ((List<string>)LastOf(given).Parameters).Add(token.Value);
        }
        return given;
    }

    private static (string Definition, IReadOnlyList<string> Parameters) LastOf(List<(string, IReadOnlyList<string>)> given)
    {
        if (given.Count == 0)
            given.Add((Demonstration.Item1, new List<string>()));
        return given[^1];
    }
}
