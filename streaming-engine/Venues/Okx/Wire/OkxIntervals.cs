using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Lengths of bars as OKX names them. Its days and weeks begin at 16:00 UTC unless their name says otherwise.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks-history.</remarks>
internal static class OkxIntervals
{
    private static readonly (BarInterval Interval, string Name, byte[] Channel)[] All =
    [
        Named("1s", "1s"), Named("1m", "1m"), Named("5m", "5m"), Named("15m", "15m"), Named("1h", "1H"), Named("4h", "4H"), Named("1d", "1Dutc"), Named("1w", "1Wutc"),
    ];

    /// <summary>Its name, as <c>1Dutc</c>.</summary>
    public static string NameOf(BarInterval interval) => Array.Find(All, one => one.Interval == interval).Name;

    /// <summary>The interval of a channel, as <c>candle1m</c>; false where it is none of ours.</summary>
    public static bool TryFind(ReadOnlySpan<byte> channel, out BarInterval interval)
    {
        foreach (ref readonly var one in All.AsSpan())
        {
            interval = one.Interval;
            if (channel.SequenceEqual(one.Channel))
                return true;
        }
        interval = default;
        return false;
    }

    private static (BarInterval Interval, string Name, byte[] Channel) Named(string interval, string name) => (BarInterval.Parse(interval), name, Encoding.UTF8.GetBytes("candle" + name));
}
