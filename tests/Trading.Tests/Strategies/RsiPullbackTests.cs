using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class RsiPullbackTests
{
    // Index of 2, averages of 12 and 3, enter below 10. Rise and fall: row 2 the mean of the first two changes, then (mean before + change) / 2. Index: 100 x rise / (rise + fall).
    // It buys where the close is above the average of 12 and the index below 10, and sells where the close is above the average of 3.
    // Row 14: rise (0.5938 + 0) / 2 = 0.2969, fall (2 + 4) / 2 = 3, index 29.69 / 3.2969 = 9.0; 92 is above (76 + 80 + 84 + 88 + 92 + 96 + 97 + 98 + 99 + 100 + 96 + 92) / 12 = 91.5: buy.
    // Row 15: 93 is not above (96 + 92 + 93) / 3 = 93.67. Row 16: 97 is above (92 + 93 + 97) / 3 = 94: sell. Row 26 is below 10 too, but holds already, and row 36 is below its average of 12.
    // Row, close, rise, fall, index, average of 12, average of 3, decision.
    private const string Table =
        """
         0   64        -        -        -        -        -  -
         1   68        -        -        -        -        -  -
         2   72        4        0      100        -       68  -
         3   76        4        0      100        -       72  -
         4   80        4        0      100        -       76  -
         5   84        4        0      100        -       80  -
         6   88        4        0      100        -       84  -
         7   92        4        0      100        -       88  -
         8   96        4        0      100        -       92  -
         9   97      2.5        0      100        -       95  -
        10   98     1.75        0      100        -       97  -
        11   99    1.375        0      100     84.5       98  -
        12  100   1.1875        0      100     87.5       99  -
        13   96   0.5938        2    22.89    89.83    98.33  -
        14   92   0.2969        3        9     91.5       96  buy
        15   93   0.6484      1.5    30.18    92.92    93.67  -
        16   97   2.3242     0.75     75.6    94.33       94  sell
        17  101   3.1621    0.375     89.4    95.75       97  -
        18  105   3.5811   0.1875    95.02    97.17      101  -
        19  109   3.7905   0.0938    97.59    98.58      105  -
        20  112   3.3953   0.0469    98.64    99.92   108.67  -
        21  113   2.1976   0.0234    98.94   101.25   111.33  -
        22  114   1.5988   0.0117    99.27   102.58      113  -
        23  115   1.2994   0.0059    99.55   103.92      114  -
        24  111   0.6497   2.0029    24.49   104.83   113.33  -
        25  107   0.3249   3.0015     9.77   105.75      111  buy
        26  104   0.1624   3.0007     5.13   106.75   107.33  -
        27  105   0.5812   1.5004    27.92   107.75   105.33  -
        28  110   2.7906   0.7502    78.81   108.83   106.33  sell
        29  114   3.3953   0.3751    90.05   109.92   109.67  -
        30  117   3.1977   0.1875    94.46   110.92   113.67  -
        31  119   2.5988   0.0938    96.52   111.75   116.67  -
        32  120   1.7994   0.0469    97.46   112.42   118.67  -
        33  121   1.3997   0.0234    98.35   113.08      120  -
        34  117   0.6999   2.0117    25.81   113.33   119.33  -
        35  113   0.3499   3.0059    10.43   113.17      117  -
        36  110    0.175   3.0029     5.51   113.08   113.33  -
        """;

    private static readonly string[] Parameters = ["rsi=2", "trend=12", "exit=3", "quantity=1"];

    private static decimal[] Closes => [.. HandTable.Read(Table).Select(row => HandTable.Number(row[1]))];

    [Fact]
    public void Its_columns_are_those_of_the_indicators()
    {
        Indicator[] indicators = [new RelativeStrengthIndex(2), new SimpleMovingAverage(12), new SimpleMovingAverage(3)];
        foreach (var row in HandTable.Read(Table))
        {
            for (var index = 0; index < indicators.Length; index++)
            {
                ((PriceIndicator)indicators[index]).Update(HandTable.Number(row[1]));
                if (row[4 + index] == "-")
                    Assert.True(double.IsNaN(indicators[index].Output(0)));
                else
                    Assert.Equal((double)HandTable.Number(row[4 + index]), indicators[index].Output(0), 0.0051);
            }
        }
    }

    [Fact]
    public void It_trades_where_the_table_says()
    {
        var wanted = HandTable.Read(Table).Where(row => row[7] != "-").Select(row => $"{row[0]} {(row[7] == "buy" ? "Buy" : "Sell")} 1 @ {row[1]}");
        Assert.Equal(["14 Buy 1 @ 92", "16 Sell 1 @ 97", "25 Buy 1 @ 107", "28 Sell 1 @ 110"], wanted);
        Assert.Equal(wanted, HandTable.Fills(RsiPullback.Definition, HandTable.OfCloses(Closes), Parameters));
    }

    [Fact]
    public void A_close_that_is_the_long_average_does_not_buy()
    {
        // An index of 1 is 0 after any fall. (98 + 102 + 100) / 3 = 100, (97 + 102 + 100) / 3 = 99.67.
        string[] parameters = ["rsi=1", "trend=3", "exit=2", "quantity=1"];
        Assert.Empty(HandTable.Fills(RsiPullback.Definition, HandTable.OfCloses([98, 102, 100, 100]), parameters));
        Assert.Equal(["2 Buy 1 @ 100"], HandTable.Fills(RsiPullback.Definition, HandTable.OfCloses([97, 102, 100, 100]), parameters));
    }

    [Fact]
    public void An_exit_while_the_entry_waits_for_volume_sells_what_was_bought()
    {
        var series = new BarSeries(BarInterval.Parse("1m"));
        for (var row = 0; row < Closes.Length; row++)
        {
            var open = row == 0 ? Closes[0] : Closes[row - 1];
            HandTable.Add(series, open, Math.Max(open, Closes[row]), Math.Min(open, Closes[row]), Closes[row], row is 15 ? 1 : row is 16 ? 0 : 1_000);
        }
        var result = HandTable.Run(RsiPullback.Definition, series, new SimulationOptions(), Parameters);
        Assert.Equal(["Buy 0.1", "Sell 0.1", "Buy 1", "Sell 1"], result.Fills.Select(fill => $"{fill.Side} {fill.Quantity}"));
        Assert.Empty(result.Denials);
    }

    [Fact]
    public void The_exit_average_must_be_the_shorter()
    {
        var exception = Assert.Throws<StrategySettingException>(() => RsiPullback.Definition.Read([new("trend", "5")]));
        Assert.Equal("parameter exit was 5 and trend was 5, exit must be less than trend", exception.Message);
    }

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same()
    {
        var (hash, fills) = HandTable.Golden("rsi2");
        Assert.Equal("0bc6a2227a219200f82532b5705a6b38e3f0a6c9467e5c27bd22f56746489d7f", hash);
        Assert.Equal(1_834, fills);
    }
}
