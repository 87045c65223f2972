using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Trades on their way into the store: all that were added are there after <see cref="Commit"/>, and none before.</summary>
/// <remarks>Holds the series against other imports until it is disposed of. Only the trades of one day are in memory.</remarks>
public sealed class TradeImport : IDisposable
{
    private readonly TradeStore _store;
    private readonly InstrumentId _instrument;
    private readonly TradeKind _kind;
    private readonly bool _replace;
    private readonly string _directory;
    private readonly SeriesLock _lock;
    private readonly SortedDictionary<long, string> _staged = [];
    private readonly TradeBlockDecoder _decoder = new();

    private long _added;
    private long _identical;
    private long _replaced;

    internal TradeImport(TradeStore store, InstrumentId instrument, TradeKind kind, bool replace)
    {
        _store = store;
        _instrument = instrument;
        _kind = kind;
        _replace = replace;
        _directory = store.DirectoryOf(instrument, kind);
        Directory.CreateDirectory(_directory);
        try
        {
            _lock = SeriesLock.Take(_directory, Name);
        }
        catch
        {
            RemoveEmptyFolders();
            throw;
        }
        // Of an import that was killed.
        foreach (var left in Directory.GetFiles(_directory, "*.tmp"))
            File.Delete(left);
    }

    private string Name => $"{_instrument} {_kind.Words()}";

    /// <summary>Adds trades: new ids are added, equal trades are left alone.</summary>
    /// <param name="trades">Of any number of days.</param>
    /// <param name="source">Where they come from, such as a file name; kept as a note with each day, one line of at most 256 characters.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <exception cref="MarketStoreException">A trade differs from the stored one of its id, or its time does not fit its id. Nothing was changed.</exception>
    /// <exception cref="InvariantException">The series is out of order or a value is not above 0. Nothing was changed.</exception>
    /// <exception cref="DataFormatException">What is stored is damaged.</exception>
    public TradeImportResult Add(TradeSeries trades, string source, CancellationToken cancellationToken)
    {
        if (TradeSeriesCheck.FaultOf(trades) is { } fault)
            throw new InvariantException(fault);
        var before = new TradeImportResult(_added, _identical, _replaced);
        for (var start = 0; start < trades.Count;)
        {
            var day = new UnixNanos(trades.Times[start]).StartOfDay;
            var end = trades.Between(day, new UnixNanos(day.Value + UnixNanos.PerDay)).End.Value;
            AddDay(day, trades, start..end, source, cancellationToken);
            start = end;
        }
        return new TradeImportResult(_added - before.Added, _identical - before.Identical, _replaced - before.Replaced);
    }

    /// <summary>Lets what was added take its place, day by day.</summary>
    /// <exception cref="MarketStoreException">The ids of two days do not follow each other. Nothing was changed.</exception>
    public TradeImportResult Commit()
    {
        CheckDays();
        foreach (var (day, path) in _staged)
            File.Move(path, _store.PathOf(_instrument, _kind, new UnixNanos(day)), overwrite: true);
        _staged.Clear();
        return new TradeImportResult(_added, _identical, _replaced);
    }

    /// <summary>Gives up what was not committed, and the series to others.</summary>
    public void Dispose()
    {
        foreach (var path in _staged.Values)
            File.Delete(path);
        _lock.Dispose();
        RemoveEmptyFolders();
    }

    private void AddDay(UnixNanos day, TradeSeries trades, Range range, string source, CancellationToken cancellationToken)
    {
        var target = _store.PathOf(_instrument, _kind, day);
        var current = _staged.GetValueOrDefault(day.Value, target);
        var (merged, mergedRange, notes) = (trades, range, "");
        if (File.Exists(current))
        {
            var stored = Read(current, day, out notes, cancellationToken);
            var merge = new TradeMerge(stored, trades, range, _replace, _instrument.Text);
            merged = merge.Run();
            mergedRange = ..;
            _added += merge.Added;
            _identical += merge.Identical;
            _replaced += merge.Replaced;
            if (merge.Added + merge.Replaced == 0)
                return;
        }
        else
        {
            _added += range.GetOffsetAndLength(trades.Count).Length;
        }
        Stage(target + ".tmp", day, merged, mergedRange, SourceNotes.Add(notes, source), cancellationToken);
    }

    private TradeSeries Read(string path, UnixNanos day, out string notes, CancellationToken cancellationToken)
    {
        using var file = TradeStoreFileReader.Open(path, _instrument, _kind, day);
        var trades = new TradeSeries((int)file.Header.Trades);
        file.Read(_decoder, trades, long.MinValue, long.MaxValue, cancellationToken);
        notes = file.Header.Notes;
        return trades;
    }

    private void Stage(string path, UnixNanos day, TradeSeries trades, Range range, string notes, CancellationToken cancellationToken)
    {
        _staged[day.Value] = path;
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        TradeStoreFileWriter.Write(stream, _instrument, _kind, notes, trades, range, cancellationToken);
        stream.Flush(flushToDisk: true);
    }

    // Ids rise from day to day too: a trade that two days have, or one of the wrong day, shows there.
    private void CheckDays()
    {
        TradeStoreHeader? before = null;
        foreach (var day in _store.DaysOf(_instrument, _kind).Select(day => day.Value).Union(_staged.Keys).Order())
        {
            using var file = TradeStoreFileReader.Open(_staged.GetValueOrDefault(day, _store.PathOf(_instrument, _kind, new UnixNanos(day))), _instrument, _kind, new UnixNanos(day));
            if (before is not null && file.Header.FirstId <= before.LastId)
            {
                throw new MarketStoreException(
                    $"{Name} of {UtcDay.NameOf(new UnixNanos(day))} began with id {file.Header.FirstId}, must be above {before.LastId}, "
                    + $"the last of {UtcDay.NameOf(new UnixNanos(before.LastTime))}. Nothing was changed");
            }
            before = file.Header;
        }
    }

    private void RemoveEmptyFolders()
    {
        TradeStore.RemoveIfEmpty(_directory);
        TradeStore.RemoveIfEmpty(Path.GetDirectoryName(_directory)!);
    }
}
