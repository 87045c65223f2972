namespace VeloZ.Domain;

/// <summary>Equity before the first bar, at each 00:00 UTC between, and at the last close.</summary>
internal static class EquityCurve
{
    internal readonly record struct Point(UnixNanos Time, decimal Equity);

    /// <summary>The points, oldest first; at least 2, no two at one time unless the run has no length.</summary>
    public static IReadOnlyList<Point> Of(PerformanceInput input) =>
    [
        new Point(input.From, input.StartEquity),
        .. input.Daily.Where(day => day.Time > input.From && day.Time < input.To).Select(day => new Point(day.Time, day.Equity)),
        new Point(input.To, input.EndEquity),
    ];

    /// <summary>Mean of equity weighted by the time it stood; null when the run has no length.</summary>
    public static double? TimeWeightedMean(IReadOnlyList<Point> curve)
    {
        var (area, length) = (0.0, 0.0);
        for (var index = 1; index < curve.Count; index++)
        {
            var seconds = (curve[index].Time - curve[index - 1].Time).TotalSeconds;
            area += seconds * (double)(curve[index - 1].Equity + curve[index].Equity) / 2;
            length += seconds;
        }
        return SampleMath.Ratio(area, length);
    }

    /// <summary>Time from the lowest point of the deepest drawdown to the first point that is back at its peak; null without a drawdown or a recovery.</summary>
    public static TimeSpan? Recovery(IReadOnlyList<Point> curve)
    {
        var (peak, deepest, troughIndex, troughPeak) = (curve[0].Equity, 0m, 0, 0m);
        for (var index = 1; index < curve.Count; index++)
        {
            var equity = curve[index].Equity;
            peak = Math.Max(peak, equity);
            if (peak > 0 && (peak - equity) / peak > deepest)
                (deepest, troughIndex, troughPeak) = ((peak - equity) / peak, index, peak);
        }
        if (deepest == 0)
            return null;
        for (var index = troughIndex + 1; index < curve.Count; index++)
        {
            if (curve[index].Equity >= troughPeak)
                return curve[index].Time - curve[troughIndex].Time;
        }
        return null;
    }
}
