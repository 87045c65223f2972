using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>A bracket of an entry of 1 at 100, a target of 105 and a stop of 97, and what a kernel did with it.</summary>
internal static class OrderLists
{
    public static readonly StrategyInstanceId One = StrategyInstanceId.Parse("stg_one");

    public static readonly VenueFeatures WithoutStops = new() { HasConditionalOrders = false };

    public static OrderRequest Target(decimal quantity = 1, decimal price = 105) =>
        KernelHarness.Request(Sell, quantity, price) with { IsReduceOnly = true, Role = OrderRole.Exit };

    public static OrderRequest Stop(decimal quantity = 1, decimal trigger = 97) =>
        KernelHarness.Request(Sell, quantity) with { Type = StopMarket, TriggerPrice = trigger, IsReduceOnly = true, Role = OrderRole.Protective };

    public static OrderListRequest Bracket(decimal quantity = 1, StrategyInstanceId strategy = default) => OrderListRequest.Bracket(
        KernelHarness.Request(Buy, quantity, 100) with { Strategy = strategy },
        Target(quantity) with { Strategy = strategy },
        Stop(quantity) with { Strategy = strategy });

    // A sell of so much at 100, with a target of 95 and a stop of 103.
    public static OrderListRequest ShortBracket(decimal quantity)
    {
        var exit = KernelHarness.Request(Buy, quantity) with { IsReduceOnly = true };
        return OrderListRequest.Bracket(
            KernelHarness.Request(Sell, quantity, 100),
            exit with { Type = Limit, Price = 95, Role = OrderRole.Exit },
            exit with { Type = StopMarket, TriggerPrice = 103, Role = OrderRole.Protective });
    }

    // An entry of 1 at 100 with two stops of a half each, at 97 and 95, that do not know of each other.
    public static OrderListRequest Halves() => new() { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop(0.5m), Stop(0.5m, 95)] };

    // Of an entry of 1 at 100.
    public static (Order Entry, Order Target, Order Stop) Begin(KernelHarness kernel, OrderListRequest? request = null)
    {
        var orders = kernel.Submit(request ?? Bracket());
        kernel.Accept(orders[0]);
        return (orders[0], orders[1], orders[2]);
    }

    // The entry has filled so much, and the exits rest at the venue.
    public static (Order Entry, Order Target, Order Stop) BeginFilled(KernelHarness kernel, decimal filled = 1, OrderListRequest? request = null)
    {
        var (entry, target, stop) = Begin(kernel, request);
        kernel.Fill(entry, filled, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        return (entry, target, stop);
    }

    // Of 0.8 that the entry has filled the stop filled 0.5, before its amendment arrived: 0.3 are left, and the target is asked to end.
    public static (Order Entry, Order Target, Order Stop) BeginShort(KernelHarness kernel, OrderListRequest? request = null)
    {
        var (entry, target, stop) = BeginFilled(kernel, 0.5m, request);
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        Assert.Equal((OrderStatus.Filled, true), (stop.Status, target.IsCancelRequested));
        return (entry, target, stop);
    }

    // Starts a strategy that does nothing by itself.
    public static void StartIdle(KernelHarness kernel, StrategyInstanceId id)
    {
        var definition = Definitions.Of(new Idle());
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, id, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
    }

    public static decimal SentQuantity(KernelHarness kernel) => kernel.Decision.Effects.OfType<Effect.Submit>().Sum(sent => sent.Terms.Quantity.Value);

    public static decimal[] Amended(KernelHarness kernel, Order order) =>
        [.. kernel.Decision.Entries.OfType<OrderAmend>().Where(amend => amend.Id == order.Id).Select(amend => amend.Quantity!.Value.Value)];

    public static Order? Sent(KernelHarness kernel) => kernel.Decision.Effects.OfType<Effect.Submit>().SingleOrDefault()?.Order;

    public static string[] Codes(KernelHarness kernel) => [.. kernel.Incidents.Select(incident => incident.Code)];

    public static KernelState AssertReadsBack(KernelHarness kernel)
    {
        var writer = new MessageWriter();
        kernel.Kernel.State.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        var read = KernelState.Read(kernel.Options, ref reader);
        Assert.Equal(kernel.Kernel.State.Hash(), read.Hash());
        Assert.Equal(kernel.Kernel.State.ClosedOrders.Select(order => order.Id), read.ClosedOrders.Select(order => order.Id));
        Assert.Equal(kernel.Kernel.State.HasClusters, read.HasClusters);
        return read;
    }

    private sealed class Idle : StatelessStrategy;
}
