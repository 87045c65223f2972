using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What has broken the reconciliation of other trading systems, as their trackers tell it.</summary>
public sealed class BrokenElsewhereTests
{
    private static readonly Money[] Bought = [new(9_900, Currency.Parse("USDT")), new(1, Currency.Parse("BTC"))]; // 1 at 100.

    private readonly ExecutionHarness _before = ExecutionHarness.Recovered();

    // NautilusTrader #4736: the opposite fill was made up for a position that both sides had.
    [Theory]
    [InlineData(true)]
    [InlineData(false)] // Its fills are too old to be told.
    public void A_restart_with_a_position_makes_up_no_fill(bool isFillTold)
    {
        var entry = Buy(1);
        var fill = _before.FillOf(entry, 1, "T1");
        Report(entry, fill);
        var engine = Restart([_before.OrderAt(entry, VenueOrderStatus.Filled, 1)], isFillTold ? [fill] : [], Bought);
        Assert.Equal((1m, TradingState.Active), (engine.Kernel.Position.SignedQuantity, engine.State.TradingState));
        Assert.Single(engine.Kernel.Journal.OfType<OrderFill>());
        Assert.Empty(engine.State.Differences);
    }

    // #5000: orders that worked were dropped with fills of positions that had been closed before.
    [Fact]
    public void Orders_that_work_stay_though_positions_before_were_opened_and_closed()
    {
        var fills = new List<VenueFill>();
        var orders = new List<VenueOrder>();
        foreach (var (side, round) in new[] { (OrderSide.Buy, 0), (OrderSide.Sell, 1), (OrderSide.Buy, 2), (OrderSide.Sell, 3) })
        {
            var order = _before.Kernel.Submit(KernelHarness.Request(side, 1));
            _before.Accept(order);
            fills.Add(_before.FillOf(order, 1, $"T{round}"));
            Report(order, fills[^1]);
            orders.Add(_before.OrderAt(order, VenueOrderStatus.Filled, 1));
        }
        var working = _before.Kernel.Limit(OrderSide.Buy, 1, 90);
        _before.Accept(working);
        var engine = Restart([.. orders, _before.OrderAt(working, VenueOrderStatus.Open)], fills, [new(10_000, Currency.Parse("USDT"))]);
        Assert.Equal(working.Id, Assert.Single(engine.State.OpenOrders).Id);
        Assert.Equal(OrderStatus.Accepted, engine.State.OpenOrders[0].Status);
        Assert.Equal((0m, TradingState.Active), (engine.Kernel.Position.SignedQuantity, engine.State.TradingState));
        Assert.Equal(4, engine.Kernel.Journal.OfType<OrderFill>().Count());
    }

