using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A length of bars as OKX names it. Of six hours and more, days begin at 16:00 UTC unless the name ends with <c>utc</c>.</summary>
/// <param name="Name">Such as 1s, 1m, 4H, 1D, 1Dutc.</param>
/// <param name="Length">A second, or whole minutes.</param>
/// <param name="IsHongKong">Whether its days begin at 00:00 of UTC+8.</param>
internal sealed record OkxInterval(string Name, TimeSpan Length, bool IsHongKong)
{
    private static readonly TimeSpan HongKong = TimeSpan.FromHours(8);

    private static readonly Dictionary<string, OkxInterval> ByName = Make().ToDictionary(static interval => interval.Name, StringComparer.Ordinal);

    /// <summary>The interval of that name; null where there is none.</summary>
    public static OkxInterval? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>When the bar began that a moment is in.</summary>
    public UnixNanos StartOf(UnixNanos time) => IsHongKong ? BarTape.StartOf(time + HongKong, Length) - HongKong : BarTape.StartOf(time, Length);

    /// <summary>When a bar ends.</summary>
    public UnixNanos EndOf(VenueBar bar) => bar.OpenTime + Length;

    /// <summary>All bars that are known, oldest first; the first may lack its beginning.</summary>
    public IReadOnlyList<VenueBar> Bars(BarTape tape, UnixNanos now)
    {
        if (!IsHongKong)
            return tape.Bars(Length, new UnixNanos(0), now);
        var bars = new List<VenueBar>();
        foreach (var minute in tape.Bars(TimeSpan.FromHours(1), new UnixNanos(0), now))
        {
            var open = StartOf(minute.OpenTime);
            if (bars.Count > 0 && bars[^1].OpenTime == open)
                bars[^1] = bars[^1].Joined(minute);
            else
                bars.Add(minute with { OpenTime = open });
        }
        return bars;
    }

    /// <summary>The bar that began then; null when nothing of it is known.</summary>
    public VenueBar? BarOf(BarTape tape, UnixNanos start, UnixNanos now) => Bars(tape, now).LastOrDefault(bar => bar.OpenTime == start);

    private static IEnumerable<OkxInterval> Make()
    {
        yield return new OkxInterval("1s", TimeSpan.FromSeconds(1), IsHongKong: false);
        foreach (var minutes in new[] { 1, 3, 5, 15, 30 })
            yield return new OkxInterval($"{minutes}m", TimeSpan.FromMinutes(minutes), IsHongKong: false);
        foreach (var hours in new[] { 1, 2, 4 })
            yield return new OkxInterval($"{hours}H", TimeSpan.FromHours(hours), IsHongKong: false);
        foreach (var (name, hours) in new[] { ("6H", 6), ("12H", 12), ("1D", 24), ("2D", 48), ("3D", 72), ("5D", 120), ("1W", 168) })
        {
            yield return new OkxInterval(name, TimeSpan.FromHours(hours), IsHongKong: true);
            yield return new OkxInterval(name + "utc", TimeSpan.FromHours(hours), IsHongKong: false);
        }
    }
}
