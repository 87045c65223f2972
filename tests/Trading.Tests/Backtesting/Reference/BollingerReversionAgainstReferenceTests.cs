using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

public sealed class BollingerReversionAgainstReferenceTests
{
    // 0.9995 of equity can be paid at times only, as the fee comes on top; 1 never.
    private static readonly (decimal Quantity, decimal Fraction)[] Sizes = [(0.5m, 1m), (0m, 0.3m), (0.02m, 1m), (0m, 0.999m), (0m, 0.9995m), (0m, 1m)];

    [Fact]
    public void Trades_of_recorded_bars_are_the_reference_s()
    {
        Assert.SkipWhen(Corpus.Folder is null, Corpus.SkipReason);
        Assert.NotEmpty(Corpus.BarFiles());
        foreach (var table in Corpus.BarFiles().Select(BarTable.ReadCsv))
        {
            var fills = 0;
            foreach (var (quantity, fraction) in Sizes)
                fills += Compare(table, start: 0, quantity, fraction);
            Assert.InRange(fills, 100, int.MaxValue);
            Compare(table, table.Rows.Count / 2, quantity: 0.5m, fraction: 1);
        }
    }

    [Fact]
    public void Trades_of_random_bars_are_the_reference_s()
    {
        var fills = 0;
        for (var seed = 0; seed < Tier.Pick(quick: 240, full: 2_400, nightly: 24_000); seed++)
        {
            var (quantity, fraction) = Sizes[seed % 7 % Sizes.Length];
            fills += Compare(RandomBars.Make(seed, 500), start: seed % 5 == 0 ? 37 : 0, quantity, fraction);
        }
        Assert.InRange(fills, 5_000, int.MaxValue);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(3, 1)]
    public void Close_on_the_lower_band_is_not_below_it(int low, int orders)
    {
        // 20 closes, 4 of them lower by d: mean - 0.2 d, deviation 0.4 d, so the lower band is lower by d exactly. With 3 it is lower by 0.15 d + 0.714 d.
        foreach (var price in new[] { 100m, 6_621.01m, 17_208.86m })
        {
            for (var cents = 1; cents <= 1_000; cents++)
            {
                var table = new BarTable("band", BarInterval.Parse("1m"));
                for (var index = 0; index < 20; index++)
                {
                    var close = index < 20 - low ? price : price - (cents / 100m);
                    table.Rows.Add(new BarRow(index * table.Interval.Nanos, close, close, close, close, 1_000));
                }
                var settings = ReferenceCases.Settings(table.Bind(ReferenceCases.Market), start: 0, "bollinger-reversion", participation: 0.1m, ("quantity", "0.5"));
                Assert.True(orders == ReferenceCases.Run(settings).Orders, $"{price} and {low} of 20 closes lower by {cents} cents: there must be {orders} orders");
            }
        }
    }

    private static int Compare(BarTable table, int start, decimal quantity, decimal fraction)
    {
        var wanted = BollingerReversionReference.Run(table, start, ReferenceCases.Cash, quantity, fraction);
        var settings = ReferenceCases.Settings(
            table.Bind(ReferenceCases.Market), start, "bollinger-reversion", participation: 0.1m, ("quantity", $"{quantity}"), ("size_fraction", $"{fraction}"));
        wanted.AssertSameAs(ReferenceCases.Run(settings), $"{table.Name}, from {start}, quantity {quantity}, fraction {fraction}");
        return wanted.Fills.Count;
    }
}
