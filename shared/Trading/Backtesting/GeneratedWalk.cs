using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The random walk behind <see cref="GeneratedBars"/>, one bar a step; prices in ticks, volumes in 10^-4 base units.</summary>
internal sealed class GeneratedWalk
{
    public const long TicksMax = 1_000_000_000_000;

    // Of volumes: ten thousandths of a base unit.
    public const int VolumeScale = 4;

    // Prices are counted in 1/65,536 of a tick, so that small moves are not lost to rounding.
    private const int FractionBits = 16;

    // Parts in a billion. One second moves a price by 0.0107 % (deviation), which is 60 % a year.
    private const long Billion = 1_000_000_000;
    private const long DeviationOfSecond = 107_000;
    private const long ReturnMax = Billion / 2;

    // The sum of four 16-bit numbers less its mean has this deviation: sqrt(4 x 65,536^2 / 12).
    private const long NormalDeviation = 37_837;

    // Per cent of the usual volume by hour of the day, UTC: low in the Asian night, high when New York opens.
    private static readonly int[] HourlyPercent =
        [95, 90, 85, 80, 75, 70, 70, 80, 95, 100, 100, 105, 115, 135, 160, 165, 150, 135, 120, 110, 105, 100, 100, 95];

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

    public GeneratedWalk(BarInterval interval, long startTicks, SplitMix64 random)
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

    // Rounded down, by Newton's method.
    private static long SquareRoot(long value)
    {
        var root = value;
        for (var next = (root + 1) / 2; next < root; next = (root + (value / root)) / 2)
            root = next;
        return root;
    }
}
