using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Exits of a strategy while it is paused, and where another strategy holds the other side of the same market.</summary>
public sealed class StrategyExitTests
{
    private static readonly StrategyInstanceId Two = StrategyInstanceId.Parse("stg_two");

    [Fact]
    public void A_pause_ends_the_entry_and_leaves_the_exits_of_what_it_filled()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Enter(kernel, quantity: 2);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);

        Assert.Null(kernel.Do(new KernelCommand.PauseStrategy(kernel.Now, One, "usr", "")));

        Assert.True(entry.IsCancelRequested);
        Assert.Equal([OrderStatus.Accepted, OrderStatus.Accepted], [target.Status, stop.Status]);
        kernel.Happen(entry, OrderEvent.Canceled);
        kernel.Fill(target, 1, 105);
        Assert.True(stop.IsCancelRequested);
        Assert.Equal(0, kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity);
    }

    [Fact]
    public void A_pause_ends_the_exits_of_an_entry_that_filled_nothing()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Enter(kernel, quantity: 2);
        kernel.Do(new KernelCommand.PauseStrategy(kernel.Now, One, "usr", ""));
        kernel.Happen(entry, OrderEvent.Canceled);
        Assert.Equal([OrderStatus.Canceled, OrderStatus.Canceled], [target.Status, stop.Status]);
    }

    [Fact]
    public void What_protects_a_position_outlives_its_strategy()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Enter(kernel, quantity: 2);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);

        Assert.Null(kernel.Do(new KernelCommand.StopStrategy(kernel.Now, One, "usr", "")));

        Assert.Equal([true, true, false], [entry.IsCancelRequested, target.IsCancelRequested, stop.IsCancelRequested]);
        kernel.Happen(entry, OrderEvent.Canceled);
        kernel.Happen(target, OrderEvent.Canceled);
        Assert.Equal(OrderStatus.Accepted, stop.Status);
        kernel.Fill(stop, 1, 97);
        Assert.Equal(0, kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_would_protect_nothing_ends_with_its_entry(bool byKillSwitch)
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Enter(kernel, quantity: 2);
        Assert.Null(kernel.Do(byKillSwitch
            ? new KernelCommand.EngageKillSwitch(kernel.Now, KillSwitchScope.All, "", "ann", "looks wrong")
            : new KernelCommand.StopStrategy(kernel.Now, One, "usr", "")));
        kernel.Happen(entry, OrderEvent.Canceled);
        Assert.Equal([OrderStatus.Canceled, OrderStatus.Canceled], [target.Status, stop.Status]);
    }

    [Fact]
    public void A_stop_waits_where_another_strategy_nets_the_account_to_nothing()
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: new VenueFeatures { HasConditionalOrders = false });
        var (entry, _, stop) = Enter(kernel, quantity: 1);
        kernel.Fill(entry, 1, 100);
        StartIdle(kernel, Two);
        var other = kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = Two });
        kernel.Fill(other, 1, 100);

        // Reduce-only would be refused: the account holds nothing. The strategy still holds 1.
        kernel.Close(96);
        Assert.Equal(OrderStatus.Released, stop.Status);
        Assert.Single(kernel.Incidents, incident => incident.Code == "protection_denied" && incident.Message.Contains("and waits", StringComparison.Ordinal));
        kernel.Close(96);
        Assert.Empty(kernel.Incidents);

        var back = kernel.Submit(KernelHarness.Request(Buy, 1) with { Strategy = Two });
        kernel.Fill(back, 1, 96);
        kernel.Close(96);
        Assert.Equal(OrderStatus.Submitted, stop.Status);
        kernel.Fill(stop, 1, 96);
        Assert.True(kernel.Position.IsFlat);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_closes_no_more_than_what_is_left_of_its_position(bool holds)
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: new VenueFeatures { HasConditionalOrders = holds });
        kernel.Hold(1); // By hand, beside the strategy.
        var (entry, target, stop) = Enter(kernel, quantity: 1);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        if (holds)
            kernel.Accept(stop);
        var part = kernel.Submit(KernelHarness.Request(Sell, 0.7m) with { Strategy = One });
        kernel.Fill(part, 0.7m, 101);
        Assert.Equal([0.3m], Amended(kernel, target));
        Assert.Equal([0.3m], Amended(kernel, stop));
        if (holds)
            return;
        kernel.Close(96);
        Assert.Equal(0.3m, kernel.Decision.Effects.OfType<Effect.Submit>().Single(sent => sent.Order == stop).Terms.Quantity.Value);
    }

    [Fact]
    public void What_others_do_leaves_the_exits_of_a_strategy_as_they_are()
    {
        var kernel = new KernelHarness(AccountKind.Margin);
        kernel.Hold(1);
        var (entry, target, stop) = Enter(kernel, quantity: 1);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.7m)), 0.7m, 101); // Of what is held by hand.
        Assert.Empty(kernel.Decision.Entries.OfType<OrderAmend>());
        Assert.Equal([1m, 1m], [target.Quantity.Value, stop.Quantity.Value]);
    }

    private static (Order Entry, Order Target, Order Stop) Enter(KernelHarness kernel, decimal quantity)
    {
        StartIdle(kernel, One);
        var exit = KernelHarness.Request(Sell, quantity) with { IsReduceOnly = true, Strategy = One };
        var orders = kernel.Submit(OrderListRequest.Bracket(
            KernelHarness.Request(Buy, quantity, 100) with { Strategy = One },
            exit with { Type = Limit, Price = 105, Role = OrderRole.Exit },
            exit with { Type = StopMarket, TriggerPrice = 97, Role = OrderRole.Protective }));
        kernel.Accept(orders[0]);
        return (orders[0], orders[1], orders[2]);
    }
}
