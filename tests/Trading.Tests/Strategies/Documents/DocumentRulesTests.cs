using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What each part of a document means, in tables worked out by hand: a fill is told by the row that decided it.</summary>
public sealed class DocumentRulesTests
{
    [Theory]
    [InlineData("""{ "above": ["close", 10] }""", "0 1 1 0 0")]
    [InlineData("""{ "below": ["close", 10] }""", "0 0 0 0 1")]
    [InlineData("""{ "at_least": ["close", 10] }""", "1 1 1 1 0")]
    [InlineData("""{ "at_most": ["close", 10] }""", "1 0 0 1 1")]
    [InlineData("""{ "equal": ["close", "10.00"] }""", "1 0 0 1 0")]
    [InlineData("""{ "crosses_above": ["close", 10] }""", "0 1 0 0 0")] // From at 10 to above it.
    [InlineData("""{ "crosses_below": ["close", 10] }""", "0 0 0 0 1")] // From at 10 to below it.
    [InlineData("""{ "crosses_above": ["close", "11.5"] }""", "0 0 1 0 0")]
    [InlineData("""{ "not": { "above": ["close", 10] } }""", "1 0 0 1 1")]
    [InlineData("""{ "all": [{ "above": ["close", 10] }, { "above": ["close", 11] }] }""", "0 0 1 0 0")]
    [InlineData("""{ "any": [{ "above": ["close", 11] }, { "below": ["close", 10] }] }""", "0 0 1 0 1")]
    [InlineData("""{ "is": "on" }""", "1 1 1 1 1")]
    [InlineData("""{ "above": ["close", "gap"] }""", "0 0 1 1 1")] // The mean of three is known from row 2 on.
    [InlineData("""{ "not": { "above": ["gap", 1000] } }""", "0 0 1 1 1")] // What is not known is not false: its opposite is not known either.
    [InlineData("""{ "any": [{ "is": "on" }, { "above": ["gap", 1000] }] }""", "0 0 1 1 1")] // It does not decide before all it uses is warm.
    public void A_condition_holds_at_these_closes(string condition, string rows) =>
        Assert.Equal(rows, Holding(Documents.With("""{ "above": ["close", "level"] }""", condition), 10, 11, 12, 10, 9));

    [Theory]
    [InlineData("""{ "add": ["close", "open"] }""", "22", "1")]
    [InlineData("""{ "subtract": ["close", "open"] }""", "2", "1")]
    [InlineData("""{ "multiply": ["close", "0.5"] }""", "6", "1")]
    [InlineData("""{ "divide": ["close", 8] }""", "1.5", "1")]
    [InlineData("""{ "divide": ["close", 0] }""", "0", "0")] // Has no value.
    [InlineData("""{ "min": ["close", "open"] }""", "10", "1")]
    [InlineData("""{ "max": ["close", "open"] }""", "12", "1")]
    [InlineData("""{ "add": ["hl2", 0] }""", "10.5", "1")] // (13 + 8) / 2
    [InlineData("""{ "add": ["hlc3", 0] }""", "11", "1")] // (13 + 8 + 12) / 3
    [InlineData("""{ "multiply": ["ohlc4", 4] }""", "43", "1")]
    [InlineData("""{ "multiply": ["volume", 1] }""", "7", "1")]
    public void A_value_of_a_bar_that_opens_at_10_has_13_and_8_and_closes_at_12_is(string value, string wanted, string isEqual)
    {
        var document = Documents.Read(Documents.With("""{ "subtract": ["close", "mean"] }""", value).Replace("""{ "above": ["close", "level"] }""", $$"""{ "equal": ["gap", "{{wanted}}"] }""", StringComparison.Ordinal));
        var series = new BarSeries(BarInterval.Parse("1m"));
        HandTable.Add(series, 10, 13, 8, 12, volume: 7);
        HandTable.Add(series, 12, 12, 12, 12);
        Assert.Equal(isEqual == "1" ? 1 : 0, HandTable.Fills(document.Definition, series).Length);
    }

