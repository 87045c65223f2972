using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Checks the rows of a file against each other and the interval, and collects those that are asked for.</summary>
internal sealed class BarRows
{
    private static readonly long[] Powers = MakePowers();

    private readonly string _file;
    private readonly BarFileShape _shape;
    private readonly BarFileOptions _options;
    private readonly long _interval;
    private readonly int _capacity;
    private readonly long _stampOffset;
    private readonly long _from;
    private readonly long _to;

    private int _priceScale;
    private long _previous;
    private long _previousLine;
    private bool _isPreviousKept;
    private long _smallestStep = long.MaxValue;
    private long _smallestStepLine;

    public BarRows(string file, BarFileShape shape, BarFileOptions options, int capacity)
    {
        _file = file;
        _shape = shape;
        _options = options;
        _capacity = capacity;
        _interval = options.Interval.Nanos;
        _stampOffset = options.Stamp == BarStamp.Close ? _interval : 0;
        _from = options.From?.Value ?? long.MinValue;
        _to = options.To?.Value ?? long.MaxValue;
        Bars = new BarSeries(options.Interval, capacity);
    }

    /// <summary>The bars kept.</summary>
    public BarSeries Bars { get; }

    /// <summary>The first stretch without bars between two kept ones.</summary>
    public BarGap? FirstGap { get; private set; }

    /// <summary>Rows checked.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the next row.</summary>
    /// <exception cref="DataFormatException">It does not fit the rows before or in itself.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(BarRow row, long lineNumber)
    {
        var openTime = row.Time - _stampOffset;
        var isKept = openTime >= _from && openTime < _to;
        if (Count == 0)
            CheckFirst(openTime, lineNumber);
        else
            CheckStep(openTime, lineNumber, isKept);
        Count++;
        var isNarrow = TryAlign(row);
        if (!isNarrow || !IsSound(row.Mantissas))
            CheckPrices(row, lineNumber);
        if (isKept)
            Keep(row, openTime, isNarrow);
        _previous = openTime;
        _previousLine = lineNumber;
        _isPreviousKept = isKept;
    }

    /// <summary>Ends the file.</summary>
    /// <exception cref="DataFormatException">There was no row, or no two were one interval apart.</exception>
    public void Complete()
    {
        if (Count == 0)
            throw new DataFormatException(_file, "file had a header and no rows, must have rows of bars");
        if (Count > 1 && _smallestStep > _interval)
        {
            throw Fault(
                _smallestStepLine, BarColumn.Time, $"smallest step between rows was {TimeSpan.FromTicks(_smallestStep / 100)}, must be that of interval {_options.Interval}{Fitting(_smallestStep)}");
        }
        // Giving back a little costs a copy of all.
        if (Bars.Count > _capacity || Bars.Count < _capacity / 4 * 3)
            Bars.Trim();
    }

    private void CheckFirst(long openTime, long lineNumber)
    {
        if (!_options.Interval.IsAligned(new UnixNanos(openTime)))
            throw OffGrid(openTime, lineNumber);
    }

    private void CheckStep(long openTime, long lineNumber, bool isKept)
    {
        var step = openTime - _previous;
        if (step < _smallestStep)
        {
            _smallestStep = step;
            _smallestStepLine = lineNumber;
        }
        if (step == _interval)
            return;
        if (step < _interval || step % _interval != 0)
            ThrowStep(openTime, step, lineNumber);
        if (!isKept || !_isPreviousKept || FirstGap is not null)
            return;
        FirstGap = new BarGap(new UnixNanos(_previous), new UnixNanos(openTime), _previousLine, lineNumber, (step / _interval) - 1);
        if (_options.Strict)
        {
            throw Fault(
                lineNumber,
                BarColumn.Time,
                $"{FirstGap.Missing} {(FirstGap.Missing == 1 ? "bar was" : "bars were")} missing between line {_previousLine} ({FirstGap.Before}) and line {lineNumber} ({FirstGap.After}), must be none when reading strictly");
        }
    }

    // Brings the prices of a row to one scale, never less than before, so that columns need not be rescaled; false when one is too wide for that.
    private bool TryAlign(BarRow row)
    {
        for (var index = 0; index <= (int)BarColumn.Close; index++)
        {
            var scale = row.Scales[index];
            if (scale == BarRow.WideScale)
                return false;
            _priceScale = Math.Max(_priceScale, scale);
        }
        for (var index = 0; index <= (int)BarColumn.Close; index++)
        {
            ref var mantissa = ref row.Mantissas[index];
            var digits = _priceScale - row.Scales[index];
            if (digits == 0)
                continue;
            var scaled = Math.BigMul(mantissa, Powers[digits], out var low);
            if (scaled != 0 || low < 0)
                return false;
            mantissa = low;
            row.Scales[index] = _priceScale;
        }
        return true;
    }

