using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Wilder's directional movement: +DI, -DI, and ADX, the average of how far they are apart; all from 0 to 100.</summary>
/// <remarks>
/// The movement up is this high less the one before, the movement down the low before less this one; the greater counts, if above 0. Both and the true range are
/// averaged as Wilder does. Where nothing moved +DI, -DI and their distance are 0. +DI and -DI are known from bar n + 1 on, ADX from bar 2n on.
/// Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978, "The Directional Movement System".
/// </remarks>
public sealed class DirectionalMovement : Indicator
{
    private const double Nothing = 1e-200; // As in RelativeStrengthIndex.

    private readonly WilderMean _up;
    private readonly WilderMean _down;
    private readonly WilderMean _range;
    private readonly WilderMean _index;
    private bool _hasBefore;
    private decimal _high; // Of the bar before, as the two below.
    private decimal _low;
    private decimal _close;

    /// <summary>Makes one.</summary>
    /// <param name="period">Values it averages, 1 or more.</param>
    public DirectionalMovement(int period)
        : base(warmUpBars: 2 * period, outputCount: 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        _up = new WilderMean(period);
        _down = new WilderMean(period);
        _range = new WilderMean(period);
        _index = new WilderMean(period);
    }

    /// <inheritdoc/>
    public override bool IsReady => _index.IsReady;

    /// <summary>ADX. Without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Average => _index.Value;

    /// <summary>+DI. Without meaning while its output is NaN, as -DI.</summary>
    public double Plus => Share(_up.Value);

    /// <summary>-DI.</summary>
    public double Minus => Share(_down.Value);

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        if (_hasBefore)
            Add(bar);
        (_hasBefore, _high, _low, _close) = (true, bar.High.Value, bar.Low.Value, bar.Close.Value);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Flag(_hasBefore);
        writer.Decimal(_high);
        writer.Decimal(_low);
        writer.Decimal(_close);
        _up.Save(writer);
        _down.Save(writer);
        _range.Save(writer);
        _index.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _hasBefore = reader.Flag();
        (_high, _low, _close) = (reader.Decimal(), reader.Decimal(), reader.Decimal());
        _up.Restore(ref reader);
        _down.Restore(ref reader);
        _range.Restore(ref reader);
        _index.Restore(ref reader);
    }

    private protected override double Read(int index) => (index == 0 ? IsReady : _range.IsReady) switch
    {
        false => double.NaN,
        true => index == 0 ? Average : index == 1 ? Plus : Minus,
    };

    private void Add(in Bar bar)
    {
        var (up, down) = (bar.High.Value - _high, _low - bar.Low.Value);
        _up.Add(up > down && up > 0 ? (double)up : 0);
        _down.Add(down > up && down > 0 ? (double)down : 0);
        _range.Add((double)AverageTrueRange.TrueRange(bar, _close));
        if (!_range.IsReady)
            return;
        var (plus, minus) = (Plus, Minus);
        _index.Add(plus + minus == 0 ? 0 : Math.Abs(plus - minus) / (plus + minus) * 100);
    }

    // A movement is never more than the true range; but the last digit of their averages can say so.
    private double Share(double movement) => _range.Value < Nothing ? 0 : Math.Min(100, movement / _range.Value * 100);
}
