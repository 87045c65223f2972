using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>How far the funding rates of a perpetual cover a run. A position pays nothing at a settlement that is missing.</summary>
/// <param name="From">The first rate that was given.</param>
/// <param name="To">The last rate that was given.</param>
/// <param name="Settlements">Rates within the run.</param>
/// <param name="Missing">Settlements that there should have been within the run beside them, by the intervals that the rates name.</param>
public sealed record FundingCoverage(UnixNanos From, UnixNanos To, int Settlements, long Missing)
{
    // A venue settles some milliseconds after the hour: what is so near to an end of the run, or to a rate, is not missing.
    private const long NearNanos = 60 * UnixNanos.PerSecond;

    /// <summary>Compares rates with a run.</summary>
    /// <param name="rates">At least one.</param>
    /// <param name="from">When the run begins.</param>
    /// <param name="to">When it ends.</param>
    public static FundingCoverage Of(FundingSeries rates, UnixNanos from, UnixNanos to)
    {
        var range = rates.Between(from, new UnixNanos(to.Value + 1));
        var (start, end) = (range.Start.Value, range.End.Value);
        var missing = 0L;
        for (var index = start; index <= end; index++)
        {
            FundingRate? before = index > 0 ? rates[index - 1] : null;
            FundingRate? after = index < rates.Count ? rates[index] : null;
            missing += MissingBetween(before, after, from, to);
        }
        return new FundingCoverage(rates[0].Time, rates[rates.Count - 1].Time, end - start, missing);
    }

    // Settlements go on from the rate before, or lead up to the one after where there is none before.
    private static long MissingBetween(FundingRate? before, FundingRate? after, UnixNanos from, UnixNanos to)
    {
        var interval = Math.Max(before?.IntervalHours ?? 0, after?.IntervalHours ?? 0) * 3_600 * UnixNanos.PerSecond;
        var known = (before ?? after)!.Value.Time.Value;
        var low = Math.Max(from.Value, before?.Time.Value ?? long.MinValue) + NearNanos - known;
        var high = Math.Min(to.Value, after?.Time.Value ?? long.MaxValue) - NearNanos - known;
        var within = Math.Max(0, FloorDivide(high - 1, interval) - FloorDivide(low, interval));
        return before is { } earlier && after is { } later ? Math.Min(within, FundingSeries.MissingBetween(earlier, later)) : within;
    }

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);
}
