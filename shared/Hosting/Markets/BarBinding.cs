using VeloZ.Domain;

namespace VeloZ.Hosting;

/// <summary>Brings bars that a user gave onto the grid of a market.</summary>
public static class BarBinding
{
    private const decimal PriceMax = 10_000_000_000_000m; // No order above it is taken either.

    /// <summary>The bars on the grid.</summary>
    /// <exception cref="UsageException">A price is too high, or off the grid.</exception>
    public static BoundBars Bind(BarSeries series, Instrument instrument)
    {
        for (var index = 0; index < series.Count; index++)
        {
            if (series.High[index] > PriceMax)
                throw new UsageException($"the bar of {new UnixNanos(series.OpenTimes[index])} had a high of {DecimalText.Trimmed(series.High[index])}, prices must be at most {DecimalText.Trimmed(PriceMax)}");
        }
        try
        {
            return series.BindTo(instrument);
        }
        catch (OffGridException exception)
        {
            throw new UsageException($"{exception.Message}; give the market's tick size by --price-increment");
        }
    }
}
