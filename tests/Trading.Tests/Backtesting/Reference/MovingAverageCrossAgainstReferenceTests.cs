using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

public sealed class MovingAverageCrossAgainstReferenceTests
{
    private static readonly (int Fast, int Slow)[] Lengths = [(10, 30), (1, 2), (3, 4)];

    [Fact]
    public void Trades_of_recorded_bars_are_the_reference_s()
    {
        Assert.SkipWhen(Corpus.Folder is null, Corpus.SkipReason);
        Assert.NotEmpty(Corpus.BarFiles());
        foreach (var table in Corpus.BarFiles().Select(BarTable.ReadCsv))
        {
            foreach (var (fast, slow) in Lengths)
                Assert.NotEqual(0, Compare(table, start: 0, fast, slow));
            Compare(table, table.Rows.Count / 2, fast: 10, slow: 30);
        }
    }

    [Fact]
    public void Trades_of_random_bars_are_the_reference_s()
    {
        var fills = 0;
        for (var seed = 0; seed < Tier.Pick(quick: 240, full: 2_400, nightly: 24_000); seed++)
        {
            var (fast, slow) = Lengths[seed % 7 % Lengths.Length];
            fills += Compare(RandomBars.Make(seed, 500), start: seed % 5 == 0 ? 37 : 0, fast, slow);
        }
        Assert.InRange(fills, 5_000, int.MaxValue);
    }

    private static int Compare(BarTable table, int start, int fast, int slow)
    {
        var wanted = MovingAverageCrossReference.Run(table.Rows, start, ReferenceCases.Cash, fast, slow, quantity: 0.01m);
        var settings = ReferenceCases.Settings(
            table.Bind(ReferenceCases.Market), start, "ma-cross", participation: null, ("fast", $"{fast}"), ("slow", $"{slow}"), ("ma_type", "sma"), ("quantity", "0.01"));
        wanted.AssertSameAs(ReferenceCases.Run(settings), $"{table.Name}, from {start}, {fast}/{slow}");
        return wanted.Fills.Count;
    }
}
