using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary><c>veloz data</c>: list, verify, export, remove.</summary>
internal static class DataCommand
{
    private static readonly Option<string?> Directory = OptionText.Make("--data-dir", "Folder of the store (VELOZ_DATA_DIR) [./data]", "DIR");
    private static readonly Option<string?> Symbol = OptionText.Make("--symbol", "Market: BTC-USDT.BINANCE, or BTCUSDT or BTC-USD", "S");
    private static readonly Option<string?> Interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w [1m]", "I");

    public static Command Make()
    {
        var json = new Option<bool>("--json") { Description = "Print as one JSON document" };
        var command = new Command("data", "List what was imported; check, export or remove a series.") { Directory, json, Verify(), Export(), Remove() };
        command.SetAction(parsed =>
        {
            List(StoreOf(parsed).List(), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var command = new Command("verify", "Read every bar of every series, or of one, and check it.") { Directory, Symbol, Interval };
        command.SetAction((parsed, cancellationToken) =>
        {
            var store = StoreOf(parsed);
            var entries = parsed.GetValue(Symbol) is null ? store.List() : [Named(store, parsed)];
            foreach (var entry in entries)
            {
                var checkedEntry = store.Verify(entry.Instrument, entry.Interval, cancellationToken);
                Console.Out.WriteLine($"{entry.Instrument} {entry.Interval}: {Count(checkedEntry.Bars)} bars are sound");
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Export()
    {
        var from = OptionText.Make("--from", "First bar's open, UTC", "TIME");
        var to = OptionText.Make("--to", "End, UTC; the first bar's open that is left out", "TIME");
        var command = new Command("export", "Write a series as CSV to standard output.") { Directory, Symbol, Interval, from, to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = StoreOf(parsed);
            var entry = Named(store, parsed);
            await using var output = Console.OpenStandardOutput();
            store.ExportCsv(entry.Instrument, entry.Interval, Time(parsed, from), Time(parsed, to), output, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Remove a series from the store.") { Directory, Symbol, Interval };
        command.SetAction(parsed =>
        {
            var store = StoreOf(parsed);
            var entry = Named(store, parsed);
            store.Remove(entry.Instrument, entry.Interval);
            Console.Out.WriteLine($"{entry.Instrument} {entry.Interval}: removed");
            return ExitCode.Done;
        });
        return command;
    }

    private static BarStore StoreOf(ParseResult parsed) => new(Path.Combine(parsed.GetValue(Directory) ?? LocalSettings.DataDirectory, "market"));

    private static BarStoreEntry Named(BarStore store, ParseResult parsed)
    {
        var instrument = SymbolText.Read(parsed.GetValue(Symbol) ?? throw new UsageException($"--symbol is missing: {Symbol.Description}"), "--symbol");
        var interval = OptionText.Interval(parsed.GetValue(Interval) ?? "1m");
        return store.Find(instrument, interval) ?? throw new UsageException($"there are no imported {interval} bars of {instrument}; 'veloz data' lists what there is");
    }

    private static UnixNanos? Time(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? OptionText.Time(option.Name, text) : null;

    private static void List(IReadOnlyList<BarStoreEntry> entries, bool isJson)
    {
        if (isJson)
        {
            WriteJson(entries);
            return;
        }
        if (entries.Count == 0)
            Console.Out.WriteLine("Nothing was imported yet: veloz import FILE --symbol BTC-USDT.BINANCE --interval 1m");
        foreach (var entry in entries)
        {
            Console.Out.WriteLine(entry.Damage is { } damage
                ? $"{entry.Instrument,-24} {entry.Interval,-4} damaged: {damage.Message}"
                : $"{entry.Instrument,-24} {entry.Interval,-4} {Count(entry.Bars),14} bars  {entry.First} to {entry.Last}  {Count(entry.Missing)} missing  {Count(entry.Bytes)} bytes");
        }
    }

    private static void WriteJson(IReadOnlyList<BarStoreEntry> entries)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("instrument", entry.Instrument.Text);
            json.WriteString("interval", entry.Interval.Text);
            json.WriteNumber("bars", entry.Bars);
            json.WriteString("first", entry.First.ToString());
            json.WriteString("last", entry.Last.ToString());
            json.WriteNumber("missing", entry.Missing);
            json.WriteNumber("bytes", entry.Bytes);
            json.WriteString("damage", entry.Damage?.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