    [Fact]
    public void A_previous_value_is_that_of_so_many_bars_before()
    {
        var text = Documents.With("""{ "subtract": ["close", "mean"] }""", """{ "previous": "close", "bars": 2 }""").Replace("""{ "above": ["close", "level"] }""", """{ "equal": ["gap", 12] }""", StringComparison.Ordinal);
        Assert.Equal("0 0 0 1 0", Holding(text, 11, 12, 13, 14, 15)); // Known from row 2 on, where it is 11.
    }

    [Fact]
    public void An_indicator_may_be_of_another_value()
    {
        // Means of two highs: rows 1 and 2 have (21 + 22) / 2 and (22 + 30) / 2.
        var text = Documents.With("""{ "indicator": "sma", "with": { "period": "bars" } }""", """{ "indicator": "sma", "with": { "period": 2 }, "of": "high" }""").Replace("""{ "above": ["close", "level"] }""", """{ "equal": ["mean", 26] }""", StringComparison.Ordinal);
        Assert.Equal("0 0 1 0", Holding(text, 21, 22, 30, 30));
    }

    [Fact]
    public void It_buys_sells_and_waits_as_it_says() => Assert.Equal(
        ["1 Buy 1 @ 11", "3 Sell 1 @ 9", "5 Buy 1 @ 12"],
        HandTable.Fills(Documents.Read(Documents.Least).Definition, HandTable.OfCloses([10, 11, 10, 9, 10, 12, 13])));

    [Fact]
    public void It_leaves_when_so_many_closes_have_passed()
    {
        var text = Documents.With("""{ "long": { "below": ["close", "level"] } }""", """{ "after_bars": "bars" }""");
        // Bought at the open of row 1: its closes are those of rows 1, 2 and 3. Then it buys again, and at the close of row 7 it has been three.
        Assert.Equal(["0 Buy 1 @ 11", "3 Sell 1 @ 12", "4 Buy 1 @ 12", "7 Sell 1 @ 12"], HandTable.Fills(Documents.Read(text).Definition, HandTable.OfCloses([11, 11, 11, 12, 12, 12, 12, 12, 12])));
    }

    [Fact]
    public void From_any_it_turns_a_position()
    {
        var text = Documents.With("""{ "long": { "when": { "above": ["close", "level"] } } }""", """{ "from": "any", "long": { "when": { "above": ["close", "level"] } }, "short": { "when": { "below": ["close", "level"] }, "if": "on" } }""")
            .Replace("""{ "long": { "below": ["close", "level"] } }""", """{ "long": { "equal": ["close", "level"] }, "short": { "equal": ["close", "level"] } }""", StringComparison.Ordinal);
        var definition = Documents.Read(text).Definition;
        string[] Fills(params string[] parameters) => [.. HandTable.Run(definition, HandTable.OfCloses([11, 9, 9, 10, 9, 12, 12]), new SimulationOptions { AccountKind = AccountKind.Margin, Participation = null }, parameters).Fills.Select(fill => $"{fill.Side} {fill.Quantity.Value:0.##} @ {fill.Price.Value:0.##}")];
        Assert.Equal(["Buy 1 @ 11", "Sell 2 @ 9", "Buy 1 @ 10", "Sell 1 @ 9", "Buy 2 @ 12"], Fills());
        // Only long: it stays while it is below, and leaves at the level.
        Assert.Equal(["Buy 1 @ 11", "Sell 1 @ 10", "Buy 1 @ 12"], Fills("on=false"));
    }

