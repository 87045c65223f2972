using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Keltner channel: an exponential average of closes, and a multiple of the average true range above and below it.</summary>
/// <remarks>
/// In the form of Linda Raschke, which is the common one; Keltner's own of 1960 took a simple average of typical prices and of ranges.
/// The true range is averaged as Wilder does. Source: StockCharts ChartSchool, "Keltner Channels".
/// </remarks>
public sealed class KeltnerChannel : Indicator
{
    private readonly ExponentialMovingAverage _middle;
    private readonly AverageTrueRange _range;
    private readonly double _multiple;

    /// <summary>Makes one.</summary>
    /// <param name="period">Closes of the average, 1 or more.</param>
    /// <param name="rangePeriod">True ranges averaged, 1 or more.</param>
    /// <param name="multiple">Average true ranges from the middle to a band, above 0.</param>
    public KeltnerChannel(int period, int rangePeriod, decimal multiple)
        : base(warmUpBars: Math.Max(period, rangePeriod + 1), outputCount: 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple);
        _middle = new ExponentialMovingAverage(period);
        _range = new AverageTrueRange(rangePeriod);
        _multiple = (double)multiple;
    }

    /// <inheritdoc/>
    public override bool IsReady => _middle.IsReady && _range.IsReady;

    /// <summary>The average. Without meaning before <see cref="Indicator.IsReady"/>, as the bands.</summary>
    public double Middle => _middle.Value;

    /// <summary>The upper band.</summary>
    public double Upper => _middle.Value + (_multiple * _range.Value);

    /// <summary>The lower band.</summary>
    public double Lower => _middle.Value - (_multiple * _range.Value);

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        _middle.Update(bar.Close.Value);
        _range.Update(bar);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _middle.Save(writer);
        _range.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _middle.Restore(ref reader);
        _range.Restore(ref reader);
    }

    private protected override double Read(int index) => index switch
    {
        1 => _middle.Output(0),
        _ when !IsReady => double.NaN,
        0 => Upper,
        _ => Lower,
    };
}
