using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Funding rates in the store of one instrument.</summary>
/// <param name="Instrument">Whose rates.</param>
/// <param name="Rates">How many; 0 when damaged.</param>
/// <param name="First">When the first was settled; the epoch when damaged.</param>
/// <param name="Last">When the last was settled; the epoch when damaged.</param>
/// <param name="Missing">Settlements missing between the first and the last.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="Damage">What is wrong with the file, or null.</param>
public sealed record FundingStoreEntry(InstrumentId Instrument, int Rates, UnixNanos First, UnixNanos Last, long Missing, long Bytes, DataFormatException? Damage);

/// <summary>What an import did.</summary>
/// <param name="Added">Rates at times that had none.</param>
/// <param name="Identical">Rates that were there already.</param>
/// <param name="Replaced">Rates that were there with other values; 0 unless it was allowed.</param>
public sealed record FundingImportResult(long Added, long Identical, long Replaced);

/// <summary>Funding rates on disk, one file for each instrument; the layout is in <c>FUNDING-FORMAT.md</c>.</summary>
/// <remarks>Safe for any number of readers beside one writer of each series, across processes.</remarks>
/// <param name="rootDirectory">Made by the first import; may be that of a <see cref="BarStore"/>.</param>
public sealed class FundingStore(string rootDirectory)
{
    private const string FileName = "funding.vzf";

    /// <summary>Merges rates into a series: new times are added, equal rates are left alone.</summary>
    /// <param name="instrument">Whose rates; a perpetual.</param>
    /// <param name="rates">Any number; with none nothing happens.</param>
    /// <param name="source">Where they come from; kept as a note, one line of at most 256 characters.</param>
    /// <param name="replace">Whether a rate that differs from the stored one takes its place; else it is refused.</param>
    /// <param name="cancellationToken">Stops before the new file takes the old one's place; nothing is changed then.</param>
    /// <exception cref="MarketStoreException">The instrument has no funding, a rate differs from the stored one, or another import is at it. Nothing was changed.</exception>
    /// <exception cref="DataFormatException">What is stored is damaged.</exception>
    /// <exception cref="InvariantException">A rate has more than 18 digits after the point. Nothing was changed.</exception>
    public FundingImportResult Import(InstrumentId instrument, FundingSeries rates, string source, bool replace, CancellationToken cancellationToken)
    {
        if (instrument.Kind != InstrumentKind.Perpetual)
            throw new MarketStoreException($"{instrument} was a spot market, must be a perpetual to have funding, such as BTC-USDT-PERP.BINANCE. Nothing was changed");
        var path = PathOf(instrument);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            using var held = SeriesLock.Take(path, $"{instrument} funding rates");
            return Merge(path, instrument, rates, source, replace, cancellationToken);
        }
        finally
        {
            TradeStore.RemoveIfEmpty(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>The series of the store by instrument; damaged ones too.</summary>
    public IReadOnlyList<FundingStoreEntry> List()
    {
        var entries = new List<FundingStoreEntry>();
        foreach (var directory in Directory.Exists(rootDirectory) ? Directory.GetDirectories(rootDirectory).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (InstrumentId.TryParse(Path.GetFileName(directory), out var instrument) && Find(instrument) is { } entry)
                entries.Add(entry);
        }
        return entries;
    }

    /// <summary>One series of the store; null when there is none.</summary>
    public FundingStoreEntry? Find(InstrumentId instrument)
    {
        var path = PathOf(instrument);
        if (!File.Exists(path))
            return null;
        var bytes = new FileInfo(path).Length;
        try
        {
            var rates = FundingStoreFile.Read(path, instrument).Rates;
            return new FundingStoreEntry(instrument, rates.Count, rates[0].Time, rates[rates.Count - 1].Time, rates.Missing, bytes, Damage: null);
        }
        catch (DataFormatException damage)
        {
            return new FundingStoreEntry(instrument, 0, default, default, 0, bytes, damage);
        }
    }

    /// <summary>Reads all rates of an instrument, which checks them too.</summary>
    /// <exception cref="MarketStoreException">There is no such series.</exception>
    /// <exception cref="DataFormatException">It is damaged.</exception>
    public FundingSeries Read(InstrumentId instrument)
    {
        try
        {
            return FundingStoreFile.Read(PathOf(instrument), instrument).Rates;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MarketStoreException($"there were no funding rates of {instrument} in the store; import them first", fault);
        }
    }

    /// <summary>Removes a series.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MarketStoreException">An import is at it.</exception>
    public bool Remove(InstrumentId instrument)
    {
        var path = PathOf(instrument);
        if (!File.Exists(path))
            return false;
        using (SeriesLock.Take(path, $"{instrument} funding rates"))
            File.Delete(path);
        TradeStore.RemoveIfEmpty(Path.GetDirectoryName(path)!);
        return true;
    }

    private static FundingImportResult Merge(string path, InstrumentId instrument, FundingSeries given, string source, bool replace, CancellationToken cancellationToken)
    {
        var (stored, notes) = File.Exists(path) ? FundingStoreFile.Read(path, instrument) : (new FundingSeries(), "");
        var rates = new SortedDictionary<long, FundingRate>();
        for (var index = 0; index < stored.Count; index++)
            rates.Add(stored[index].Time.Value, stored[index]);
        var (added, identical, replaced) = (0L, 0L, 0L);
        for (var index = 0; index < given.Count; index++)
        {
            var rate = given[index];
            if (DecimalText.ScaleOf(rate.Rate) > BarNumbers.FractionDigitsMax)
                throw new InvariantException($"funding at {rate.Time} had a rate of {DecimalText.Trimmed(rate.Rate)}, must have at most {BarNumbers.FractionDigitsMax} digits after the point");
            if (!rates.TryGetValue(rate.Time.Value, out var there))
                added++;
            else if (there == rate)
                identical++;
            else if (replace)
                replaced++;
            else
                throw Differs(instrument, there, rate);
            rates[rate.Time.Value] = rate;
        }
        if (added + replaced > 0)
            Write(path, instrument, rates.Values, SourceNotes.Add(notes, source), cancellationToken);
        return new FundingImportResult(added, identical, replaced);
    }

    private static void Write(string path, InstrumentId instrument, IEnumerable<FundingRate> rates, string notes, CancellationToken cancellationToken)
    {
        var merged = new FundingSeries();
        foreach (var rate in rates)
            merged.Add(rate);
        var temporary = path + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(FundingStoreFile.ToBytes(instrument, merged, notes));
                stream.Flush(flushToDisk: true);
            }
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            // Gone already when it was renamed.
            File.Delete(temporary);
        }
    }

    private static MarketStoreException Differs(InstrumentId instrument, FundingRate stored, FundingRate given) => new(
        $"{instrument} funding at {stored.Time} was {DecimalText.Trimmed(stored.Rate)} for {stored.IntervalHours} hours in the store and "
        + $"{DecimalText.Trimmed(given.Rate)} for {given.IntervalHours} hours in what was given; they must be the same, or replacing must be asked for. Nothing was changed");

    private string PathOf(InstrumentId instrument) => instrument == default
        ? throw new ArgumentException("instrument was not set", nameof(instrument))
        : Path.Combine(rootDirectory, instrument.Text, FileName);
}
