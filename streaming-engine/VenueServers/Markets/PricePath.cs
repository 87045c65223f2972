using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>
/// How the middle of a market goes by bars that were recorded: in each from its open over its extremes, the nearer to the open first, to its close, each in a third of its time. Where
/// bars are missing it stands still, and so it does after the last.
/// </summary>
/// <param name="bars">One or more.</param>
/// <param name="speed">Of the bars' time in the venue's, above 0: 60 lets an hour pass in a minute.</param>
public sealed class PricePath(BarSeries bars, decimal speed)
{
    private const int Legs = 3;

    private int _index;

    /// <summary>Where it begins, in quote currency.</summary>
    public decimal Start => bars.Open[0];

    /// <summary>Where it is.</summary>
    /// <param name="elapsed">Of the venue's time since the market began; never falling from one call to the next.</param>
    /// <returns>Quote currency; on no grid.</returns>
    public decimal At(TimeSpan elapsed)
    {
        var time = bars.OpenTimes[0] + (long)(elapsed.Ticks * 100 * speed);
        while (_index < bars.Count - 1 && bars.OpenTimes[_index + 1] <= time)
            _index++;
        var progress = Legs * Math.Min(1, (decimal)(time - bars.OpenTimes[_index]) / bars.Interval.Nanos);
        var (open, high, low, close) = (bars.Open[_index], bars.High[_index], bars.Low[_index], bars.Close[_index]);
        var (first, second) = high - open < open - low ? (high, low) : (low, high);
        return progress switch
        {
            <= 1 => Between(open, first, progress),
            <= 2 => Between(first, second, progress - 1),
            _ => Between(second, close, progress - 2),
        };
    }

    private static decimal Between(decimal from, decimal to, decimal share) => from + ((to - from) * share);
}
