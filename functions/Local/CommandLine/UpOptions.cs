using System.CommandLine;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>The options of <c>veloz up</c>.</summary>
internal sealed class UpOptions
{
    private const decimal StartPrice = 60_000;

    // Fast enough that a visitor sees it trade within half a minute.
    private static readonly string[] ParametersOfDemonstration = ["fast=5", "slow=15", "quantity=0.05"];

    private readonly Option<string?> _data = OptionText.Make("--data", "Folder of journal, items, blobs (VELOZ_DATA_DIR) [./data]", "DIR");
    private readonly Option<string?> _market = OptionText.Make("--market", "sim: generated bars; file:PATH: bars of a file [sim]", "sim|file:PATH");
    private readonly Option<string?> _symbol = OptionText.Make("--symbol", "Market (VELOZ_MARKET_SYMBOL) [BTCUSDT]", "S");
    private readonly Option<string?> _interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w [sim 1s, file 1m]", "I");
    private readonly Option<string?> _stamp = OptionText.Make("--stamp", "What the file's times are: open or close of the bar [open]", "open|close");
    private readonly Option<string?> _speed = OptionText.Make("--speed", "1: as fast as the market was; N: N times as fast; max: as fast as it goes [1]", "N|max");
    private readonly Option<string?> _seed = OptionText.Make("--seed", "Seed of generated bars [7]", "N");
    private readonly Option<string?> _strategy = OptionText.Make("--strategy", "Strategy to deploy; none for none [ma-cross]", "ID");
    private readonly Option<string[]> _param = new("--param") { Description = "A parameter of the strategy, K=V; once for each", HelpName = "K=V" };
    private readonly Option<string?> _port = OptionText.Make("--port", "Port on 127.0.0.1; 0 takes a free one (VELOZ_PORT) [8080]", "N");
    private readonly Option<bool> _noPage = new("--no-page") { Description = "Serve data and health, and no page" };
    private readonly Option<bool> _exitAtEnd = new("--exit-at-end") { Description = "End when the file has ended" };
    private readonly Option<string?> _soak = OptionText.Make("--soak-minutes", "Run so long, tell the managed heap after a full collection at each third, and fail when it grew by more than 2 %", "N");
    private readonly AccountOptions _account = new();

    public void AddTo(Command command)
    {
        Option[] all = [_data, _market, _symbol, _interval, _stamp, _speed, _seed, _strategy, _param, _port, _noPage, _exitAtEnd, _soak];
        foreach (var option in all)
            command.Options.Add(option);
        _account.AddTo(command);
    }

    public int Port(ParseResult parsed) => parsed.GetValue(_port) is { } text ? OptionText.Whole("--port", text, 0, 65_535) : LocalSettings.Port;

    public int? SoakMinutes(ParseResult parsed) => parsed.GetValue(_soak) is { } text ? OptionText.Whole("--soak-minutes", text, 1, 10_000) : null;

    public bool HasPage(ParseResult parsed) => !parsed.GetValue(_noPage);

    /// <summary>What to run; a file is read here, so that what is wrong with it is told before anything is opened.</summary>
    public EngineOptions Read(ParseResult parsed, CancellationToken cancellationToken)
    {
        var market = parsed.GetValue(_market) ?? LocalSettings.Market;
        var interval = parsed.GetValue(_interval);
        var instrument = Market(parsed);
        var feed = market switch
        {
            "sim" => Generated(instrument, OptionText.Interval(interval ?? "1s"), Seed(parsed)),
            _ when market.StartsWith("file:", StringComparison.Ordinal) => Recorded(parsed, market["file:".Length..], instrument, OptionText.Interval(interval ?? "1m"), cancellationToken),
            _ => throw new UsageException($"--market was '{market}', must be sim or file:PATH; live streams of venues are not in this version"),
        };
        return new EngineOptions
        {
            DataDirectory = parsed.GetValue(_data) ?? LocalSettings.DataDirectory,
            JournalDirectory = LocalSettings.JournalDirectory,
            JournalFileBytes = LocalSettings.JournalFileBytes,
            JournalFilesMax = LocalSettings.JournalFilesMax,
            SyncsJournal = LocalSettings.SyncsJournal,
            CheckpointEntries = LocalSettings.CheckpointEntries,
            Feed = feed,
            Speed = Speed(parsed),
            StopsAtEnd = parsed.GetValue(_exitAtEnd),
            Simulation = _account.Simulation(parsed),
            Cash = _account.Cash(parsed),
            Limits = _account.Limits(parsed),
            Strategies = Strategies(parsed),
        };
    }

