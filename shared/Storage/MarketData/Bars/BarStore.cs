using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Bars on disk, one packed file for each instrument and interval; the layout is in <c>BAR-FORMAT.md</c>.</summary>
/// <remarks>
/// Safe for any number of readers beside one writer of each series, across processes: a reader keeps the file that it opened.
/// Every method that reads throws <see cref="DataFormatException"/> when the file is damaged.
/// </remarks>
/// <param name="rootDirectory">Made by the first import.</param>
public sealed class BarStore(string rootDirectory)
{
    private const string Extension = ".vzb";

    /// <summary>Merges bars into a series: new times are added, equal bars are left alone.</summary>
    /// <param name="instrument">Whose bars.</param>
    /// <param name="bars">Any number; with none nothing happens.</param>
    /// <param name="source">Where they come from, such as a file name; kept as a note, one line of at most 256 characters.</param>
    /// <param name="replace">Whether a bar that differs from the stored one takes its place; else it is refused.</param>
    /// <param name="cancellationToken">Stops before the new file takes the old one's place; nothing is changed then.</param>
    /// <exception cref="MarketStoreException">A bar differs from the stored one, or another import is at it. Nothing was changed.</exception>
    /// <exception cref="InvariantException">The series is out of order or its prices do not fit together. Nothing was changed.</exception>
    public BarImportResult Import(InstrumentId instrument, BarSeries bars, string source, bool replace, CancellationToken cancellationToken)
    {
        var path = PathOf(instrument, bars.Interval);
        if (BarSeriesCheck.FaultOf(bars) is { } fault)
            throw new InvariantException(fault);
        var directory = Path.GetDirectoryName(path)!;
        var isNewDirectory = !Directory.Exists(directory);
        Directory.CreateDirectory(directory);
        try
        {
            using var held = SeriesLock.Take(path, NameOf(instrument, bars.Interval) + " bars");
            return Merge(path, instrument, bars, source, replace, cancellationToken);
        }
        finally
        {
            if (isNewDirectory)
                RemoveIfEmpty(directory);
        }
    }

    /// <summary>The series of the store by instrument and interval; those with a damaged frame too.</summary>
    public IReadOnlyList<BarStoreEntry> List()
    {
        var entries = new List<BarStoreEntry>();
        if (!Directory.Exists(rootDirectory))
            return entries;
        foreach (var directory in Directory.EnumerateDirectories(rootDirectory).Order(StringComparer.Ordinal))
        {
            if (!InstrumentId.TryParse(Path.GetFileName(directory), out var instrument))
                continue;
            foreach (var interval in BarInterval.All)
            {
                if (File.Exists(PathOf(instrument, interval)))
                    entries.Add(EntryOf(instrument, interval));
            }
        }
        return entries;
    }

    /// <summary>One series of the store; null when there is none.</summary>
    public BarStoreEntry? Find(InstrumentId instrument, BarInterval interval) =>
        File.Exists(PathOf(instrument, interval)) ? EntryOf(instrument, interval) : null;

    /// <summary>Reads bars.</summary>
    /// <param name="instrument">Whose bars.</param>
    /// <param name="interval">Their length.</param>
    /// <param name="from">Open time of the first, inclusive; null for all from the first.</param>
    /// <param name="to">Open time, exclusive; null for all to the last.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Empty when none opens in the range.</returns>
    /// <exception cref="MarketStoreException">There is no such series.</exception>
    public BarSeries Read(InstrumentId instrument, BarInterval interval, UnixNanos? from, UnixNanos? to, CancellationToken cancellationToken)
    {
        using var file = Open(instrument, interval);
        var (fromNanos, toNanos) = (from?.Value ?? long.MinValue, to?.Value ?? long.MaxValue);
        var blocks = Overlapping(file, fromNanos, toNanos).ToList();
        var bars = new BarSeries(interval, blocks.Sum(block => file.Index[block].Bars));
        foreach (var block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.ReadBlock(block, bars, fromNanos, toNanos);
        }
        return bars;
    }

    /// <summary>Checks every checksum, the order of all bars and that their prices fit together.</summary>
    /// <returns>The series when all is well.</returns>
    /// <exception cref="MarketStoreException">There is no such series.</exception>
    /// <exception cref="DataFormatException">It is damaged.</exception>
    public BarStoreEntry Verify(InstrumentId instrument, BarInterval interval, CancellationToken cancellationToken)
    {
        using var file = Open(instrument, interval);
        for (var block = 0; block < file.Index.Count; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bars = new BarSeries(interval, file.Index[block].Bars);
            file.ReadBlock(block, bars, long.MinValue, long.MaxValue);
            if (BarSeriesCheck.FaultOf(bars) is { } fault)
                throw new DataFormatException(PathOf(instrument, interval), $"block {block + 1} of {file.Index.Count}: {fault}; {BarStoreFileReader.Remedy}");
        }
        return EntryOf(file);
    }

