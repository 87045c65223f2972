using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The one-minute bars of a market, made of its prints, and longer ones made of those. Used under the venue's lock.</summary>
internal sealed class BarTape
{
    /// <summary>So many minutes are remembered: thirty days.</summary>
    public const int MinutesMax = 43_200;

    private const long Minute = 60 * UnixNanos.PerSecond;

    // Bars are counted from a Monday, so that weeks begin as venues' do.
    private const long Monday = 4 * UnixNanos.PerDay;

    private readonly List<VenueBar> _minutes = [];

    /// <summary>When the first remembered minute began; null before there is one.</summary>
    public UnixNanos? Start => _minutes.Count > 0 ? _minutes[0].OpenTime : null;

    /// <summary>Takes minutes from before the market began, oldest first and without a gap.</summary>
    public void Remember(IEnumerable<VenueBar> minutes) => _minutes.AddRange(minutes);

    /// <summary>Takes a print.</summary>
    public void Add(LoopbackPrint print)
    {
        MoveTo(print.Time, print.Price);
        _minutes[^1] = _minutes[^1].With(print);
    }

    /// <summary>Minutes in which nobody traded are bars, too.</summary>
    public void MoveTo(UnixNanos time, decimal price)
    {
        var open = StartOf(time, Minute);
        if (_minutes.Count == 0)
            _minutes.Add(VenueBar.Empty(open, price));
        while (_minutes[^1].OpenTime < open)
            _minutes.Add(VenueBar.Empty(new UnixNanos(_minutes[^1].OpenTime.Value + Minute), _minutes[^1].Close));
        if (_minutes.Count > MinutesMax * 11 / 10)
            _minutes.RemoveRange(0, _minutes.Count - MinutesMax);
    }

    /// <summary>The bar of that length that a moment is in, as far as it is known; null when nothing of it is.</summary>
    public VenueBar? BarAt(UnixNanos time, TimeSpan length) => Bars(length, StartOf(time, NanosOf(length)), time) is [.., var last] ? last : null;

    /// <summary>Bars of a length that open within two moments, both included, oldest first.</summary>
    /// <param name="length">Whole minutes.</param>
    /// <param name="from">The first opens then or later.</param>
    /// <param name="to">The last opens then or before.</param>
    public IReadOnlyList<VenueBar> Bars(TimeSpan length, UnixNanos from, UnixNanos to)
    {
        var nanos = NanosOf(length);
        var bars = new List<VenueBar>();
        for (var index = IndexOf(from, nanos); index < _minutes.Count; index++)
        {
            var minute = _minutes[index];
            var open = StartOf(minute.OpenTime, nanos);
            if (open > to)
                break;
            if (open < from)
                continue;
            if (bars.Count > 0 && bars[^1].OpenTime == open)
                bars[^1] = bars[^1].Joined(minute);
            else
                bars.Add(minute with { OpenTime = open });
        }
        return bars;
    }

    /// <summary>All that was traded within the time before a moment, as one bar; null when no minute of it is known.</summary>
    public VenueBar? Last(TimeSpan length, UnixNanos time)
    {
        VenueBar? joined = null;
        var from = new UnixNanos(time.Value - NanosOf(length));
        for (var index = IndexOf(from, Minute); index < _minutes.Count; index++)
            joined = joined is null ? _minutes[index] : joined.Joined(_minutes[index]);
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
        if (_minutes.Count == 0)
            return 0;
        var index = (StartOf(from, nanos).Value - _minutes[0].OpenTime.Value) / Minute;
        return (int)Math.Clamp(index, 0, _minutes.Count);
    }
}
