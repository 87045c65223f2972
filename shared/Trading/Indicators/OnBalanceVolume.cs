using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Granville's on-balance volume: the volume of bars that closed higher less that of bars that closed lower, in base units, since the first bar.</summary>
/// <remarks>Only its changes have a meaning: it is 0 at the first bar it saw. Source: J. E. Granville, "New Key to Stock Market Profits", 1963.</remarks>
public sealed class OnBalanceVolume : Indicator
{
    private decimal? _before;

    /// <summary>Makes one.</summary>
    public OnBalanceVolume()
        : base(warmUpBars: 1, outputCount: 1)
    {
    }

    /// <inheritdoc/>
    public override bool IsReady => _before is not null;

    /// <summary>Base units, exact; may be negative.</summary>
    public decimal Value { get; private set; }

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        if (_before is { } before)
            Value += Math.Sign(bar.Close.Value - before) * bar.Volume;
        _before = bar.Close.Value;
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Optional(_before);
        DecimalBits.Write(writer, Value);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _before = reader.OptionalDecimal();
        Value = DecimalBits.Read(ref reader);
    }

    private protected override double Read(int index) => IsReady ? (double)Value : double.NaN;
}
