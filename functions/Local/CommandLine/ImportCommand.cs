using System.CommandLine;
using System.Globalization;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary><c>veloz import</c>.</summary>
internal static class ImportCommand
{
    public static Command Make()
    {
        var files = new Argument<string[]>("files") { Description = "CSV files, or zip or gz of one: Binance's dumps of klines, trades, aggTrades or fundingRate, or for bars any with columns timestamp, open, high, low, close, volume", Arity = ArgumentArity.OneOrMore };
        var kind = DataKinds.Option();
        var symbol = OptionText.Make("--symbol", "Market: BTC-USDT.BINANCE, or BTCUSDT or BTC-USD; for funding a perpetual, such as BTC-USDT-PERP.BINANCE", "S");
        var interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w [1m]", "I");
        var stamp = OptionText.Make("--stamp", "What the times of files of bars are: open or close of the bar [open]", "open|close");
        var strict = new Option<bool>("--strict") { Description = "Refuse files with gaps: a bar, an id of a trade or a settlement that is missing" };
        var replace = new Option<bool>("--replace") { Description = "Let what differs from the stored take its place" };
        var directory = OptionText.Make("--data-dir", "Folder of the store (VELOZ_DATA_DIR) [./data]", "DIR");
        var command = new Command("import", "Put files of market data into the store, for backtests without --data. Nothing is in the store before all files are found whole.")
        {
            files, kind, symbol, interval, stamp, strict, replace, directory,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ImportRequest
            {
                Files = parsed.GetValue(files)!,
                Instrument = SymbolText.Read(parsed.GetValue(symbol) ?? throw new UsageException($"--symbol is missing: {symbol.Description}"), "--symbol"),
                IsStrict = parsed.GetValue(strict),
                Replace = parsed.GetValue(replace),
                DataDirectory = parsed.GetValue(directory) ?? LocalSettings.DataDirectory,
            };
            var chosen = DataKinds.Read(parsed.GetValue(kind));
            if (chosen == DataKind.Bars)
                ImportBars(request, OptionsOf(parsed.GetValue(interval), parsed.GetValue(stamp), request.IsStrict), cancellationToken);
            else if (parsed.GetValue(interval) is not null || parsed.GetValue(stamp) is not null)
                throw new UsageException($"--interval and --stamp are of bars, must not be given with --kind {DataKinds.Text(chosen)}");
            else
                TickImport.Run(request, chosen, cancellationToken);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static BarFileOptions OptionsOf(string? interval, string? stamp, bool isStrict) => new()
    {
        Interval = OptionText.Interval(interval ?? "1m"),
        Stamp = OptionText.Choice("--stamp", stamp ?? "open", ("open", BarStamp.Open), ("close", BarStamp.Close)),
        Strict = isStrict,
    };

    private static void ImportBars(ImportRequest request, BarFileOptions options, CancellationToken cancellationToken)
    {
        var (files, instrument) = (request.Files, request.Instrument);
        var read = files.Select(path => ImportRequest.Show(path, progress => BarFileReader.Read(path, options, progress, cancellationToken))).ToArray();
        request.MakeFolder();
        var store = new BarStore(request.MarketDirectory);
        for (var index = 0; index < files.Length; index++)
        {
            var (file, name) = (read[index], Path.GetFileName(files[index]));
            var result = store.Import(instrument, file.Bars, name, request.Replace, cancellationToken);
            Console.Out.WriteLine($"{name}: {Count(result.Added)} bars added{Some(result.Identical, "there already")}{Some(result.Replaced, "replaced")}{Some(file.Missing, "missing in the file")} (times taken as bar {options.Stamp.ToString().ToLowerInvariant()}s)");
            if (file.FirstGap is { } gap)
                Console.Out.WriteLine($"  first gap: {Count(gap.Missing)} bars between {gap.Before} (line {gap.LineBefore}) and {gap.After} (line {gap.LineAfter})");
        }
        var entry = store.Find(instrument, options.Interval);
        if (entry is not null)
            Console.Out.WriteLine($"{instrument} {options.Interval}: {Count(entry.Bars)} bars from {entry.First} to {entry.Last}, {Count(entry.Missing)} missing");
    }

    internal static string Some(long count, string what) => count == 0 ? "" : $", {Count(count)} {what}";

    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
