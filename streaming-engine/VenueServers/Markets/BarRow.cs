using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The shortest bars of a market that are kept, one after the other, and longer ones made of those. Used under the venue's lock.</summary>
/// <param name="grain">Length of the shortest.</param>
/// <param name="max">So many of them are remembered.</param>
internal sealed class BarRow(TimeSpan grain, int max)
{
    // Bars are counted from a Monday, so that weeks begin as venues' do.
    private const long Monday = 4 * UnixNanos.PerDay;

    private readonly long _grain = NanosOf(grain);
    private readonly List<VenueBar> _bars = [];

    /// <summary>When the first remembered bar began; null before there is one.</summary>
    public UnixNanos? Start => _bars.Count > 0 ? _bars[0].OpenTime : null;

    /// <summary>Takes bars from before the market began, oldest first and without a gap.</summary>
    public void Remember(IEnumerable<VenueBar> bars) => _bars.AddRange(bars);

    /// <summary>Takes a print.</summary>
    public void Add(LoopbackPrint print)
    {
        MoveTo(print.Time, print.Price);
        _bars[^1] = _bars[^1].With(print);
    }

    /// <summary>Times in which nobody traded are bars, too.</summary>
    public void MoveTo(UnixNanos time, decimal price)
    {
        var open = StartOf(time, _grain);
        if (_bars.Count == 0)
            _bars.Add(VenueBar.Empty(open, price));
        while (_bars[^1].OpenTime < open)
            _bars.Add(VenueBar.Empty(new UnixNanos(_bars[^1].OpenTime.Value + _grain), _bars[^1].Close));
        if (_bars.Count > max * 11L / 10)
            _bars.RemoveRange(0, _bars.Count - max);
    }

    /// <summary>The bar of that length that a moment is in, as far as it is known; null when nothing of it is.</summary>
    public VenueBar? BarAt(UnixNanos time, TimeSpan length) => Bars(length, StartOf(time, NanosOf(length)), time) is [.., var last] ? last : null;

    /// <summary>Bars of a length that open within two moments, both included, oldest first.</summary>
    /// <param name="length">Whole multiples of the shortest.</param>
    /// <param name="from">The first opens then or later.</param>
    /// <param name="to">The last opens then or before.</param>
    public IReadOnlyList<VenueBar> Bars(TimeSpan length, UnixNanos from, UnixNanos to)
    {
        var nanos = NanosOf(length);
        var bars = new List<VenueBar>();
        for (var index = IndexOf(from, nanos); index < _bars.Count; index++)
        {
            var shortest = _bars[index];
            var open = StartOf(shortest.OpenTime, nanos);
            if (open > to)
                break;
            if (open < from)
                continue;
            if (bars.Count > 0 && bars[^1].OpenTime == open)
                bars[^1] = bars[^1].Joined(shortest);
            else
                bars.Add(shortest with { OpenTime = open });
        }
        return bars;
    }

    /// <summary>All that was traded within the time before a moment, as one bar; null when none of it is known.</summary>
    public VenueBar? Last(TimeSpan length, UnixNanos time)
    {
        VenueBar? joined = null;
        var from = new UnixNanos(time.Value - NanosOf(length));
        for (var index = IndexOf(from, _grain); index < _bars.Count; index++)
            joined = joined is null ? _bars[index] : joined.Joined(_bars[index]);
        return joined;
    }

    /// <summary>When the bar of that length began that a moment is in.</summary>
    public static UnixNanos StartOf(UnixNanos time, TimeSpan length) => StartOf(time, NanosOf(length));

    private static long NanosOf(TimeSpan length) => length.Ticks * 100;

    private static UnixNanos StartOf(UnixNanos time, long nanos)
    {
        var offset = nanos % (7 * UnixNanos.PerDay) == 0 ? Monday : 0;
        return new UnixNanos(time.Value - ((time.Value - offset) % nanos));
    }

    private int IndexOf(UnixNanos from, long nanos)
    {
        if (_bars.Count == 0)
            return 0;
        var index = (StartOf(from, nanos).Value - _bars[0].OpenTime.Value) / _grain;
        return (int)Math.Clamp(index, 0, _bars.Count);
    }
}
