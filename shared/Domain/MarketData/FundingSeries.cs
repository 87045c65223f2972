namespace VeloZ.Domain;

/// <summary>What holders of a perpetual pay each other at one moment.</summary>
/// <param name="Time">When it is settled by the venue; a few milliseconds after the hour.</param>
/// <param name="IntervalHours">Hours that it is for, 1 to 24.</param>
/// <param name="Rate">Fraction of a position's notional. Above 0 the long pays the short, below 0 the short pays the long.</param>
public readonly record struct FundingRate(UnixNanos Time, int IntervalHours, decimal Rate);

/// <summary>Funding rates of one perpetual, oldest first, each later than the one before.</summary>
public sealed class FundingSeries
{
    /// <summary>Most hours that one rate is for.</summary>
    public const int IntervalHoursMax = 24;

    private readonly List<FundingRate> _rates = [];

    /// <summary>How many rates it holds.</summary>
    public int Count => _rates.Count;

    /// <summary>Settlements that there should have been between the first and the last, by the intervals that the rates themselves name.</summary>
    public long Missing
    {
        get
        {
            var missing = 0L;
            for (var index = 1; index < _rates.Count; index++)
                missing += MissingBetween(_rates[index - 1], _rates[index]);
            return missing;
        }
    }

    /// <summary>The rate at an index from 0 to <see cref="Count"/> - 1.</summary>
    public FundingRate this[int index] => _rates[index];

    /// <summary>Adds a rate at the end.</summary>
    /// <exception cref="InvariantException">It is not later than the last, or its hours are not from 1 to 24, or its rate not from -1 to 1.</exception>
    public void Add(FundingRate rate)
    {
        if (_rates.Count > 0 && rate.Time <= _rates[^1].Time)
            throw new InvariantException($"funding was at {rate.Time}, must be after {_rates[^1].Time}");
        if (rate.IntervalHours is < 1 or > IntervalHoursMax)
            throw new InvariantException($"funding at {rate.Time} was for {rate.IntervalHours} hours, must be for 1 to {IntervalHoursMax}");
        if (rate.Rate is < -1 or > 1)
            throw new InvariantException($"funding at {rate.Time} had a rate of {DecimalText.Trimmed(rate.Rate)}, must be a fraction from -1 to 1");
        _rates.Add(rate);
    }

    /// <summary>The rates from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), as indexes into this series.</summary>
    public Range Between(UnixNanos from, UnixNanos to)
    {
        var start = LowerBound(from);
        return start..Math.Max(start, LowerBound(to));
    }

    /// <summary>Settlements that there should have been between two neighbors.</summary>
    /// <remarks>Where a venue changes the interval, either one's hours may lie between: the longer are taken, so that no gap is told that is none.</remarks>
    public static long MissingBetween(FundingRate before, FundingRate after)
    {
        var interval = Math.Max(before.IntervalHours, after.IntervalHours) * 3_600L * UnixNanos.PerSecond;
        var intervals = ((after.Time.Value - before.Time.Value) + (interval / 2)) / interval;
        return Math.Max(0, intervals - 1);
    }

    private int LowerBound(UnixNanos time)
    {
        var (low, high) = (0, _rates.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rates[middle].Time < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
