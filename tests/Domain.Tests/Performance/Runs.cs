namespace VeloZ.Domain.Tests;

/// <summary>Runs and trades to compute from.</summary>
internal static class Runs
{
    public static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly InstrumentId Market = InstrumentId.Parse("BTC-USDT.SIM");

    /// <summary>A week of samples at 00:00 UTC and half a day more, from 10,000 to 10,700; the market goes from 100 to 107.</summary>
    public static PerformanceInput Week() => new()
    {
        From = Start,
        To = Start + TimeSpan.FromDays(7.5),
        StartEquity = 10_000,
        EndEquity = 10_700,
        Fees = 53,
        Turnover = 53_000,
        MaxDrawdown = 0.02m,
        MaxDrawdownDuration = TimeSpan.FromHours(30),
        Exposure = 0.6,
        LongExposure = 0.4,
        FirstPrice = 100,
        LastPrice = 107,
        Daily = Days(
            [10_000, 10_150, 10_080, 10_300, 10_250, 10_420, 10_390, 10_600],
            [100, 102, 101, 104, 102, 105, 103, 106]),
        Trades = [],
    };

    /// <summary>As many samples at 00:00 UTC as equities, from <see cref="Start"/>; the run ends with the last.</summary>
    public static PerformanceInput Of(params decimal[] equities) => Week() with
    {
        To = Start + TimeSpan.FromDays(equities.Length - 1),
        StartEquity = equities[0],
        EndEquity = equities[^1],
        Daily = Days(equities, [.. equities.Select((_, index) => 100m + (index % 3))]),
    };

    public static DailyEquity[] Days(decimal[] equities, decimal[] prices) =>
        [.. equities.Zip(prices, (equity, price) => (equity, price)).Select((day, index) => new DailyEquity(Start + TimeSpan.FromDays(index), day.equity, day.price))];

    public static RoundTrip Trade(decimal net, decimal adverse = 0, decimal favorable = 0, int minutes = 60, OrderSide side = OrderSide.Buy) => new()
    {
        Instrument = Market,
        Side = side,
        EntryTime = Start,
        ExitTime = Start + TimeSpan.FromMinutes(minutes),
        Quantity = 1,
        EntryPrice = 1_000,
        ExitPrice = 1_000 + net + 1,
        GrossPnl = net + 1,
        Fees = 1,
        Return = net / 1_000,
        MaxAdverseExcursion = adverse,
        MaxFavorableExcursion = favorable,
        Bars = minutes,
        Fills = 2,
    };
}
