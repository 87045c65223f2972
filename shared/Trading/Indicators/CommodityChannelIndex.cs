using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Lambert's commodity channel index: how far the typical price is from its simple average, in units of 0.015 mean deviations.</summary>
/// <remarks>
/// The typical price is the mean of high, low and close. The mean deviation is the mean distance of the last n typical prices from their present average;
/// where it is 0 so is the index. Source: D. R. Lambert, "Commodity Channel Index", Commodities, October 1980; StockCharts ChartSchool, "Commodity Channel Index".
/// </remarks>
public sealed class CommodityChannelIndex : Indicator
{
    private readonly DeviationWindow _window; // Of high + low + close, exact: the third of it cancels out.
    private decimal _last;

    /// <summary>Makes one.</summary>
    /// <param name="period">Bars it looks back on, 1 or more.</param>
    public CommodityChannelIndex(int period)
        : base(warmUpBars: period, outputCount: 1) => _window = new DeviationWindow(period);

    /// <inheritdoc/>
    public override bool IsReady => _window.IsFull;

    /// <summary>Mostly from -100 to 100; without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Value
    {
        get
        {
            var deviations = _window.Deviations;
            var distance = (_last * _window.Period) - _window.Sum;
            return deviations == 0 ? 0 : (double)(distance * _window.Period / (0.015m * deviations));
        }
    }

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        _last = bar.High.Value + bar.Low.Value + bar.Close.Value;
        _window.Add(_last);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        DecimalBits.Write(writer, _last);
        _window.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _last = DecimalBits.Read(ref reader);
        _window.Restore(ref reader);
    }

    private protected override double Read(int index) => IsReady ? Value : double.NaN;
}