    [Fact]
    public void A_short_is_protected_the_other_way_round()
    {
        var text = Documents.With("""{ "long": { "when": { "above": ["close", "level"] } } }""", """{ "short": { "when": { "below": ["close", "level"] } } }""")
            .Replace("""{ "long": { "below": ["close", "level"] } }""", """{ "after_bars": 50 }""", StringComparison.Ordinal)
            .Replace("\"sizing\"", """ "protection": { "take_profit": { "distance": "0.5" }, "stop": { "fraction": "0.1" } }, "sizing" """, StringComparison.Ordinal);
        // Short at 9: target 8.5, stop 9.9; row 2 goes through 8.5. Short at 8.6: target 8.1, which row 3 goes through. Short at 8: stop 8.8, which row 5 reaches.
        FillTable.Check(
            Documents.Read(text).Definition,
            "level=10",
            """
            9 9 9 9
            9 9.1 8.8 9     | sell 1 @ 9
            9 9.05 8.4 8.6  | buy 1 @ 8.5
            8.6 8.6 8 8     | sell 1 @ 8.6, buy 1 @ 8.1
            8 8.1 7.9 8     | sell 1 @ 8
            8 9 8 9         | buy 1 @ 8.8
            """,
            new SimulationOptions { AccountKind = AccountKind.Margin });
    }

    [Fact]
    public void An_exit_by_a_condition_takes_the_orders_that_protect_with_it()
    {
        var text = Documents.With("\"sizing\"", """ "protection": { "take_profit": { "fraction": "0.5" }, "trailing": { "distance": 4 } }, "sizing" """);
        FillTable.Check(
            Documents.Read(text).Definition,
            "level=10",
            """
            11 11 11 11
            11 12 11 12     | buy 1 @ 11
            12 12 9.5 9.5
            9.5 9.6 9 9.5   | sell 1 @ 9.5
            9.5 9.5 5 5
            5 30 5 30
            30 30 26 26     | buy 1 @ 30, sell 1 @ 26
            26 26 25 25     | buy 1 @ 26
            """);
    }

    [Fact]
    public void An_entry_whose_stop_cannot_be_placed_is_not_made()
    {
        var text = Documents.With("\"sizing\"", """ "protection": { "stop": { "price": "mean" } }, "sizing" """);
        // The mean of three closes is known from row 2 on. In row 2 it is 12, above the close of 11; in row 3 it is 12.333, below the close of 13.
        FillTable.Check(
            Documents.Read(text).Definition,
            "level=10",
            """
            12 12 12 12
            12 13 12 13
            13 13 11 11
            11 13 11 13
            13 13 13 13     | buy 1 @ 13
            13 13 12 12     | sell 1 @ 12.33
            12 12 12 12
            """);
    }

    [Fact]
    public void A_position_whose_stop_was_refused_is_left_though_its_target_waits()
    {
        var text = Documents.With("\"sizing\"", """ "protection": { "take_profit": { "distance": 100 }, "trailing": { "distance": 15 } }, "sizing" """)
            .Replace("""{ "long": { "below": ["close", "level"] } }""", """{ "after_bars": 50 }""", StringComparison.Ordinal);
        // Decided at 20 and bought at 10: a stop 15 behind 10 has no price, so the venue refuses it. The target at 120 waits until the close that sees it.
        FillTable.Check(
            Documents.Read(text).Definition,
            "level=10",
            """
            20 20 20 20
            10 10 10 10     | buy 1 @ 10
            9 9 8 8         | sell 1 @ 9
            8 8 7 7
            7 7 6 6
            """);
    }

    private static string Holding(string text, params decimal[] closes)
    {
        var document = Documents.Read(text);
        var holds = new List<string>();
        var bars = HandTable.OfCloses([.. closes, closes[^1]]);
        var program = new DocumentProgram(document, document.Definition.Read([]));
        var bound = bars.BindTo(PaperAccounts.Market);
        for (var row = 0; row < closes.Length; row++)
        {
            program.Update(bound[row]);
            holds.Add(program.IsWarm && program.Long!.Holds == true ? "1" : "0");
        }
        return string.Join(' ', holds);
    }
}
