using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class MacdCrossTests
{
    // Fast 1, slow 3, signal 3: the fast average is the close; factors of the slow average and the signal are 2 / (3 + 1) = 1/2.
    // slow: row 2 (100 + 101 + 102) / 3 = 101, then (slow before + close) / 2. macd = close - slow. signal: row 4 (1 + 1.5 + 2.25) / 3 = 1.5833, then (signal before + macd) / 2.
    // histogram = macd - signal. It buys where the histogram is above 0 after a row where it was not, and sells on the mirror. Row 4 is the first known, so it crosses nothing.
    // Row 13: (102.417 + 99) / 2 = 100.7085; 99 - 100.7085 = -1.7085; (-2.2633 - 1.7085) / 2 = -1.9859; -1.7085 + 1.9859 = 0.2774 after -0.1536: buy.
    // Row, close, slow, macd, signal, histogram, decision.
    private const string Table =
        """
         0  100         -        -        -        -  -
         1  101         -        -        -        -  -
         2  102       101        1        -        -  -
         3  104     102.5      1.5        -        -  -
         4  107    104.75     2.25   1.5833   0.6667  -
         5  110   107.375    2.625   2.1042   0.5208  -
         6  112  109.6875   2.3125   2.2083   0.1042  -
         7  113  111.3438   1.6562   1.9323   -0.276  -
         8  112  111.6719   0.3281   1.1302  -0.8021  -
         9  109  110.3359  -1.3359  -0.1029  -1.2331  -
        10  105   107.668   -2.668  -1.3854  -1.2826  -
        11  102   104.834   -2.834  -2.1097  -0.7243  -
        12  100   102.417   -2.417  -2.2633  -0.1536  -
        13   99  100.7085  -1.7085  -1.9859   0.2774  buy
        14   99   99.8542  -0.8542  -1.4201   0.5658  -
        15  100   99.9271   0.0729  -0.6736   0.7465  -
        16  102  100.9636   1.0364   0.1814    0.855  -
        17  105  102.9818   2.0182   1.0998   0.9184  -
        18  109  105.9909   3.0091   2.0545   0.9546  -
        19  112  108.9954   3.0046   2.5295    0.475  -
        20  114  111.4977   2.5023   2.5159  -0.0136  sell
        21  115  113.2489   1.7511   2.1335  -0.3824  -
        22  115  114.1244   0.8756   1.5045   -0.629  -
        23  113  113.5622  -0.5622   0.4712  -1.0334  -
        24  110  111.7811  -1.7811   -0.655  -1.1261  -
        25  107  109.3906  -2.3906  -1.5228  -0.8678  -
        26  105  107.1953  -2.1953   -1.859  -0.3363  -
        27  104  105.5976  -1.5976  -1.7283   0.1307  buy
        28  104  104.7988  -0.7988  -1.2636   0.4648  -
        29  105  104.8994   0.1006  -0.5815   0.6821  -
        30  107  105.9497   1.0503   0.2344   0.8159  -
        31  110  107.9749   2.0251   1.1298   0.8954  -
        32  113  110.4874   2.5126   1.8212   0.6914  -
        33  115  112.7437   2.2563   2.0387   0.2176  -
        34  116  114.3719   1.6281   1.8334  -0.2053  sell
        35  116  115.1859   0.8141   1.3238  -0.5097  -
        36  117   116.093    0.907   1.1154  -0.2084  -
        37  120  118.0465   1.9535   1.5345   0.4191  buy
        38  124  121.0232   2.9768   2.2556   0.7212  -
        39  127  124.0116   2.9884    2.622   0.3664  -
        40  128  126.0058   1.9942   2.3081  -0.3139  sell
        41  126  126.0029  -0.0029   1.1526  -1.1555  -
        """;

    private static readonly string[] Parameters = ["fast=1", "slow=3", "signal=3", "quantity=1"];

    private static decimal[] Closes => [.. HandTable.Read(Table).Select(row => HandTable.Number(row[1]))];

    [Fact]
    public void Its_columns_are_those_of_the_indicator()
    {
        var macd = new MovingAverageConvergence(1, 3, 3);
        foreach (var row in HandTable.Read(Table))
        {
            macd.Update(HandTable.Number(row[1]));
            for (var output = 0; output < 3; output++)
            {
                if (row[3 + output] == "-")
                    Assert.True(double.IsNaN(macd.Output(output)));
                else
                    Assert.Equal((double)HandTable.Number(row[3 + output]), macd.Output(output), 0.000051);
            }
        }
    }

    [Fact]
    public void It_trades_where_the_table_says()
    {
        var wanted = HandTable.Read(Table).Where(row => row[6] != "-").Select(row => $"{row[0]} {(row[6] == "buy" ? "Buy" : "Sell")} 1 @ {row[1]}");
        Assert.Equal(["13 Buy 1 @ 99", "20 Sell 1 @ 114", "27 Buy 1 @ 104", "34 Sell 1 @ 116", "37 Buy 1 @ 120", "40 Sell 1 @ 128"], wanted);
        Assert.Equal(wanted, HandTable.Fills(MacdCross.Definition, HandTable.OfCloses(Closes), Parameters));
    }

    [Fact]
    public void With_the_zero_line_filter_it_buys_only_where_the_macd_is_above_0() => // Row 37: 1.9535; rows 13 and 27 are below 0.
        Assert.Equal(["37 Buy 1 @ 120", "40 Sell 1 @ 128"], HandTable.Fills(MacdCross.Definition, HandTable.OfCloses(Closes), [.. Parameters, "zero_line_filter=true"]));

    [Fact]
    public void In_a_market_that_stands_still_it_does_not_trade_what_the_averages_round()
    {
        decimal[] closes = [.. Closes.Take(23).Select(close => close * 1.37m), .. Enumerable.Repeat(157.55m, 3_000)];
        var fills = HandTable.Fills(MacdCross.Definition, HandTable.OfCloses(closes), ["fast=12", "slow=26", "signal=9", "quantity=1"]);
        Assert.All(fills, fill => Assert.True(int.Parse(fill.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) < 150, fill));
    }

    [Fact]
    public void A_cross_below_while_the_entry_waits_for_volume_sells_what_was_bought()
    {
        // Bought 0.1 of 1 by bars of volume 1; the cross of row 20 cancels the rest and sells the 0.1.
        var series = new BarSeries(BarInterval.Parse("1m"));
        for (var row = 0; row < Closes.Length; row++)
        {
            var open = row == 0 ? Closes[0] : Closes[row - 1];
            HandTable.Add(series, open, Math.Max(open, Closes[row]), Math.Min(open, Closes[row]), Closes[row], row is 14 ? 1 : row is > 14 and < 21 ? 0 : 1_000);
        }
        var result = HandTable.Run(MacdCross.Definition, series, new SimulationOptions(), Parameters);
        Assert.Equal(["Buy 0.1", "Sell 0.1"], result.Fills.Take(2).Select(fill => $"{fill.Side} {fill.Quantity}"));
        Assert.Empty(result.Denials);
    }

    [Fact]
    public void A_cross_below_in_a_pause_is_made_good_at_the_first_close_after_it()
    {
        var settings = PaperAccounts.Settings("macd", ["fast=3", "slow=6", "signal=3", "quantity=0.01"], bars: 400, seed: 5);
        var below = Enumerable.Range(0, 400).Where(index => Histogram(settings.Bars, index) < 0).ToHashSet();
        var run = new PaperRun(settings, new MemoryJournal(), sealsEvery: 1);
        run.StepUntil(() => Held(run) > 0);
        run.Command(new KernelCommand.PauseStrategy(run.Kernel.Now, PaperRun.Instance, "usr", ""));
        // The bar that closed last and the two after it are below: there is no cross.
        run.StepUntil(() => Enumerable.Range(0, 3).All(later => below.Contains(Bar(run) + later)));
        Assert.Equal(0.01m, Held(run));
        var resumed = Bar(run);
        run.Command(new KernelCommand.ResumeStrategy(run.Kernel.Now, PaperRun.Instance, MacdCross.Definition, "usr"));
        run.StepUntil(() => Bar(run) == resumed + 2);
        Assert.Equal(0m, Held(run));
    }

    [Fact]
    public void The_fast_average_must_be_the_shorter()
    {
        var exception = Assert.Throws<StrategySettingException>(() => MacdCross.Definition.Read([new("fast", "26")]));
        Assert.Equal("parameter fast was 26 and slow was 26, fast must be less than slow", exception.Message);
    }

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same()
    {
        var (hash, fills) = HandTable.Golden("macd");
        Assert.Equal("f69e934bf4698069b7e5e55ddefa3900d8c09142f44e6ca0d4ac243943e6e453", hash);
        Assert.Equal(2_758, fills);
    }

    private static decimal Held(PaperRun run) => run.Kernel.State.Portfolio.PositionOf(PaperRun.Instance, PaperAccounts.Market.Id).SignedQuantity;

    // The bar that closed last; they are of one minute.
    private static int Bar(PaperRun run) => (int)((run.Session.FeedPosition.Value - KernelHarness.Start.Value) / (60 * UnixNanos.PerSecond)) - 1;

    private static double Histogram(BoundBars bars, int last)
    {
        var macd = new MovingAverageConvergence(3, 6, 3);
        for (var index = 0; index <= last; index++)
            macd.Update(bars[index]);
        return macd.Output(2);
    }
}
