using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>The last bars of the feed, for people to look at. The loop writes, any thread reads.</summary>
/// <param name="time">The clock.</param>
public sealed class MarketTape(TimeProvider time)
{
    /// <summary>Bars that are kept.</summary>
    public const int Kept = 500;

    private readonly Lock _gate = new();
    private readonly Bar[] _bars = new Bar[Kept];
    private long _count;
    private long _lastStamp;

    /// <summary>Bars so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The last bar; null before the first.</summary>
    public Bar? Last
    {
        get
        {
            lock (_gate)
                return _count == 0 ? null : _bars[(_count - 1) % Kept];
        }
    }

    /// <summary>How long ago the last bar came, by the clock and not by the market's time; null before the first.</summary>
    public TimeSpan? Age => Count == 0 ? null : time.GetElapsedTime(Volatile.Read(ref _lastStamp));

    /// <summary>The last bars, oldest first.</summary>
    /// <param name="max">At most so many.</param>
    public IReadOnlyList<Bar> Read(int max)
    {
        lock (_gate)
        {
            var bars = new Bar[(int)Math.Min(Math.Min(_count, Kept), max)];
            for (var index = 0; index < bars.Length; index++)
                bars[index] = _bars[(_count - bars.Length + index) % Kept];
            return bars;
        }
    }

    internal void Add(in Bar bar)
    {
        lock (_gate)
        {
            _bars[_count % Kept] = bar;
            Volatile.Write(ref _lastStamp, time.GetTimestamp());
            Volatile.Write(ref _count, _count + 1);
        }
    }
}
