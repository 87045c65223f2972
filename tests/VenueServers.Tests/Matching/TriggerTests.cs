using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.VenueServers.Tests.MatchingDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Orders that wait for a price, and lists of which one ends the others.</summary>
public sealed class TriggerTests
{
    private readonly MatchingDesk _desk = new();

    [Fact]
    public void A_stop_waits_for_its_price_and_meets_the_market_then()
    {
        _desk.Print(100);
        _desk.Place(account: null, Buy, 5, 94);
        var stop = OrderOf(_desk.Venue.Place(_desk.Stop(_desk.Ann, Sell, 1, 95)));
        _desk.Print(96);
        Assert.Equal(LoopbackOrderStatus.Untriggered, stop.Status);
        _desk.Print(95);
        Assert.Equal((LoopbackOrderStatus.Filled, 94m), (stop.Status, stop.FilledQuote));
        Assert.Equal([LoopbackHappening.Accepted, LoopbackHappening.Triggered, LoopbackHappening.Filled], _desk.HappenedTo(stop));
    }

    [Fact]
    public void A_stop_limit_rests_at_its_limit_once_it_is_triggered()
    {
        _desk.Print(100);
        var stop = OrderOf(_desk.Venue.Place(_desk.Stop(_desk.Ann, Sell, 1, 95, price: 97)));
        Assert.Equal(new LoopbackBalance(9, 1), _desk.Ann.BalanceOf(Btc));
        _desk.Print(95);
        Assert.Equal((LoopbackOrderStatus.Open, 0m), (stop.Status, stop.Filled));
        Assert.Equal([new LoopbackLevel(Sell, 97, 1)], _desk.Spot.Depth(Sell, 5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_trigger_that_is_hit_already_is_refused_or_acts_at_once(bool refuses)
    {
        var desk = new MatchingDesk(new LoopbackRules { RefusesHitTriggers = refuses });
        desk.Print(100);
        desk.Place(account: null, Buy, 5, 99);
        var answer = desk.Venue.Place(desk.Stop(desk.Ann, Sell, 1, 100));
        if (refuses)
            Assert.Equal(LoopbackRefusal.WouldTrigger, RefusalOf(answer));
        else
            Assert.Equal(LoopbackOrderStatus.Filled, OrderOf(answer).Status);
    }

    [Fact]
    public void A_trailing_stop_follows_the_best_price_from_its_activation_on()
    {
        _desk.Print(100);
        var ask = _desk.Stop(_desk.Ann, Sell, 1, 1);
        var stop = OrderOf(_desk.Venue.Place(ask with
        {
            ActivationPrice = 110,
            Terms = ask.Terms with { Type = OrderType.TrailingStopMarket, TriggerPrice = null, TrailingOffset = 0.1m, TrailingIsFraction = true },
        }));
        _desk.Print(109);
        Assert.Null(stop.TriggerPrice);
        _desk.Print(110);
        Assert.Equal(99, stop.TriggerPrice);
        _desk.Print(125);
        Assert.Equal(112, stop.TriggerPrice); // 112.5, away from the market.
        _desk.Print(113);
        Assert.Equal(LoopbackOrderStatus.Untriggered, stop.Status);
        _desk.Place(account: null, Buy, 1, 111);
        _desk.Print(112);
        Assert.Equal((LoopbackOrderStatus.Filled, 111m), (stop.Status, stop.FilledQuote));
    }

    [Fact]
    public void What_a_trigger_cannot_pay_ends()
    {
        _desk.Print(100);
        _desk.Place(account: null, Sell, 500, 120);
        var stop = OrderOf(_desk.Venue.Place(_desk.Stop(_desk.Ann, Buy, 90, 109))); // 9,810 at its trigger, 10,800 in the book.
        Assert.Equal(new LoopbackBalance(190, 9_810), _desk.Ann.BalanceOf(Usdt));
        _desk.Print(109);
        Assert.Equal((LoopbackOrderStatus.Expired, "balance_insufficient", 0m), (stop.Status, stop.EndReason, stop.Filled));
        Assert.Equal(new LoopbackBalance(10_000, 0), _desk.Ann.BalanceOf(Usdt));
    }

    [Fact]
    public void Of_a_list_the_one_that_fills_ends_the_other()
    {
        _desk.Print(100);
        var (list, _) = _desk.Venue.PlaceList("pair", [_desk.Ask(_desk.Ann, Sell, 1, 110), _desk.Stop(_desk.Ann, Sell, 1, 90, price: 89)]);
        Assert.Equal(new LoopbackBalance(9, 1), _desk.Ann.BalanceOf(Btc)); // Once for both.
        _desk.Place(account: null, Buy, 0.4m, 110);
        Assert.Equal((0.4m, LoopbackOrderStatus.Open, LoopbackOrderStatus.Expired), (list!.Orders[0].Filled, list.Orders[0].Status, list.Orders[1].Status));
        Assert.Equal(new LoopbackBalance(9, 0.6m), _desk.Ann.BalanceOf(Btc));
        Assert.Equal("list_ended", list.Orders[1].EndReason);
    }

    [Fact]
    public void Of_a_list_the_one_that_is_triggered_ends_the_other()
    {
        _desk.Print(100);
        var (list, _) = _desk.Venue.PlaceList("pair", [_desk.Ask(_desk.Ann, Sell, 1, 110), _desk.Stop(_desk.Ann, Sell, 1, 90, price: 92)]);
        _desk.Print(90);
        Assert.Equal((LoopbackOrderStatus.Expired, LoopbackOrderStatus.Open), (list!.Orders[0].Status, list.Orders[1].Status));
        Assert.Equal(new LoopbackBalance(9, 1), _desk.Ann.BalanceOf(Btc));
        Assert.Equal([new LoopbackLevel(Sell, 92, 1)], _desk.Spot.Depth(Sell, 5));
    }

    [Fact]
    public void Of_a_list_one_that_is_canceled_ends_all_and_one_that_is_refused_refuses_all()
    {
        _desk.Print(100);
        var (list, _) = _desk.Venue.PlaceList("pair", [_desk.Ask(_desk.Ann, Sell, 1, 110), _desk.Stop(_desk.Ann, Sell, 1, 90, price: 89)]);
        _desk.Venue.Cancel(list!.Orders[1]);
        Assert.All(list.Orders, order => Assert.Equal(LoopbackOrderStatus.Canceled, order.Status));
        Assert.Equal(new LoopbackBalance(10, 0), _desk.Ann.BalanceOf(Btc));
        var (none, refused) = _desk.Venue.PlaceList("pair", [_desk.Ask(_desk.Ann, Sell, 1, 110), _desk.Stop(_desk.Ann, Sell, 11, 90, price: 89)]);
        Assert.Null(none);
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, refused!.Refusal);
        Assert.Empty(_desk.Ann.OpenOrders);
    }

    [Fact]
    public void One_trigger_may_lead_to_the_next()
    {
        _desk.Print(100);
        _desk.Place(account: null, Buy, 1, 94);
        _desk.Place(account: null, Buy, 1, 90);
        var first = OrderOf(_desk.Venue.Place(_desk.Stop(_desk.Ann, Sell, 1, 95)));
        var second = OrderOf(_desk.Venue.Place(_desk.Stop(_desk.Bob, Sell, 1, 94)));
        _desk.Print(95);
        Assert.Equal((94m, 90m), (first.FilledQuote, second.FilledQuote));
    }
}
