using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Wilder's average true range, in quote currency.</summary>
/// <remarks>
/// The true range is the greatest of high less low, high less the close before, and the close before less low; the first bar has none, so the
/// average starts as the simple one of bars 2 to n + 1. Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978, "The Volatility System".
/// </remarks>
public sealed class AverageTrueRange : Indicator
{
    private readonly WilderMean _mean;
    private decimal? _before; // Close of the bar before.

    /// <summary>Makes one.</summary>
    /// <param name="period">True ranges it averages, 1 or more.</param>
    public AverageTrueRange(int period)
        : base(warmUpBars: period + 1, outputCount: 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        _mean = new WilderMean(period);
    }

    /// <inheritdoc/>
    public override bool IsReady => _mean.IsReady;

    /// <summary>The average; without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Value => _mean.Value;

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        if (_before is { } before)
            _mean.Add((double)TrueRange(bar, before));
        _before = bar.Close.Value;
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Optional(_before);
        _mean.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _before = reader.OptionalDecimal();
        _mean.Restore(ref reader);
    }

    internal static decimal TrueRange(in Bar bar, decimal closeBefore) =>
        Math.Max(bar.High.Value, closeBefore) - Math.Min(bar.Low.Value, closeBefore);

    private protected override double Read(int index) => IsReady ? Value : double.NaN;
}