    private static bool IsSound(long[] mantissas)
    {
        var (open, high, low, close) = (mantissas[(int)BarColumn.Open], mantissas[(int)BarColumn.High], mantissas[(int)BarColumn.Low], mantissas[(int)BarColumn.Close]);
        return low > 0 && open >= low && close >= low && high >= open && high >= close;
    }

    private void CheckPrices(BarRow row, long lineNumber)
    {
        for (var column = BarColumn.Open; column <= BarColumn.Close; column++)
        {
            if (row[column] == 0)
                throw Fault(lineNumber, column, $"{BarNumbers.NameOf(column)} was 0, must be above 0");
        }
        CheckOrder(row, lineNumber, BarColumn.High, BarColumn.Low);
        CheckOrder(row, lineNumber, BarColumn.High, BarColumn.Open);
        CheckOrder(row, lineNumber, BarColumn.High, BarColumn.Close);
        CheckOrder(row, lineNumber, BarColumn.Open, BarColumn.Low);
        CheckOrder(row, lineNumber, BarColumn.Close, BarColumn.Low);
    }

    // The fault is told of the high or the low: an open or close outside them says that one of those is wrong.
    private void CheckOrder(BarRow row, long lineNumber, BarColumn greater, BarColumn less)
    {
        if (row[greater] >= row[less])
            return;
        var (wrong, other, bound) = greater == BarColumn.High ? (greater, less, "least") : (less, greater, "most");
        throw Fault(
            lineNumber,
            wrong,
            $"{BarNumbers.NameOf(wrong)} was {DecimalText.Trimmed(row[wrong])}, must be at {bound} {BarNumbers.NameOf(other)} {DecimalText.Trimmed(row[other])}");
    }

    private void Keep(BarRow row, long openTime, bool isNarrow)
    {
        Bars.AddOpenTime(new UnixNanos(openTime));
        if (isNarrow)
        {
            Bars.Open.Add(row.Mantissas[(int)BarColumn.Open], _priceScale);
            Bars.High.Add(row.Mantissas[(int)BarColumn.High], _priceScale);
            Bars.Low.Add(row.Mantissas[(int)BarColumn.Low], _priceScale);
            Bars.Close.Add(row.Mantissas[(int)BarColumn.Close], _priceScale);
        }
        else
        {
            Bars.Open.Add(row[BarColumn.Open]);
            Bars.High.Add(row[BarColumn.High]);
            Bars.Low.Add(row[BarColumn.Low]);
            Bars.Close.Add(row[BarColumn.Close]);
        }
        var volumeScale = row.Scales[(int)BarColumn.Volume];
        if (volumeScale == BarRow.WideScale)
            Bars.Volume.Add(row.Wides[(int)BarColumn.Volume]);
        else
            Bars.Volume.Add(row.Mantissas[(int)BarColumn.Volume], volumeScale);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowStep(long openTime, long step, long lineNumber)
    {
        var time = new UnixNanos(openTime + _stampOffset);
        var before = new UnixNanos(_previous + _stampOffset);
        if (step == 0)
            throw Fault(lineNumber, BarColumn.Time, $"time was {time} as on line {_previousLine} already, must be once (lines {_previousLine} and {lineNumber})");
        if (step < 0)
            throw Fault(lineNumber, BarColumn.Time, $"time was {time}, must be after that of line {_previousLine}, {before}");
        if (step < _interval)
            throw Fault(lineNumber, BarColumn.Time, $"time was {time}, {TimeSpan.FromTicks(step / 100)} after line {_previousLine}, must be at least one interval of {_options.Interval} after{Fitting(step)}");
        throw OffGrid(openTime, lineNumber);
    }

    private static long[] MakePowers()
    {
        var powers = new long[BarNumbers.FractionDigitsMax + 1];
        powers[0] = 1;
        for (var digits = 1; digits < powers.Length; digits++)
            powers[digits] = powers[digits - 1] * 10;
        return powers;
    }

    private DataFormatException OffGrid(long openTime, long lineNumber) =>
        Fault(lineNumber, BarColumn.Time, $"time was {new UnixNanos(openTime + _stampOffset)}, must be on the {_options.Interval} grid{(_options.Interval.Text == "1w" ? " (Mondays 00:00 UTC)" : "")}");

    private static string Fitting(long step)
    {
        var fitting = BarInterval.All.FirstOrDefault(interval => interval.Nanos == step);
        return fitting == default ? "; no known interval fits" : $"; --interval {fitting} fits";
    }

    private DataFormatException Fault(long lineNumber, BarColumn column, string reason)
    {
        var number = _shape.NumberOf(column);
        return new DataFormatException(_file, lineNumber, _shape.Names[number - 1], number, reason);
    }
}
