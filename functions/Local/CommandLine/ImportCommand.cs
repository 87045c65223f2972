using System.CommandLine;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary><c>veloz import</c>.</summary>
internal static class ImportCommand
{
    public static Command Make()
    {
        var files = new Argument<string[]>("files") { Description = "CSV files, or zip or gz of one: Binance kline dumps, or any with columns timestamp, open, high, low, close, volume", Arity = ArgumentArity.OneOrMore };
        var symbol = OptionText.Make("--symbol", "Market: BTC-USDT.BINANCE, or BTCUSDT or BTC-USD", "S");
        var interval = OptionText.Make("--interval", "Length of a bar: 1s 1m 5m 15m 1h 4h 1d 1w [1m]", "I");
        var stamp = OptionText.Make("--stamp", "What the files' times are: open or close of the bar [open]", "open|close");
        var strict = new Option<bool>("--strict") { Description = "Refuse files with gaps" };
        var replace = new Option<bool>("--replace") { Description = "Let a bar that differs from the stored one take its place" };
        var directory = OptionText.Make("--data-dir", "Folder of the store (VELOZ_DATA_DIR) [./data]", "DIR");
        var command = new Command("import", "Put files of bars into the store, for backtests without --data. All files are read before anything is written.")
        {
            files, symbol, interval, stamp, strict, replace, directory,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var instrument = SymbolText.Read(parsed.GetValue(symbol) ?? throw new UsageException($"--symbol is missing: {symbol.Description}"), "--symbol");
            var options = new BarFileOptions
            {
                Interval = OptionText.Interval(parsed.GetValue(interval) ?? "1m"),
                Stamp = OptionText.Choice("--stamp", parsed.GetValue(stamp) ?? "open", ("open", BarStamp.Open), ("close", BarStamp.Close)),
                Strict = parsed.GetValue(strict),
            };
            Run(parsed.GetValue(directory) ?? LocalSettings.DataDirectory, parsed.GetValue(files)!, instrument, options, parsed.GetValue(replace), cancellationToken);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Run(string directory, string[] files, InstrumentId instrument, BarFileOptions options, bool replace, CancellationToken cancellationToken)
    {
        var read = files.Select(path => Read(path, options, cancellationToken)).ToArray();
        MakeFolder(directory);
        var store = new BarStore(Path.Combine(directory, "market"));
        for (var index = 0; index < files.Length; index++)
        {
            var (file, name) = (read[index], Path.GetFileName(files[index]));
            var result = store.Import(instrument, file.Bars, name, replace, cancellationToken);
            Console.Out.WriteLine($"{name}: {Count(result.Added)} bars added{Some(result.Identical, "there already")}{Some(result.Replaced, "replaced")}{Some(file.Missing, "missing in the file")} (times taken as bar {options.Stamp.ToString().ToLowerInvariant()}s)");
            if (file.FirstGap is { } gap)
                Console.Out.WriteLine($"  first gap: {Count(gap.Missing)} bars between {gap.Before} (line {gap.LineBefore}) and {gap.After} (line {gap.LineAfter})");
        }
        var entry = store.Find(instrument, options.Interval);
        if (entry is not null)
            Console.Out.WriteLine($"{instrument} {options.Interval}: {Count(entry.Bars)} bars from {entry.First} to {entry.Last}, {Count(entry.Missing)} missing");
    }

    // What is in the data folder is its owner's alone.
    private static void MakeFolder(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static BarFile Read(string path, BarFileOptions options, CancellationToken cancellationToken)
    {
        var size = File.Exists(path) ? new FileInfo(path).Length : 0;
        return ProgressLine.Show(Path.GetFileName(path), size, progress => BarFileReader.Read(path, options, progress, cancellationToken));
    }

    private static string Some(long count, string what) => count == 0 ? "" : $", {Count(count)} {what}";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
