namespace VeloZ.Domain;

/// <summary>Simple returns from one 00:00 UTC to the next, of the run and of the market; the partial days at both ends are no returns.</summary>
internal static class DailyReturns
{
    /// <summary>One a day, oldest first, as fractions; empty when equity was 0 or less at a sample but the last: a return on nothing does not exist.</summary>
    public static double[] OfEquity(IReadOnlyList<DailyEquity> daily) => Of(daily, day => day.Equity);

    /// <summary>Returns of buying and holding the market over the same days; empty when a price but the last was 0 or less.</summary>
    public static double[] OfMarket(IReadOnlyList<DailyEquity> daily) => Of(daily, day => day.Price);

    private static double[] Of(IReadOnlyList<DailyEquity> daily, Func<DailyEquity, decimal> valueOf)
    {
        var returns = new double[Math.Max(0, daily.Count - 1)];
        for (var index = 0; index < returns.Length; index++)
        {
            var (before, after) = (valueOf(daily[index]), valueOf(daily[index + 1]));
            if (before <= 0)
                return [];
            returns[index] = (double)((after / before) - 1); // Divided as decimals, so that equal returns stay equal.
        }
        return returns;
    }
}
