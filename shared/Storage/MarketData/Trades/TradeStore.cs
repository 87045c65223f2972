using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Trades on disk, one packed file for each instrument, kind and UTC day; the layout is in <c>TRADE-FORMAT.md</c>.</summary>
/// <remarks>
/// Safe for any number of readers beside one writer of each series, across processes: a reader keeps the file that it opened.
/// Every method that reads throws <see cref="DataFormatException"/> when a file is damaged.
/// </remarks>
/// <param name="rootDirectory">Made by the first import; may be that of a <see cref="BarStore"/>.</param>
public sealed class TradeStore(string rootDirectory)
{
    private const string Extension = ".vzt";

    /// <summary>Begins an import.</summary>
    /// <param name="instrument">Whose trades.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="replace">Whether a trade that differs from the stored one takes its place; else it is refused.</param>
    /// <exception cref="MarketStoreException">Another import is at it.</exception>
    public TradeImport Begin(InstrumentId instrument, TradeKind kind, bool replace) => new(this, instrument, kind, replace);

    /// <summary>Imports one series at once.</summary>
    /// <param name="instrument">Whose trades.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="trades">Any number; with none nothing happens.</param>
    /// <param name="source">Where they come from, such as a file name.</param>
    /// <param name="replace">Whether a trade that differs from the stored one takes its place; else it is refused.</param>
    /// <param name="cancellationToken">Stops before the first new file takes an old one's place; nothing is changed then.</param>
    /// <exception cref="MarketStoreException">A trade differs from the stored one, its time does not fit its id, or another import is at it. Nothing was changed.</exception>
    /// <exception cref="InvariantException">The series is out of order or a value is not above 0. Nothing was changed.</exception>
    public TradeImportResult Import(InstrumentId instrument, TradeKind kind, TradeSeries trades, string source, bool replace, CancellationToken cancellationToken)
    {
        using var import = Begin(instrument, kind, replace);
        import.Add(trades, source, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return import.Commit();
    }

    /// <summary>The series of the store by instrument and kind; those with a damaged frame too.</summary>
    public IReadOnlyList<TradeStoreEntry> List()
    {
        var entries = new List<TradeStoreEntry>();
        if (!Directory.Exists(rootDirectory))
            return entries;
        foreach (var directory in Directory.EnumerateDirectories(rootDirectory).Order(StringComparer.Ordinal))
        {
            if (InstrumentId.TryParse(Path.GetFileName(directory), out var instrument))
                entries.AddRange(TradeKinds.All.Select(kind => Find(instrument, kind)).OfType<TradeStoreEntry>());
        }
        return entries;
    }

    /// <summary>One series of the store; null when there is none.</summary>
    public TradeStoreEntry? Find(InstrumentId instrument, TradeKind kind)
    {
        var days = DaysOf(instrument, kind);
        if (days.Count == 0)
            return null;
        var bytes = days.Sum(day => new FileInfo(PathOf(instrument, kind, day)).Length);
        try
        {
            return EntryOf(instrument, kind, days, bytes);
        }
        catch (DataFormatException damage)
        {
            return new TradeStoreEntry(instrument, kind, 0, default, default, 0, days.Count, bytes, damage);
        }
    }

    /// <summary>Reads trades into one series.</summary>
    /// <param name="instrument">Whose trades.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="from">Of the first, inclusive; null for all from the first.</param>
    /// <param name="to">Exclusive; null for all to the last.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Empty when none is in the range.</returns>
    /// <exception cref="MarketStoreException">There is no such series, or there are more trades than one series holds.</exception>
    public TradeSeries Read(InstrumentId instrument, TradeKind kind, UnixNanos? from, UnixNanos? to, CancellationToken cancellationToken)
    {
        var (first, end) = (from?.Value ?? long.MinValue, to?.Value ?? long.MaxValue);
        var days = NeededDays(instrument, kind, first, end);
        var count = 0L;
        foreach (var day in days)
        {
            using var file = Open(instrument, kind, day);
            count += file.CountWithin(first, end);
        }
        if (count > Array.MaxLength / 2)
            throw new MarketStoreException($"there were {count} {kind.Words()} of {instrument} in the time asked for, must be at most {Array.MaxLength / 2} to be read at once: read them day by day");
        var trades = new TradeSeries((int)count);
        var decoder = new TradeBlockDecoder();
        foreach (var day in days)
        {
            using var file = Open(instrument, kind, day);
            file.Read(decoder, trades, first, end, cancellationToken);
        }
        return trades;
    }

    /// <summary>Reads trades day by day, so that only those of one are in memory.</summary>
    /// <param name="instrument">Whose trades.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="from">Of the first, inclusive; null for all from the first.</param>
    /// <param name="to">Exclusive; null for all to the last.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>The days in order; no day without a trade in the range.</returns>
    /// <exception cref="MarketStoreException">There is no such series.</exception>
    public IEnumerable<TradeSeries> ReadDays(InstrumentId instrument, TradeKind kind, UnixNanos? from, UnixNanos? to, CancellationToken cancellationToken)
    {
        var (first, end) = (from?.Value ?? long.MinValue, to?.Value ?? long.MaxValue);
        return ReadDays(instrument, kind, NeededDays(instrument, kind, first, end), first, end, cancellationToken);
    }

    /// <summary>Opens trades to be read block by block: the way to run over long times in little memory.</summary>
    /// <param name="instrument">Whose trades.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="from">Of the first, inclusive; null for all from the first.</param>
    /// <param name="to">Exclusive; null for all to the last.</param>
    /// <exception cref="MarketStoreException">There is no such series.</exception>
    public TradeReader Open(InstrumentId instrument, TradeKind kind, UnixNanos? from, UnixNanos? to)
    {
        var (first, end) = (from?.Value ?? long.MinValue, to?.Value ?? long.MaxValue);
        return new TradeReader(day => Open(instrument, kind, day), NeededDays(instrument, kind, first, end), first, end);
    }

    /// <summary>Checks every checksum, the order of all trades and ids, and that all values are above 0.</summary>
    /// <returns>The series when all is well.</returns>
    /// <exception cref="MarketStoreException">There is no such series.</exception>
    /// <exception cref="DataFormatException">It is damaged.</exception>
    public TradeStoreEntry Verify(InstrumentId instrument, TradeKind kind, CancellationToken cancellationToken)
    {
        foreach (var trades in ReadDays(instrument, kind, from: null, to: null, cancellationToken))
        {
            if (TradeSeriesCheck.FaultOf(trades) is { } fault)
                throw new DataFormatException(PathOf(instrument, kind, new UnixNanos(trades.Times[0]).StartOfDay), $"{fault}; {TradeStoreFileReader.Remedy}");
        }
        return EntryOf(instrument, kind, DaysOf(instrument, kind), DaysOf(instrument, kind).Sum(day => new FileInfo(PathOf(instrument, kind, day)).Length));
    }

    /// <summary>Removes a series.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MarketStoreException">An import is at it.</exception>
    public bool Remove(InstrumentId instrument, TradeKind kind)
    {
        var directory = DirectoryOf(instrument, kind);
        if (!Directory.Exists(directory))
            return false;
        using (SeriesLock.Take(directory, $"{instrument} {kind.Words()}"))
            Directory.Delete(directory, recursive: true);
        RemoveIfEmpty(Path.GetDirectoryName(directory)!);
        return true;
    }

    // The text of an id is letters, digits, '-' and '.': it cannot leave the root.
    internal string DirectoryOf(InstrumentId instrument, TradeKind kind) => instrument == default
        ? throw new ArgumentException("instrument was not set", nameof(instrument))
        : Path.Combine(rootDirectory, instrument.Text, kind.Text());

    internal string PathOf(InstrumentId instrument, TradeKind kind, UnixNanos day) => Path.Combine(DirectoryOf(instrument, kind), UtcDay.NameOf(day) + Extension);

    /// <summary>The days that have a file, in order.</summary>
    internal IReadOnlyList<UnixNanos> DaysOf(InstrumentId instrument, TradeKind kind)
    {
        var directory = DirectoryOf(instrument, kind);
        var days = new List<UnixNanos>();
        foreach (var path in Directory.Exists(directory) ? Directory.GetFiles(directory, "*" + Extension) : [])
        {
            if (UtcDay.TryParse(Path.GetFileNameWithoutExtension(path), out var day))
                days.Add(day);
        }
        days.Sort();
        return days;
    }

    internal static void RemoveIfEmpty(string directory)
    {
        try
        {
            if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
                Directory.Delete(directory);
        }
        catch (IOException)
        {
            // Another import came in between and needs it.
        }
    }

    private IEnumerable<TradeSeries> ReadDays(InstrumentId instrument, TradeKind kind, IReadOnlyList<UnixNanos> days, long first, long end, CancellationToken cancellationToken)
    {
        var decoder = new TradeBlockDecoder();
        foreach (var day in days)
        {
            using var file = Open(instrument, kind, day);
            var trades = new TradeSeries((int)file.CountWithin(first, end));
            file.Read(decoder, trades, first, end, cancellationToken);
            if (trades.Count > 0)
                yield return trades;
        }
    }

    private List<UnixNanos> NeededDays(InstrumentId instrument, TradeKind kind, long first, long end)
    {
        var days = DaysOf(instrument, kind);
        if (days.Count > 0)
            return [.. days.Where(day => day.Value < end && day.Value >= (first == long.MinValue ? first : new UnixNanos(first).StartOfDay.Value))];
        var others = List().Select(entry => $"{entry.Instrument} {entry.Kind.Words()}").ToList();
        throw new MarketStoreException(
            $"there were no {instrument} {kind.Words()} in the store, {(others.Count == 0 ? "which has no trades" : "which has " + string.Join(", ", others))}; import them first");
    }

    private TradeStoreFileReader Open(InstrumentId instrument, TradeKind kind, UnixNanos day) => TradeStoreFileReader.Open(PathOf(instrument, kind, day), instrument, kind, day);

    private TradeStoreEntry EntryOf(InstrumentId instrument, TradeKind kind, IReadOnlyList<UnixNanos> days, long bytes)
    {
        var (trades, before) = (0L, (TradeStoreHeader?)null);
        var first = before;
        foreach (var day in days)
        {
            using var file = Open(instrument, kind, day);
            if (before is not null && file.Header.FirstId <= before.LastId)
                throw new DataFormatException(PathOf(instrument, kind, day), $"file began with id {file.Header.FirstId}, must be above {before.LastId}, the last of the day before; {TradeStoreFileReader.Remedy}");
            trades += file.Header.Trades;
            before = file.Header;
            first ??= before;
        }
        return new TradeStoreEntry(
            instrument, kind, trades, new UnixNanos(first!.FirstTime), new UnixNanos(before!.LastTime), before.LastId - first.FirstId - (trades - 1), days.Count, bytes, Damage: null);
    }
}
