using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Wilder's relative strength index, from 0 to 100: the average rise as a share of the average rise and fall.</summary>
/// <remarks>
/// Rises and falls are averaged as Wilder does, from the first change on. It is 100 where nothing fell and 0 where nothing rose; where nothing did either
/// the source leaves it open, and it is 50. Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978.
/// </remarks>
public sealed class RelativeStrengthIndex : PriceIndicator
{
    // A market that has long been flat: what is left of its moves is below what a double can divide well.
    private const double Nothing = 1e-200;

    private readonly WilderMean _rise;
    private readonly WilderMean _fall;
    private decimal? _before;

    /// <summary>Makes one.</summary>
    /// <param name="period">Changes it averages, 1 or more.</param>
    public RelativeStrengthIndex(int period)
        : base(warmUpBars: period + 1, outputCount: 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        _rise = new WilderMean(period);
        _fall = new WilderMean(period);
    }

    /// <inheritdoc/>
    public override bool IsReady => _rise.IsReady;

    /// <summary>From 0 to 100; without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Value
    {
        get
        {
            var moves = _rise.Value + _fall.Value;
            return moves < Nothing ? 50 : _rise.Value / moves * 100;
        }
    }

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        if (_before is { } before)
        {
            var change = (double)(value - before);
            _rise.Add(Math.Max(0, change));
            _fall.Add(Math.Max(0, -change));
        }
        _before = value;
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
