using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Made-up bars that look like a market, for demonstrations and benchmarks: a seeded random walk with calm and wild spells, trends and a daily rhythm.</summary>
/// <remarks>
/// Whole numbers only, so a seed gives the same bars on every machine. There are no gaps: each bar opens where the one before closed.
/// A weak pull back to the start price keeps long series in a range that charts and grids can take.
/// </remarks>
public static class GeneratedBars
{
    private const long TicksMin = 100;
    private const long TicksMax = GeneratedWalk.TicksMax;

    private const int VolumeScale = GeneratedWalk.VolumeScale;

    /// <summary>Makes bars.</summary>
    /// <param name="interval">Length of every bar.</param>
    /// <param name="start">Open time of the first, on the interval's grid.</param>
    /// <param name="count">How many; 0 or more.</param>
    /// <param name="seed">Any.</param>
    /// <param name="startPrice">First open; on the grid of <paramref name="priceScale"/>.</param>
    /// <param name="priceScale">Digits after the point; the tick is 10^-priceScale. 0 to 12.</param>
    /// <exception cref="ArgumentException">The start is off the interval's grid, or the price off its own or not of 100 to 10^12 ticks.</exception>
    /// <exception cref="OverflowException">The bars would go beyond the year 2262.</exception>
    public static BarSeries Make(BarInterval interval, UnixNanos start, int count, ulong seed, decimal startPrice = 30000, int priceScale = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(priceScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priceScale, 12);
        if (!interval.IsAligned(start))
            throw new ArgumentException($"start was {start}, must be on the {interval} grid", nameof(start));
        var ticks = TicksOf(startPrice, priceScale);
        var walk = new GeneratedWalk(interval, ticks, SplitMix64.Stream(seed, "generated-bars", 0));
        var bars = new BarSeries(interval, count);
        var openTime = start.Value;
        for (var index = 0; index < count; index++)
        {
            walk.Step(openTime);
            bars.AddOpenTime(new UnixNanos(openTime));
            bars.Open.Add(walk.Open, priceScale);
            bars.High.Add(walk.High, priceScale);
            bars.Low.Add(walk.Low, priceScale);
            bars.Close.Add(walk.Close, priceScale);
            bars.Volume.Add(walk.Volume, VolumeScale);
            openTime += index < count - 1 ? interval.Nanos : 0;
        }
        return bars;
    }

    internal static long TicksOf(decimal startPrice, int priceScale)
    {
        var ticks = startPrice;
        for (var digit = 0; digit < priceScale && ticks <= TicksMax; digit++)
            ticks *= 10;
        return ticks is >= TicksMin and <= TicksMax && decimal.Truncate(ticks) == ticks
            ? (long)ticks
            : throw new ArgumentException($"start price was {DecimalText.Trimmed(startPrice)}, must be {TicksMin} to {TicksMax} whole ticks of 10^-{priceScale}", nameof(startPrice));
    }
}
