namespace VeloZ.Domain;

/// <summary>Returns of one calendar year, UTC.</summary>
/// <param name="Year">The year.</param>
/// <param name="Months">12 fractions, January first; null for a month outside the run or begun with no equity.</param>
/// <param name="Total">From the first moment of the run in this year to the last; null when it began with no equity.</param>
public sealed record YearReturns(int Year, IReadOnlyList<double?> Months, double? Total);

/// <summary>Returns by calendar month, UTC. The first and the last month count for the part that the run covers.</summary>
/// <param name="Years">The years of the run, oldest first; empty when the run has no length.</param>
public sealed record MonthlyReturns(IReadOnlyList<YearReturns> Years)
{
    /// <summary>Computes them from equity at 00:00 UTC, before the first bar and at the last close.</summary>
    /// <param name="input">The run's figures.</param>
    public static MonthlyReturns Of(PerformanceInput input)
    {
        var curve = EquityCurve.Of(input);
        var years = new List<YearReturns>();
        var point = 0;
        var time = input.From;
        while (time < input.To)
        {
            var year = time.ToDateTimeOffset().Year;
            var yearStart = curve[point].Equity;
            var months = new double?[12];
            while (time < input.To && time.ToDateTimeOffset().Year == year)
            {
                var monthStart = curve[point].Equity;
                var end = StartOfNextMonth(time);
                while (point + 1 < curve.Count && curve[point + 1].Time <= end)
                    point++;
                months[time.ToDateTimeOffset().Month - 1] = Return(monthStart, curve[point].Equity);
                time = end;
            }
            years.Add(new YearReturns(year, months, Return(yearStart, curve[point].Equity)));
        }
        return new MonthlyReturns(years);
    }

    private static double? Return(decimal before, decimal after) => before <= 0 ? null : (double)((after / before) - 1);

    private static UnixNanos StartOfNextMonth(UnixNanos time)
    {
        var day = time.ToDateTimeOffset();
        return UnixNanos.From(new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1));
    }
}
