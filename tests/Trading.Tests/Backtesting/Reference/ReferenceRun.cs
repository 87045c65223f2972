using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What a reference found, and how it is held against the backtester.</summary>
internal sealed record ReferenceRun(IReadOnlyList<ReferenceFill> Fills, int Orders, decimal EndEquity)
{
    public void AssertSameAs(BacktestResult actual, string what)
    {
        var fills = actual.Fills.Select(ReferenceFill.From).ToArray();
        for (var index = 0; index < Math.Max(Fills.Count, fills.Length); index++)
        {
            var (wanted, got) = (Fills.ElementAtOrDefault(index), fills.ElementAtOrDefault(index));
            if (wanted != got)
                Assert.Fail($"{what}: fill {index}: the reference has {wanted?.ToString() ?? "none"}, the backtester {got?.ToString() ?? "none"}");
        }
        if (Orders != actual.Orders)
            Assert.Fail($"{what}: the reference has {Orders} orders, the backtester {actual.Orders}");
        if (EndEquity != actual.EndEquity)
            Assert.Fail($"{what}: the reference ends with {EndEquity}, the backtester with {actual.EndEquity}");
    }
}

/// <summary>One fill; the time in nanoseconds.</summary>
internal sealed record ReferenceFill(long Time, OrderSide Side, decimal Price, decimal Quantity, decimal Fee, Liquidity Liquidity)
{
    public static ReferenceFill From(BacktestFill fill) => new(fill.Time.Value, fill.Side, fill.Price.Value, fill.Quantity.Value, fill.Fee, fill.Liquidity);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{new UnixNanos(Time)} {Side} {Quantity} @ {Price} {Liquidity} fee {Fee}");
}
