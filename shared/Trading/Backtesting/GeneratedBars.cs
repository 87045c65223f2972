using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Made-up bars that look like a market, for demonstrations and benchmarks: a seeded random walk with calm and wild spells, trends and a daily rhythm.</summary>
/// <remarks>
/// Whole numbers only, so a seed gives the same bars on every machine. There are no gaps: each bar opens where the one before closed.
/// A weak pull back to the start price keeps long series in a range that charts and grids can take.
/// </remarks>
public static class GeneratedBars
{
    // Prices are counted in 1/65,536 of a tick, so that small moves are not lost to rounding.
    private const int FractionBits = 16;
    private const long TicksMin = 100;
    private const long TicksMax = 1_000_000_000_000;

    // Parts in a billion. One second moves a price by 0.0107 % (deviation), which is 60 % a year.
    private const long Billion = 1_000_000_000;
    private const long DeviationOfSecond = 107_000;
    private const long ReturnMax = Billion / 2;

    // The sum of four 16-bit numbers less its mean has this deviation: sqrt(4 x 65,536^2 / 12).
    private const long NormalDeviation = 37_837;

    private const int VolumeScale = 4;

    // Per cent of the usual volume by hour of the day, UTC: low in the Asian night, high when New York opens.
    private static readonly int[] HourlyPercent =
        [95, 90, 85, 80, 75, 70, 70, 80, 95, 100, 100, 105, 115, 135, 160, 165, 150, 135, 120, 110, 105, 100, 100, 95];

    /// <summary>Makes bars.</summary>
    /// <param name="interval">Length of every bar.</param>
    /// <param name="start">Open time of the first, on the interval's grid.</param>
    /// <param name="count">How many; 0 or more.</param>
    /// <param name="seed">Any.</param>
    /// <param name="startPrice">First open; on the grid of <paramref name="priceScale"/>.</param>
    /// <param name="priceScale">Digits after the point; the tick is 10^-priceScale. 0 to 12.</param>
    /// <exception cref="ArgumentException">The start is off the interval's grid, or the price off its own or not of 100 to 10^12 ticks.</exception>
    /// <exception cref="OverflowException">The bars would go beyond the year 2262.</exception>
    public static BarSeries Make(BarInterval interval, UnixNanos start, int count, ulong seed, decimal startPrice = 30000, int priceScale = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(priceScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priceScale, 12);
        if (!interval.IsAligned(start))
            throw new ArgumentException($"start was {start}, must be on the {interval} grid", nameof(start));
        var ticks = TicksOf(startPrice, priceScale);
        var walk = new Walk(interval, ticks, SplitMix64.Stream(seed, "generated-bars", 0));
        var bars = new BarSeries(interval, count);
        var openTime = start.Value;
        for (var index = 0; index < count; index++)
        {
            walk.Step(openTime);
            bars.AddOpenTime(new UnixNanos(openTime));
            bars.Open.Add(walk.Open, priceScale);
            bars.High.Add(walk.High, priceScale);
            bars.Low.Add(walk.Low, priceScale);
            bars.Close.Add(walk.Close, priceScale);
            bars.Volume.Add(walk.Volume, VolumeScale);
            openTime += index < count - 1 ? interval.Nanos : 0;
        }
        return bars;
    }

    private static long TicksOf(decimal startPrice, int priceScale)
    {
        var ticks = startPrice;
        for (var digit = 0; digit < priceScale && ticks <= TicksMax; digit++)
            ticks *= 10;
        return ticks is >= TicksMin and <= TicksMax && decimal.Truncate(ticks) == ticks
            ? (long)ticks
            : throw new ArgumentException($"start price was {DecimalText.Trimmed(startPrice)}, must be {TicksMin} to {TicksMax} whole ticks of 10^-{priceScale}", nameof(startPrice));
    }

