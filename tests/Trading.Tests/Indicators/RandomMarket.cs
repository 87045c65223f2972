using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Bars of a market that walks, stands still, jumps by a factor, and has bars without range or volume.</summary>
internal static class RandomMarket
{
    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.0000000001m, 0.00001m, FeeSchedule.Flat(0, 0));

    /// <param name="seed">Of the chance.</param>
    /// <param name="count">Bars.</param>
    /// <param name="price">Where it starts, and around where it stays.</param>
    /// <param name="minutes">Length of a bar: 60 for days that turn over within a few bars.</param>
    public static Bar[] Bars(ulong seed, int count, decimal price, int minutes = 60)
    {
        var chance = new SplitMix64(seed);
        var bars = new Bar[count];
        var (close, stillFor) = (price, 0);
        for (var index = 0; index < count; index++)
        {
            if (stillFor == 0 && chance.Next() % 40 == 0)
                stillFor = (int)(chance.Next() % 50);
            var open = close;
            if (chance.Next() % 60 == 0)
                open = chance.Next() % 2 == 0 ? price * 7 : price / 7;
            var (up, down) = (0m, 0m);
            if (stillFor > 0)
                (stillFor, open) = (stillFor - 1, close);
            else
                (close, up, down) = (open * Step(ref chance), Fraction(ref chance), Fraction(ref chance));
            var volume = chance.Next() % 10 == 0 ? 0 : (decimal)(chance.Next() % 1_000_000_000) / 1_000_000;
            (open, close) = (Grid(open), Grid(close));
            bars[index] = new Bar(
                new UnixNanos(index * minutes * 60 * UnixNanos.PerSecond),
                new UnixNanos((index + 1) * minutes * 60 * UnixNanos.PerSecond),
                Market.ToPrice(open, GridRounding.Exact),
                Market.ToPrice(Math.Max(open, close) + Grid(up * open), GridRounding.Exact),
                Market.ToPrice(Math.Min(open, close) - Grid(down * open), GridRounding.Exact),
                Market.ToPrice(close, GridRounding.Exact),
                volume);
        }
        return bars;
    }

    /// <summary>One price and one volume all the time.</summary>
    public static Bar[] Flat(int count, decimal price, decimal volume) =>
    [
        .. Enumerable.Range(0, count).Select(index =>
        {
            var value = Market.ToPrice(price, GridRounding.Exact);
            return new Bar(new UnixNanos(index * 3600 * UnixNanos.PerSecond), new UnixNanos((index + 1) * 3600 * UnixNanos.PerSecond), value, value, value, value, volume);
        }),
    ];

    private static decimal Step(ref SplitMix64 chance) => 1 + ((((decimal)(chance.Next() % 10_001)) - 5_000) / 200_000);

    private static decimal Fraction(ref SplitMix64 chance) => (decimal)(chance.Next() % 1_000) / 100_000;

    private static decimal Grid(decimal price) => Math.Max(0.0000000001m, decimal.Round(price, 10));
}
