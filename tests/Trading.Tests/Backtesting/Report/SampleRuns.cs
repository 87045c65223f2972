namespace VeloZ.Trading.Tests;

/// <summary>Runs of the shapes that a report must bear.</summary>
internal static class SampleRuns
{
    /// <summary>Text that must never become markup.</summary>
    public const string Hostile = "</script><img src=x onerror=alert(1)>\"'&";

    public static IEnumerable<(string Name, RunBuilder Run)> All =>
    [
        ("months", new RunBuilder { Bars = 24 * 400, Drift = 0.00012m, Denials = [new("balance_insufficient", 3)], Rejections = [new("post_only_would_take", 2)], MissingBars = 14 }),
        ("years", new RunBuilder { Interval = "1d", From = "2019-03-04T00:00:00Z", Bars = 365 * 5, Hold = 9, Pause = 6, Volatility = 0.05m, Drift = 0.0012m, FirstPrice = 3_900 }),
        ("minutes", Minutes),
        ("untraded", new RunBuilder { Bars = 24 * 20, Hold = 0 }),
        ("one-bar", new RunBuilder { Bars = 1, Hold = 0, From = "2024-01-10T13:00:00Z" }),
        ("ruined", new RunBuilder { Bars = 24 * 45, Size = 14, Volatility = 0.03m, Seed = 3, Id = "BTC-USDT-PERP.BYBIT", Hold = 30, Pause = 2 }),
        ("many", new RunBuilder { Interval = "1m", Bars = 60 * 24 * 20, Hold = 2, Pause = 1, Size = 0.2m, Volatility = 0.0015m, FeeRate = 0.0002m }),
        ("coin", new RunBuilder { Id = "ETH-BTC.SIM", FirstPrice = 0.06m, StartEquity = 1.5m, Bars = 24 * 90, Volatility = 0.2m }),
        ("perpetual", Perpetual),
        ("hostile", new RunBuilder { Strategy = Hostile, Parameters = [new(Hostile, Hostile)], Settings = [new(Hostile, Hostile)], Denials = [new(Hostile, 2)], Bars = 24 * 10 }),
    ];

    public static RunBuilder Of(string name) => All.Single(sample => string.Equals(sample.Name, name, StringComparison.Ordinal)).Run;

    /// <summary>Three days of minutes from the middle of a day: two daily returns.</summary>
    public static RunBuilder Minutes => new() { Interval = "1m", From = "2024-05-01T07:30:00Z", Bars = 60 * 72, Hold = 90, Pause = 40, Volatility = 0.0008m, Size = 0.5m };

    /// <summary>Ten days of a perpetual that paid and received funding, lacked three settlements, and lost its last position to the venue.</summary>
    public static RunBuilder Perpetual => new()
    {
        Id = "BTC-USDT-PERP.BYBIT",
        Bars = 24 * 10,
        Warnings = [new("protection_ended", 2)],
        Finish = result => result with
        {
            FundingPayments =
            [
                new FundingPayment(result.From + TimeSpan.FromHours(8), result.Instrument, 0.0001m, 42_000, 0.2m, 0.84m),
                new FundingPayment(result.From + TimeSpan.FromHours(16), result.Instrument, 0.0002m, 42_100, -0.1m, -0.842m),
                new FundingPayment(result.From + TimeSpan.FromHours(24), result.Instrument, 0.0001m, 42_200, 0.3m, 1.266m),
            ],
            FundingCoverage = new FundingCoverage(result.From, result.From + TimeSpan.FromHours(216), 27, 3),
            Fills = [.. result.Fills.SkipLast(1), result.Fills[^1] with { IsLiquidation = true }],
            Liquidations = 1,
        },
    };

    /// <summary>A day and a half of hours with two trades and one open: small enough to read.</summary>
    public static RunBuilder Small => new() { From = "2024-01-31T18:00:00Z", Bars = 36, Hold = 6, Pause = 5, Denials = [new("balance_insufficient", 1)] };
}
