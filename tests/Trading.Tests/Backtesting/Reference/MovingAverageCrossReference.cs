using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// <c>ma-cross</c> with simple averages and without limits on volume, as one plain loop: a cross at a close is traded at the next bar's open.
/// Averages are compared as sums, each times the other's length, so nothing is rounded.
/// </summary>
internal static class MovingAverageCrossReference
{
    private const decimal FeeRate = 0.001m;

    // Bars before the start are only seen.
    public static ReferenceRun Run(IReadOnlyList<BarRow> bars, int start, decimal cash, int fast, int slow, decimal quantity)
    {
        var fills = new List<ReferenceFill>();
        var orders = 0;
        var position = 0m;
        OrderSide? pending = null;
        for (var index = start; index < bars.Count; index++)
        {
            if (pending is { } side)
            {
                var price = bars[index].Open;
                var filled = side == OrderSide.Buy ? quantity : position;
                var fee = decimal.Round(price * filled * FeeRate, 8, MidpointRounding.ToEven);
                cash += side == OrderSide.Buy ? -(price * filled) - fee : (price * filled) - fee;
                position = side == OrderSide.Buy ? filled : 0;
                fills.Add(new ReferenceFill(bars[index].OpenTime, side, price, filled, fee, Liquidity.Taker));
                pending = null;
            }

            if (index < slow)
                continue;
            var before = Difference(bars, index - 1, fast, slow);
            var now = Difference(bars, index, fast, slow);
            if (position == 0 && before <= 0 && now > 0)
                pending = OrderSide.Buy;
            else if (position > 0 && before >= 0 && now < 0)
                pending = OrderSide.Sell;
            if (pending is not null)
                orders++;
        }
        return new ReferenceRun(fills, orders, cash + (position * bars[^1].Close));
    }

    // Fast average minus slow average, times both lengths.
    private static decimal Difference(IReadOnlyList<BarRow> bars, int index, int fast, int slow) =>
        (SumOfCloses(bars, index, fast) * slow) - (SumOfCloses(bars, index, slow) * fast);

    private static decimal SumOfCloses(IReadOnlyList<BarRow> bars, int last, int count)
    {
        var sum = 0m;
        for (var index = last - count + 1; index <= last; index++)
            sum += bars[index].Close;
        return sum;
    }
}