    // Rounded down, by Newton's method.
    private static long SquareRoot(long value)
    {
        var root = value;
        for (var next = (root + 1) / 2; next < root; next = (root + (value / root)) / 2)
            root = next;
        return root;
    }

    private sealed class Walk
    {
        private readonly long _deviation;
        private readonly long _seconds;
        private readonly long _startPrice;
        private readonly long _pull;
        private SplitMix64 _random;
        private long _price;

        // Per cent of the usual deviation, and where it is heading.
        private long _wildness = 100;
        private long _wildnessGoal = 100;
        private long _drift;

        public Walk(BarInterval interval, long startTicks, SplitMix64 random)
        {
            _seconds = interval.Nanos / UnixNanos.PerSecond;
            _deviation = DeviationOfSecond * SquareRoot(_seconds * 10_000) / 100;
            // Back by half within some 180 days.
            _pull = Math.Min(Billion / 4, _seconds * 45);
            _startPrice = startTicks << FractionBits;
            _price = _startPrice;
            _random = random;
            Close = startTicks;
        }

        public long Open { get; private set; }

        public long High { get; private set; }

        public long Low { get; private set; }

        public long Close { get; private set; }

        public long Volume { get; private set; }

        public void Step(long openTime)
        {
            ChangeMood();
            var deviation = _deviation * _wildness / 100;
            var normal = NextNormal();
            var back = (long)((Int128)(_startPrice - _price) * _pull / Math.Max(_startPrice, _price));
            var change = Math.Clamp((normal * deviation / NormalDeviation) + (_drift * deviation / 1_000) + back, -ReturnMax, ReturnMax);
            Open = Close;
            _price = Math.Clamp(_price + Part(_price, change), 1L << FractionBits, (TicksMax * 64) << FractionBits);
            Close = _price >> FractionBits;
            // Wicks: how far the price went beyond both ends within the bar.
            High = Math.Max(Open, Close) + NextWick(deviation);
            Low = Math.Max(1, Math.Min(Open, Close) - NextWick(deviation));
            Volume = NextVolume(openTime, Math.Abs(normal));
        }

        // Now and then the market turns calm or wild, or gets or loses a trend; wildness then moves there by degrees.
        private void ChangeMood()
        {
            var dice = _random.NextBelow(1_000);
            if (dice < 5)
                _wildnessGoal = 35 + (long)(_random.NextBelow(80) * _random.NextBelow(80) / 20);
            else if (dice < 12)
                _drift = (long)_random.NextBelow(121) - 60;
            _wildness += ((_wildnessGoal - _wildness) / 16) + Math.Sign(_wildnessGoal - _wildness);
        }

        private long NextWick(long deviation)
        {
            var reach = Math.Abs(NextNormal()) * deviation / NormalDeviation / 2;
            return Part(_price, Math.Min(reach, ReturnMax)) >> FractionBits;
        }

        // Ten thousandths of a base unit: 0.2 a second at the usual pace, more in wild bars and by the hour.
        private long NextVolume(long openTime, long move)
        {
            var hour = (int)(openTime / (3_600 * UnixNanos.PerSecond) % 24);
            var percent = _seconds >= 86_400 ? 100 : HourlyPercent[(hour + 24) % 24];
            var pace = 40 + (60 * _wildness / 100) + (60 * move / NormalDeviation);
            // The product of two draws has the long tail that trades have.
            var chance = (long)((10 + _random.NextBelow(90)) * (10 + _random.NextBelow(90)));
            return _seconds * 2_000 * percent / 100 * pace / 100 * chance / 3_000;
        }

        private long NextNormal()
        {
            var bits = _random.Next();
            var sum = (long)(bits & 0xFFFF) + (long)((bits >> 16) & 0xFFFF) + (long)((bits >> 32) & 0xFFFF) + (long)(bits >> 48);
            return sum - (2 * 0xFFFF);
        }

        private static long Part(long price, long parts) => (long)((Int128)price * parts / Billion);
    }
}
