using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>StochRSI: where the relative strength index stands between its own least (0) and greatest (100) of the last values, smoothed; and an average of that.</summary>
/// <remarks>
/// The source gives it from 0 to 1 and without smoothing, which is a smoothing of 1 here. Both averages are simple. Where the index has not moved (by 1e-9), which
/// the source leaves open, it counts as 50. Source: T. S. Chande and S. Kroll, "The New Technical Trader", 1994; StockCharts ChartSchool, "StochRSI".
/// </remarks>
public sealed class StochasticRelativeStrength : PriceIndicator
{
    // In a flat market the index stays, but for its last digits: what is divided by those is noise.
    private const double Nothing = 1e-9;

    private readonly RelativeStrengthIndex _index;
    private readonly WindowExtreme<double> _greatest;
    private readonly WindowExtreme<double> _least;
    private readonly DecimalWindow _smooth;
    private readonly DecimalWindow _average;

    /// <summary>Makes one.</summary>
    /// <param name="indexPeriod">Changes that the index averages, 1 or more.</param>
    /// <param name="period">Values of the index it looks back on, 1 or more.</param>
    /// <param name="smoothing">Values averaged to %K, 1 or more.</param>
    /// <param name="average">Values of %K averaged to %D, 1 or more.</param>
    public StochasticRelativeStrength(int indexPeriod, int period, int smoothing, int average)
        : base(warmUpBars: indexPeriod + period + smoothing + average - 2, outputCount: 2)
    {
        _index = new RelativeStrengthIndex(indexPeriod);
        _greatest = new WindowExtreme<double>(period, isGreatest: true);
        _least = new WindowExtreme<double>(period, isGreatest: false);
        _smooth = new DecimalWindow(smoothing);
        _average = new DecimalWindow(average);
    }

    /// <inheritdoc/>
    public override bool IsReady => _average.IsFull;

    /// <summary>%K, from 0 to 100. Without meaning before <see cref="Indicator.IsReady"/>, as %D.</summary>
    public double PercentK => (double)_smooth.Mean;

    /// <summary>%D, from 0 to 100.</summary>
    public double PercentD => (double)_average.Mean;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        _index.Update(value);
        if (!_index.IsReady)
            return;
        var strength = _index.Value;
        _greatest.Add(strength);
        _least.Add(strength);
        if (!_greatest.IsFull)
            return;
        var width = _greatest.Value - _least.Value;
        // As a decimal of 15 digits, so that the sums below are exact.
        _smooth.Add((decimal)(width < Nothing ? 50 : (strength - _least.Value) / width * 100));
        if (_smooth.IsFull)
            _average.Add(decimal.Round(_smooth.Mean, 20));
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _index.Save(writer);
        _greatest.Save(writer, static (to, value) => to.Real(value));
        _least.Save(writer, static (to, value) => to.Real(value));
        _smooth.Save(writer);
        _average.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _index.Restore(ref reader);
        _greatest.Restore(ref reader, static (ref MessageReader from) => from.Real());
        _least.Restore(ref reader, static (ref MessageReader from) => from.Real());
        _smooth.Restore(ref reader);
        _average.Restore(ref reader);
    }

    private protected override double Read(int index) => (index == 0 ? _smooth.IsFull : IsReady) switch
    {
        false => double.NaN,
        true => index == 0 ? PercentK : PercentD,
    };
}
