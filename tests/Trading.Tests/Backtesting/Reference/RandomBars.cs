using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Seeded bars made to be awkward: gaps in time, equal closes, volumes of 0, extremes as near as each other, jumps.</summary>
internal sealed class RandomBars
{
    private const long Start = 1_577_836_800L * 1_000_000_000; // 2020-01-01

    private static readonly string[] Intervals = ["1m", "1s", "1h", "1d"];
    private static readonly string[] Shapes = ["walk", "gaps", "flat", "thin", "jumps", "coarse"];

    private readonly Chance _chance;

    private RandomBars(int seed) => _chance = new Chance(seed);

    public static BarTable Make(int seed, int count)
    {
        var shape = Shapes[seed % Shapes.Length];
        var interval = BarInterval.Parse(Intervals[seed / Shapes.Length % Intervals.Length]);
        var table = new BarTable($"seed {seed} ({shape}, {interval})", interval);
        new RandomBars(seed).Fill(table, shape, count);
        return table;
    }

    // Prices are counted in cents.
    private void Fill(BarTable table, string shape, int count)
    {
        var tick = shape == "coarse" ? 100 : 1;
        var (time, close) = (Start, 1_000_000L);
        for (var index = 0; index < count; index++)
        {
            var stands = shape == "flat" && index / 25 % 2 == 1;
            var swing = stands ? 1 : shape == "coarse" ? 4 : 2_000;
            var open = Near(close, tick, _chance.Below(3) == 0 ? swing : 1);
            if (shape == "jumps" && _chance.Below(20) == 0)
                open = Near(close, tick, 100_000);
            close = Near(open, tick, swing);
            var high = Math.Max(open, close) + (_chance.Below(2) * _chance.Below(swing) * tick);
            var low = Math.Max(tick, Math.Min(open, close) - (_chance.Below(2) * _chance.Below(swing) * tick));
            table.Rows.Add(new BarRow(time, open / 100m, high / 100m, low / 100m, close / 100m, Volume(shape)));
            time += table.Interval.Nanos * (shape == "gaps" && _chance.Below(4) == 0 ? 2 + _chance.Below(50) : 1);
        }
    }

    private long Near(long price, int tick, int swing) => Math.Clamp(price + ((_chance.Below((2 * swing) - 1) - swing + 1) * tick), 500_000, 2_000_000);

    private decimal Volume(string shape) => _chance.Below(shape == "thin" ? 2 : 10) == 0
        ? 0
        : _chance.Below(shape == "thin" ? 20_000 : 900_000_000) / 100_000_000m * (_chance.Below(4) == 0 ? 10 : 1);
}
