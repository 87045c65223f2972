using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Bars in Bybit's intervals.</summary>
internal static class BybitBars
{
    private const string Month = "M";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, TimeSpan> Lengths = new(StringComparer.Ordinal)
    {
        ["1"] = TimeSpan.FromMinutes(1),
        ["3"] = TimeSpan.FromMinutes(3),
        ["5"] = TimeSpan.FromMinutes(5),
        ["15"] = TimeSpan.FromMinutes(15),
        ["30"] = TimeSpan.FromMinutes(30),
        ["60"] = TimeSpan.FromMinutes(60),
        ["120"] = TimeSpan.FromMinutes(120),
        ["240"] = TimeSpan.FromMinutes(240),
        ["360"] = TimeSpan.FromMinutes(360),
        ["720"] = TimeSpan.FromMinutes(720),
        ["D"] = Day,
        ["W"] = TimeSpan.FromDays(7),
    };

    public static IEnumerable<string> Intervals => Lengths.Keys.Append(Month);

    public static bool IsInterval(string text) => text == Month || Lengths.ContainsKey(text);

    /// <summary>Bars that open within two moments, both included, oldest first.</summary>
    /// <param name="tape">Of the market.</param>
    /// <param name="interval">One of Bybit's.</param>
    /// <param name="from">The first opens then or later.</param>
    /// <param name="to">The last opens then or before.</param>
    public static IReadOnlyList<VenueBar> Of(BarTape tape, string interval, UnixNanos from, UnixNanos to)
    {
        if (interval != Month)
            return tape.Bars(Lengths[interval], from, to);
        var months = new List<VenueBar>();
        foreach (var day in tape.Bars(Day, StartOf(from, Month), to))
        {
            var start = StartOf(day.OpenTime, Month);
            if (months.Count > 0 && months[^1].OpenTime == start)
                months[^1] = months[^1].Joined(day);
            else
                months.Add(day with { OpenTime = start });
        }
        return [.. months.Where(bar => bar.OpenTime >= from)];
    }

    /// <summary>When the bar began that a moment is in.</summary>
    public static UnixNanos StartOf(UnixNanos time, string interval)
    {
        if (interval != Month)
            return BarTape.StartOf(time, Lengths[interval]);
        var date = time.ToDateTimeOffset();
        return UnixNanos.From(new DateTimeOffset(date.Year, date.Month, 1, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>When the bar ends that began at a moment.</summary>
    public static UnixNanos EndOf(UnixNanos start, string interval) =>
        interval == Month ? UnixNanos.From(start.ToDateTimeOffset().AddMonths(1)) : start + Lengths[interval];
}
