namespace VeloZ.Storage;

/// <summary>Reads files of bars: Binance's kline dumps and CSV with a header; plain, zip or gzip, recognized by content.</summary>
/// <remarks>
/// Columns of a CSV are found by the header's names in any order and any case: timestamp (or time, date, datetime, open_time), open, high, low,
/// close, volume (or vol); others are ignored. Between fields stands a comma, semicolon or tab; quotes are those of RFC 4180 on one line.
/// Times are RFC 3339 text (no zone is UTC, a date alone its 00:00) or a count since the epoch in a unit told by its magnitude.
/// Binance's dumps: https://github.com/binance/binance-public-data. Values are exact; the file is read once and never held whole.
/// </remarks>
public static class BarFileReader
{
    private const int CapacityMax = 1 << 22;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Of the file; also what faults call it.</param>
    /// <param name="options">Interval, stamp, range and limits.</param>
    /// <param name="bytesRead">Told how many bytes of the file are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The file is not there or not what it must be; the first fault is told.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static BarFile Read(string path, BarFileOptions options, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        using var stream = MarketFile.Open(path);
        return Read(stream, path, options, bytesRead, cancellationToken);
    }

    /// <summary>Reads a stream from its beginning.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="name">What faults call it.</param>
    /// <param name="options">Interval, stamp, range and limits.</param>
    /// <param name="bytesRead">Told how many bytes of the stream are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The text is not what it must be; the first fault is told.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static BarFile Read(Stream stream, string name, BarFileOptions options, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        using var content = PackedText.Open(stream, name, new TextTerms("bars", options.ContentBytesMax, options.CompressionRatioMax));
        using var lines = new LineReader(content, name, "bars", () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytesRead?.Report(stream.Position);
        });
        lines.SkipMark();
        if (!lines.TryRead(out var line) || line.IsEmpty)
            throw new DataFormatException(name, 1, null, null, "line was empty, must be a header or a row of bars");
        var shape = BarFileShape.Of(line, lines.LineNumber, name);
        CheckStamp(shape, options, name);
        var reader = new BarRowReader(name, shape);
        var row = new BarRow();
        var hasLine = !shape.HasHeader || lines.TryRead(out line);
        var rows = new BarRows(name, shape, options, CapacityFor(content, lines.AverageLength, options));
        for (; hasLine && !line.IsEmpty; hasLine = lines.TryRead(out line))
        {
            reader.Read(line, lines.LineNumber, row);
            rows.Take(row, lines.LineNumber);
        }
        CheckNothingFollows(lines, hasLine, name);
        rows.Complete();
        return new BarFile(
            rows.Bars, shape.Format, content.Packing, shape.HasHeader, reader.Times.Form, rows.Count, rows.Bars.Missing, rows.FirstGap, content.TextBytes);
    }

    // A close stamp on times that name the open would shift each bar by one and let a backtest see the future.
    private static void CheckStamp(BarFileShape shape, BarFileOptions options, string name)
    {
        if (options.Stamp == BarStamp.Close && shape.Names[shape.NumberOf(BarColumn.Time) - 1].Equals("open_time", StringComparison.OrdinalIgnoreCase))
            throw new DataFormatException(name, "times were open times (column open_time), must be close times for --stamp close; use --stamp open");
    }

    private static void CheckNothingFollows(LineReader lines, bool hasLine, string name)
    {
        if (!hasLine)
            return;
        var empty = lines.LineNumber;
        while (lines.TryRead(out var line))
        {
            if (!line.IsEmpty)
                throw new DataFormatException(name, empty, null, null, "line was empty, must be a row of bars");
        }
    }

    // Room for the rows that the length of the first ones suggests, so that columns seldom grow.
    private static int CapacityFor(PackedText content, int lineLength, BarFileOptions options)
    {
        if (lineLength == 0)
            return 0;
        var rows = content.TextBytesLikely / lineLength * 9 / 8;
        if (options.From is { } from && options.To is { } to)
            rows = Math.Min(rows, Math.Max(0, (to.Value / options.Interval.Nanos) - (from.Value / options.Interval.Nanos)) + 1);
        return (int)Math.Clamp(rows, 0, CapacityMax);
    }
}