    // PR #4991: a part that an exit had filled was counted once more when it was told again, and the other exit grew too small.
    [Fact]
    public void A_part_of_an_exit_that_is_told_again_is_counted_once()
    {
        var orders = _before.Kernel.Submit(OrderLists.Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        _before.Accept(entry);
        var bought = _before.FillOf(entry, 1, "T1");
        Report(entry, bought);
        _before.Accept(target);
        _before.Accept(stop);
        var part = _before.FillOf(target, 0.4m, "T2");
        Report(target, part);
        _before.Kernel.Tell(new ExecutionInput.AmendAnswered(_before.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Amended(_before.Now)));
        Assert.Equal(0.6m, stop.Quantity.Value);
        Money[] balances = [new(9_940, Currency.Parse("USDT")), new(0.6m, Currency.Parse("BTC"))]; // 10,000 - 100 + 0.4 x 100.
        VenueOrder[] told = [_before.OrderAt(entry, VenueOrderStatus.Filled, 1), _before.OrderAt(target, VenueOrderStatus.Open, 0.4m), _before.OrderAt(stop, VenueOrderStatus.Open)];
        var engine = Restart(told, [bought, part], balances);
        for (var again = 0; again < 2; again++)
        {
            engine.AwaitReconcile();
            engine.AnswerBooks(told, [part, bought], balances);
            Assert.Empty(engine.Effects.OfType<Effect.Amend>());
        }
        var (sold, left) = (engine.State.FindOrder(target.Id)!, engine.State.FindOrder(stop.Id)!);
        Assert.Equal((0.4m, 0.6m, 0.6m), (sold.FilledQuantity.Value, sold.LeavesQuantity.Value, left.LeavesQuantity.Value));
        Assert.Equal((0.6m, TradingState.Active), (engine.Kernel.Position.SignedQuantity, engine.State.TradingState));
    }

    // Its guide: a venue that does not tell positions was taken for one that has none.
    [Fact]
    public void Books_that_cannot_be_read_are_not_empty_books()
    {
        var entry = Buy(1);
        Report(entry, _before.FillOf(entry, 1, "T1"));
        var working = _before.Kernel.Limit(OrderSide.Buy, 1, 90);
        _before.Accept(working);
        var engine = _before.Restart();
        engine.Recover();
        for (var tries = 0; tries < 12; tries++)
        {
            if (engine.Effects.OfType<Effect.Reconcile>().SingleOrDefault() is { } asked)
                engine.Kernel.Tell(new ExecutionInput.BooksAnswered(engine.Now, asked.Venue, asked.Number, Books: null));
            engine.Tick();
        }
        Assert.Equal(1, engine.Kernel.Position.SignedQuantity);
        Assert.Equal(working.Id, Assert.Single(engine.State.OpenOrders).Id);
        Assert.False(engine.Kernel.Kernel.IsRecovered);
        Assert.Equal(RefusalCode.ReconciliationOpen, engine.Kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 90)));
    }

    // Its id is that of the order, not of the moment: a second restart finds what the first took over.
    [Fact]
    public void What_was_taken_over_is_taken_over_once_whatever_the_restarts()
    {
        var lost = ClientOrderId.Create('b', 0, 7, 3, OrderRole.Exit);
        var terms = new OrderTerms { Instrument = KernelHarness.Btc, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = _before.Kernel.Market.ToQuantity(2, GridRounding.Exact), Price = _before.Kernel.Market.ToPrice(100, GridRounding.Exact) };
        VenueOrder[] orders = [new(lost.Text, "V9", terms, VenueOrderStatus.Open, _before.Kernel.Market.ToQuantity(1, GridRounding.Exact), _before.Now)];
        VenueFill[] fills = [new(lost.Text, "V9", "T9", _before.Kernel.Market.ToPrice(100, GridRounding.Exact), _before.Kernel.Market.ToQuantity(1, GridRounding.Exact), new Money(0, Currency.Parse("USDT")), Liquidity.Maker, _before.Now)];
        var first = Restart(orders, fills, Bought);
        var second = first.Restart();
        second.Recover();
        second.AnswerBooks(orders, fills, Bought);
        Assert.Single(second.Kernel.Journal.OfType<OrderAdopt>());
        Assert.Single(second.Kernel.Journal.OfType<OrderFill>());
        Assert.Equal(1, second.Kernel.Position.SignedQuantity);
        Assert.Equal(first.State.FindOrder(lost)!.AverageFillPrice, second.State.FindOrder(lost)!.AverageFillPrice);
    }

    private Order Buy(decimal quantity)
    {
        var order = _before.Kernel.Submit(KernelHarness.Request(OrderSide.Buy, quantity));
        _before.Accept(order);
        return order;
    }

    private void Report(Order order, VenueFill fill) => _before.Kernel.Fill(order, fill.Quantity.Value, fill.Price.Value, fill.Fee, fill.TradeId);

    // The venue tells of each order that is asked for what its books have.
    private ExecutionHarness Restart(IReadOnlyList<VenueOrder> orders, IReadOnlyList<VenueFill> fills, IReadOnlyList<Money> balances)
    {
        var engine = _before.Restart();
        engine.Recover();
        var queries = engine.Effects.OfType<Effect.Query>().ToArray();
        engine.AnswerBooks(orders, fills, balances);
        foreach (var query in queries)
            engine.Answer(query, new OrderAnswer.Found(orders.Single(order => order.ClientId == query.Order.Id.Text), [.. fills.Where(fill => fill.ClientId == query.Order.Id.Text)]));
        return engine;
    }
}
