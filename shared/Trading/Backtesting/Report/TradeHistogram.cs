using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>How many trades returned between two fractions.</summary>
/// <param name="From">Inclusive; of the first bin also everything below when <paramref name="IsOpen"/>.</param>
/// <param name="To">Exclusive; of the last bin also everything above when <paramref name="IsOpen"/>.</param>
/// <param name="Count">How many trades.</param>
/// <param name="IsOpen">Whether it is an end that also holds what lies beyond it.</param>
internal readonly record struct ReturnBin(double From, double To, int Count, bool IsOpen);

/// <summary>Trade returns in bins of one round width. No bin spans 0, so each is a gain or a loss; far outliers are gathered in the bins at the ends.</summary>
internal static class TradeHistogram
{
    private const int BinsAbout = 30;
    private const int BinsMax = 40;

    /// <summary>The bins from the least to the greatest, empty ones between included; none without trades.</summary>
    public static IReadOnlyList<ReturnBin> Of(IReadOnlyList<RoundTrip> trades)
    {
        if (trades.Count == 0)
            return [];
        var returns = trades.Select(trade => (double)trade.Return).Order().ToArray();
        var cut = trades.Count >= 100 ? trades.Count / 100 : 0;
        var (low, high) = (returns[cut], returns[^(cut + 1)]);
        var width = RoundWidth(Math.Max(high - low, Math.Max(Math.Abs(low), Math.Abs(high)) / 10) / BinsAbout);
        var first = Math.Floor(low / width);
        var count = (int)Math.Min(BinsMax, Math.Floor(high / width) - first + 1);
        var bins = new int[count];
        foreach (var value in returns)
            bins[(int)Math.Clamp(Math.Floor(value / width) - first, 0, count - 1)]++;
        return
        [
            .. bins.Select((trades, index) => new ReturnBin(
                (first + index) * width,
                (first + index + 1) * width,
                trades,
                IsOpen: (index == 0 && returns[0] < first * width) || (index == count - 1 && returns[^1] >= (first + count) * width))),
        ];
    }

    // 1, 2 or 5 times a power of ten, at least a basis point's hundredth.
    private static double RoundWidth(double width)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(width, 1e-6))));
        return power * (width / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }
}
