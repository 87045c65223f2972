namespace VeloZ.Domain.Tests;

public sealed class MonthlyReturnsTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Partial_months_at_both_ends_count_for_the_part_covered()
    {
        // 2023-12-30 12:00 at 1000, 2024-01-01 00:00 at 1100, 2024-02-01 00:00 at 990, 2024-02-02 06:00 at 1089.
        var found = MonthlyReturns.Of(Run("2023-12-30T12:00:00Z", 1_000, "2024-02-02T06:00:00Z", 1_089, time => time < At("2024-01-01T00:00:00Z") ? 1_050 : time < At("2024-02-01T00:00:00Z") ? 1_100 : 990));

        Assert.Equal([2023, 2024], found.Years.Select(year => year.Year));
        Assert.Equal(0.1, found.Years[0].Months[11]!.Value, Tolerance); // 1100 / 1000 - 1
        Assert.All(found.Years[0].Months.Take(11), Assert.Null);
        Assert.Equal(-0.1, found.Years[1].Months[0]!.Value, Tolerance); // 990 / 1100 - 1
        Assert.Equal(0.1, found.Years[1].Months[1]!.Value, Tolerance); // 1089 / 990 - 1
        Assert.All(found.Years[1].Months.Skip(2), Assert.Null);
        Assert.Equal(0.1, found.Years[0].Total!.Value, Tolerance);
        Assert.Equal(-0.01, found.Years[1].Total!.Value, Tolerance); // 1089 / 1100 - 1
    }

    [Fact]
    public void A_run_that_ends_with_a_month_does_not_begin_the_next()
    {
        var found = MonthlyReturns.Of(Run("2024-12-15T00:00:00Z", 100, "2025-01-01T00:00:00Z", 120, _ => 110));
        var year = Assert.Single(found.Years);
        Assert.Equal(0.2, year.Months[11]!.Value, Tolerance);
    }

    [Fact]
    public void A_run_within_a_day_has_one_month()
    {
        var found = MonthlyReturns.Of(Run("2024-05-05T08:00:00Z", 100, "2024-05-05T09:00:00Z", 99, _ => 0));
        Assert.Equal(-0.01, Assert.Single(found.Years).Months[4]!.Value, Tolerance);
    }

    [Fact]
    public void A_month_begun_without_equity_has_no_return()
    {
        var found = MonthlyReturns.Of(Run("2024-01-31T00:00:00Z", 100, "2024-02-03T00:00:00Z", 50, _ => -5));
        Assert.Equal(-1.05, found.Years[0].Months[0]!.Value, Tolerance); // -5 / 100 - 1
        Assert.Null(found.Years[0].Months[1]);
        Assert.Equal(-0.5, found.Years[0].Total!.Value, Tolerance);
    }

    [Fact]
    public void A_run_without_length_has_no_months() =>
        Assert.Empty(MonthlyReturns.Of(Runs.Week() with { To = Runs.Start, Daily = [] }).Years);

    private static UnixNanos At(string time) => UnixNanos.From(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    private static PerformanceInput Run(string from, decimal start, string to, decimal end, Func<UnixNanos, decimal> equityAt)
    {
        var days = new List<DailyEquity>();
        for (var day = At(from).StartOfDay; day <= At(to); day += TimeSpan.FromDays(1))
        {
            if (day >= At(from))
                days.Add(new DailyEquity(day, day == At(from) ? start : equityAt(day), 100));
        }
        return Runs.Week() with { From = At(from), To = At(to), StartEquity = start, EndEquity = end, Daily = days };
    }
}
