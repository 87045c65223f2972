using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Reads Binance's monthly dumps of funding rates; plain, zip or gzip, recognized by content.</summary>
/// <remarks>
/// Columns <c>calc_time,funding_interval_hours,last_funding_rate</c>, with that header or without: <c>futures/um/monthly/fundingRate</c> of
/// https://data.binance.vision, told of in https://github.com/binance/binance-public-data. Times are milliseconds; rates are fractions.
/// </remarks>
public static class FundingFileReader
{
    // A month has some hundred lines.
    private const long ContentBytesMax = 1 << 30;
    private const int CompressionRatioMax = 200;

    private static readonly string[] Names = ["calc_time", "funding_interval_hours", "last_funding_rate"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Of the file; also what faults call it.</param>
    /// <param name="isStrict">Whether a missing settlement is a fault.</param>
    /// <param name="bytesRead">Told how many bytes of the file are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The file is not there or not what it must be; the first fault is told.</exception>
    public static FundingFile Read(string path, bool isStrict, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        using var stream = MarketFile.Open(path);
        return Read(stream, path, isStrict, bytesRead, cancellationToken);
    }

    /// <summary>Reads a stream from its beginning.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="name">What faults call it.</param>
    /// <param name="isStrict">Whether a missing settlement is a fault.</param>
    /// <param name="bytesRead">Told how many bytes of the stream are read, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="DataFormatException">The text is not what it must be; the first fault is told.</exception>
    public static FundingFile Read(Stream stream, string name, bool isStrict, IProgress<long>? bytesRead, CancellationToken cancellationToken)
    {
        using var content = PackedText.Open(stream, name, new TextTerms("funding rates", ContentBytesMax, CompressionRatioMax));
        using var lines = new LineReader(content, name, "funding rates", () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytesRead?.Report(stream.Position);
        });
        lines.SkipMark();
        if (!lines.TryRead(out var line) || line.IsEmpty)
            throw new DataFormatException(name, 1, null, null, "line was empty, must be a header or a row of funding rates");
        var rows = new Rows(name, isStrict);
        var hasLine = !rows.IsHeader(line) || lines.TryRead(out line);
        for (; hasLine && !line.IsEmpty; hasLine = lines.TryRead(out line))
            rows.Take(line, lines.LineNumber);
        var empty = lines.LineNumber;
        while (hasLine && lines.TryRead(out line))
        {
            if (!line.IsEmpty)
                throw new DataFormatException(name, empty, null, null, "line was empty, must be a row of funding rates");
        }
        return rows.Rates.Count > 0
            ? new FundingFile(rows.Rates, content.Packing, rows.Rates.Missing, rows.FirstGap)
            : throw new DataFormatException(name, "file had a header and no rows, must have rows of funding rates");
    }

    private sealed class Rows(string file, bool isStrict)
    {
        private readonly CsvFields _fields = new();
        private readonly BarTimes _times = new(isBinance: true);
        private long _previousLine;

        public FundingSeries Rates { get; } = new();

        public FundingGap? FirstGap { get; private set; }

        public bool IsHeader(ReadOnlySpan<byte> line)
        {
            if (char.IsAsciiDigit((char)line[0]))
                return false;
            var text = Encoding.UTF8.GetString(line).Trim().ToLowerInvariant();
            return text == string.Join(',', Names)
                ? true
                : throw new DataFormatException(file, 1, null, null, $"header was '{Shown.Text(line)}', must be {string.Join(',', Names)}");
        }

        public void Take(ReadOnlySpan<byte> line, long lineNumber)
        {
            if (_fields.Split(line, (byte)',') is { } fault)
                throw At(lineNumber, _fields.Count - 1, fault);
            if (_fields.Count != Names.Length)
                throw new DataFormatException(file, lineNumber, null, null, $"row had {_fields.Count} columns, must have {Names.Length}: {string.Join(", ", Names)}");
            if (!_times.TryRead(_fields[0], out var time))
                throw At(lineNumber, 0, _times.FaultOf(_fields[0]));
            var rate = new FundingRate(new UnixNanos(time), Hours(_fields[1], lineNumber), Rate(_fields[2], lineNumber));
            CheckStep(rate, lineNumber);
            Rates.Add(rate);
            _previousLine = lineNumber;
        }

        private void CheckStep(FundingRate rate, long lineNumber)
        {
            if (Rates.Count == 0)
                return;
            var before = Rates[Rates.Count - 1];
            if (rate.Time <= before.Time)
                throw At(lineNumber, 0, $"time was {rate.Time}, must be after that of line {_previousLine}, {before.Time}");
            var missing = FundingSeries.MissingBetween(before, rate);
            if (missing == 0)
                return;
            FirstGap ??= new FundingGap(before.Time, rate.Time, lineNumber, missing);
            if (isStrict)
                throw At(lineNumber, 0, $"{missing} {(missing == 1 ? "settlement was" : "settlements were")} missing between {before.Time} and {rate.Time}, must be none when reading strictly");
        }

        private int Hours(ReadOnlySpan<byte> field, long lineNumber) =>
            !field.ContainsAnyExceptInRange((byte)'0', (byte)'9') && int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= FundingSeries.IntervalHoursMax
                ? hours
                : throw At(lineNumber, 1, $"{Names[1]} was {Shown.Field(field)}, must be a whole number from 1 to {FundingSeries.IntervalHoursMax}");

        private decimal Rate(ReadOnlySpan<byte> field, long lineNumber)
        {
            var isNegative = !field.IsEmpty && field[0] == '-';
            var magnitude = isNegative ? field[1..] : field;
            if (BarNumbers.FaultOf(magnitude) is { } fault)
                throw At(lineNumber, 2, $"{Names[2]} was {Shown.Field(field)}, {(magnitude.IsEmpty || magnitude[0] == '-' ? "must be a number" : fault)}");
            var rate = BarNumbers.ParseWide(magnitude);
            return rate <= 1
                ? isNegative ? -rate : rate
                : throw At(lineNumber, 2, $"{Names[2]} was {Shown.Field(field)}, must be a fraction from -1 to 1");
        }

        private DataFormatException At(long lineNumber, int index, string reason) =>
            new(file, lineNumber, index < Names.Length ? Names[index] : "beyond the last", index + 1, reason);
    }
}