    private Instrument Market(ParseResult parsed)
    {
        var id = SymbolText.Read(parsed.GetValue(_symbol) ?? LocalSettings.Symbol);
        if (id.Kind != InstrumentKind.Spot)
            throw new UsageException($"--symbol was {id}, must be spot: this version simulates no funding and no liquidation");
        try
        {
            return new Instrument(id, _account.PriceIncrement(parsed), _account.QuantityIncrement(parsed), _account.Fees(parsed));
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--price-increment and --quantity-increment: {exception.Message}");
        }
    }

    // The account's own feed goes on where it was, whatever the clock says now; a new one begins now.
    private static Func<string?, BarFeed> Generated(Instrument instrument, BarInterval interval, ulong? seed) => recorded =>
    {
        if (recorded is not null && GeneratedBarFeed.TryParse(recorded, instrument) is { } before && before.Interval == interval && (seed is null || before.Seed == seed))
            return before;
        var now = UnixNanos.From(DateTimeOffset.UtcNow);
        var start = new UnixNanos(now.Value - (now.Value % interval.Nanos));
        while (!interval.IsAligned(start))
            start = new UnixNanos(start.Value - UnixNanos.PerDay);
        return new GeneratedBarFeed(instrument, interval, start, seed ?? 7, StartPrice);
    };

    private Func<string?, BarFeed> Recorded(ParseResult parsed, string path, Instrument instrument, BarInterval interval, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
            throw new UsageException("--market was 'file:', must be file:PATH with the path of a file of bars");
        var options = new BarFileOptions
        {
            Interval = interval,
            Stamp = OptionText.Choice("--stamp", parsed.GetValue(_stamp) ?? "open", ("open", BarStamp.Open), ("close", BarStamp.Close)),
        };
        var size = File.Exists(path) ? new FileInfo(path).Length : 0;
        var series = ProgressLine.Show("Reading bars", size, progress => BarFileReader.Read(path, options, progress, cancellationToken).Bars);
        if (series.Count == 0)
            throw new UsageException($"{path} had no bars, must have at least one");
        var bars = BacktestRequest.Bind(series, instrument);
        var source = string.Create(CultureInfo.InvariantCulture, $"file:{Path.GetFileName(path)}:{interval}:{bars[0].OpenTime.Value}");
        return _ => new RecordedBarFeed(source, bars);
    }

    private ulong? Seed(ParseResult parsed) => parsed.GetValue(_seed) switch
    {
        null => null,
        var text when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => seed,
        var text => throw new UsageException($"--seed was '{text}', must be a whole number from 0"),
    };

    private decimal? Speed(ParseResult parsed) => parsed.GetValue(_speed) switch
    {
        null => 1,
        "max" => null,
        var text => OptionText.Positive("--speed", text, 1_000_000, ", or max"),
    };

    private IReadOnlyList<StrategyDeployment> Strategies(ParseResult parsed)
    {
        var name = parsed.GetValue(_strategy);
        var given = parsed.GetValue(_param) ?? [];
        if (name == "none")
            return given.Length == 0 ? [] : throw new UsageException("--param was given with --strategy none, must be with a strategy");
        var definition = StrategyCatalog.Get(name ?? "ma-cross");
        var parameters = name is null && given.Length == 0 ? ParametersOfDemonstration : given;
        return [new StrategyDeployment(StrategyInstanceId.Parse("stg_" + definition.Id.Replace('-', '_')), definition, definition.Read(parameters.Select(BacktestOptions.Pair)))];
    }
}
