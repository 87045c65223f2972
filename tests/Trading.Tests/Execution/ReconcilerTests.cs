using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class ReconcilerTests
{
    private static readonly Money[] Cash = [new(10_000, Currency.Parse("USDT"))];
    private static readonly Money[] Less = [new(9_900, Currency.Parse("USDT"))];

    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();

    [Fact]
    public void The_books_are_compared_every_ten_seconds()
    {
        var agreed = _engine.Now;
        _engine.AwaitReconcile();
        Assert.Equal(TimeSpan.FromSeconds(10), _engine.Now - agreed);
    }

    [Fact]
    public void What_differs_once_may_be_news_that_crossed()
    {
        Compare([], Less);
        Assert.Equal(TradingState.Active, _engine.State.TradingState);
        Compare([], Cash);
        Assert.Empty(_engine.State.Differences);
    }

    [Fact]
    public void Of_more_differences_than_an_entry_keeps_all_are_counted_and_it_is_not_told_again()
    {
        Money[] balances = [.. Cash, .. Enumerable.Range(0, 150).Select(number => new Money(1, Currency.Parse($"C{number:D3}")))];
        for (var round = 0; round < 3; round++)
            Compare([], balances);
        Assert.Equal(101, _engine.State.Differences.Count);
        Assert.Equal("and 50 more", _engine.State.Differences[^1].Text);
        Assert.StartsWith("150 differences with SIM, such as C000: 1 at the venue, 0 here", _engine.Kernel.Incidents.Single().Message, StringComparison.Ordinal);
        Compare([], balances);
        Assert.Empty(_engine.Kernel.Incidents);
    }

    [Fact]
    public void What_differs_longer_than_news_are_on_their_way_quarantines_until_it_is_gone()
    {
        Compare([], Less);
        Compare([], Less);
        Assert.Equal(TradingState.Active, _engine.State.TradingState); // Two seconds; a fill may be seen after three.
        Compare([], Less);
        Assert.Equal(TradingState.Quarantined, _engine.State.TradingState);
        Assert.Equal("USDT: 9900 at the venue, 10000 here", _engine.State.Differences.Single().Text);
        Assert.Equal("books_differ", _engine.Kernel.Incidents.Single().Code);
        Assert.Equal(RefusalCode.TradingReducing, _engine.Kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 100)));
        Compare([], Cash);
        Assert.Equal(TradingState.Active, _engine.State.TradingState);
        Assert.Empty(_engine.State.Differences);
    }

    [Fact]
    public void What_differs_otherwise_each_time_is_news_on_its_way()
    {
        for (var gap = 1; gap < 6; gap++)
            Compare([], [new Money(10_000 - gap, Currency.Parse("USDT"))]);
        Assert.Empty(_engine.State.Differences);
    }

    [Fact]
    public void Acknowledging_takes_over_the_venues_balances()
    {
        Compare([], Less);
        Compare([], Less);
        Compare([], Less);
        Assert.Equal(RefusalCode.ReasonMissing, Acknowledge(" ")!.Code);
        Assert.Null(Acknowledge("bought a coffee"));
        Assert.Equal(TradingState.Active, _engine.State.TradingState);
        Assert.Equal(9_900m, _engine.Kernel.Balance("USDT").Total);
        Compare([], Less);
        Assert.Empty(_engine.State.Differences);
        Assert.Equal(RefusalCode.DifferencesNone, Acknowledge("again")!.Code);
    }

    [Fact]
    public void An_order_of_ours_that_is_not_known_is_taken_over_with_its_fills()
    {
        var lost = ClientOrderId.Create('b', 0, 7, 3, OrderRole.Exit);
        var found = Found(lost.Text, VenueOrderStatus.Open, filled: 1);
        Compare([found], [new Money(9_900, Currency.Parse("USDT")), new Money(1, Currency.Parse("BTC"))], [FillOf(lost.Text, 1, "T9")]);
        var order = _engine.State.FindOrder(lost)!;
        Assert.Equal((OrderStatus.PartiallyFilled, OrderRole.Exit, 1m), (order.Status, order.Terms.Role, order.FilledQuantity.Value));
        Assert.Equal("order_adopted", _engine.Kernel.Incidents.Single().Code);
        Assert.Equal(100.2m, _engine.Kernel.Balance("USDT").Locked); // 1 x 100 and a fee of 0.2 % for what is still open.
    }

    [Fact]
    public void Under_a_kill_switch_what_protects_a_position_stays()
    {
        var stop = _engine.HoldWithStop();
        _engine.Engage();
        Compare([_engine.OrderAt(stop, VenueOrderStatus.Open)], [new(9_900, Currency.Parse("USDT")), new(1, Currency.Parse("BTC"))]);
        Assert.Empty(_engine.Effects.OfType<Effect.Cancel>());
        Assert.Equal(OrderStatus.Accepted, stop.Status);
    }

    [Fact]
    public void Under_a_kill_switch_what_is_found_is_canceled()
    {
        var lost = ClientOrderId.Create('b', 0, 7, 3, OrderRole.Working);
        _engine.Engage();
        Compare([Found(lost.Text, VenueOrderStatus.Open)], Cash);
        Assert.Equal(lost, _engine.Effects.OfType<Effect.Cancel>().Single().Order.Id);
    }

    [Fact]
    public void What_others_made_is_counted_and_never_touched()
    {
        var foreign = new[] { "web_123", ClientOrderId.Create('l', 0, 1, 1, OrderRole.Working).Text, ClientOrderId.Create('b', 9, 1, 1, OrderRole.Working).Text, "" };
        Compare([.. foreign.Select(id => Found(id, VenueOrderStatus.Open))], Cash);
        Assert.Equal(4, _engine.Kernel.Kernel.ExternalOrders);
        Assert.Empty(_engine.State.OpenOrders);
        Assert.Empty(_engine.Effects);
    }

    [Fact]
    public void An_order_that_was_forgotten_is_not_taken_over()
    {
        var engine = ExecutionHarness.Recovered();
        var kernel = new Kernel(engine.Kernel.Options with { ClosedOrdersMax = 1 });
        var decision = new Decision();
        foreach (var entry in engine.Kernel.Journal)
            kernel.State.Fold(entry);
        var ids = new[] { 1L, 2, 3 }.Select(number => ClientOrderId.Create('b', 0, 0, number, OrderRole.Working)).ToArray();
        foreach (var id in ids)
        {
            kernel.State.Fold(new OrderNew(engine.Now, id, Found("", VenueOrderStatus.Open).Terms, 100, IsEmulated: false, "", "", "", "", 0));
            kernel.State.Fold(new OrderUpdate(engine.Now, id, OrderEvent.Canceled, "", "", UpdateSource.Stream, engine.Now));
        }
        kernel.Decide(new ExecutionInput.Recover(engine.Now), decision);
        Assert.Equal(ids[1], kernel.State.ForgottenThrough);
        var books = new VenueBooks([Found(ids[0].Text, VenueOrderStatus.Canceled, filled: 1)], [FillOf(ids[0].Text, 1, "T1")], Cash);
        kernel.Decide(new ExecutionInput.BooksAnswered(engine.Now, "SIM", 1, books), decision);
        Assert.Null(kernel.State.FindOrder(ids[0]));
        Assert.Equal(0m, kernel.State.Portfolio.Holdings[0].Position.SignedQuantity);
    }

    [Fact]
    public void An_open_order_that_the_books_lack_is_asked_for()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 90);
        _engine.Accept(order);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        Compare([], Cash);
        _engine.Found(_engine.AwaitQuery(order), VenueOrderStatus.Canceled);
        Assert.Equal(OrderStatus.Canceled, order.Status);
    }

    [Fact]
    public void An_order_too_young_to_be_seen_is_not_missed()
    {
        _engine.AwaitReconcile();
        var question = _engine.Effects.OfType<Effect.Reconcile>().Single();
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 90);
        _engine.Accept(order);
        _engine.Kernel.Tell(new ExecutionInput.BooksAnswered(_engine.Now, "SIM", question.Number, new VenueBooks([], [], Cash)));
        _engine.Tick();
        Assert.DoesNotContain(_engine.Effects, effect => effect is Effect.Query);
    }

    [Fact]
    public void An_order_that_is_open_there_and_dead_here_is_a_difference_and_canceled()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 90);
        _engine.Answer(order, new SubmitOutcome.Rejected("price"));
        _engine.Kernel.Advance(TimeSpan.FromSeconds(1));
        for (var round = 0; round < 3; round++)
            Compare([_engine.OrderAt(order, VenueOrderStatus.Open)], Cash);
        Assert.Equal($"order {order.Id} is open at the venue and rejected here", _engine.State.Differences.Single().Text);
        Assert.Equal(order, _engine.Effects.OfType<Effect.Cancel>().Single().Order);
    }

    [Fact]
    public void Books_that_were_asked_for_before_are_not_taken()
    {
        _engine.AwaitReconcile();
        var old = _engine.Effects.OfType<Effect.Reconcile>().Single();
        _engine.Tick(); // No answer for five seconds: asked again.
        Assert.Equal(old.Number + 1, _engine.Effects.OfType<Effect.Reconcile>().Single().Number);
        _engine.Kernel.Tell(new ExecutionInput.BooksAnswered(_engine.Now, "SIM", old.Number, new VenueBooks([], [], Less)));
        Assert.Empty(_engine.Kernel.Decision.Entries);
    }

    [Fact]
    public void Books_that_could_not_be_had_are_asked_for_again()
    {
        _engine.AwaitReconcile();
        var question = _engine.Effects.OfType<Effect.Reconcile>().Single();
        _engine.Kernel.Tell(new ExecutionInput.BooksAnswered(_engine.Now, "SIM", question.Number, Books: null));
        _engine.AwaitReconcile();
        Assert.Equal(question.Number + 1, _engine.Effects.OfType<Effect.Reconcile>().Single().Number);
    }

    private Refusal? Acknowledge(string reason) => _engine.Kernel.Do(new KernelCommand.AcknowledgeDifferences(_engine.Now, "SIM", "ann", reason));

    private void Compare(IReadOnlyList<VenueOrder> orders, IReadOnlyList<Money> balances, params VenueFill[] fills)
    {
        _engine.Tick();
        _engine.AwaitReconcile();
        _engine.AnswerBooks(orders, fills, balances);
    }

    private VenueOrder Found(string clientId, VenueOrderStatus status, decimal filled = 0)
    {
        var terms = new OrderTerms
        {
            Instrument = KernelHarness.Btc,
            Side = OrderSide.Buy,
            Type = OrderType.Limit,
            Quantity = _engine.Kernel.Market.ToQuantity(2, GridRounding.Exact),
            Price = _engine.Kernel.Market.ToPrice(100, GridRounding.Exact),
        };
        return new VenueOrder(clientId, "V9", terms, status, _engine.Kernel.Market.ToQuantity(filled, GridRounding.Exact), _engine.Now);
    }

    private VenueFill FillOf(string clientId, decimal quantity, string tradeId) => new(
        clientId,
        "V9",
        tradeId,
        _engine.Kernel.Market.ToPrice(100, GridRounding.Exact),
        _engine.Kernel.Market.ToQuantity(quantity, GridRounding.Exact),
        new Money(0, Currency.Parse("USDT")),
        Liquidity.Maker,
        _engine.Now);
}
