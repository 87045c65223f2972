using System.CommandLine;
using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary>The options of a backtest, shared by the commands that run one.</summary>
internal sealed class BacktestOptions
{
    private readonly Option<string?> _strategy = OptionText.Make("--strategy", "Id of the strategy, which 'veloz strategies' lists, or the file of a document", "ID|FILE.json");
    private readonly Option<string[]> _param = new("--param") { Description = "A parameter of the strategy, K=V; once for each", HelpName = "K=V" };
    private readonly Option<string?> _over = OptionText.Make("--over", "Market data it runs over; prints and captures fill tick by tick, --interval is then that of the bars made of them [bars]", "bars|trades|agg-trades|capture");
    private readonly Option<string?> _data = OptionText.Make("--data", "File of bars: CSV, or a zip or gz of one; without it, what was imported", "FILE");
    private readonly Option<string?> _dataDirectory = OptionText.Make("--data-dir", "Folder with the imported data (VELOZ_DATA_DIR) [./data]", "DIR");
    private readonly Option<string?> _symbol = OptionText.Make("--symbol", "Market: BTC-USDT.BINANCE, or BTCUSDT or BTC-USD", "S");
    private readonly Option<string?> _interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w [1m]", "I");
    private readonly Option<string?> _stamp = OptionText.Make("--stamp", "What the file's times are: open or close of the bar [open]", "open|close");
    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse data with gaps" };
    private readonly Option<string?> _from = OptionText.Make("--from", "First bar's open, UTC; bars before it warm the strategy up", "TIME");
    private readonly Option<string?> _to = OptionText.Make("--to", "End, UTC; the first bar's open that is left out", "TIME");

    private readonly AccountOptions _account = new();

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _strategy, _param, _over, _data, _dataDirectory, _symbol, _interval, _stamp, _strict, _from, _to,
        ];
        foreach (var option in all)
            command.Options.Add(option);
        _account.AddTo(command);
    }

    public BacktestRequest Read(ParseResult parsed)
    {
        var strategy = StrategySource.Get(Needed(parsed, _strategy));
        var (from, to) = (Time(parsed, _from), Time(parsed, _to));
        if (from >= to)
            throw new UsageException($"--from was {from} and --to was {to}, --from must be before --to");
        var parameters = strategy.Read((parsed.GetValue(_param) ?? []).Select(Pair));
        var instrument = SymbolText.Read(Needed(parsed, _symbol), "--symbol");
        _account.CheckFor(instrument, parsed);
        _account.CheckLeverage(parsed);
        return new BacktestRequest
        {
            Strategy = strategy,
            Parameters = parameters,
            Instrument = instrument,
            Over = OptionText.Choice("--over", parsed.GetValue(_over) ?? "bars", ("bars", BacktestData.Bars), ("trades", BacktestData.Trades), ("agg-trades", BacktestData.AggregatedTrades), ("capture", BacktestData.Capture)),
            DataFile = parsed.GetValue(_data) is { } file ? NotEmpty(_data.Name, file) : null,
            DataDirectory = parsed.GetValue(_dataDirectory) ?? LocalSettings.DataDirectory,
            FileOptions = new BarFileOptions
            {
                Interval = OptionText.Interval(parsed.GetValue(_interval) ?? "1m"),
                Stamp = OptionText.Choice("--stamp", parsed.GetValue(_stamp) ?? "open", ("open", BarStamp.Open), ("close", BarStamp.Close)),
                Strict = parsed.GetValue(_strict),
                To = to,
            },
            From = from,
            To = to,
            Cash = _account.Cash(parsed),
            Fees = _account.Fees(parsed),
            PriceIncrement = _account.PriceIncrement(parsed),
            QuantityIncrement = _account.QuantityIncrement(parsed),
            Simulation = _account.Simulation(parsed),
            Limits = _account.Limits(parsed),
        };
    }

    private static string Needed(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? throw new UsageException($"{option.Name} is missing: {option.Description}");

    private static string NotEmpty(string name, string text) => text.Length > 0 ? text : throw new UsageException($"{name} was empty, must be a path");

    private static UnixNanos? Time(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? OptionText.Time(option.Name, text) : null;

    internal static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new UsageException($"--param was '{text}', must be NAME=VALUE, such as fast=10");
    }
}
