using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>MACD: a fast exponential average less a slow one, an exponential average of that difference (the signal), and their distance.</summary>
/// <remarks>
/// Each average starts with the simple average of its first values, the signal that of the first differences.
/// Source: G. Appel, "Technical Analysis: Power Tools for Active Investors", 2005; StockCharts ChartSchool, "MACD".
/// </remarks>
public sealed class MovingAverageConvergence : PriceIndicator
{
    private readonly ExponentialMovingAverage _fast;
    private readonly ExponentialMovingAverage _slow;
    private readonly ExponentialMean _signal;

    /// <summary>Makes one.</summary>
    /// <param name="fast">Values of the fast average, 1 or more.</param>
    /// <param name="slow">Values of the slow average, more than fast.</param>
    /// <param name="signal">Differences of the signal, 1 or more.</param>
    public MovingAverageConvergence(int fast, int slow, int signal)
        : base(warmUpBars: slow + signal - 1, outputCount: 3)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fast, slow);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(signal);
        _fast = new ExponentialMovingAverage(fast);
        _slow = new ExponentialMovingAverage(slow);
        _signal = new ExponentialMean(signal, seed: signal, warmUp: signal);
    }

    /// <inheritdoc/>
    public override bool IsReady => _signal.IsReady;

    /// <summary>Fast less slow. Without meaning before <see cref="Indicator.IsReady"/>, as the others.</summary>
    public double Difference => _fast.Value - _slow.Value;

    /// <summary>Average of the difference.</summary>
    public double Signal => _signal.Value;

    /// <summary>Difference less signal.</summary>
    public double Histogram => Difference - Signal;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        _fast.Update(value);
        _slow.Update(value);
        if (_slow.IsReady)
            _signal.Add(Difference);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _fast.Save(writer);
        _slow.Save(writer);
        _signal.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _fast.Restore(ref reader);
        _slow.Restore(ref reader);
        _signal.Restore(ref reader);
    }

    private protected override double Read(int index) => index switch
    {
        0 => _slow.IsReady ? Difference : double.NaN,
        _ when !IsReady => double.NaN,
        1 => Signal,
        _ => Histogram,
    };
}
