using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Money flow index, from 0 to 100: the money that flowed while the typical price rose, as a share of all that flowed while it moved.</summary>
/// <remarks>
/// The money of a bar is its typical price times its volume. It is 100 where none flowed on a fall and 0 where none flowed on a rise; where none did either
/// the source leaves it open, and it is 50. Source: G. Quong and A. Soudack, "Volume-Weighted RSI: Money Flow", Stocks and Commodities 7:3, 1989; StockCharts ChartSchool, "Money Flow Index".
/// </remarks>
public sealed class MoneyFlowIndex : Indicator
{
    private readonly DecimalWindow _rise;
    private readonly DecimalWindow _fall;
    private decimal? _before; // High + low + close of the bar before.

    /// <summary>Makes one.</summary>
    /// <param name="period">Changes it looks back on, 1 or more.</param>
    public MoneyFlowIndex(int period)
        : base(warmUpBars: period + 1, outputCount: 1)
    {
        _rise = new DecimalWindow(period);
        _fall = new DecimalWindow(period);
    }

    /// <inheritdoc/>
    public override bool IsReady => _rise.IsFull;

    /// <summary>From 0 to 100; without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Value
    {
        get
        {
            // Never below 0 but for what a sum of more than 28 digits rounds.
            var (rise, fall) = (Math.Max(0, _rise.Sum), Math.Max(0, _fall.Sum));
            return rise + fall == 0 ? 50 : (double)(rise / (rise + fall) * 100);
        }
    }

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        var price = bar.High.Value + bar.Low.Value + bar.Close.Value; // Three times the typical price: the third cancels out.
        if (_before is { } before)
        {
            var money = price * bar.Volume;
            _rise.Add(price > before ? money : 0);
            _fall.Add(price < before ? money : 0);
        }
        _before = price;
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Optional(_before);
        _rise.Save(writer);
        _fall.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _before = reader.OptionalDecimal();
        _rise.Restore(ref reader);
        _fall.Restore(ref reader);
    }

    private protected override double Read(int index) => IsReady ? Value : double.NaN;
}
