using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class DonchianBreakoutTests
{
    // Entry 5, exit 3, N of 4, unit_risk 0.005, at most 3 units, adds each 0.5 N, stop 2 N, 100,000 to begin with, no fees.
    // range: the greater of high and close before, less the lesser of low and close before. N: row 4 the mean of the first four ranges, then (3 x N before + range) / 4.
    // high: the highest high of the 5 bars before; low: the lowest low of the 3 bars before. add and stop: 0.5 N above and 2 N below the price of the last unit, with N of the entry.
    // Row 7: 104.5 is above 103, so it buys 0.005 x 100,000 / 3.25 = 153.84615, which costs 16 % of equity, less than 0.95 / 3. The next open is 104.5: add at 104.5 + 1.625, stop at 104.5 - 6.5.
    // Row 8: 106 is below 106.125. Row 9: 108.5 is not: one unit more, at 108.5. Row 13: 107 is below 108, the low of row 12: all three are sold, at 107, with 153.84615 x (2.5 - 1.5 - 4) = -461.54.
    // Row 21: 107.5 is above 106, so it buys 0.005 x 99,538.46 / 4.14887 = 119.95851. Row 23: 99.1 is not below 99, but below the stop of 107.5 - 8.29774 = 99.20226.
    // Row, open, high, low, close, range, N, high of 5, low of 3, add, stop, decision.
    private const string Table =
        """
         0    100  101   99    100      -        -     -     -         -         -  -
         1    100  102   99    101      3        -     -     -         -         -  -
         2    101  103  100    102      3        -     -     -         -         -  -
         3    102  103  100    101      3        -     -    99         -         -  -
         4    101  102   99    100      3        3     -    99         -         -  -
         5    100  102   99    101      3        3   103    99         -         -  -
         6    101  103  100    102      3        3   103    99         -         -  -
         7    102  105  101  104.5      4     3.25   103    99         -         -  buy=153.84615
         8  104.5  107  104    106      3   3.1875   105    99   106.125        98  -
         9    106  109  105  108.5      4  3.39062   107   100   106.125        98  add=153.84615
        10  108.5  111  108    110      3  3.29297   109   101   110.125       102  -
        11    110  112  109    111      3  3.21973   111   104   110.125       102  add=153.84615
        12    111  112  108    109      4  3.41479   112   105   112.625     104.5  -
        13    109  110  106    107      4   3.5611   112   108   112.625     104.5  sell-low
        14    107  108  104    105      4  3.67082   112   106         -         -  -
        15    105  106  103    104      3  3.50312   112   104         -         -  -
        16    104  105  101    102      4  3.62734   112   103         -         -  -
        17    102  103  100    101      3   3.4705   112   101         -         -  -
        18    101  104  101    103      3  3.35288   110   100         -         -  -
        19    103  105  102    104      3  3.26466   108   100         -         -  -
        20    104  106   99    105      7  4.19849   106   100         -         -  -
        21    105  108  104  107.5      4  4.14887   106    99         -         -  buy=119.95851
        22  107.5  108  102    103      6  4.61165   108    99 109.57444  99.20226  -
        23    103  104   99   99.1      5  4.70874   108    99 109.57444  99.20226  sell-stop
        24   99.1  102   98     99      4  4.53155   108    99         -         -  -
        25     99  100   97     98      3  4.14867   108    98         -         -  -
        26     98  101   98    100      3   3.8615   108    97         -         -  -
        27    100  103   99    102      4  3.89612   108    97         -         -  -
        28    102  105  101    104      4  3.92209   104    97         -         -  -
        29    104  106  103  105.5      3  3.69157   105    98         -         -  buy=133.45379
        30  105.5  107  104  106.8      3  3.51868   106    99 107.34579  98.11686  -
        31  106.8  110  106    109      4  3.63901   107   101 107.34579  98.11686  add=133.45379
        32    109  110  104  104.5      6  4.22926   110   103 110.84579 101.61686  -
        33  104.5  105  101    102      4  4.17194   110   104 110.84579 101.61686  sell-low
        34    102  103  100    101      3  3.87896   110   101         -         -  -
        """;

    private static readonly string[] Parameters = ["entry=5", "exit=3", "atr=4", "unit_risk=0.005", "max_units=3"];

    private static BarSeries Bars(string table)
    {
        var series = new BarSeries(BarInterval.Parse("1m"));
        foreach (var row in HandTable.Read(table))
            HandTable.Add(series, HandTable.Number(row[1]), HandTable.Number(row[2]), HandTable.Number(row[3]), HandTable.Number(row[4]));
        return series;
    }

    [Fact]
    public void It_trades_where_the_table_says()
    {
        var held = 0m;
        var wanted = new List<string>();
        foreach (var row in HandTable.Read(Table).Where(row => row[11] != "-"))
        {
            var isSell = row[11].StartsWith("sell", StringComparison.Ordinal);
            var quantity = isSell ? held : HandTable.Number(row[11].Split('=')[1]);
            held = isSell ? 0 : held + quantity;
            wanted.Add($"{row[0]} {(isSell ? "Sell" : "Buy")} {DecimalText.Trimmed(quantity)} @ {row[4]}");
        }
        Assert.Equal(9, wanted.Count);
        Assert.Equal(wanted, HandTable.Fills(DonchianBreakout.Definition, Bars(Table), Parameters));
    }

    [Fact]
    public void Its_columns_are_those_of_the_indicators()
    {
        var (range, entry, exit) = (new AverageTrueRange(4), new DonchianChannel(5), new DonchianChannel(3));
        var bars = Bars(Table).BindTo(PaperAccounts.Market);
        var rows = HandTable.Read(Table);
        for (var index = 0; index < rows.Length; index++)
        {
            AssertCell(rows[index][7], entry.Output(0));
            AssertCell(rows[index][8], exit.Output(2));
            range.Update(bars[index]);
            entry.Update(bars[index]);
            exit.Update(bars[index]);
            AssertCell(rows[index][6], range.Output(0));
        }
    }

    [Fact]
    public void A_unit_is_worth_no_more_than_its_share_of_the_exposure()
    {
        // 0.1 x 100,000 / 3.25 would be 3,076.9, at 104.5 more than 0.95 x 100,000 / 4 = 23,750: 227.27272 it is.
        var fills = HandTable.Fills(DonchianBreakout.Definition, Bars(Table), ["entry=5", "exit=3", "atr=4", "unit_risk=0.1", "max_units=4"]);
        Assert.Equal("7 Buy 227.27272 @ 104.5", fills[0]);
    }

    [Fact]
    public void A_unit_that_the_cash_does_not_reach_leaves_the_trade_as_it_is()
    {
        // Half of 100,000 at 104.5 each: at 108.5, 110, 111 and 109 the second one costs more than the half that is left.
        var result = HandTable.Run(DonchianBreakout.Definition, Bars(string.Join('\n', Table.Split('\n')[..15])), new SimulationOptions { Participation = null }, ["entry=5", "exit=3", "atr=4", "unit_risk=0.1", "max_units=2", "max_exposure=1"]);
        Assert.Equal(["Buy 478.46889", "Sell 478.46889"], result.Fills.Select(fill => $"{fill.Side} {fill.Quantity}"));
        Assert.Equal(4, result.Denials.Sum(denial => denial.Count));
    }

    [Fact]
    public void An_exit_that_is_refused_is_tried_again_at_each_close()
    {
        // 119.95851 at 99.1, 99, 98 and 100 is worth less than the 12,000 that an order must be worth; at the 102 of row 27 it is 12,235.77.
        var market = new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0)) { NotionalMin = 12_000 };
        var result = HandTable.Run(DonchianBreakout.Definition, Bars(Table).BindTo(market), new SimulationOptions { Participation = null }, Parameters);
        var sells = result.Fills.Where(fill => fill.Side == OrderSide.Sell).Select(fill => $"{(fill.Time.Value / 60 / UnixNanos.PerSecond) - 1} {fill.Price.Value:0.#}");
        Assert.Equal(["13 107", "27 102", "33 102"], sells);
        Assert.Equal(4, result.Denials.Sum(denial => denial.Count));
    }

    [Fact]
    public void One_unit_is_never_added_to() =>
        Assert.Equal(
            ["7 Buy", "13 Sell", "21 Buy", "23 Sell", "29 Buy", "33 Sell"],
            HandTable.Fills(DonchianBreakout.Definition, Bars(Table), [.. Parameters[..4], "max_units=1"]).Select(fill => string.Join(' ', fill.Split(' ')[..2])));

    [Fact]
    public void In_a_market_that_stands_still_it_does_nothing() =>
        Assert.Empty(HandTable.Fills(DonchianBreakout.Definition, HandTable.OfCloses(Enumerable.Repeat(100m, 100)), Parameters));

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same()
    {
        var (hash, fills) = HandTable.Golden("donchian");
        Assert.Equal("377997ab7ae28cee666997c78d9755c681b4c8fd564107072a860f9b8d1c9626", hash);
        Assert.Equal(1_706, fills);
    }

    private static void AssertCell(string cell, double value)
    {
        if (cell == "-")
            Assert.True(double.IsNaN(value));
        else
            Assert.Equal((double)HandTable.Number(cell), value, 0.0000051);
    }
}
