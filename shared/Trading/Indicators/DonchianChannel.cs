using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Donchian channel: the highest high and the lowest low of the last n bars, and the middle between them.</summary>
/// <remarks>
/// The last bar is one of the n. A rule that asks for a close beyond the bars before it reads the channel before it brings it up to date.
/// Source: R. D. Donchian's rule as in C. M. Faith, "Way of the Turtle", 2007.
/// </remarks>
public sealed class DonchianChannel : Indicator
{
    private readonly PriceRange _range;

    /// <summary>Makes one.</summary>
    /// <param name="period">Bars it looks back on, 1 or more.</param>
    public DonchianChannel(int period)
        : base(warmUpBars: period, outputCount: 3) => _range = new PriceRange(period);

    /// <inheritdoc/>
    public override bool IsReady => _range.IsFull;

    /// <summary>Highest high, exact. Without meaning before <see cref="Indicator.IsReady"/>, as the others.</summary>
    public decimal Upper => _range.High;

    /// <summary>Halfway between, exact.</summary>
    public decimal Middle => _range.Middle;

    /// <summary>Lowest low, exact.</summary>
    public decimal Lower => _range.Low;

    /// <inheritdoc/>
    public override void Update(in Bar bar) => _range.Add(bar);

    /// <inheritdoc/>
    public override void Save(MessageWriter writer) => _range.Save(writer);

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader) => _range.Restore(ref reader);

    internal override bool IsExact => true;

    internal override decimal ExactOutput(int index) => index switch
    {
        0 => Upper,
        1 => Middle,
        _ => Lower,
    };

    private protected override double Read(int index) => IsReady ? (double)ExactOutput(index) : double.NaN;
}
