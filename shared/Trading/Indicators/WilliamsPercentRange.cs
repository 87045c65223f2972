using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Williams %R: how far the close is below the highest high, as a share of the range of the last n bars; from -100 to 0.</summary>
/// <remarks>
/// It is the fast %K of <see cref="StochasticOscillator"/> less 100. Where all highs and lows are one price, which the source leaves open, it is -50.
/// Source: L. R. Williams, "How I Made One Million Dollars Last Year Trading Commodities", 1973; StockCharts ChartSchool, "Williams %R".
/// </remarks>
public sealed class WilliamsPercentRange : Indicator
{
    private readonly PriceRange _range;
    private decimal _close;

    /// <summary>Makes one.</summary>
    /// <param name="period">Bars it looks back on, 1 or more.</param>
    public WilliamsPercentRange(int period)
        : base(warmUpBars: period, outputCount: 1) => _range = new PriceRange(period);

    /// <inheritdoc/>
    public override bool IsReady => _range.IsFull;

    /// <summary>From -100 to 0; without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Value => (double)(_range.PercentOf(_close) - 100);

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        _range.Add(bar);
        _close = bar.Close.Value;
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _range.Save(writer);
        DecimalBits.Write(writer, _close);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _range.Restore(ref reader);
        _close = DecimalBits.Read(ref reader);
    }

    private protected override double Read(int index) => IsReady ? Value : double.NaN;
}
