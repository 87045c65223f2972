using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.VenueServers.Tests.MatchingDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Who trades with whom, how much and at which price.</summary>
public sealed class MatchingTests
{
    private readonly MatchingDesk _desk = new();

    [Fact]
    public void The_best_price_trades_first_and_at_one_price_who_came_first()
    {
        var worse = _desk.Place(_desk.Bob, Sell, 1, 102);
        var first = _desk.Place(_desk.Bob, Sell, 1, 101);
        var second = _desk.Place(_desk.Bob, Sell, 1, 101);
        var taker = _desk.Place(_desk.Ann, Buy, 2.5m, 105);
        Assert.Equal([(101m, 1m), (101m, 1m), (102m, 0.5m)], taker.Fills.Select(fill => (fill.Price, fill.Quantity)));
        Assert.Equal([LoopbackOrderStatus.Filled, LoopbackOrderStatus.Filled, LoopbackOrderStatus.Open, LoopbackOrderStatus.Filled], [first.Status, second.Status, worse.Status, taker.Status]);
        Assert.Equal(0.5m, worse.Filled);
        Assert.Equal(first.Fills[0].TradeNumber, taker.Fills[0].TradeNumber);
        Assert.Equal((Liquidity.Maker, Liquidity.Taker), (first.Fills[0].Liquidity, taker.Fills[0].Liquidity));
    }

    [Fact]
    public void What_does_not_trade_rests()
    {
        _desk.Place(_desk.Bob, Sell, 1, 101);
        var order = _desk.Place(_desk.Ann, Buy, 3, 101);
        Assert.Equal((1m, LoopbackOrderStatus.Open), (order.Filled, order.Status));
        Assert.Equal([new LoopbackLevel(Buy, 101, 2)], _desk.Spot.Depth(Buy, 5));
        Assert.Empty(_desk.Spot.Depth(Sell, 5));
    }