    /// <summary>Removes a series.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MarketStoreException">An import is at it.</exception>
    public bool Remove(InstrumentId instrument, BarInterval interval)
    {
        var path = PathOf(instrument, interval);
        if (!File.Exists(path))
            return false;
        using (SeriesLock.Take(path, NameOf(instrument, interval) + " bars"))
            File.Delete(path);
        RemoveIfEmpty(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Writes bars as the CSV that <see cref="BarFileReader"/> reads: RFC 3339 open times, values without trailing zeros.</summary>
    /// <param name="instrument">Whose bars.</param>
    /// <param name="interval">Their length.</param>
    /// <param name="from">Open time of the first, inclusive; null for all from the first.</param>
    /// <param name="to">Open time, exclusive; null for all to the last.</param>
    /// <param name="destination">Stays open.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Bars written.</returns>
    /// <exception cref="MarketStoreException">There is no such series.</exception>
    public long ExportCsv(InstrumentId instrument, BarInterval interval, UnixNanos? from, UnixNanos? to, Stream destination, CancellationToken cancellationToken)
    {
        using var file = Open(instrument, interval);
        var (fromNanos, toNanos) = (from?.Value ?? long.MinValue, to?.Value ?? long.MaxValue);
        destination.Write(BarCsv.Header);
        var written = 0L;
        foreach (var block in Overlapping(file, fromNanos, toNanos))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bars = new BarSeries(interval, file.Index[block].Bars);
            file.ReadBlock(block, bars, fromNanos, toNanos);
            BarCsv.Write(bars, destination);
            written += bars.Count;
        }
        return written;
    }

    private static BarImportResult Merge(string path, InstrumentId instrument, BarSeries bars, string source, bool replace, CancellationToken cancellationToken)
    {
        using var stored = File.Exists(path) ? BarStoreFileReader.Open(path, instrument, bars.Interval) : null;
        if (bars.Count == 0)
            return new BarImportResult(0, 0, 0, stored?.Header.Bars ?? 0, stored?.Header.Missing ?? 0);
        var temporary = path + ".tmp";
        try
        {
            BarMerge merge;
            BarStoreHeader header;
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                var writer = new BarStoreFileWriter(stream, instrument, bars.Interval, SourceNotes.Add(stored?.Header.Notes, source));
                merge = new BarMerge(writer, bars, replace, NameOf(instrument, bars.Interval));
                merge.Run(stored, cancellationToken);
                header = writer.Complete();
                stream.Flush(flushToDisk: true);
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (merge.Added + merge.Replaced > 0)
            {
                // A mapped file cannot be replaced everywhere.
                stored?.Dispose();
                File.Move(temporary, path, overwrite: true);
            }
            return new BarImportResult(merge.Added, merge.Identical, merge.Replaced, header.Bars, header.Missing);
        }
        finally
        {
            // Gone already when it was renamed.
            File.Delete(temporary);
        }
    }

    private static IEnumerable<int> Overlapping(BarStoreFileReader file, long from, long to) =>
        Enumerable.Range(0, file.Index.Count).Where(block => file.Index[block].Last >= from && file.Index[block].First < to);

    private BarStoreFileReader Open(InstrumentId instrument, BarInterval interval)
    {
        var path = PathOf(instrument, interval);
        try
        {
            return BarStoreFileReader.Open(path, instrument, interval);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            var others = List().Select(entry => NameOf(entry.Instrument, entry.Interval)).ToList();
            throw new MarketStoreException(
                $"there were no {NameOf(instrument, interval)} bars in the store, {(others.Count == 0 ? "which is empty" : "which has " + string.Join(", ", others))}; import them first", fault);
        }
    }

    private BarStoreEntry EntryOf(InstrumentId instrument, BarInterval interval)
    {
        try
        {
            using var file = Open(instrument, interval);
            return EntryOf(file);
        }
        catch (DataFormatException damage)
        {
            return new BarStoreEntry(instrument, interval, 0, default, default, 0, new FileInfo(damage.File).Length, [], damage);
        }
    }

    private static BarStoreEntry EntryOf(BarStoreFileReader file) => new(
        file.Header.Instrument,
        file.Header.Interval,
        file.Header.Bars,
        new UnixNanos(file.Header.First),
        new UnixNanos(file.Header.Last),
        file.Header.Missing,
        file.Length,
        SourceNotes.Lines(file.Header.Notes),
        Damage: null);

    // The text of an id is letters, digits, '-' and '.': it cannot leave the root.
    private string PathOf(InstrumentId instrument, BarInterval interval) => instrument == default
        ? throw new ArgumentException("instrument was not set", nameof(instrument))
        : Path.Combine(rootDirectory, instrument.Text, interval.Text + Extension);

    private static string NameOf(InstrumentId instrument, BarInterval interval) => $"{instrument} {interval}";

    private static void RemoveIfEmpty(string directory)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(directory).Any())
                Directory.Delete(directory);
        }
        catch (IOException)
        {
            // Another import came in between and needs it.
        }
    }
}
