using System.CommandLine;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>The options of a backtest, shared by the commands that run one.</summary>
internal sealed class BacktestOptions
{
    private readonly Option<string?> _strategy = OptionText.Make("--strategy", "Id of the strategy; 'veloz strategies' lists them", "ID");
    private readonly Option<string[]> _param = new("--param") { Description = "A parameter of the strategy, K=V; once for each", HelpName = "K=V" };
    private readonly Option<string?> _data = OptionText.Make("--data", "File of bars: CSV, or a zip or gz of one; without it, what was imported", "FILE");
    private readonly Option<string?> _dataDirectory = OptionText.Make("--data-dir", "Folder with the imported data (VELOZ_DATA_DIR) [./data]", "DIR");
    private readonly Option<string?> _symbol = OptionText.Make("--symbol", "Market: BTC-USDT.BINANCE, or BTCUSDT or BTC-USD", "S");
    private readonly Option<string?> _interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w [1m]", "I");
    private readonly Option<string?> _stamp = OptionText.Make("--stamp", "What the file's times are: open or close of the bar [open]", "open|close");
    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse data with gaps" };
    private readonly Option<string?> _from = OptionText.Make("--from", "First bar's open, UTC; bars before it warm the strategy up", "TIME");
    private readonly Option<string?> _to = OptionText.Make("--to", "End, UTC; the first bar's open that is left out", "TIME");
    private readonly Option<string?> _cash = OptionText.Make("--cash", "Cash at the start, in quote currency [100000]", "N");
    private readonly Option<string?> _fee = OptionText.Make("--fee-bps", "Fee of every fill in basis points [10]", "N");
    private readonly Option<string?> _maker = OptionText.Make("--maker-bps", "Fee of resting orders; negative is a rebate; with --taker-bps", "N");
    private readonly Option<string?> _taker = OptionText.Make("--taker-bps", "Fee of taking orders; with --maker-bps", "N");
    private readonly Option<string?> _tiers = OptionText.Make("--fee-tiers", "Fees by 30-day volume: VOLUME=MAKER/TAKER in basis points, comma-separated, from 0", "T");
    private readonly Option<string?> _slippage = OptionText.Make("--slippage-bps", "What a taker loses to the spread, in basis points [0]", "N");
    private readonly Option<string?> _impact = OptionText.Make("--impact-bps", "What a taker loses by a day's volume, growing with the square root of size over volume [0]", "N");
    private readonly Option<string?> _fill = OptionText.Make("--fill", "At which price an order meets the market [next-open]", "next-open|close");
    private readonly Option<string?> _limitFill = OptionText.Make("--limit-fill", "A limit order fills when the price goes through it, or when it touches it [strict]", "strict|touch");
    private readonly Option<string?> _path = OptionText.Make("--bar-path", "Which extreme of a bar comes first; adaptive: the nearer to the open [adaptive]", "adaptive|high-first|low-first");
    private readonly Option<string?> _participation = OptionText.Make("--participation", "Greatest share of a bar's volume our fills may have [0.1]", "N|off");
    private readonly Option<string?> _latency = OptionText.Make("--latency-ms", "Time to the venue, and back, in milliseconds [0]", "N");
    private readonly Option<string?> _priceIncrement = OptionText.Make("--price-increment", "Tick size of the market [0.01]", "N");
    private readonly Option<string?> _quantityIncrement = OptionText.Make("--quantity-increment", "Lot size of the market [0.00001]", "N");
    private readonly Option<string?> _account = OptionText.Make("--account", "Cash: no debt, no shorts; margin: exposure up to equity times leverage [cash]", "cash|margin");
    private readonly Option<string?> _leverage = OptionText.Make("--leverage", "Of a margin account [1]", "N");
    private readonly Option<string?> _rate = OptionText.Make("--order-rate-limit", "Orders in any second [off]", "N|off");
    private readonly Option<string?> _collar = OptionText.Make("--price-collar", "Greatest distance of a limit price from the last price, as a fraction [off]", "N|off");

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _strategy, _param, _data, _dataDirectory, _symbol, _interval, _stamp, _strict, _from, _to, _cash, _fee, _maker, _taker, _tiers, _slippage,
            _impact, _fill, _limitFill, _path, _participation, _latency, _priceIncrement, _quantityIncrement, _account, _leverage, _rate, _collar,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public BacktestRequest Read(ParseResult parsed)
    {
        var strategy = StrategyCatalog.Get(Needed(parsed, _strategy));
        var (from, to) = (Time(parsed, _from), Time(parsed, _to));
        if (from >= to)
            throw new UsageException($"--from was {from} and --to was {to}, --from must be before --to");
        return new BacktestRequest
        {
            Strategy = strategy,
            Parameters = strategy.Read((parsed.GetValue(_param) ?? []).Select(Pair)),
            Instrument = SymbolText.Read(Needed(parsed, _symbol)),
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
            Cash = OptionText.Positive("--cash", parsed.GetValue(_cash) ?? "100000", 1_000_000_000_000),
            Fees = Fees(parsed),
            PriceIncrement = OptionText.Positive("--price-increment", parsed.GetValue(_priceIncrement) ?? "0.01", 1_000_000),
            QuantityIncrement = OptionText.Positive("--quantity-increment", parsed.GetValue(_quantityIncrement) ?? "0.00001", 1_000_000),
            Simulation = Simulation(parsed),
            Limits = Limits(parsed),
        };
    }

