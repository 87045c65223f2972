using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Double exponential moving average: twice the average less the average of the average.</summary>
/// <remarks>
/// The first average starts with the simple average of n values, and the second one with the first value of that. It is ready when both have taken n, with value 2n - 1.
/// Source: P. G. Mulloy, "Smoothing Data with Faster Moving Averages", Stocks and Commodities 12:1, 1994.
/// </remarks>
public sealed class DoubleExponentialMovingAverage(int period) : MovingAverage(period, warmUpBars: (2 * period) - 1)
{
    private readonly ExponentialMovingAverage _once = new(period);
    private readonly ExponentialMean _twice = new(period, seed: 1, warmUp: period);

    /// <inheritdoc/>
    public override bool IsReady => _twice.IsReady;

    /// <inheritdoc/>
    public override double Value => (2 * _once.Value) - _twice.Value;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        _once.Update(value);
        if (_once.IsReady)
            _twice.Add(_once.Value);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _once.Save(writer);
        _twice.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _once.Restore(ref reader);
        _twice.Restore(ref reader);
    }
}

/// <summary>Triple exponential moving average: three times the difference of the first and second average, and the third.</summary>
/// <remarks>
/// The first average starts with the simple average of n values, and the others with the first value of that. It is ready with value 3n - 2, where the third would have taken n if each had
/// waited for the one before it.
/// Source: P. G. Mulloy, "Smoothing Data with Less Lag", Stocks and Commodities 12:2, 1994.
/// </remarks>
public sealed class TripleExponentialMovingAverage(int period) : MovingAverage(period, warmUpBars: (3 * period) - 2)
{
    private readonly ExponentialMovingAverage _once = new(period);
    private readonly ExponentialMean _twice = new(period, seed: 1, warmUp: period);
    private readonly ExponentialMean _thrice = new(period, seed: 1, warmUp: (2 * period) - 1);

    /// <inheritdoc/>
    public override bool IsReady => _thrice.IsReady;

    /// <inheritdoc/>
    public override double Value => (3 * (_once.Value - _twice.Value)) + _thrice.Value;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        _once.Update(value);
        if (!_once.IsReady)
            return;
        _twice.Add(_once.Value);
        _thrice.Add(_twice.Value);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _once.Save(writer);
        _twice.Save(writer);
        _thrice.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _once.Restore(ref reader);
        _twice.Restore(ref reader);
        _thrice.Restore(ref reader);
    }
}
