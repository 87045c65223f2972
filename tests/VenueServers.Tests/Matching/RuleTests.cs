using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.VenueServers.Tests.MatchingDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>In what venues differ: post-only orders that would take, orders that meet their own account's, names, and amendments below what has filled.</summary>
public sealed class RuleTests
{
    private readonly MatchingDesk _desk = new(new LoopbackRules { RefusesTakingPostOnly = false });

    [Fact]
    public void A_post_only_order_that_would_take_is_taken_and_ends_at_once_where_the_venue_does_so()
    {
        _desk.Place(account: null, Sell, 1, 100);
        var ask = _desk.Ask(_desk.Ann, Buy, 1, 100);
        var order = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { IsPostOnly = true } }));
        Assert.Equal((LoopbackOrderStatus.Expired, "post_only_would_take", 0m), (order.Status, order.EndReason, order.Filled));
        Assert.Equal([LoopbackHappening.Accepted, LoopbackHappening.Expired], _desk.HappenedTo(order));
        Assert.Equal(new LoopbackBalance(10_000, 0), _desk.Ann.BalanceOf(Usdt));
    }

    [Fact]
    public void A_post_only_order_is_not_amended_so_that_it_would_take()
    {
        _desk.Place(account: null, Sell, 1, 100);
        var ask = _desk.Ask(_desk.Ann, Buy, 1, 99);
        var order = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { IsPostOnly = true } }));
        Assert.Equal(LoopbackRefusal.WouldTake, RefusalOf(_desk.Venue.Amend(order, null, _desk.Spot.Instrument.ToPrice(100, GridRounding.Exact), null)));
        Assert.True(order.IsOpen);
    }

    [Theory]
    [InlineData("Allowed", 1, "Filled", "Filled")]
    [InlineData("EndsMaker", 0, "Open", "Expired")]
    [InlineData("EndsTaker", 0, "Expired", "Open")]
    [InlineData("EndsBoth", 0, "Expired", "Expired")]
    public void An_order_meets_one_of_its_own_account(string rule, int filled, string taker, string maker)
    {
        var resting = _desk.Place(_desk.Ann, Sell, 1, 100);
        var order = OrderOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1, 100) with { SelfTrade = Enum.Parse<SelfTradeRule>(rule) }));
        Assert.Equal((filled, taker, maker), (order.Filled, order.Status.ToString(), resting.Status.ToString()));
    }

    [Fact]
    public void What_stands_behind_ones_own_order_is_taken_once_that_has_ended()
    {
        var own = _desk.Place(_desk.Ann, Sell, 1, 100);
        _desk.Place(_desk.Bob, Sell, 1, 100);
        var order = OrderOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1, 100) with { SelfTrade = SelfTradeRule.EndsMaker }));
        Assert.Equal((LoopbackOrderStatus.Expired, "self_trade"), (own.Status, own.EndReason));
        Assert.Equal(1, order.Filled);
    }

    [Fact]
    public void Ones_own_orders_are_nothing_that_fills_or_kills()
    {
        _desk.Place(_desk.Ann, Sell, 1, 100);
        _desk.Place(_desk.Bob, Sell, 1, 101);
        var ask = _desk.Ask(_desk.Ann, Buy, 2, 101);
        var order = OrderOf(_desk.Venue.Place(ask with { Terms = ask.Terms with { TimeInForce = TimeInForce.Fok }, SelfTrade = SelfTradeRule.EndsMaker }));
        Assert.Equal((0m, "fill_or_kill_not_filled"), (order.Filled, order.EndReason));
    }

    [Fact]
    public void Orders_without_a_name_are_not_the_same()
    {
        var unnamed = _desk.Ask(_desk.Ann, Buy, 1, 50) with { ClientId = "" };
        OrderOf(_desk.Venue.Place(unnamed));
        OrderOf(_desk.Venue.Place(unnamed));
        Assert.Equal(LoopbackRefusal.ClientIdTaken, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 1, 50) with { ClientId = _desk.Place(_desk.Ann, Buy, 1, 50).ClientId })));
    }

    [Fact]
    public void An_order_that_is_to_be_for_no_more_than_has_filled_counts_as_filled()
    {
        var order = _desk.Place(_desk.Ann, Buy, 2, 100);
        _desk.Place(_desk.Bob, Sell, 1, 100);
        _desk.Venue.Complete(order);
        Assert.Equal((LoopbackOrderStatus.Filled, 1m, 0L), (order.Status, order.Filled, _desk.Spot.Bids.LotsAt(100)));
        Assert.Equal(new LoopbackBalance(9_900, 0), _desk.Ann.BalanceOf(Usdt));
        Assert.Equal(LoopbackHappening.Amended, _desk.HappenedTo(order)[^1]);
    }

    [Fact]
    public void A_cancel_tells_its_reason()
    {
        var order = _desk.Place(_desk.Ann, Buy, 1, 100);
        Assert.Null(_desk.Venue.Cancel(order, "by_clock"));
        Assert.Equal((LoopbackOrderStatus.Canceled, "by_clock"), (order.Status, order.EndReason));
    }

    [Fact]
    public void Whoever_acts_when_all_is_told_acts_on_what_there_is_then()
    {
        _desk.Place(account: null, Sell, 2, 100);
        var hasAnswered = false;
        _desk.Venue.Listen(happened =>
        {
            if (happened is not LoopbackEvent.Settled || hasAnswered || _desk.Spot.PrintCount == 0)
                return;
            hasAnswered = true;
            _desk.Place(_desk.Bob, Buy, 1, 100);
        });
        var order = _desk.Place(_desk.Ann, Buy, 1, 100);
        Assert.Equal((1m, 1m), (order.Filled, Assert.Single(_desk.Bob.Orders).Filled));
        Assert.Null(_desk.Spot.Asks.Best);
    }
}
