using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Weighted moving average: the last value counts n times, the one before n - 1 times, the oldest once.</summary>
/// <remarks>Source: J. J. Murphy, "Technical Analysis of the Financial Markets", 1999, "linearly weighted moving average".</remarks>
public sealed class WeightedMovingAverage(int period) : MovingAverage(period, warmUpBars: period)
{
    private readonly DecimalWindow _window = new(period);
    private readonly decimal _divisor = (long)period * (period + 1L) / 2;
    private decimal _weighted;

    /// <summary>The mean as a decimal, rounded at 28 digits where it has no end.</summary>
    public decimal Mean => _weighted / _divisor;

    /// <inheritdoc/>
    public override bool IsReady => _window.IsFull;

    /// <inheritdoc/>
    public override double Value => (double)Mean;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        // Each value in the window loses one weight, the new one has all: the sum goes off once.
        _weighted += (Period * value) - _window.Sum;
        _window.Add(value);
        if (_window.IsFull && _window.IsAtStart)
            AddUpAnew();
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _window.Save(writer);
        DecimalBits.Write(writer, _weighted);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _window.Restore(ref reader);
        _weighted = DecimalBits.Read(ref reader);
    }

    // What 28 digits round must not pile up. The window has turned over, so its slots are in order of age.
    private void AddUpAnew()
    {
        _weighted = 0;
        var values = _window.Values;
        for (var index = 0; index < values.Length; index++)
            _weighted += (index + 1) * values[index];
    }
}

/// <summary>Hull's moving average: the weighted average over the root of n of twice the weighted average over n / 2 less that over n.</summary>
/// <remarks>
/// Half and root of the period are rounded down, as the MetaStock formula of the source does.
/// Source: A. Hull, "How to reduce lag in a moving average", alanhull.com, 2005.
/// </remarks>
public sealed class HullMovingAverage : MovingAverage
{
    private readonly WeightedMovingAverage _half;
    private readonly WeightedMovingAverage _whole;
    private readonly WeightedMovingAverage _smooth;

    /// <summary>Makes one.</summary>
    /// <param name="period">Values it looks back on, 2 or more.</param>
    public HullMovingAverage(int period)
        : base(period, warmUpBars: period + Root(period) - 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        _half = new WeightedMovingAverage(period / 2);
        _whole = new WeightedMovingAverage(period);
        _smooth = new WeightedMovingAverage(Root(period));
    }

    /// <inheritdoc/>
    public override bool IsReady => _smooth.IsReady;

    /// <inheritdoc/>
    public override double Value => _smooth.Value;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        _half.Update(value);
        _whole.Update(value);
        if (_whole.IsReady)
            _smooth.Update((2 * _half.Mean) - _whole.Mean);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _half.Save(writer);
        _whole.Save(writer);
        _smooth.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _half.Restore(ref reader);
        _whole.Restore(ref reader);
        _smooth.Restore(ref reader);
    }

    private static int Root(int period) => (int)Math.Sqrt(Math.Max(1, period));
}