    [Theory]
    [InlineData(TimeInForce.Ioc, 1, "immediate_or_cancel_rest")]
    [InlineData(TimeInForce.Fok, 0, "fill_or_kill_not_filled")]
    public void What_must_not_rest_ends(TimeInForce timeInForce, int filled, string reason)
    {
        _desk.Place(_desk.Bob, Sell, 1, 101);
        var ask = _desk.Ask(_desk.Ann, Buy, 3, 101);
        var order = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { TimeInForce = timeInForce } }));
        Assert.Equal((filled, LoopbackOrderStatus.Expired, reason), (order.Filled, order.Status, order.EndReason));
        Assert.Empty(_desk.Spot.Depth(Buy, 5));
    }

    [Fact]
    public void Fill_or_kill_fills_over_several_prices_and_hidden_parts()
    {
        var iceberg = _desk.Ask(_desk.Bob, Sell, 2, 101);
        _desk.Venue.Place(iceberg with { Terms = iceberg.Terms with { DisplayQuantity = _desk.Spot.Instrument.ToQuantity(0.5m, GridRounding.Exact) } });
        _desk.Place(_desk.Bob, Sell, 1, 102);
        var ask = _desk.Ask(_desk.Ann, Buy, 3, 102);
        var order = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { TimeInForce = TimeInForce.Fok } }));
        Assert.Equal((3m, LoopbackOrderStatus.Filled, 304m), (order.Filled, order.Status, order.FilledQuote));
    }

    [Fact]
    public void Post_only_is_refused_where_it_would_take()
    {
        _desk.Place(_desk.Bob, Sell, 1, 101);
        var ask = _desk.Ask(_desk.Ann, Buy, 1, 101);
        Assert.Equal(LoopbackRefusal.WouldTake, RefusalOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { IsPostOnly = true } })));
        var below = _desk.Ask(_desk.Ann, Buy, 1, 100);
        Assert.Equal(LoopbackOrderStatus.Open, OrderOf(_desk.Venue.Place(below with { Terms = below.Terms with { IsPostOnly = true } })).Status);
    }

    [Fact]
    public void Of_an_iceberg_a_part_is_shown_and_the_next_part_stands_last()
    {
        var ask = _desk.Ask(_desk.Bob, Sell, 2, 101);
        var iceberg = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { DisplayQuantity = _desk.Spot.Instrument.ToQuantity(0.5m, GridRounding.Exact) } }));
        var other = _desk.Place(_desk.Bob, Sell, 1, 101);
        Assert.Equal([new LoopbackLevel(Sell, 101, 1.5m)], _desk.Spot.Depth(Sell, 5));
        _desk.Place(_desk.Ann, Buy, 1, 101);
        // 0.5 of what it showed, then 0.5 of the other, which stood before its next part.
        Assert.Equal((0.5m, 0.5m), (iceberg.Filled, other.Filled));
        Assert.Equal([new LoopbackLevel(Sell, 101, 1)], _desk.Spot.Depth(Sell, 5));
    }

    [Fact]
    public void A_market_order_takes_what_there_is_and_the_rest_ends()
    {
        _desk.Place(_desk.Bob, Sell, 1, 101);
        var order = _desk.Place(_desk.Ann, Buy, 3);
        Assert.Equal((1m, LoopbackOrderStatus.Expired), (order.Filled, order.Status));
        Assert.Equal(LoopbackRefusal.NoLiquidity, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1))));
    }

    [Fact]
    public void A_market_order_by_quote_buys_what_that_pays_for()
    {
        _desk.Place(_desk.Bob, Sell, 1, 100);
        _desk.Place(_desk.Bob, Sell, 1, 110);
        var ask = _desk.Ask(_desk.Ann, Buy, 10);
        // 100 for the first; of the 50 left, 0.4 at 110 is 44, and 0.5 would be 55.
        var order = OrderOf(_desk.Venue.Place(ask with { QuoteQuantity = 150 }));
        Assert.Equal((1.4m, 144m), (order.Filled, order.FilledQuote));
    }

    [Fact]
    public void An_amendment_to_less_keeps_the_place_and_another_does_not()
    {
        var first = _desk.Place(_desk.Bob, Sell, 2, 101);
        var second = _desk.Place(_desk.Bob, Sell, 2, 101);
        OrderOf(_desk.Venue.Amend(first, _desk.Spot.Instrument.ToQuantity(1, GridRounding.Exact), price: null, triggerPrice: null));
        Assert.Equal([new LoopbackLevel(Sell, 101, 3)], _desk.Spot.Depth(Sell, 5));
        _desk.Place(_desk.Ann, Buy, 0.5m, 101);
        Assert.Equal((0.5m, 0m), (first.Filled, second.Filled));
        OrderOf(_desk.Venue.Amend(first, _desk.Spot.Instrument.ToQuantity(3, GridRounding.Exact), price: null, triggerPrice: null));
        _desk.Place(_desk.Ann, Buy, 0.5m, 101);
        Assert.Equal((0.5m, 0.5m), (first.Filled, second.Filled));
        Assert.Equal([new LoopbackLevel(Sell, 101, 4)], _desk.Spot.Depth(Sell, 5)); // 2.5 and 1.5 are left.
    }

    [Fact]
    public void An_amendment_may_trade()
    {
        _desk.Place(_desk.Bob, Sell, 1, 105);
        var order = _desk.Place(_desk.Ann, Buy, 1, 100);
        OrderOf(_desk.Venue.Amend(order, quantity: null, _desk.Spot.Instrument.ToPrice(105, GridRounding.Exact), triggerPrice: null));
        Assert.Equal((LoopbackOrderStatus.Filled, 105m), (order.Status, order.FilledQuote));
    }

    [Fact]
    public void An_amendment_below_what_filled_or_to_the_same_is_refused()
    {
        var order = _desk.Place(_desk.Bob, Sell, 2, 101);
        _desk.Place(_desk.Ann, Buy, 1, 101);
        Assert.Equal(LoopbackRefusal.AmendInvalid, RefusalOf(_desk.Venue.Amend(order, _desk.Spot.Instrument.ToQuantity(1, GridRounding.Exact), null, null)));
        Assert.Equal(LoopbackRefusal.AmendInvalid, RefusalOf(_desk.Venue.Amend(order, _desk.Spot.Instrument.ToQuantity(2, GridRounding.Exact), null, null)));
        Assert.Null(_desk.Venue.Cancel(order));
        Assert.Equal(LoopbackRefusal.OrderClosed, RefusalOf(_desk.Venue.Amend(order, null, _desk.Spot.Instrument.ToPrice(102, GridRounding.Exact), null)));
        Assert.Equal(LoopbackRefusal.OrderClosed, _desk.Venue.Cancel(order));
    }

    [Fact]
    public void What_is_too_small_is_refused()
    {
        Assert.Equal(LoopbackRefusal.NotionalTooSmall, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 0.1m, 99)))); // 9.9.
        Assert.Equal(LoopbackRefusal.QuantityOutOfRange, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 0, 99))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_order_id_is_taken_as_long_as_the_venue_says(bool isForEver)
    {
        var desk = new MatchingDesk(new LoopbackRules { ClientIds = isForEver ? ClientIdRule.Ever : ClientIdRule.AmongOpen });
        var ask = desk.Ask(desk.Ann, Buy, 1, 100);
        var order = OrderOf(desk.Venue.Place(ask));
        Assert.Equal(LoopbackRefusal.ClientIdTaken, RefusalOf(desk.Venue.Place(ask)));
        Assert.Equal(order, Assert.IsType<LoopbackAnswer.Refused>(desk.Venue.Place(ask)).Order);
        desk.Venue.Cancel(order);
        Assert.Equal(!isForEver, desk.Venue.Place(ask) is LoopbackAnswer.Taken);
        // Another account may use it.
        Assert.IsType<LoopbackAnswer.Taken>(desk.Venue.Place(ask with { Account = desk.Bob }));
    }

    [Fact]
    public void What_comes_to_its_date_ends()
    {
        var ask = _desk.Ask(_desk.Ann, Buy, 1, 100);
        var date = new UnixNanos(_desk.Venue.Now.Value + 1_000_000_000);
        var order = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { TimeInForce = TimeInForce.Gtd, ExpireTime = date } }));
        _desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LoopbackRefusal.OrderClosed, _desk.Venue.Cancel(order));
        Assert.Equal(LoopbackOrderStatus.Expired, order.Status);
        Assert.Equal([LoopbackHappening.Accepted, LoopbackHappening.Expired], _desk.HappenedTo(order));
    }

    [Fact]
    public void A_halted_market_takes_no_order_and_lets_cancel()
    {
        var order = _desk.Place(_desk.Ann, Buy, 1, 100);
        _desk.Spot.IsHalted = true;
        Assert.Equal(LoopbackRefusal.MarketHalted, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1, 100))));
        Assert.Null(_desk.Venue.Cancel(order));
    }

    [Fact]
    public void Changes_of_the_book_are_told_with_numbers_that_go_on()
    {
        _desk.Place(_desk.Bob, Sell, 1, 101);
        _desk.Place(_desk.Bob, Sell, 1, 102);
        _desk.Place(_desk.Ann, Buy, 2.5m, 102);
        var changes = _desk.Told.OfType<LoopbackEvent.BookChanged>().ToList();
        Assert.Equal([1L, 2L, 3L], changes.Select(change => change.First));
        // The bid that is left, then the asks that went, best first.
        Assert.Equal([new LoopbackLevel(Buy, 102, 0.5m), new LoopbackLevel(Sell, 101, 0), new LoopbackLevel(Sell, 102, 0)], changes[2].Levels);
        Assert.Equal(5, _desk.Spot.UpdateNumber);
    }

    [Fact]
    public void An_order_that_fills_in_parts_fills_as_much_by_more_and_smaller_fills()
    {
        _desk.Place(account: null, Sell, 1, 100);
        _desk.Place(account: null, Sell, 1, 101);
        var order = OrderOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1.2m, 101) with { FillsInParts = true }));
        // Of ten lots at 100 half, of the rest half, and so on: 5, 3 (the greater half of 5), 1, 1; then 1 and 1 of the two at 101.
        Assert.Equal([0.5m, 0.3m, 0.1m, 0.1m, 0.1m, 0.1m], order.Fills.Select(fill => fill.Quantity));
        Assert.Equal((LoopbackOrderStatus.Filled, 1.2m, 120.2m), (order.Status, order.Filled, order.FilledQuote));
    }

    [Fact]
    public void An_order_that_is_renamed_is_found_by_its_new_name_and_its_old_one_is_free()
    {
        var order = OrderOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1, 90) with { ClientId = "old" }));
        _desk.Ann.Rename(order, "new");
        Assert.Equal(order, Assert.Single(_desk.Ann.OrdersOf("new")));
        Assert.Equal(LoopbackRefusal.ClientIdTaken, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1, 90) with { ClientId = "new" })));
        OrderOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1, 90) with { ClientId = "old" }));
    }
}
