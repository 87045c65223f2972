using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The bars of a market, made of its prints: of whole minutes for thirty days, of seconds for the last hours. Used under the venue's lock.</summary>
internal sealed class BarTape
{
    /// <summary>So many minutes are remembered: thirty days.</summary>
    public const int MinutesMax = 43_200;

    private const int SecondsMax = 14_400;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly BarRow _minutes = new(Minute, MinutesMax);
    private readonly BarRow _seconds = new(TimeSpan.FromSeconds(1), SecondsMax);

    /// <summary>When the first remembered minute began; null before there is one.</summary>
    public UnixNanos? Start => _minutes.Start;

    /// <summary>Takes minutes from before the market began, oldest first and without a gap.</summary>
    public void Remember(IEnumerable<VenueBar> minutes) => _minutes.Remember(minutes);

    /// <summary>Takes a print.</summary>
    public void Add(LoopbackPrint print)
    {
        _minutes.Add(print);
        _seconds.Add(print);
    }

    /// <summary>Times in which nobody traded are bars, too.</summary>
    public void MoveTo(UnixNanos time, decimal price)
    {
        _minutes.MoveTo(time, price);
        _seconds.MoveTo(time, price);
    }

    /// <summary>The bar of that length that a moment is in, as far as it is known; null when nothing of it is.</summary>
    public VenueBar? BarAt(UnixNanos time, TimeSpan length) => RowOf(length).BarAt(time, length);

    /// <summary>Bars of a length that open within two moments, both included, oldest first.</summary>
    /// <param name="length">Whole seconds below a minute, else whole minutes.</param>
    /// <param name="from">The first opens then or later.</param>
    /// <param name="to">The last opens then or before.</param>
    public IReadOnlyList<VenueBar> Bars(TimeSpan length, UnixNanos from, UnixNanos to) => RowOf(length).Bars(length, from, to);

    /// <summary>All that was traded within the minutes before a moment, as one bar; null when no minute of it is known.</summary>
    public VenueBar? Last(TimeSpan length, UnixNanos time) => _minutes.Last(length, time);

    /// <summary>When the bar of that length began that a moment is in.</summary>
    public static UnixNanos StartOf(UnixNanos time, TimeSpan length) => BarRow.StartOf(time, length);

    private BarRow RowOf(TimeSpan length) => length < Minute ? _seconds : _minutes;
}
