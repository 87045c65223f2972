using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The bars of a file.</summary>
/// <param name="source">Name of the feed.</param>
/// <param name="bars">At least one.</param>
public sealed class RecordedBarFeed(string source, BoundBars bars) : BarFeed
{
    private int _next;

    /// <inheritdoc/>
    public override string Source => source;

    /// <inheritdoc/>
    public override Instrument Instrument => bars.Instrument;

    /// <inheritdoc/>
    public override BarInterval Interval => bars.Series.Interval;

    /// <inheritdoc/>
    public override UnixNanos StartTime => bars[0].OpenTime;

    /// <inheritdoc/>
    public override bool TryRead(out Bar bar)
    {
        if (_next >= bars.Count)
        {
            bar = default;
            return false;
        }
        bar = bars[_next++];
        return true;
    }

    /// <inheritdoc/>
    public override void SeekAfter(UnixNanos closeTime) => _next = CountClosedBy(closeTime);

    /// <inheritdoc/>
    public override IReadOnlyList<Bar> Before(UnixNanos closeTime, int count)
    {
        var end = CountClosedBy(closeTime);
        var start = Math.Max(0, end - count);
        var found = new Bar[end - start];
        for (var index = 0; index < found.Length; index++)
            found[index] = bars[start + index];
        return found;
    }

    // The series is in the order of time: half of what is left is put aside each time.
    private int CountClosedBy(UnixNanos time)
    {
        var (low, high) = (0, bars.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (bars[middle].CloseTime <= time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
