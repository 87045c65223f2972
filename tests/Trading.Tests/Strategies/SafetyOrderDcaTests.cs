using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// Deals of 100 quote currency at first, two safety orders of 198 and 2 x 198 at 1 % and 1 % + 2 % below, sold 2 % above the average. All values by hand.
/// </summary>
public sealed class SafetyOrderDcaTests
{
    private const string Parameters = "base=100,safety=198,safety_orders=2,deviation=0.01,step_scale=2,volume_scale=2,take_profit=0.02";

    // Bought at 100: safety orders at 99 (198 / 99 = 2) and 97 (396 / 97 = 4.082), offered at 102.
    // With 2 at 99: average (100 + 198) / 3 = 99.3333, offered at 101.32. With 4.082 at 97: (298 + 395.954) / 7.082 = 97.9884, offered at 99.95.
    // Second deal at 101: 100 / 101 = 0.990; safety orders at 99.99 (198 / 99.99 = 1.98) and 97.97 (396 / 97.97 = 4.042), offered at 103.02.
    [Fact]
    public void It_buys_more_below_and_sells_all_above_the_average() => FillTable.Check(
        SafetyOrderDca.Definition,
        Parameters,
        """
        100 100 100 100
        100 101 99.5 100.5    | buy 1 @ 100
        100.5 101 100 100.2
        100.2 100.3 98.8 99.2 | buy 2 @ 99
        99.2 100 98 98.5
        98.5 99 96.5 97       | buy 4.082 @ 97
        97 98 96 97.5
        97.5 99 97 98.5
        98.5 99.9 98 99.5
        99.5 100.5 99 100     | sell 7.082 @ 99.95
        100 100 100 100       | buy 1 @ 100
        100 102.5 99.5 102    | sell 1 @ 102
        102 102 101 101       | buy 0.98 @ 102
        101 102 101 101.5
        101.5 103 101.2 102
        102 104.5 101.5 104   | sell 0.98 @ 104.04
        104 104 104 104       | buy 0.961 @ 104
        104 105 103.5 104
        104 104 102.9 103     | buy 1.923 @ 102.96
        103 103 102 102.5
        102.5 104 102 103.5
        103.5 105.5 103 105   | sell 2.884 @ 105.38
        105 105 105 105       | buy 0.952 @ 105
        105 106 104.5 105.5
        105.5 107.5 105 107   | sell 0.952 @ 107.1
        107 107 107 107       | buy 0.934 @ 107
        107 107 106 106.5
        106.5 107 106 106.5
        106.5 107 106 106.5
        106.5 107 106 106.5
        106.5 107 106 106.5
        """);

    [Fact]
    public void A_close_at_the_stop_sells_everything_and_a_new_deal_follows() => FillTable.Check(
        SafetyOrderDca.Definition,
        Parameters + ",stop_loss=0.05,cooldown=2",
        // The stop is 95. Both safety orders fill on the way; what is offered is free to sell one close later.
        """
        100 100 100 100
        100 101 99.5 100   | buy 1 @ 100
        100 100 94.5 95    | buy 2 @ 99, buy 4.082 @ 97
        95 96 94 95.5
        95.5 96 95 95.5    | sell 7.082 @ 95.5
        95.5 96 95 95.5
        95.5 96 95 95.5
        95.5 96 95 95.5    | buy 1.047 @ 95.5
        95.5 96 95 95.5
        """);

    // The offer of 1 at 102 becomes one of 3 at (100 + 198) / 3 * 1.02 = 101.32.
    [Fact]
    public void Where_no_order_can_be_moved_the_offer_is_canceled_and_made_anew()
    {
        var harness = new KernelHarness(features: new VenueFeatures { HasAmendments = false });
        var id = StrategyInstanceId.Parse("stg_one");
        Assert.Null(harness.Do(new KernelCommand.StartStrategy(harness.Now, id, SafetyOrderDca.Definition, [KernelHarness.Btc], PaperAccounts.Read(SafetyOrderDca.Definition, Parameters.Split(',')), "test")));
        harness.Close(100);
        harness.Fill(harness.Kernel.State.OpenOrders[0], 1, 100);
        foreach (var order in harness.Kernel.State.OpenOrders.ToArray())
            harness.Accept(order);
        var offer = harness.Kernel.State.OpenOrders.Single(static order => order.Terms.Side == OrderSide.Sell);
        harness.Fill(harness.Kernel.State.OpenOrders[0], 2, 99);
        Assert.Equal((OrderStatus.PendingCancel, null), (offer.Status, offer.RequestedAmend));
        harness.Happen(offer, OrderEvent.Canceled);
        var anew = harness.Kernel.State.OpenOrders.Single(static order => order.Terms.Side == OrderSide.Sell);
        Assert.Equal((3m, 101.32m), (anew.Quantity.Value, anew.Price!.Value.Value));
    }

    [Fact]
    public void After_a_pause_the_rest_of_its_safety_orders_is_made_again()
    {
        var harness = new KernelHarness();
        var id = StrategyInstanceId.Parse("stg_one");
        Assert.Null(harness.Do(new KernelCommand.StartStrategy(harness.Now, id, SafetyOrderDca.Definition, [KernelHarness.Btc], PaperAccounts.Read(SafetyOrderDca.Definition, Parameters.Split(',')), "test")));
        harness.Close(100);
        harness.Fill(harness.Kernel.State.OpenOrders[0], 1, 100);
        Assert.Equal([(2m, 99m), (4.082m, 97m), (1m, 102m)], Open());
        foreach (var order in harness.Kernel.State.OpenOrders.ToArray())
            harness.Accept(order);
        harness.Fill(harness.Kernel.State.OpenOrders[0], 2, 99);
        harness.Fill(harness.Kernel.State.OpenOrders[0], 1.082m, 97);
        Assert.Null(harness.Do(new KernelCommand.PauseStrategy(harness.Now, id, "test", "lunch")));
        foreach (var order in harness.Kernel.State.OpenOrders.ToArray())
            harness.Happen(order, OrderEvent.Canceled);
        harness.Close(98);
        Assert.Empty(Open());
        Assert.Null(harness.Do(new KernelCommand.ResumeStrategy(harness.Now, id, SafetyOrderDca.Definition, "test")));
        harness.Close(98);
        // 3 are left of the second; (100 + 198 + 104.954) / 4.082 = 98.715..., offered at 100.69.
        Assert.Equal([(3m, 97m), (4.082m, 100.69m)], Open());
        harness.Close(98);
        Assert.Equal([(3m, 97m), (4.082m, 100.69m)], Open());

        (decimal Quantity, decimal Price)[] Open() => [.. harness.Kernel.State.OpenOrders.Select(order => (order.Quantity.Value, order.Price!.Value.Value))];
    }

    [Theory]
    [InlineData("deviation=0.5,safety_orders=2,step_scale=1", "the last safety order would be 1 below the entry, must be less than 1: fewer orders, or smaller deviation or step_scale")]
    [InlineData("deviation=0.01,safety_orders=2,step_scale=2,stop_loss=0.03", "parameter stop_loss was 0.03, must be more than the 0.03 of the last safety order, or 0 for none")]
    public void Its_distances_must_go_together(string parameters, string message)
    {
        var given = parameters.Split(',').Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]));
        Assert.Equal(message, Assert.Throws<StrategySettingException>(() => SafetyOrderDca.Definition.Read(given)).Message);
    }

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same() =>
        Assert.Equal(("c3d5e5438ced8876da9a36e2957090b821f7ef0b1d4442aabfdc4884258482bd", 916), HandTable.Golden("safety-dca", "deviation=0.002", "take_profit=0.003"));
}
