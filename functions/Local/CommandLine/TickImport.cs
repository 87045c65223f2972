using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Local;

/// <summary>Imports of trades and of funding rates.</summary>
internal static class TickImport
{
    public static void Run(ImportRequest request, DataKind kind, CancellationToken cancellationToken)
    {
        if (kind == DataKind.Funding)
            ImportFunding(request, cancellationToken);
        else
            ImportTrades(request, DataKinds.TradesOf(kind), cancellationToken);
    }

    // Days wait beside the store until the last file is found whole: a month of trades need not be in memory.
    private static void ImportTrades(ImportRequest request, TradeKind kind, CancellationToken cancellationToken)
    {
        var hadFolder = Directory.Exists(request.DataDirectory);
        var store = new TradeStore(request.MarketDirectory);
        var told = new List<string>();
        try
        {
            // Before a folder is made for it.
            foreach (var path in request.Files)
                TradeFileReader.Open(path, OptionsOf(request, kind), bytesRead: null, cancellationToken).Dispose();
            request.MakeFolder();
            using var import = store.Begin(request.Instrument, kind, request.Replace);
            foreach (var path in request.Files)
                told.AddRange(ImportRequest.Show(path, progress => ImportFile(import, path, OptionsOf(request, kind), progress, cancellationToken)));
            import.Commit();
        }
        catch
        {
            if (!hadFolder)
                RemoveEmpty(request.MarketDirectory, request.DataDirectory);
            throw;
        }
        foreach (var line in told)
            Console.Out.WriteLine(line);
        if (store.Find(request.Instrument, kind) is { } entry)
        {
            Console.Out.WriteLine(
                $"{request.Instrument} {kind.Text()}: {ImportCommand.Count(entry.Trades)} trades from {entry.First} to {entry.Last} on {ImportCommand.Count(entry.Days)} days, {ImportCommand.Count(entry.MissingIds)} ids missing");
        }
    }

    private static TradeFileOptions OptionsOf(ImportRequest request, TradeKind kind) => new() { Kind = kind, Strict = request.IsStrict };

    private static List<string> ImportFile(TradeImport import, string path, TradeFileOptions options, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        using var reader = TradeFileReader.Open(path, options, progress, cancellationToken);
        var (added, identical, replaced) = (0L, 0L, 0L);
        while (reader.ReadDay() is { } day)
        {
            var result = import.Add(day, name, cancellationToken);
            (added, identical, replaced) = (added + result.Added, identical + result.Identical, replaced + result.Replaced);
        }
        var summary = reader.Summary!;
        var told = new List<string>
        {
            $"{name}: {ImportCommand.Count(added)} trades added{ImportCommand.Some(identical, "there already")}{ImportCommand.Some(replaced, "replaced")}{ImportCommand.Some(summary.MissingIds, "ids missing in the file")}",
        };
        if (summary.FirstGap is { } gap)
            told.Add($"  first gap: {ImportCommand.Count(gap.Missing)} ids between {gap.Before} (line {gap.LineBefore}) and {gap.After} (line {gap.LineAfter})");
        return told;
    }

    private static void ImportFunding(ImportRequest request, CancellationToken cancellationToken)
    {
        if (request.Instrument.Kind != InstrumentKind.Perpetual)
            throw new UsageException($"--symbol was {request.Instrument}, must be a perpetual to have funding, such as BTC-USDT-PERP.BINANCE");
        var read = request.Files.Select(path => ImportRequest.Show(path, progress => FundingFileReader.Read(path, request.IsStrict, progress, cancellationToken))).ToArray();
        request.MakeFolder();
        var store = new FundingStore(request.MarketDirectory);
        for (var index = 0; index < read.Length; index++)
        {
            var name = Path.GetFileName(request.Files[index]);
            var result = store.Import(request.Instrument, read[index].Rates, name, request.Replace, cancellationToken);
            Console.Out.WriteLine($"{name}: {ImportCommand.Count(result.Added)} funding rates added{ImportCommand.Some(result.Identical, "there already")}{ImportCommand.Some(result.Replaced, "replaced")}{ImportCommand.Some(read[index].Missing, "missing in the file")}");
            if (read[index].FirstGap is { } gap)
                Console.Out.WriteLine($"  first gap: {ImportCommand.Count(gap.Missing)} settlements between {gap.Before} and {gap.After} (line {gap.LineAfter})");
        }
        if (store.Find(request.Instrument) is { } entry)
            Console.Out.WriteLine($"{request.Instrument} funding: {ImportCommand.Count(entry.Rates)} rates from {entry.First} to {entry.Last}, {ImportCommand.Count(entry.Missing)} missing");
    }

    private static void RemoveEmpty(params string[] directories)
    {
        foreach (var directory in directories)
        {
            if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
                Directory.Delete(directory);
        }
    }
}
