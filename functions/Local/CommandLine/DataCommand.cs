using System.CommandLine;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary><c>veloz data</c>: list, verify, export, remove.</summary>
internal static class DataCommand
{
    private static readonly Option<string?> Directory = OptionText.Make("--data-dir", "Folder of the store (VELOZ_DATA_DIR) [./data]", "DIR");
    private static readonly Option<string?> Kind = DataKinds.Option();
    private static readonly Option<string?> Symbol = OptionText.Make("--symbol", "Market: BTC-USDT.BINANCE, or BTCUSDT or BTC-USD", "S");
    private static readonly Option<string?> Interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w [1m]", "I");

    public static Command Make()
    {
        var json = new Option<bool>("--json") { Description = "Print as one JSON document" };
        var command = new Command("data", "List what was imported: bars, trades, aggregated trades and funding rates; check, export or remove a series.") { Directory, json, Verify(), Export(), Remove() };
        command.SetAction(parsed =>
        {
            var entries = DataSeries.List(MarketOf(parsed));
            if (parsed.GetValue(json))
                DataSeries.WriteJson(entries);
            else
                DataSeries.Write(entries);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var command = new Command("verify", "Read all of every series, or of one, and check it.") { Directory, Kind, Symbol, Interval };
        command.SetAction((parsed, cancellationToken) =>
        {
            var entries = parsed.GetValue(Symbol) is null && parsed.GetValue(Kind) is null ? DataSeries.List(MarketOf(parsed)) : [Named(parsed)];
            foreach (var entry in entries)
                Console.Out.WriteLine($"{entry.Instrument} {entry.Name}: {ImportCommand.Count(entry.Verify(cancellationToken))} {entry.Rows} are sound");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Export()
    {
        var from = OptionText.Make("--from", "First bar's open, UTC", "TIME");
        var to = OptionText.Make("--to", "End, UTC; the first bar's open that is left out", "TIME");
        var command = new Command("export", "Write a series of bars as CSV to standard output.") { Directory, Symbol, Interval, from, to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var entry = Named(parsed, DataKind.Bars);
            await using var output = Console.OpenStandardOutput();
            new BarStore(MarketOf(parsed)).ExportCsv(entry.Instrument, IntervalOf(parsed), Time(parsed, from), Time(parsed, to), output, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Remove a series from the store.") { Directory, Kind, Symbol, Interval };
        command.SetAction(parsed =>
        {
            var entry = Named(parsed);
            entry.Remove();
            Console.Out.WriteLine($"{entry.Instrument} {entry.Name}: removed");
            return ExitCode.Done;
        });
        return command;
    }

    private static string MarketOf(ParseResult parsed) => Path.Combine(parsed.GetValue(Directory) ?? LocalSettings.DataDirectory, "market");

    private static BarInterval IntervalOf(ParseResult parsed) => OptionText.Interval(parsed.GetValue(Interval) ?? "1m");

    private static DataSeries Named(ParseResult parsed) => Named(parsed, DataKinds.Read(parsed.GetValue(Kind)));

    private static DataSeries Named(ParseResult parsed, DataKind kind)
    {
        var instrument = SymbolText.Read(parsed.GetValue(Symbol) ?? throw new UsageException($"--symbol is missing: {Symbol.Description}"), "--symbol");
        if (kind != DataKind.Bars && parsed.GetValue(Interval) is not null)
            throw new UsageException($"--interval is of bars, must not be given with --kind {DataKinds.Text(kind)}");
        return DataSeries.Find(MarketOf(parsed), kind, instrument, kind == DataKind.Bars ? IntervalOf(parsed) : default);
    }

    private static UnixNanos? Time(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? OptionText.Time(option.Name, text) : null;
}
