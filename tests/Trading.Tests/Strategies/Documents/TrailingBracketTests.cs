namespace VeloZ.Trading.Tests;

public sealed class TrailingBracketTests
{
    private const string Parameters = "entry=3,target=0.05,trail=0.02,quantity=1";

    // Row 3: 101 is above the highs of rows 0 to 2 (100.6). Target 101 x 1.05 = 106.05. The stop starts at 101 x 0.98 = 98.98 and trails: 102 x 0.98 = 99.96, 104 x 0.98 = 101.92,
    // which the low of row 6 (101.9) reaches. Row 9: 104.5 is above the highs of rows 6 to 8 (104); target 104.5 x 1.05 = 109.725, to 109.73 on the grid, which row 11 goes through.
    // Row 11: 109.8 is above the highs of rows 8 to 10 (106), and it is flat again; target 115.29, stop 109.8 x 0.98 = 107.604, then 109.9 x 0.98 = 107.702, to 107.70 on the grid: row 13 opens below it.
    [Fact]
    public void It_trades_where_the_table_says() => FillTable.Check(
        Documents.Example("trailing-bracket").Definition,
        Parameters,
        """
        100 100.5 99.5 100
        100 100.6 99.6 100
        100 100.4 99.4 100
        100 101.2 100 101
        101 102 100.5 101.8     | buy 1 @ 101
        101.8 104 101.5 103.9
        103.9 104 101.9 102     | sell 1 @ 101.92
        102 103 101 102.5
        102.5 103 102 102.8
        102.8 105 102.5 104.5
        104.5 106 104.2 105.9   | buy 1 @ 104.5
        105.9 110 105.5 109.8   | sell 1 @ 109.73
        109.8 109.9 108 108.5   | buy 1 @ 109.8
        107 108 106 107         | sell 1 @ 107
        107 107.5 106 106.5
        106.5 107 106 106.5
        """);

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same() =>
        Assert.Equal(("55f380f1f9eb3201ce8535a7c359118701eb3c14eda8ce251ca69e41338b3cce", 449), HandTable.Golden("trailing-bracket"));
}
