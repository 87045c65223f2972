using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.VenueServers.Tests.MatchingDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>What an account has and holds back, before, while and after it trades.</summary>
public sealed class BalanceTests
{
    private readonly MatchingDesk _desk = new();

    [Fact]
    public void An_order_that_rests_holds_back_what_it_may_need()
    {
        var buy = _desk.Place(_desk.Ann, Buy, 2, 100);
        _desk.Place(_desk.Ann, Sell, 3, 120);
        Assert.Equal(new LoopbackBalance(9_800, 200), _desk.Ann.BalanceOf(Usdt));
        Assert.Equal(new LoopbackBalance(7, 3), _desk.Ann.BalanceOf(Btc));
        _desk.Venue.Cancel(buy);
        Assert.Equal(new LoopbackBalance(10_000, 0), _desk.Ann.BalanceOf(Usdt));
    }

    [Fact]
    public void A_fill_pays_its_own_price_and_takes_the_fee_of_what_it_brings()
    {
        var maker = _desk.Place(_desk.Bob, Sell, 1, 100);
        _desk.Place(_desk.Ann, Buy, 3, 105);
        // Ann pays 100 and gets 1 less 0.2 %; her rest holds back 2 x 105.
        Assert.Equal(new LoopbackBalance(9_690, 210), _desk.Ann.BalanceOf(Usdt));
        Assert.Equal(new LoopbackBalance(10.998m, 0), _desk.Ann.BalanceOf(Btc));
        // Bob gets 100 less 0.1 %.
        Assert.Equal(new LoopbackBalance(10_099.9m, 0), _desk.Bob.BalanceOf(Usdt));
        Assert.Equal(new LoopbackBalance(9, 0), _desk.Bob.BalanceOf(Btc));
        Assert.Equal(new Money(0.1m, Usdt), maker.Fills[0].Fee);
    }

    [Fact]
    public void Where_fees_are_in_quote_they_are_held_back_too()
    {
        var desk = new MatchingDesk(new LoopbackRules { TakesFeesInQuote = true });
        desk.Place(desk.Ann, Buy, 1, 100);
        Assert.Equal(new LoopbackBalance(9_899.8m, 100.2m), desk.Ann.BalanceOf(Usdt)); // 100 and 0.2 % of it.
        desk.Place(desk.Bob, Sell, 1, 100);
        Assert.Equal(new LoopbackBalance(9_899.9m, 0), desk.Ann.BalanceOf(Usdt)); // It was the maker: 0.1 %.
        Assert.Equal(11, desk.Ann.BalanceOf(Btc).Free);
    }

    [Fact]
    public void More_than_is_free_is_refused()
    {
        _desk.Place(_desk.Ann, Buy, 60, 100);
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 41, 100))));
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Sell, 10.1m, 120))));
        Assert.IsType<LoopbackAnswer.Taken>(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 40, 100)));
    }

    [Fact]
    public void A_market_order_must_pay_what_the_book_asks()
    {
        _desk.Place(account: null, Sell, 50, 100);
        _desk.Place(account: null, Sell, 50, 200);
        // 50 at 100 and 26 at 200 are 10,200.
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 76))));
        var order = _desk.Place(_desk.Ann, Buy, 75);
        Assert.Equal((75m, 10_000m), (order.Filled, order.FilledQuote));
        Assert.Equal(default, _desk.Ann.BalanceOf(Usdt));
    }

    [Fact]
    public void An_amendment_holds_back_the_difference_and_is_refused_where_that_is_not_there()
    {
        var order = _desk.Place(_desk.Ann, Buy, 50, 100);
        var grid = _desk.Spot.Instrument;
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Amend(order, grid.ToQuantity(101, GridRounding.Exact), null, null)));
        OrderOf(_desk.Venue.Amend(order, grid.ToQuantity(100, GridRounding.Exact), null, null));
        Assert.Equal(new LoopbackBalance(0, 10_000), _desk.Ann.BalanceOf(Usdt));
    }

    [Fact]
    public void What_changed_is_told_after_what_happened()
    {
        _desk.Place(account: null, Sell, 1, 100);
        _desk.Told.Clear();
        var order = _desk.Place(_desk.Ann, Buy, 1, 100);
        Assert.Equal(
            [
                typeof(LoopbackEvent.OrderChanged), typeof(LoopbackEvent.BalancesChanged), typeof(LoopbackEvent.Printed), typeof(LoopbackEvent.OrderChanged),
                typeof(LoopbackEvent.BalancesChanged), typeof(LoopbackEvent.BookChanged), typeof(LoopbackEvent.Settled),
            ],
            _desk.Told.Select(told => told.GetType()));
        Assert.Equal([Btc, Usdt], _desk.Told.OfType<LoopbackEvent.BalancesChanged>().Last().Currencies);
        Assert.Equal([LoopbackHappening.Accepted, LoopbackHappening.Filled], _desk.HappenedTo(order));
    }

    [Fact]
    public void A_market_order_that_is_to_bring_quote_currency_sells_no_more_than_there_is()
    {
        _desk.Place(account: null, Buy, 8, 100);
        _desk.Place(account: null, Buy, 8, 90);
        // For 800 go 8, for 180 more 2: all ten. For 189 it would be 10.1.
        var most = _desk.Ask(_desk.Ann, Sell, 1_000);
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(most with { QuoteQuantity = 989 })));
        var order = OrderOf(_desk.Venue.Place(most with { QuoteQuantity = 980 }));
        Assert.Equal((10m, 980m), (order.Filled, order.FilledQuote));
        Assert.Equal(new LoopbackBalance(0, 0), _desk.Ann.BalanceOf(Btc));
    }

    [Fact]
    public void A_market_order_may_be_to_bring_more_quote_currency_than_can_be_counted_in_lots()
    {
        _desk.Place(account: null, Buy, 3, 100);
        var order = OrderOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Sell, 1_000) with { QuoteQuantity = 99_999_999_999_999_999_999m }));
        Assert.Equal((3m, LoopbackOrderStatus.Expired), (order.Filled, order.Status));
    }
}
