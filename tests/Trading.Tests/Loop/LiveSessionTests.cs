using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Trading.Tests;

/// <summary>An account at a venue, whose venue is the test.</summary>
public sealed class LiveSessionTests
{
    [Fact]
    public void A_new_account_begins_with_what_it_has_at_the_venue_in_an_epoch_of_its_own()
    {
        var desk = new LiveDesk();
        Assert.Equal(10_000m, desk.State.Portfolio.BalanceOf(LiveDesk.Cash.Currency).Total);
        Assert.Equal(1_000, desk.State.Epoch);
        Assert.Equal("live:BTC-USDT.BINANCE:1m", desk.State.PaperMarkets[0].FeedSource);
    }

    [Fact]
    public void Nothing_is_ordered_before_the_venue_was_asked_and_all_after()
    {
        var desk = new LiveDesk();
        Assert.Equal(RefusalCode.ReconciliationOpen, desk.Order(Buy, 0.01m, 59_000)!.Code);
        Assert.False(desk.Session.IsReady);
        desk.Ready();
        Assert.True(desk.Session.IsReady);
        Assert.Null(desk.Order(Buy, 0.01m, 59_000));
        var submit = Assert.Single(desk.Requests.OfType<Effect.Submit>());
        Assert.Equal(LiveDesk.Start + TimeSpan.FromSeconds(2), submit.Deadline);
    }

    [Fact]
    public void Order_of_a_journal_before_is_not_taken_for_ours()
    {
        var desk = new LiveDesk().Ready();
        var other = ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 0, OrderRole.Working);
        var terms = new OrderTerms { Instrument = LiveDesk.Market.Id, Side = Buy, Type = OrderType.Limit, Quantity = LiveDesk.Market.ToQuantity(0.01m, GridRounding.Exact), Price = LiveDesk.Market.ToPrice(50_000, GridRounding.Exact) };
        desk.Advance(TimeSpan.FromSeconds(11));
        Tell(desk, new VenueOrder(other.Text, "7", terms, VenueOrderStatus.Open, default, LiveDesk.Start));
        desk.Advance(TimeSpan.FromSeconds(5));
        Tell(desk, new VenueOrder(other.Text, "7", terms, VenueOrderStatus.Open, default, LiveDesk.Start));
        Assert.Null(desk.State.FindOrder(other));
        Assert.Equal(TradingState.Quarantined, desk.State.TradingState);
        Assert.Contains(other.Text, Assert.Single(desk.State.Differences).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Book_that_missed_something_is_not_traded_on_until_it_is_read_anew()
    {
        var desk = new LiveDesk().Ready();
        desk.Session.Take(new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = LiveDesk.Start, ReceivedTime = LiveDesk.Start });
        Assert.Equal(RefusalCode.MarketStale, desk.Order(Buy, 0.01m, 59_000)!.Code);
        desk.Session.Take(LiveDesk.Book(bid: 5_999_900, ask: 6_000_100));
        Assert.Null(desk.Order(Buy, 0.01m, 59_000));
    }

    [Fact]
    public void What_people_should_know_of_a_venue_is_an_incident()
    {
        var desk = new LiveDesk().Ready();
        desk.Session.Take(new ExecutionInput.Noticed(default, "rate_limited", "BINANCE takes no requests"));
        desk.Flush();
        var incident = Assert.Single(desk.Others.OfType<Effect.Incident>());
        Assert.Equal(("rate_limited", "BINANCE takes no requests"), (incident.Code, incident.Message));
    }

