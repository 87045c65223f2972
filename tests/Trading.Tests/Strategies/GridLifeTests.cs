using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A grid whose parameters, market or orders change while it works: lines at 90, 95, 100, 105, 110, each cell of 1 base unit, begun at 101 with 1 bought and offered at 110.</summary>
public sealed class GridLifeTests
{
    private static readonly StrategyInstanceId Id = StrategyInstanceId.Parse("stg_one");
    private static readonly string[] Begun = ["buy 1 @ 90", "buy 1 @ 95", "buy 1 @ 100", "sell 1 @ 110"];

    private readonly KernelHarness _harness = new();

    [Fact]
    public void Another_range_is_begun_with_what_is_held()
    {
        Begin();
        SetParameters("lower=88", "upper=112", "grids=4", "quote_per_grid=100");
        var before = _harness.Kernel.State.OpenOrders.ToArray();
        _harness.Close(101);
        Assert.All(before, order => Assert.Equal(OrderStatus.PendingCancel, order.Status));
        foreach (var order in before)
            _harness.Happen(order, OrderEvent.Canceled);
        Assert.Empty(Open());
        _harness.Close(101);
        // Lines at 88, 94, 100, 106, 112: the cell above 101 has its 1 already.
        Assert.Equal(["buy 1 @ 88", "buy 1 @ 94", "buy 1 @ 100", "sell 1 @ 112"], Open());
    }

    [Fact]
    public void Larger_cells_buy_what_they_lack_and_smaller_ones_sell_all_there_is()
    {
        Begin();
        SetParameters("lower=90", "upper=110", "grids=4", "quote_per_grid=150");
        CancelAll();
        _harness.Close(101);
        Assert.Equal(["buy 1.5 @ 90", "buy 1.5 @ 95", "buy 1.5 @ 100", "buy 0.5"], Open());
        SetParameters("lower=90", "upper=110", "grids=4", "quote_per_grid=50");
        CancelAll();
        _harness.Close(101);
        Assert.Equal(["buy 0.5 @ 90", "buy 0.5 @ 95", "buy 0.5 @ 100", "sell 1 @ 110"], Open());
    }

    [Fact]
    public void Another_stop_alone_changes_no_order()
    {
        Begin();
        SetParameters("lower=90", "upper=110", "grids=4", "quote_per_grid=100", "stop_lower=85");
        _harness.Close(101);
        Assert.Equal(Begun, Open());
        _harness.Fill(Find("buy 1 @ 100"), 1, 100);
        Assert.Equal(["buy 1 @ 90", "buy 1 @ 95", "sell 1 @ 105", "sell 1 @ 110"], Open());
        _harness.Close(85);
        Assert.All(_harness.Kernel.State.OpenOrders, order => Assert.Equal(OrderStatus.PendingCancel, order.Status));
    }

    [Fact]
    public void Stopped_and_started_again_it_goes_on_with_what_it_holds()
    {
        Begin();
        Assert.Null(_harness.Do(new KernelCommand.StopStrategy(_harness.Now, Id, "test", "")));
        Assert.Null(_harness.Do(new KernelCommand.ResumeStrategy(_harness.Now, Id, Grid.Definition, "test")));
        _harness.Close(101);
        CancelAll();
        _harness.Close(101);
        Assert.Equal(Begun, Open());
    }

    [Fact]
    public void What_it_holds_before_it_begins_is_sold_at_the_stop()
    {
        Begin();
        SetParameters("lower=102", "upper=110", "grids=4", "quote_per_grid=100", "stop_lower=95");
        CancelAll();
        _harness.Close(101); // Outside its range.
        Assert.Empty(Open());
        _harness.Close(95);
        Assert.Equal(["sell 1"], Open());
    }

    [Fact]
    public void A_rest_that_cannot_be_sold_is_bought_up_and_one_that_cannot_be_bought_is_sold()
    {
        Begin();
        // The market's least is 0.01.
        _harness.Fill(Find("sell 1 @ 110"), 0.995m, 110);
        _harness.Happen(Find("sell 1 @ 110"), OrderEvent.Canceled);
        _harness.Fill(Find("buy 1 @ 95"), 0.995m, 95);
        _harness.Happen(Find("buy 1 @ 95"), OrderEvent.Canceled);
        _harness.Close(101);
        Assert.Equal(["buy 1 @ 90", "sell 0.995 @ 100", "buy 1 @ 100", "buy 0.995 @ 105"], Open());
    }

    [Fact]
    public void Orders_of_an_earlier_tick_size_are_still_those_of_their_cells()
    {
        Start("lower=90", "upper=110", "grids=3", "quote_per_grid=100");
        // Lines at 90, 96.666..., 103.333..., 110.
        _harness.Close(105);
        Assert.Equal(["buy 1 @ 90", "buy 1 @ 96.66", "buy 1 @ 103.33"], Open());
        var market = _harness.Market;
        Assert.Null(_harness.Do(new KernelCommand.SetInstrument(_harness.Now, new Instrument(market.Id, 0.5m, market.QuantityIncrement, market.Fees))));
        _harness.Fill(Find("buy 1 @ 96.66"), 1, 96.66m);
        Assert.Equal(["buy 1 @ 90", "sell 1 @ 103", "buy 1 @ 103.33"], Open());
    }

    private void Begin()
    {
        Start("lower=90", "upper=110", "grids=4", "quote_per_grid=100");
        _harness.Close(101);
        _harness.Fill(Find("buy 1"), 1, 101);
        Assert.Equal(Begun, Open());
        foreach (var order in _harness.Kernel.State.OpenOrders.ToArray())
            _harness.Accept(order);
    }

    private void Start(params string[] parameters) =>
        Assert.Null(_harness.Do(new KernelCommand.StartStrategy(_harness.Now, Id, Grid.Definition, [KernelHarness.Btc], PaperAccounts.Read(Grid.Definition, parameters), "test")));

    private void SetParameters(params string[] parameters) =>
        Assert.Null(_harness.Do(new KernelCommand.SetParameters(_harness.Now, Id, Grid.Definition, PaperAccounts.Read(Grid.Definition, parameters), "test")));

    // The strategy cancels its orders at a close, and the venue confirms each.
    private void CancelAll()
    {
        _harness.Close(101);
        foreach (var order in _harness.Kernel.State.OpenOrders.ToArray())
            _harness.Happen(order, OrderEvent.Canceled);
    }

    private Order Find(string text) => _harness.Kernel.State.OpenOrders.Single(order => Text(order) == text);

    private string[] Open() => [.. _harness.Kernel.State.OpenOrders.OrderBy(order => order.Price?.Value ?? decimal.MaxValue).ThenByDescending(order => order.Terms.Side).Select(Text)];

    private static string Text(Order order) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(order.Terms.Side == OrderSide.Buy ? "buy" : "sell")} {DecimalText.Trimmed(order.Quantity.Value)}{(order.Price is { } price ? $" @ {DecimalText.Trimmed(price.Value)}" : "")}");
}