    private static string Needed(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? throw new UsageException($"{option.Name} is missing: {option.Description}");

    private static string NotEmpty(string name, string text) => text.Length > 0 ? text : throw new UsageException($"{name} was empty, must be a path");

    private static UnixNanos? Time(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? OptionText.Time(option.Name, text) : null;

    private static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new UsageException($"--param was '{text}', must be NAME=VALUE, such as fast=10");
    }

    private SimulationOptions Simulation(ParseResult parsed) => new()
    {
        Fill = OptionText.Choice("--fill", parsed.GetValue(_fill) ?? "next-open", ("next-open", FillTiming.NextOpen), ("close", FillTiming.Close)),
        LimitFill = OptionText.Choice("--limit-fill", parsed.GetValue(_limitFill) ?? "strict", ("strict", LimitFill.Strict), ("touch", LimitFill.Touch)),
        Path = OptionText.Choice(
            "--bar-path",
            parsed.GetValue(_path) ?? "adaptive",
            ("adaptive", BarPathRule.Adaptive),
            ("high-first", BarPathRule.HighFirst),
            ("low-first", BarPathRule.LowFirst)),
        Participation = OptionText.AmountOrOff("--participation", parsed.GetValue(_participation) ?? "0.1", max: 1),
        SlippageBps = OptionText.Amount("--slippage-bps", parsed.GetValue(_slippage) ?? "0", max: 5_000),
        ImpactBps = OptionText.Amount("--impact-bps", parsed.GetValue(_impact) ?? "0", max: 100_000),
        Latency = TimeSpan.FromTicks((long)(OptionText.Amount("--latency-ms", parsed.GetValue(_latency) ?? "0", max: 86_400_000) * TimeSpan.TicksPerMillisecond)),
        AccountKind = OptionText.Choice("--account", parsed.GetValue(_account) ?? "cash", ("cash", AccountKind.Cash), ("margin", AccountKind.Margin)),
        Leverage = OptionText.Positive("--leverage", parsed.GetValue(_leverage) ?? "1", max: 125),
    };

    private RiskLimits Limits(ParseResult parsed) => new()
    {
        OrdersPerSecond = parsed.GetValue(_rate) is { } rate and not "off" ? OptionText.Whole("--order-rate-limit", rate, 1, 1_000_000) : null,
        PriceCollar = OptionText.AmountOrOff("--price-collar", parsed.GetValue(_collar) ?? "off", max: 10),
    };

    private FeeSchedule Fees(ParseResult parsed)
    {
        var (fee, maker, taker, tiers) = (parsed.GetValue(_fee), parsed.GetValue(_maker), parsed.GetValue(_taker), parsed.GetValue(_tiers));
        if ((maker is null) != (taker is null))
            throw new UsageException("--maker-bps and --taker-bps must be given together");
        if ((fee is null ? 0 : 1) + (maker is null ? 0 : 1) + (tiers is null ? 0 : 1) > 1)
            throw new UsageException("--fee-bps, --maker-bps with --taker-bps, and --fee-tiers exclude each other; give one");
        if (tiers is not null)
            return Tiers(tiers);
        return maker is null
            ? FeeSchedule.Flat(Rate("--fee-bps", fee ?? "10"), Rate("--fee-bps", fee ?? "10"))
            : FeeSchedule.Flat(Rate("--maker-bps", maker), Rate("--taker-bps", taker!));
    }

    private static FeeSchedule Tiers(string text)
    {
        var tiers = new List<FeeTier>();
        foreach (var part in text.Split(','))
        {
            var fields = part.Split('=', '/');
            if (fields.Length != 3)
                throw new UsageException($"--fee-tiers had '{part}', must be VOLUME=MAKER/TAKER, such as 0=10/10,1000000=9/10");
            tiers.Add(new FeeTier(OptionText.Amount("--fee-tiers", fields[0]), Rate("--fee-tiers", fields[1]), Rate("--fee-tiers", fields[2])));
        }
        try
        {
            return new FeeSchedule(tiers);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--fee-tiers: {exception.Message}");
        }
    }

    private static decimal Rate(string name, string text) => OptionText.Signed(name, text, limit: 9_999) / 10_000;
}
