using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A mean of all values so far, the newer the weightier, that starts with the simple average of the first few.</summary>
/// <param name="seed">Values it starts with, 1 or more.</param>
/// <param name="warmUp">Values with the last of which it is ready, at least the seed.</param>
internal abstract class RunningMean(int seed, int warmUp)
{
    private int _count; // Up to the warm-up.
    private double _sum;

    public bool IsReady => _count == warmUp;

    public double Value { get; private set; }

    public void Add(double value)
    {
        if (_count >= seed)
        {
            Value = Next(Value, value);
        }
        else
        {
            _sum += value;
            if (_count + 1 == seed)
                Value = _sum / seed;
        }
        if (_count < warmUp)
            _count++;
    }

    public void Save(MessageWriter writer)
    {
        writer.Number(_count);
        writer.Real(_count < seed ? _sum : Value);
    }

    public void Restore(ref MessageReader reader)
    {
        _count = reader.Count();
        if (_count > warmUp)
            throw reader.Fault($"a mean that is ready with {warmUp} values had counted {_count}");
        var value = reader.Real();
        _sum = _count < seed ? value : 0;
        Value = _count < seed ? 0 : value;
    }

    protected abstract double Next(double before, double value);
}

/// <summary>Wilder's average: n - 1 parts of the average before and one part of the new value.</summary>
/// <remarks>
/// Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978. His sums of n values, less one n-th, plus the new value, are n times this.
/// In this form a mean of values from 0 to 100 stays from 0 to 100, whatever is rounded.
/// </remarks>
internal sealed class WilderMean(int period) : RunningMean(seed: period, warmUp: period)
{
    private readonly double _period = period;

    protected override double Next(double before, double value) => ((before * (_period - 1)) + value) / _period;
}

/// <summary>Exponential average of what is a double already: factor 2 / (n + 1).</summary>
internal sealed class ExponentialMean(int period, int seed, int warmUp) : RunningMean(seed, warmUp)
{
    private readonly double _factor = 2.0 / (period + 1);

    protected override double Next(double before, double value) => before + (_factor * (value - before));
}
