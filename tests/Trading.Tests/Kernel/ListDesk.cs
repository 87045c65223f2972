using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>A margin account, at times with 1 that is held by hand, in which a strategy trades lists; and what its kernel told and sent while news were given.</summary>
internal sealed class ListDesk
{
    private readonly List<string> _told = [];
    private decimal _sent;

    /// <param name="byHand">Held by nobody's list, not to be sold.</param>
    public ListDesk(decimal byHand = 1)
    {
        if (byHand > 0)
            Kernel.Hold(byHand);
        StartIdle(Kernel, One);
    }

    public KernelHarness Kernel { get; } = new(AccountKind.Margin, leverage: 10);

    public decimal HeldByOne => Kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity;

    /// <summary>A list of the strategy with two exits that do not know of each other; its entry of 1 has filled so much, and the exits that are sent rest.</summary>
    public (Order Entry, Order First, Order Second) Begin(OrderRequest first, OrderRequest second, decimal filled = 1)
    {
        var orders = Kernel.Submit(new OrderListRequest
        {
            Entry = KernelHarness.Request(Buy, 1, 100) with { Strategy = One },
            Orders = [first with { Strategy = One }, second with { Strategy = One }],
        });
        Kernel.Accept(orders[0]);
        Kernel.Fill(orders[0], filled, 100);
        foreach (var exit in orders.Skip(1).Where(exit => !exit.IsHeld))
            Kernel.Accept(exit);
        return (orders[0], orders[1], orders[2]);
    }

    /// <summary>The strategy sells at the market, and that fills at 100.</summary>
    public void Sell(decimal quantity)
    {
        Kernel.Fill(Kernel.Submit(KernelHarness.Request(OrderSide.Sell, quantity) with { Strategy = One }), quantity, 100);
        Note();
    }

    public void Fill(Order order, decimal quantity, decimal price)
    {
        Kernel.Fill(order, quantity, price);
        Note();
    }

    /// <summary>What was asked for happens, and a bar closes at 100; until nothing is asked for any more.</summary>
    public void Settle()
    {
        for (var turn = 0; turn < 4; turn++)
        {
            foreach (var order in Kernel.Kernel.State.OpenOrders.Where(order => order.RequestedAmend is not null).ToArray())
                Happen(order, OrderEvent.Updated);
            foreach (var order in Kernel.Kernel.State.OpenOrders.Where(order => order.IsCancelRequested).ToArray())
                Happen(order, OrderEvent.Canceled);
            Kernel.Close(100);
            Note();
        }
    }

    /// <summary>What is held has stops, was sent to be closed, or somebody was told; but for what is less than an order can be.</summary>
    public void AssertProtectedOrTold(decimal held)
    {
        var stops = Kernel.Kernel.State.OpenOrders.Where(order => order is { IsCancelRequested: false, Terms.Role: OrderRole.Protective } && order.Terms.Type.IsStop()).Sum(stop => stop.LeavesQuantity.Value);
        Assert.True(stops + _sent >= held - 0.01m || _told.Count > 0, $"{held} are held, stops are for {stops}, {_sent} were sent to close, and nobody was told");
        AssertReadsBack(Kernel);
    }

    private void Happen(Order order, OrderEvent happened)
    {
        Kernel.Happen(order, happened);
        Note();
    }

    private void Note()
    {
        _told.AddRange(Codes(Kernel));
        _sent += SentQuantity(Kernel);
    }
}
