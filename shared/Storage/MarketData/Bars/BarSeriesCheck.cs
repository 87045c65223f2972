using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Whether a series is fit to be kept: a series takes columns unchecked, the store does not.</summary>
internal static class BarSeriesCheck
{
    /// <summary>What is wrong with the first bar that is wrong, or null.</summary>
    public static string? FaultOf(BarSeries bars)
    {
        foreach (var column in (ReadOnlySpan<DecimalColumn>)[bars.Open, bars.High, bars.Low, bars.Close, bars.Volume])
        {
            if (column.Count != bars.Count)
                return $"a column had {column.Count} values, must have {bars.Count} as there are bars";
        }
        var areNarrow = AreNarrow(bars);
        for (var index = 0; index < bars.Count; index++)
        {
            var time = new UnixNanos(bars.OpenTimes[index]);
            if (time.Value < 0 || !bars.Interval.IsAligned(time))
                return $"bar opened at {time}, must be on the {bars.Interval} grid from 1970 on";
            if (index > 0 && bars.OpenTimes[index - 1] >= time.Value)
                return $"bar opened at {time}, must be after {new UnixNanos(bars.OpenTimes[index - 1])}";
            if (areNarrow ? !AreMantissasSound(bars, index) : !AreValuesSound(bars, index))
                return $"bar at {time} had {BarCsv.Describe(bars, index)}; low must be above 0, high the greatest, low the least, volume 0 or more";
        }
        return null;
    }

    // Of one scale, so that mantissas compare as their values do.
    private static bool AreNarrow(BarSeries bars) =>
        !bars.Open.IsWide && !bars.High.IsWide && !bars.Low.IsWide && !bars.Close.IsWide && !bars.Volume.IsWide
        && bars.Open.Scale == bars.High.Scale && bars.High.Scale == bars.Low.Scale && bars.Low.Scale == bars.Close.Scale;

    private static bool AreMantissasSound(BarSeries bars, int index)
    {
        var (open, high, low, close) = (bars.Open.Mantissas[index], bars.High.Mantissas[index], bars.Low.Mantissas[index], bars.Close.Mantissas[index]);
        return low > 0 && open >= low && close >= low && high >= open && high >= close && bars.Volume.Mantissas[index] >= 0;
    }

    private static bool AreValuesSound(BarSeries bars, int index)
    {
        var (open, high, low, close) = (bars.Open[index], bars.High[index], bars.Low[index], bars.Close[index]);
        return low > 0 && open >= low && close >= low && high >= open && high >= close && bars.Volume[index] >= 0;
    }
}
