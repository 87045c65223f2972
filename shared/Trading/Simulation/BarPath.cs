using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// The way a price is taken to go through a bar: four points, evenly in time from open to close, straight lines between. That of a print is one point.
/// Only what arrives, or is due, within a bar meets a price between the points.
/// </summary>
internal sealed class BarPath(BarPathRule rule)
{
    public const int PointsMax = 4;

    private readonly decimal[] _prices = new decimal[PointsMax];
    private readonly long[] _times = new long[PointsMax];

    /// <summary>Points of the present path: of a print, one.</summary>
    public int Points { get; private set; } = PointsMax;

    /// <summary>Whether it is that of a print.</summary>
    public bool IsPrint => Points < PointsMax;

    public void Set(in Bar bar)
    {
        Points = PointsMax;
        var (open, high, low) = (bar.Open.Value, bar.High.Value, bar.Low.Value);
        var isHighFirst = rule switch
        {
            BarPathRule.HighFirst => true,
            BarPathRule.LowFirst => false,
            _ => high - open < open - low,
        };
        _prices[0] = open;
        _prices[1] = isHighFirst ? high : low;
        _prices[2] = isHighFirst ? low : high;
        _prices[3] = bar.Close.Value;
        var (start, length) = (bar.OpenTime.Value, bar.CloseTime.Value - bar.OpenTime.Value);
        for (var point = 0; point < PointsMax; point++)
            _times[point] = start + (length / (PointsMax - 1) * point);
        _times[PointsMax - 1] = bar.CloseTime.Value;
    }

    public void Set(in TradeTick trade)
    {
        Points = 1;
        _prices[0] = trade.Price.Value;
        _times[0] = trade.ReceivedTime.Value;
    }

    /// <summary>It is that of a print, which was restored or has gone by.</summary>
    public void BecomePrint() => Points = 1;

    public void Save(MessageWriter writer)
    {
        for (var point = 0; point < PointsMax; point++)
        {
            writer.DecimalAsIs(_prices[point]);
            writer.Number(_times[point]);
        }
    }

    public void Restore(ref MessageReader reader)
    {
        for (var point = 0; point < PointsMax; point++)
        {
            _prices[point] = reader.Decimal();
            _times[point] = reader.Number();
        }
    }

    public UnixNanos TimeOf(int point) => new(_times[point]);

    public decimal PriceOf(int point) => _prices[point];

    // The price at a moment on the line that ends at that point; not on the grid.
    public decimal PriceAt(int point, UnixNanos time)
    {
        var (from, to) = (_times[point - 1], _times[point]);
        return _prices[point - 1] + ((_prices[point] - _prices[point - 1]) * (time.Value - from) / (to - from));
    }
}
