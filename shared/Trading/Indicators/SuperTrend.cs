using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Seban's SuperTrend: a stop that trails a multiple of the average true range from the middle of the bars and changes sides when a close goes beyond it.</summary>
/// <remarks>
/// The upper band only falls, and the lower one only rises, until a close goes beyond it. The line is the lower band while the trend is up, else the upper one.
/// A close at the lower band turns the trend down, one must be above the upper band to turn it up. With the first average the trend is up where the close is above the middle of the bar.
/// The true range is averaged as Wilder does. Source: O. Seban, "Tout le monde mérite d'être riche", 2008; StockCharts ChartSchool, "SuperTrend".
/// </remarks>
public sealed class SuperTrend : Indicator
{
    private readonly AverageTrueRange _range;
    private readonly double _multiple;
    private bool _hasBands;
    private double _close; // Of the bar before.

    /// <summary>Makes one.</summary>
    /// <param name="period">True ranges averaged, 1 or more.</param>
    /// <param name="multiple">Average true ranges from the middle of a bar to a band, above 0.</param>
    public SuperTrend(int period, decimal multiple)
        : base(warmUpBars: period + 1, outputCount: 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple);
        _range = new AverageTrueRange(period);
        _multiple = (double)multiple;
    }

    /// <inheritdoc/>
    public override bool IsReady => _hasBands;

    /// <summary>Whether the trend is up. Without meaning before <see cref="Indicator.IsReady"/>, as the bands.</summary>
    public bool IsUp { get; private set; }

    /// <summary>The line: the band behind the trend.</summary>
    public double Value => IsUp ? Lower : Upper;

    /// <summary>The upper band.</summary>
    public double Upper { get; private set; }

    /// <summary>The lower band.</summary>
    public double Lower { get; private set; }

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        _range.Update(bar);
        if (!_range.IsReady)
            return;
        var middle = (double)((bar.High.Value + bar.Low.Value) / 2);
        var close = (double)bar.Close.Value;
        var (upper, lower) = (middle + (_multiple * _range.Value), middle - (_multiple * _range.Value));
        if (!_hasBands)
        {
            (Upper, Lower, IsUp) = (upper, lower, close > middle);
        }
        else
        {
            Upper = upper < Upper || _close > Upper ? upper : Upper;
            Lower = lower > Lower || _close < Lower ? lower : Lower;
            IsUp = close > (IsUp ? Lower : Upper);
        }
        (_hasBands, _close) = (true, close);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        _range.Save(writer);
        writer.Flag(_hasBands);
        writer.Flag(IsUp);
        writer.Real(_close);
        writer.Real(Upper);
        writer.Real(Lower);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _range.Restore(ref reader);
        (_hasBands, IsUp) = (reader.Flag(), reader.Flag());
        (_close, Upper, Lower) = (reader.Real(), reader.Real(), reader.Real());
    }

    private protected override double Read(int index) => !IsReady ? double.NaN : index switch
    {
        0 => Value,
        1 => IsUp ? 1 : -1,
        2 => Upper,
        _ => Lower,
    };
}
