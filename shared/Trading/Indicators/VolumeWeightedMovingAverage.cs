using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Volume-weighted moving average: the sum of close times volume of the last n bars over the sum of their volumes.</summary>
/// <remarks>
/// Where none of the bars has volume all weigh the same: it is their simple average.
/// Source: B. P. Dormeier, "Investing with Volume Analysis", 2011, "volume-weighted moving average".
/// </remarks>
public sealed class VolumeWeightedMovingAverage : Indicator
{
    private readonly DecimalWindow _closes;
    private readonly DecimalWindow _volumes;
    private readonly DecimalWindow _products;

    /// <summary>Makes one.</summary>
    /// <param name="period">Bars it looks back on, 1 or more.</param>
    public VolumeWeightedMovingAverage(int period)
        : base(warmUpBars: period, outputCount: 1)
    {
        _closes = new DecimalWindow(period);
        _volumes = new DecimalWindow(period);
        _products = new DecimalWindow(period);
    }

    /// <inheritdoc/>
    public override bool IsReady => _closes.IsFull;

    /// <summary>The mean; without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Value => (double)(_volumes.IsAllZero ? _closes.Mean : _products.Sum / _volumes.Sum);

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        _closes.Add(bar.Close.Value);
        _volumes.Add(bar.Volume);
        _products.Add(bar.Close.Value * bar.Volume);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _closes.Save(writer);
        _volumes.Save(writer);
        _products.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _closes.Restore(ref reader);
        _volumes.Restore(ref reader);
        _products.Restore(ref reader);
    }

    private protected override double Read(int index) => IsReady ? Value : double.NaN;
}
