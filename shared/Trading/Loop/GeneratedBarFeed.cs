using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Made-up bars without an end: those of <see cref="GeneratedBars"/> for the same start and seed, one after another.</summary>
public sealed class GeneratedBarFeed : BarFeed
{
    private const int Kept = 5_000;

    private readonly Bar[] _last = new Bar[Kept];
    private readonly ulong _seed;
    private readonly decimal _startPrice;
    private GeneratedWalk _walk;
    private long _made;

    /// <summary>A feed at its start.</summary>
    /// <param name="instrument">Its price increment is a power of ten.</param>
    /// <param name="interval">Length of every bar.</param>
    /// <param name="start">Open time of the first, on the interval's grid.</param>
    /// <param name="seed">Any.</param>
    /// <param name="startPrice">First open.</param>
    /// <exception cref="ArgumentException">The start is off the interval's grid, or the price is not one that bars can start at.</exception>
    public GeneratedBarFeed(Instrument instrument, BarInterval interval, UnixNanos start, ulong seed, decimal startPrice)
    {
        _ = GeneratedBars.Make(interval, start, 0, seed, startPrice, instrument.PriceScale); // Checks what it is given.
        Instrument = instrument;
        Interval = interval;
        StartTime = start;
        _seed = seed;
        _startPrice = startPrice;
        Source = string.Create(CultureInfo.InvariantCulture, $"sim:{interval}:{start.Value}:{seed}:{DecimalText.Trimmed(startPrice)}");
        _walk = Begin();
    }

    /// <summary>What it was made with.</summary>
    public ulong Seed => _seed;

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override Instrument Instrument { get; }

    /// <inheritdoc/>
    public override BarInterval Interval { get; }

    /// <inheritdoc/>
    public override UnixNanos StartTime { get; }

    /// <summary>The feed of that name; null when it is none of this kind, or its bars do not fit the instrument.</summary>
    public static GeneratedBarFeed? TryParse(string source, Instrument instrument)
    {
        var parts = source.Split(':');
        if (parts.Length != 5 || parts[0] != "sim" || !BarInterval.TryParse(parts[1], out var interval))
            return null;
        if (!long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || !ulong.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            || !DecimalText.TryParse(parts[4], out var price))
            return null;
        try
        {
            return new GeneratedBarFeed(instrument, interval, new UnixNanos(start), seed, price);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(out Bar bar)
    {
        var openTime = StartTime.Value + (_made * Interval.Nanos);
        _walk.Step(openTime);
        bar = new Bar(
            new UnixNanos(openTime),
            new UnixNanos(openTime + Interval.Nanos),
            PriceOf(_walk.Open),
            PriceOf(_walk.High),
            PriceOf(_walk.Low),
            PriceOf(_walk.Close),
            DecimalText.JoinSmall(_walk.Volume, GeneratedWalk.VolumeScale));
        _last[_made % Kept] = bar;
        _made++;
        return true;
    }

    /// <inheritdoc/>
    public override void SeekAfter(UnixNanos closeTime)
    {
        var target = CountClosedBy(closeTime);
        if (target < _made)
        {
            _walk = Begin();
            _made = 0;
        }
        while (_made < target)
            TryRead(out _);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Bar> Before(UnixNanos closeTime, int count)
    {
        var end = Math.Min(CountClosedBy(closeTime), _made);
        var start = Math.Max(Math.Max(0, _made - Kept), end - count);
        var found = new Bar[Math.Max(0, end - start)];
        for (var index = 0; index < found.Length; index++)
            found[index] = _last[(start + index) % Kept];
        return found;
    }

    private GeneratedWalk Begin() => new(Interval, GeneratedBars.TicksOf(_startPrice, Instrument.PriceScale), SplitMix64.Stream(_seed, "generated-bars", 0));

    private long CountClosedBy(UnixNanos time) => Math.Max(0, (time.Value - StartTime.Value) / Interval.Nanos);

    private Price PriceOf(long ticks) => new(DecimalText.JoinSmall(ticks, (byte)Instrument.PriceScale));
}
