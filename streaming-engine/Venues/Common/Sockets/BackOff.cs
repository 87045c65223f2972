using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>How long to wait before the next try: twice as long each time up to a bound, of which the half is chance, so that many do not come at once.</summary>
/// <param name="first">Before the second try.</param>
/// <param name="max">The bound.</param>
/// <param name="chance">Of the jitter.</param>
internal sealed class BackOff(TimeSpan first, TimeSpan max, SplitMix64 chance)
{
    private SplitMix64 _chance = chance;
    private int _tries;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var whole = first.Ticks;
        for (var doubled = 0; doubled < _tries && whole < max.Ticks; doubled++)
            whole *= 2;
        _tries++;
        whole = Math.Min(whole, max.Ticks);
        return TimeSpan.FromTicks((whole / 2) + (long)_chance.NextBelow((ulong)((whole / 2) + 1)));
    }

    /// <summary>It worked: the next wait is short again.</summary>
    public void Reset() => _tries = 0;
}
