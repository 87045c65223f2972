using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Lane's stochastic: %K, where the close stands between the lowest low (0) and the highest high (100), smoothed; and %D, an average of %K.</summary>
/// <remarks>
/// Both averages are simple. A smoothing of 1 gives the fast stochastic, of 3 the slow one. Where all highs and lows are one price the close stands at both
/// ends, which the source leaves open: it counts as 50. Source: G. C. Lane, "Lane's Stochastics", Stocks and Commodities 2:3, 1984; StockCharts ChartSchool, "Stochastic Oscillator".
/// </remarks>
public sealed class StochasticOscillator : Indicator
{
    private readonly PriceRange _range;
    private readonly DecimalWindow _smooth;
    private readonly DecimalWindow _average;

    /// <summary>Makes one.</summary>
    /// <param name="period">Bars it looks back on, 1 or more.</param>
    /// <param name="smoothing">Values averaged to %K, 1 or more.</param>
    /// <param name="average">Values of %K averaged to %D, 1 or more.</param>
    public StochasticOscillator(int period, int smoothing, int average)
        : base(warmUpBars: period + smoothing + average - 2, outputCount: 2)
    {
        _range = new PriceRange(period);
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
    public override void Update(in Bar bar)
    {
        _range.Add(bar);
        if (!_range.IsFull)
            return;
        _smooth.Add(_range.PercentOf(bar.Close.Value));
        if (_smooth.IsFull)
            _average.Add(decimal.Round(_smooth.Mean, 20));
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _range.Save(writer);
        _smooth.Save(writer);
        _average.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _range.Restore(ref reader);
        _smooth.Restore(ref reader);
        _average.Restore(ref reader);
    }

    private protected override double Read(int index) => (index == 0 ? _smooth.IsFull : IsReady) switch
    {
        false => double.NaN,
        true => index == 0 ? PercentK : PercentD,
    };
}