    [Fact]
    public void Bars_that_are_missing_are_told()
    {
        var desk = new LiveDesk(history: [LiveDesk.Bar(0)]).Ready();
        desk.Session.TakeBar(LiveDesk.Bar(1));
        Assert.Empty(desk.Others.OfType<Effect.Incident>());
        desk.Session.TakeBar(LiveDesk.Bar(4));
        desk.Flush();
        var incident = Assert.Single(desk.Others.OfType<Effect.Incident>());
        Assert.Equal("bars_missing", incident.Code);
        Assert.Contains("from 2026-01-05T00:01:00Z to 2026-01-05T00:03:00Z", incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Crossed_book_is_wrong_and_is_to_be_read_anew()
    {
        var desk = new LiveDesk().Ready();
        Assert.False(desk.Session.Take(LiveDesk.Book(bid: 6_000_100, ask: 5_999_900)));
        Assert.Equal(RefusalCode.MarketStale, desk.Order(Buy, 0.01m, 59_000)!.Code);
    }

    [Fact]
    public void Order_that_is_not_wanted_any_more_when_it_is_durable_does_not_leave()
    {
        var desk = new LiveDesk().Ready();
        desk.Session.Take(new KernelCommand.Submit(desk.Session.CommandTime, new OrderRequest { Instrument = LiveDesk.Market.Id, Side = Buy, Type = OrderType.Limit, Quantity = 0.01m, Price = 59_000 }), ticket: null);
        desk.Session.Seal(wallMicros: 0);
        desk.Session.Take(new KernelCommand.EngageKillSwitch(desk.Session.CommandTime, KillSwitchScope.All, "", "me", ""), ticket: null);
        desk.Session.Confirm();
        desk.Flush();
        Assert.Empty(desk.Requests.OfType<Effect.Submit>());
        Assert.Empty(desk.State.OpenOrders);
    }

    [Fact]
    public void Request_without_an_answer_is_asked_for_and_not_made_again()
    {
        var desk = new LiveDesk().Ready();
        desk.Order(Buy, 0.01m, 59_000);
        var submit = desk.Requests.OfType<Effect.Submit>().Single();
        desk.Session.Take(new ExecutionInput.SubmitAnswered(default, submit.Order.Id, submit.Attempt, new SubmitOutcome.Unknown("timeout")));
        desk.Flush();
        desk.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(desk.Requests.OfType<Effect.Submit>());
        Assert.Equal(submit.Order.Id, Assert.Single(desk.Requests.OfType<Effect.Query>()).Order.Id);
    }

    [Fact]
    public void Order_that_the_stream_leaves_in_doubt_is_asked_for()
    {
        var desk = new LiveDesk().Ready();
        desk.Order(Buy, 0.01m, 59_000);
        var id = desk.Requests.OfType<Effect.Submit>().Single().Order.Id;
        desk.Session.Take(new VenueReport.Accepted(default, id, LiveDesk.Start, UpdateSource.Stream, "1"));
        desk.Session.Take(new ExecutionInput.OrderDoubted(default, id));
        desk.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(id, Assert.Single(desk.Requests.OfType<Effect.Query>()).Order.Id);
    }

    [Fact]
    public void Stream_that_was_broken_has_the_books_asked_for_at_once()
    {
        var desk = new LiveDesk().Ready();
        var asked = desk.Requests.OfType<Effect.Reconcile>().Count();
        desk.Session.Take(new ExecutionInput.StreamResumed(default, "BINANCE"));
        desk.Flush();
        Assert.Equal(asked + 1, desk.Requests.OfType<Effect.Reconcile>().Count());
    }

    [Fact]
    public void Books_that_are_asked_for_already_are_asked_for_once_more_when_they_have_come()
    {
        var desk = new LiveDesk().Ready();
        desk.Advance(TimeSpan.FromSeconds(10));
        var asked = desk.Requests.OfType<Effect.Reconcile>().Count();
        desk.Session.Take(new ExecutionInput.StreamResumed(default, "BINANCE"));
        desk.Flush();
        Assert.Equal(asked, desk.Requests.OfType<Effect.Reconcile>().Count());
        desk.TellBooks(LiveDesk.Cash);
        Assert.Equal(asked + 1, desk.Requests.OfType<Effect.Reconcile>().Count());
    }

    [Fact]
    public void Books_that_cannot_be_read_again_and_again_are_told()
    {
        var desk = new LiveDesk().Ready();
        for (var failed = 0; failed < 10; failed++)
        {
            desk.Advance(TimeSpan.FromSeconds(10));
            var asked = desk.Requests.OfType<Effect.Reconcile>().Last();
            Assert.DoesNotContain(desk.Others.OfType<Effect.Incident>(), static incident => incident.Code == "books_not_read");
            desk.Session.Take(new ExecutionInput.BooksAnswered(default, asked.Venue, asked.Number, Books: null));
            desk.Flush();
        }
        Assert.Contains(desk.Others.OfType<Effect.Incident>(), static incident => incident.Code == "books_not_read");
    }

    [Fact]
    public void Stream_that_broke_is_told()
    {
        var desk = new LiveDesk().Ready();
        desk.Session.Take(new ExecutionInput.StreamInterrupted(default, "BINANCE", "silent"));
        desk.Flush();
        Assert.Contains(desk.Others.OfType<Effect.Incident>(), static incident => incident is { Code: "stream_interrupted", IsOfMarket: true });
    }

    [Fact]
    public void Message_that_cannot_be_read_quarantines_until_the_books_agree()
    {
        var desk = new LiveDesk().Ready();
        desk.Session.Take(new ExecutionInput.MessageUnreadable(default, "BINANCE", "'q' was missing"));
        desk.Flush();
        Assert.Equal(TradingState.Quarantined, desk.State.TradingState);
        Assert.Contains(desk.Others.OfType<Effect.Incident>(), incident => incident.Code == "message_unreadable");
        desk.TellBooks(new Money(9_999, LiveDesk.Cash.Currency)); // A difference that is not proven yet is no reason to trade on.
        Assert.Equal(TradingState.Quarantined, desk.State.TradingState);
        desk.Advance(TimeSpan.FromSeconds(2));
        desk.TellBooks(LiveDesk.Cash);
        Assert.Equal(TradingState.Active, desk.State.TradingState);
    }

    [Fact]
    public void Report_of_an_order_of_somebody_else_is_passed_over()
    {
        var desk = new LiveDesk().Ready();
        desk.Session.Take(new VenueReport.Accepted(default, ClientOrderId.Create('p', partition: 0, epoch: 1, counter: 0, OrderRole.Working), LiveDesk.Start, UpdateSource.Stream, "1"));
        desk.Flush();
        Assert.Empty(desk.Others.OfType<Effect.Incident>());
    }

    [Fact]
    public void Of_bars_that_closed_meanwhile_a_strategy_decides_on_the_last_one_that_it_had_not_seen()
    {
        var first = new LiveDesk(strategy: BarBuyer.Definition).Ready();
        first.Session.TakeBar(LiveDesk.Bar(0));
        first.Flush();
        Assert.Equal([1], PricesOf(first));
        // Bars 1 to 3 closed while nobody was there.
        var second = new LiveDesk(first.CopyState(), [LiveDesk.Bar(0), LiveDesk.Bar(1), LiveDesk.Bar(2), LiveDesk.Bar(3)], BarBuyer.Definition, later: TimeSpan.FromMinutes(3)).Ready();
        Assert.Equal([4], PricesOf(second)); // It has seen all four, and bought at the last.
        // Nothing is bought again at a bar that was bought at.
        var third = new LiveDesk(second.CopyState(), [LiveDesk.Bar(2), LiveDesk.Bar(3)], BarBuyer.Definition, later: TimeSpan.FromMinutes(3.5)).Ready();
        Assert.Empty(PricesOf(third));
        third.Session.TakeBar(LiveDesk.Bar(3)); // By the stream once more.
        third.Session.TakeBar(LiveDesk.Bar(4));
        third.Flush();
        Assert.Equal([5], PricesOf(third));
    }

    [Fact]
    public void Bars_that_come_before_the_venue_has_answered_wait()
    {
        var desk = new LiveDesk(new LiveDesk(strategy: BarBuyer.Definition).Ready().CopyState(), [], BarBuyer.Definition, later: TimeSpan.FromSeconds(40));
        desk.Session.TakeBar(LiveDesk.Bar(1));
        desk.Flush();
        Assert.Empty(PricesOf(desk));
        desk.Ready();
        Assert.Equal([1], PricesOf(desk));
    }

    [Fact]
    public void Time_never_falls()
    {
        var desk = new LiveDesk().Ready();
        desk.Session.MoveTo(LiveDesk.Start - TimeSpan.FromSeconds(5));
        Assert.Equal(LiveDesk.Start, desk.Session.CommandTime);
    }

    // A bar's number is the price that it is bought at.
    private static IEnumerable<int> PricesOf(LiveDesk desk) => desk.Requests.OfType<Effect.Submit>().Select(static submit => (int)(submit.Terms.Price!.Value.Value / 1_000));

    private static void Tell(LiveDesk desk, VenueOrder order)
    {
        var asked = desk.Requests.OfType<Effect.Reconcile>().Last();
        desk.Session.Take(new ExecutionInput.BooksAnswered(default, asked.Venue, asked.Number, new VenueBooks([order], [], [LiveDesk.Cash])));
        desk.Flush();
    }
}

/// <summary>Buys at each bar, at as many thousands as it has seen bars.</summary>
internal sealed class BarBuyer : Strategy
{
    private int _bars;

    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "test-bars",
        Title = "Bars",
        Category = "Tests",
        Description = "Buys at each bar.",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => new BarBuyer(),
    };

    public override void OnBar(StrategyContext context, in Bar bar)
    {
        _bars++;
        context.Submit(new OrderRequest { Instrument = context.Instrument.Id, Type = OrderType.Limit, Side = Buy, Quantity = 0.01m, Price = _bars * 1_000 });
    }

    public override void Save(MessageWriter writer) => writer.Number(_bars);

    public override void Restore(ref MessageReader reader) => _bars = (int)reader.Number();
}
