using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.VenueServers.Tests.MatchingDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Venues that accept an order before it meets the book, orders that hold nothing back until they are triggered, and what is deferred.</summary>
public sealed class AcceptedFirstTests
{
    private readonly MatchingDesk _desk = new(new LoopbackRules { AcceptsBeforeMatching = true, RefusesHitTriggers = false });

    [Fact]
    public void What_must_not_take_and_would_is_accepted_and_ended()
    {
        _desk.Place(account: null, Sell, 1, 100);
        var ask = _desk.Ask(_desk.Ann, Buy, 1, 100);
        var order = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { IsPostOnly = true } }));
        Assert.Equal((LoopbackOrderStatus.Expired, "post_only_would_take", 0m), (order.Status, order.EndReason, order.Filled));
        Assert.Equal([LoopbackHappening.Accepted, LoopbackHappening.Expired], _desk.HappenedTo(order));
        Assert.Equal(new LoopbackBalance(10_000, 0), _desk.Ann.BalanceOf(Usdt));
    }

    [Fact]
    public void A_market_order_that_nobody_is_there_for_is_accepted_and_ended()
    {
        var order = _desk.Place(_desk.Ann, Buy, 1);
        Assert.Equal((LoopbackOrderStatus.Expired, "no_liquidity"), (order.Status, order.EndReason));
    }

    [Fact]
    public void A_market_order_by_value_tells_that_its_rest_buys_nothing()
    {
        _desk.Place(account: null, Sell, 10, 70);
        var ask = _desk.Ask(_desk.Ann, Buy, 100);
        var order = OrderOf(_desk.Venue.Place(ask with { QuoteQuantity = 100 })); // 1.4 at 70 are 98; 2 buy less than 0.1.
        Assert.Equal((1.4m, LoopbackOrderStatus.Expired, "quote_spent"), (order.Filled, order.Status, order.EndReason));
    }

    [Fact]
    public void Orders_without_a_name_are_not_alike()
    {
        var desk = new MatchingDesk(new LoopbackRules { ClientIds = ClientIdRule.Ever });
        foreach (var name in new[] { "", "", "a" })
            Assert.IsType<LoopbackAnswer.Taken>(desk.Venue.Place(desk.Ask(desk.Ann, Buy, 1, 50) with { ClientId = name }));
        Assert.Equal(LoopbackRefusal.ClientIdTaken, RefusalOf(desk.Venue.Place(desk.Ask(desk.Ann, Buy, 1, 50) with { ClientId = "a" })));
    }

    [Fact]
    public void What_holds_nothing_back_must_be_payable_once_it_is_triggered()
    {
        _desk.Print(100);
        var ask = _desk.Stop(_desk.Ann, Buy, 60, 110, price: 111) with { HoldsOnceTriggered = true };
        var (first, second) = (OrderOf(_desk.Venue.Place(ask)), OrderOf(_desk.Venue.Place(ask with { ClientId = "second" })));
        Assert.Equal(new LoopbackBalance(10_000, 0), _desk.Ann.BalanceOf(Usdt));
        _desk.Print(110);
        // 60 at 111 are 6,660 of 10,000: the second is too much.
        Assert.Equal((LoopbackOrderStatus.Open, LoopbackOrderStatus.Expired, "balance_insufficient"), (first.Status, second.Status, second.EndReason));
        Assert.Equal(new LoopbackBalance(3_340, 6_660), _desk.Ann.BalanceOf(Usdt));
    }

    [Fact]
    public void A_trigger_that_holds_nothing_back_does_not_count_for_what_equity_carries()
    {
        _desk.Print(100, _desk.Perpetual);
        var ask = _desk.Stop(_desk.Ann, Buy, 500, 110, market: _desk.Perpetual) with { HoldsOnceTriggered = true };
        var stop = OrderOf(_desk.Venue.Place(ask));
        _desk.Place(_desk.Ann, Buy, 400, 90, _desk.Perpetual);
        _desk.Print(110, _desk.Perpetual);
        // 900 at 110 are 99,000, but equity carries 10,000 x 5.
        Assert.Equal((LoopbackOrderStatus.Expired, "balance_insufficient"), (stop.Status, stop.EndReason));
    }

    [Fact]
    public void A_position_may_have_a_leverage_of_its_own()
    {
        _desk.Print(100, _desk.Perpetual);
        _desk.Ann.SetLeverage(_desk.Perpetual, 20);
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 2_000.1m, 90, _desk.Perpetual))));
        _desk.Place(_desk.Ann, Buy, 2_000, 90, _desk.Perpetual); // 10,000 x 20 at 100.
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Bob, Buy, 501, 90, _desk.Perpetual))));
    }

    [Fact]
    public void An_amendment_is_no_more_than_equity_carries_beside_what_has_filled()
    {
        _desk.Place(account: null, Sell, 100, 100, _desk.Perpetual);
        var order = _desk.Place(_desk.Ann, Buy, 300, 100, _desk.Perpetual); // 100 of it fill; 10,000 x 5 carry 500, but the fee is 20.
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(Amend(500)));
        Assert.IsType<LoopbackAnswer.Taken>(Amend(499));

        LoopbackAnswer Amend(decimal quantity) =>
            _desk.Venue.Amend(order, _desk.Perpetual.Instrument.ToQuantity(quantity, GridRounding.Exact), price: null, triggerPrice: null);
    }

    [Fact]
    public void A_fill_says_what_it_closed_and_realized()
    {
        _desk.Place(account: null, Sell, 1, 100, _desk.Perpetual);
        _desk.Place(_desk.Ann, Buy, 1, 100, _desk.Perpetual);
        _desk.Place(account: null, Buy, 3, 130, _desk.Perpetual);
        var order = _desk.Place(_desk.Ann, Sell, 3, 130, _desk.Perpetual);
        Assert.Equal((1m, 30m), (order.Fills[0].Closed, order.Fills[0].RealizedPnl));
    }

    [Fact]
    public void A_rejected_order_is_known_and_was_never_open()
    {
        var order = _desk.Venue.Reject(_desk.Ask(_desk.Ann, Buy, 1, 50), "rejected");
        Assert.Equal((LoopbackOrderStatus.Expired, "rejected"), (order.Status, order.EndReason));
        Assert.Equal((order, 0), (_desk.Ann.FindOrder(order.Number), _desk.Ann.OpenOrders.Count));
        Assert.Equal([LoopbackHappening.Expired], _desk.HappenedTo(order));
        Assert.Empty(_desk.Spot.Depth(Buy, 1));
    }

    [Fact]
    public void What_is_deferred_is_done_once_what_goes_on_has_ended()
    {
        LoopbackOrder? placed = null;
        _desk.Venue.Listen(happened =>
        {
            if (placed is null && happened is LoopbackEvent.OrderChanged { Happened: LoopbackHappening.Filled })
                _desk.Venue.Defer(() => placed = _desk.Place(_desk.Bob, Sell, 1, 120));
        });
        _desk.Place(account: null, Sell, 1, 100);
        _desk.Place(account: null, Sell, 1, 101);
        var taker = _desk.Place(_desk.Ann, Buy, 2, 101);
        Assert.Equal((LoopbackOrderStatus.Filled, LoopbackOrderStatus.Open), (taker.Status, placed!.Status));
        var happened = _desk.Told.OfType<LoopbackEvent.OrderChanged>().Select(static told => told.Order.Number).ToList();
        Assert.True(happened.LastIndexOf(taker.Number) < happened.IndexOf(placed.Number)); // After its second fill, too.
    }

    [Fact]
    public void What_is_deferred_is_done_one_after_the_other()
    {
        var done = new List<string>();
        _desk.Venue.Defer(() =>
        {
            done.Add("first begins");
            _desk.Venue.Defer(() => done.Add("third"));
            _desk.Place(_desk.Bob, Sell, 1, 120); // Settles, too.
            done.Add("first ends");
        });
        _desk.Venue.Defer(() => done.Add("second"));
        _desk.Place(_desk.Ann, Buy, 1, 50);
        Assert.Equal(["first begins", "first ends", "second", "third"], done);
    }

    [Fact]
    public void A_text_may_name_a_spot_market_and_a_perpetual()
    {
        var (spot, perpetual) = (new LoopbackMarket("X", _desk.Spot.Instrument), new LoopbackMarket("X", _desk.Perpetual.Instrument));
        var venue = new LoopbackVenue(new LoopbackRules(), _desk.Time, [perpetual, spot]);
        Assert.Equal((spot, spot), (venue.FindMarket("X"), venue.FindMarket("X", InstrumentKind.Spot)));
        Assert.Equal(perpetual, venue.FindMarket("X", InstrumentKind.Perpetual));
        Assert.Null(venue.FindMarket("Y"));
    }
}
