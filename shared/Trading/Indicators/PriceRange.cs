using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Highest high and lowest low of the last bars.</summary>
internal sealed class PriceRange(int period)
{
    private readonly WindowExtreme<decimal> _high = new(period, isGreatest: true);
    private readonly WindowExtreme<decimal> _low = new(period, isGreatest: false);

    public bool IsFull => _high.IsFull;

    public decimal High => _high.Value;

    public decimal Low => _low.Value;

    public decimal Middle => (High + Low) / 2;

    /// <summary>Where a price stands in the range, from 0 at the low to 100 at the high; 50 when the range is a point.</summary>
    public decimal PercentOf(decimal price)
    {
        var width = High - Low;
        // Twenty digits: sums of these stay exact.
        return width == 0 ? 50 : decimal.Round((price - Low) / width * 100, 20);
    }

    public void Add(in Bar bar)
    {
        _high.Add(bar.High.Value);
        _low.Add(bar.Low.Value);
    }

    public void Save(MessageWriter writer)
    {
        _high.Save(writer, DecimalBits.Write);
        _low.Save(writer, DecimalBits.Write);
    }

    public void Restore(ref MessageReader reader)
    {
        _high.Restore(ref reader, DecimalBits.Read);
        _low.Restore(ref reader, DecimalBits.Read);
    }
}
