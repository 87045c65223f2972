using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A statistic of a market, brought up to date one bar at a time without allocating.</summary>
/// <remarks>Not safe for use from several threads. Equal bars give equal outputs, bit for bit, also over <see cref="Save"/> and <see cref="Restore"/>.</remarks>
public abstract class Indicator
{
    private protected Indicator(int warmUpBars, int outputCount) => (WarmUpBars, OutputCount) = (warmUpBars, outputCount);

    /// <summary>Bars with the last of which <see cref="IsReady"/> becomes true, 1 or more.</summary>
    public int WarmUpBars { get; }

    /// <summary>How many outputs it has; their names are in its <see cref="IndicatorDefinition.Outputs"/>, in this order.</summary>
    public int OutputCount { get; }

    /// <summary>Whether every output is known. Once true it stays true.</summary>
    public abstract bool IsReady { get; }

    /// <summary>The value of an output after the last bar; NaN while it is not known.</summary>
    /// <param name="index">From 0 to <see cref="OutputCount"/> - 1.</param>
    public double Output(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, OutputCount);
        return Read(index);
    }

    /// <summary>Takes the next bar, oldest first.</summary>
    public abstract void Update(in Bar bar);

    /// <summary>Writes what it remembers.</summary>
    public abstract void Save(MessageWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote into an indicator with the same parameters.</summary>
    /// <exception cref="MessageFormatException">The state is of another form.</exception>
    public abstract void Restore(ref MessageReader reader);

    /// <summary>Whether its outputs are decimals that no rounding to a double has touched.</summary>
    internal virtual bool IsExact => false;

    /// <summary>As <see cref="Output"/>, exact; only where <see cref="IsExact"/> says so, and once it is ready.</summary>
    internal virtual decimal ExactOutput(int index) => throw new InvariantException($"{GetType().Name} was asked for an exact output, must be one that has such");

    private protected abstract double Read(int index);
}

/// <summary>An indicator of one series of values, such as closes, typical prices or another indicator's output.</summary>
public abstract class PriceIndicator : Indicator
{
    private protected PriceIndicator(int warmUpBars, int outputCount)
        : base(warmUpBars, outputCount)
    {
    }

    /// <summary>Takes the close of the next bar.</summary>
    public sealed override void Update(in Bar bar) => Update(bar.Close.Value);

    /// <summary>Takes the next value, oldest first.</summary>
    public abstract void Update(decimal value);
}
