using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Reads Binance's public dumps of trades and aggregated trades, of spot and USD-M futures; plain, zip or gzip, recognized by content.</summary>
/// <remarks>
/// The dumps: https://github.com/binance/binance-public-data. Times are milliseconds, in spot dumps from 2025 on microseconds; the first row
/// settles it for the file. Ids rise, times never fall, price and quantity are above 0; a buyer that is the maker was sold to by the aggressor.
/// The file is read once, front to back; of a whole file only the trades asked for are in memory, day by day only those of one, and piece by piece as many as asked for.
/// </remarks>
public sealed class TradeFileReader : IDisposable
{
    private const int CapacityMax = 1 << 22;

    private readonly string _name;
    private readonly TradeFileOptions _options;
    private readonly FileStream? _owned;
    private readonly PackedText _content;
    private readonly LineReader _lines;
    private readonly TradeFileShape _shape;
    private readonly TradeRowReader _reader;
    private readonly TradeRows _rows;
    private readonly TradeRow _row = new();

    private bool _isFirstLineRow;
    private bool _isRowHeld;
    private int _capacity;

    private TradeFileReader(Stream stream, FileStream? owned, string name, TradeFileOptions options, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        _name = name;
        _options = options;
        _owned = owned;
        _content = PackedText.Open(stream, name, new TextTerms("trades", options.ContentBytesMax, options.CompressionRatioMax));
        _lines = new LineReader(_content, name, "trades", () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytesRead?.Report(stream.Position);
        });
        try
        {
            _lines.SkipMark();
            if (!_lines.TryRead(out var line) || line.IsEmpty)
                throw new DataFormatException(name, 1, null, null, "line was empty, must be a header or a row of trades");
            _shape = TradeFileShape.Of(line, _lines.LineNumber, name, options.Kind);
            _reader = new TradeRowReader(name, _shape);
            _rows = new TradeRows(name, _shape, options);
            _isFirstLineRow = !_shape.HasHeader;
            if (_isFirstLineRow)
                _reader.Read(line, _lines.LineNumber, _row);
        }
        catch
        {
            // The stream is the caller's until there is a reader.
            _lines.Dispose();
            _content.Dispose();
            throw;
        }
    }

    /// <summary>What is known of the file; null until all of it is read.</summary>
    public TradeFileSummary? Summary { get; private set; }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Of the file; also what faults call it.</param>
    /// <param name="options">Kind, range and limits.</param>
    /// <param name="bytesRead">Told how many bytes of the file are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The file is not there or not what it must be; the first fault is told.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static TradeFile Read(string path, TradeFileOptions options, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        using var reader = Open(path, options, bytesRead, cancellationToken);
        return reader.ReadAll();
    }

    /// <summary>Reads a whole stream from its beginning.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="name">What faults call it.</param>
    /// <param name="options">Kind, range and limits.</param>
    /// <param name="bytesRead">Told how many bytes of the stream are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The text is not what it must be; the first fault is told.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static TradeFile Read(Stream stream, string name, TradeFileOptions options, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        using var reader = Open(stream, name, options, bytesRead, cancellationToken);
        return reader.ReadAll();
    }

    /// <summary>Opens a file to be read day by day.</summary>
    /// <param name="path">Of the file; also what faults call it.</param>
    /// <param name="options">Kind, range and limits.</param>
    /// <param name="bytesRead">Told how many bytes of the file are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The file is not there or not of the kind.</exception>
    public static TradeFileReader Open(string path, TradeFileOptions options, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        var stream = MarketFile.Open(path);
        try
        {
            return new TradeFileReader(stream, stream, path, options, bytesRead, cancellationToken);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stream to be read day by day.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="name">What faults call it.</param>
    /// <param name="options">Kind, range and limits.</param>
    /// <param name="bytesRead">Told how many bytes of the stream are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The text is not of the kind.</exception>
    public static TradeFileReader Open(Stream stream, string name, TradeFileOptions options, IProgress<long>? bytesRead, CancellationToken cancellationToken) =>
        new(stream, owned: null, name, options, bytesRead, cancellationToken);

    /// <summary>Reads the trades of the next UTC day that has any.</summary>
    /// <returns>Null when the file is at its end and found whole; use nothing of it before where a bad file may leave no trace.</returns>
    /// <exception cref="DataFormatException">The text is not what it must be; the first fault is told.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public TradeSeries? ReadDay()
    {
        var trades = new TradeSeries(_capacity);
        Fill(trades, isOneDay: true, int.MaxValue);
        // The next day is likely to be as long.
        _capacity = Math.Min(CapacityMax, trades.Count + (trades.Count / 8));
        return trades.Count > 0 ? trades : null;
    }

    /// <summary>Reads the next trades into a series in place of what it holds: the way to run over a long file in little memory.</summary>
    /// <param name="trades">Cleared first.</param>
    /// <param name="max">Most trades, 1 or more; some 16,384 stay in the processor's cache.</param>
    /// <returns>False when the file is at its end and found whole, with nothing in the series.</returns>
    /// <exception cref="DataFormatException">The text is not what it must be; the first fault is told.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public bool TryRead(TradeSeries trades, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        trades.Clear();
        Fill(trades, isOneDay: false, max);
        return trades.Count > 0;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _content.Dispose();
        _owned?.Dispose();
    }

    private TradeFile ReadAll()
    {
        var length = _lines.AverageLength;
        var capacity = length == 0 ? 0 : (int)Math.Min(CapacityMax, _content.TextBytesLikely / length * 9 / 8);
        var trades = new TradeSeries(_options.From is null && _options.To is null ? capacity : 0);
        Fill(trades, isOneDay: false, int.MaxValue);
        // Giving back a little costs a copy of all.
        if (trades.Count > capacity || trades.Count < capacity / 4 * 3)
            trades.Trim();
        return new TradeFile(trades, Summary!);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(TradeSeries trades, bool isOneDay, int max)
    {
        if (Summary is not null)
            return;
        var dayEnd = long.MaxValue;
        if (_isRowHeld)
        {
            _isRowHeld = false;
            TradeRows.Keep(_row, trades);
            dayEnd = EndOfDay(isOneDay);
        }
        var hasRow = _isFirstLineRow;
        _isFirstLineRow = false;
        while (trades.Count < max && (hasRow || TryReadRow()))
        {
            hasRow = false;
            if (!_rows.Take(_row, _lines.LineNumber))
                continue;
            if (trades.Count == 0)
            {
                dayEnd = EndOfDay(isOneDay);
            }
            else if (_row.Time >= dayEnd)
            {
                _isRowHeld = true;
                return;
            }
            TradeRows.Keep(_row, trades);
        }
        if (trades.Count >= max)
        {
            _isFirstLineRow = hasRow;
            return;
        }
        _rows.Complete();
        Summary = new TradeFileSummary(
            _options.Kind, _content.Packing, _shape.HasHeader, _reader.Times.Form, _rows.Count, _rows.MissingIds, _rows.FirstGap, _content.TextBytes);
    }

    private long EndOfDay(bool isOneDay) => isOneDay ? new UnixNanos(_row.Time).StartOfDay.Value + UnixNanos.PerDay : long.MaxValue;

    private bool TryReadRow()
    {
        if (!_lines.TryRead(out var line))
            return false;
        if (line.IsEmpty)
        {
            CheckNothingFollows();
            return false;
        }
        _reader.Read(line, _lines.LineNumber, _row);
        return true;
    }

    private void CheckNothingFollows()
    {
        var empty = _lines.LineNumber;
        while (_lines.TryRead(out var line))
        {
            if (!line.IsEmpty)
                throw new DataFormatException(_name, empty, null, null, "line was empty, must be a row of trades");
        }
    }
}
