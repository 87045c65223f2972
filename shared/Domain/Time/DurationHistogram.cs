namespace VeloZ.Domain;

/// <summary>How long something took, by classes. Any thread may count and read; without allocation.</summary>
/// <param name="bounds">Upper bounds of the classes, rising; one more class lies above the last.</param>
public sealed class DurationHistogram(IReadOnlyList<TimeSpan> bounds)
{
    private readonly TimeSpan[] _bounds = [.. bounds];
    private readonly long[] _within = new long[bounds.Count + 1];
    private long _count;
    private long _ticks;
    private long _ticksMax;

    /// <summary>Upper bounds of the classes but the last.</summary>
    public IReadOnlyList<TimeSpan> Bounds => _bounds;

    /// <summary>How many were counted.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Time of all of them.</summary>
    public TimeSpan Sum => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <summary>The longest.</summary>
    public TimeSpan Max => TimeSpan.FromTicks(Volatile.Read(ref _ticksMax));

    /// <summary>How many took at most the bound of the same index and more than the one before.</summary>
    /// <param name="index">0 to the number of bounds; the last is above all of them.</param>
    public long Within(int index) => Volatile.Read(ref _within[index]);

    /// <summary>Counts one.</summary>
    /// <param name="elapsed">How long it took; below 0 counts as 0, as between two clocks that differ.</param>
    public void Add(TimeSpan elapsed)
    {
        var ticks = Math.Max(0, elapsed.Ticks);
        var index = 0;
        while (index < _bounds.Length && ticks > _bounds[index].Ticks)
            index++;
        Interlocked.Increment(ref _within[index]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, ticks);
        for (var seen = Volatile.Read(ref _ticksMax); ticks > seen; seen = Volatile.Read(ref _ticksMax))
        {
            if (Interlocked.CompareExchange(ref _ticksMax, ticks, seen) == seen)
                return;
        }
    }
}
