namespace VeloZ.Trading.Tests;

/// <summary>A grid of four cells from 90 to 110, so lines at 90, 95, 100, 105, 110, each cell of 100 / 100 = 1 base unit.</summary>
public sealed class GridTests
{
    private const string Parameters = "lower=90,upper=110,grids=4,quote_per_grid=100";

    [Fact]
    public void Each_fill_is_followed_by_its_counter_order_one_step_away() => FillTable.Check(
        Grid.Definition,
        Parameters,
        // It begins at the close of 101: the cells 90-95, 95-100 and 100-105 wait to buy, 105-110 is bought and offered at 110.
        """
        101 101 101 101
        101 102 101 102     | buy 1 @ 101
        102 103 99 102      | buy 1 @ 100
        102 104 101 103
        103 106 102 105.5   | sell 1 @ 105
        105.5 106 94 95     | buy 1 @ 100, buy 1 @ 95
        95 96 94.5 95.5
        95.5 99 95.2 98.5
        98.5 101 98 100.5   | sell 1 @ 100
        100.5 111 100 110.5 | sell 1 @ 105, sell 1 @ 110
        110.5 112 110 111
        111 111.5 108 109
        109 109.5 104 104.5 | buy 1 @ 105
        104.5 105 103 104
        104 104.5 99 99.5   | buy 1 @ 100
        99.5 100 94 94.5    | buy 1 @ 95
        94.5 95 89 89.5     | buy 1 @ 90
        89.5 91 89 90.5
        90.5 96 90.2 95.5   | sell 1 @ 95
        95.5 97 95 96
        96 96 96 96
        96 101 95.5 100.5   | sell 1 @ 100
        100.5 106 100 105.5 | sell 1 @ 105
        105.5 111 105 110.5 | sell 1 @ 110
        110.5 111 109 110
        110 110 106 107
        107 107 104.9 105   | buy 1 @ 105
        105 111 104.9 110.8 | sell 1 @ 110
        110.8 111 110.5 111
        111 111 111 111
        111 111 111 111
        """);

    [Fact]
    public void A_close_at_the_lower_stop_sells_everything_and_ends_it() => FillTable.Check(
        Grid.Definition,
        Parameters + ",stop_lower=85",
        // 1 bought at 101 at first, then all three cells below on the way to 84.
        """
        101 101 101 101
        101 102 101 102 | buy 1 @ 101
        102 102.5 84 85 | buy 1 @ 100, buy 1 @ 95, buy 1 @ 90
        86 90 85.5 88   | 
        88 89 87 88     | sell 4 @ 88
        88 120 80 100
        100 101 90 95
        """);

    [Fact]
    public void It_begins_only_within_its_range() => FillTable.Check(
        Grid.Definition,
        Parameters,
        """
        120 120 115 115
        115 116 99 112
        112 112 108 109
        109 109.5 108.5 109
        109 109 104 104.5 | buy 1 @ 105
        """);

    [Theory]
    [InlineData("lower=110,upper=90", "parameter lower was 110 and upper was 90, lower must be less than upper")]
    [InlineData("lower=90,upper=110,stop_lower=90", "parameter stop_lower was 90 and lower was 90, stop_lower must be less than lower, or 0 for none")]
    [InlineData("lower=90,upper=110,stop_upper=110", "parameter stop_upper was 110 and upper was 110, stop_upper must be more than upper, or 0 for none")]
    public void Its_prices_must_go_together(string parameters, string message)
    {
        var given = parameters.Split(',').Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]));
        Assert.Equal(message, Assert.Throws<StrategySettingException>(() => Grid.Definition.Read(given)).Message);
    }

    [Fact]
    public void A_step_below_the_price_increment_is_refused_where_it_begins()
    {
        var fault = Assert.Throws<StrategySettingException>(() => FillTable.Check(Grid.Definition, "lower=100,upper=101,grids=200", "100.5 100.5 100.5 100.5"));
        Assert.Equal("grids were 200, which leaves a step of 0.005, must be at least the price increment 0.01", fault.Message);
    }

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same() =>
        Assert.Equal(("21ebd45a9c3c30abf775b4cecc981d45a12f0785caeba9fb70b6600e3b78ab78", 99), HandTable.Golden("grid", "lower=28500", "upper=31500", "grids=30"));
}
