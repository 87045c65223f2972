using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.VenueServers.Tests.MatchingDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Positions in a perpetual: what they cost, realize and allow.</summary>
public sealed class PerpetualTests
{
    private readonly MatchingDesk _desk = new();

    [Fact]
    public void A_position_is_kept_at_average_cost_and_realizes_what_is_closed()
    {
        Trade(Buy, 1, 100);
        Trade(Buy, 3, 120);
        var position = _desk.Ann.PositionOf(_desk.Perpetual);
        Assert.Equal((4m, 115m), (position.Quantity, position.EntryPrice)); // (100 + 360) / 4.
        Trade(Sell, 6, 125);
        // 4 closed at 10 more each, 2 opened short.
        Assert.Equal((-2m, 125m), (position.Quantity, position.EntryPrice));
        // 10,000 + 40 less fees of 0.2 % of 100, 360 and 750.
        Assert.Equal(new LoopbackBalance(10_037.58m, 0), _desk.Ann.BalanceOf(Usdt));
        Assert.Equal(10, position.PnlAt(120));
    }

    [Fact]
    public void No_more_is_taken_than_equity_carries()
    {
        _desk.Print(100, _desk.Perpetual);
        // 10,000 x 5 is 500 at 100; what rests counts.
        _desk.Place(_desk.Ann, Buy, 300, 90, _desk.Perpetual);
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 201, 90, _desk.Perpetual))));
        Assert.IsType<LoopbackAnswer.Taken>(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 200, 90, _desk.Perpetual)));
        Assert.IsType<LoopbackAnswer.Taken>(_desk.Venue.Place(_desk.Ask(_desk.Ann, Sell, 500, 110, _desk.Perpetual)));
    }

    [Fact]
    public void An_account_sets_how_much_its_equity_carries_in_a_market()
    {
        _desk.Print(100, _desk.Perpetual);
        _desk.Ann.SetLeverage(_desk.Perpetual, 2);
        // 10,000 x 2 is 200 at 100.
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 200.1m, 90, _desk.Perpetual))));
        Assert.IsType<LoopbackAnswer.Taken>(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 200, 90, _desk.Perpetual)));
        Assert.IsType<LoopbackAnswer.Taken>(_desk.Venue.Place(_desk.Ask(_desk.Bob, Buy, 500, 90, _desk.Perpetual))); // Bob has set nothing.
    }

    [Fact]
    public void What_a_position_and_orders_need_is_not_free_for_spot()
    {
        Trade(Buy, 100, 100);
        _desk.Place(_desk.Ann, Buy, 50, 90, _desk.Perpetual);
        // 10,000 less the fee of 20; a fifth of 10,000 is the position's, a fifth of 5,000 the order's.
        Assert.Equal(9_980 - 2_000 - 1_000, _desk.Venue.FreeOf(_desk.Ann, Usdt));
        Assert.Equal(LoopbackRefusal.BalanceInsufficient, RefusalOf(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 69.9m, 100))));
        Assert.IsType<LoopbackAnswer.Taken>(_desk.Venue.Place(_desk.Ask(_desk.Ann, Buy, 69.8m, 100)));
        _desk.Print(91, _desk.Perpetual);
        // 900 are lost: 9,080 less 6,980 held, 1,820 and 910.
        Assert.Equal(9_080 - 6_980 - 1_820 - 910, _desk.Venue.FreeOf(_desk.Ann, Usdt));
    }

    [Fact]
    public void A_fill_says_what_it_realized()
    {
        Trade(Buy, 2, 100);
        Trade(Sell, 3, 110);
        // 2 closed at 10 more each; the third opens.
        Assert.Equal([0m, 20m], _desk.Ann.Fills.Select(static one => one.Fill.RealizedPnl));
    }

    [Fact]
    public void What_only_reduces_takes_no_more_than_there_is()
    {
        Assert.Equal(LoopbackRefusal.NothingToReduce, RefusalOf(_desk.Venue.Place(Reduce(1, 100))));
        Trade(Buy, 1, 100);
        _desk.Place(account: null, Buy, 5, 99, _desk.Perpetual);
        var order = OrderOf(_desk.Venue.Place(Reduce(3, 99)));
        Assert.Equal((1m, LoopbackOrderStatus.Expired), (order.Filled, order.Status));
        Assert.Equal(0, _desk.Ann.PositionOf(_desk.Perpetual).Quantity);
    }

    [Fact]
    public void What_only_reduces_and_rests_ends_once_its_position_has_gone()
    {
        Trade(Buy, 1, 100);
        var order = OrderOf(_desk.Venue.Place(Reduce(1, 110)));
        Trade(Sell, 1, 100);
        var other = _desk.Place(_desk.Bob, Buy, 1, 110, _desk.Perpetual);
        Assert.Equal((0m, LoopbackOrderStatus.Expired), (order.Filled, order.Status));
        Assert.Equal((0m, LoopbackOrderStatus.Open), (other.Filled, other.Status));
    }

    private LoopbackAsk Reduce(decimal quantity, decimal price)
    {
        var ask = _desk.Ask(_desk.Ann, Sell, quantity, price, _desk.Perpetual);
        return ask with { Terms = ask.Terms with { IsReduceOnly = true } };
    }

    private void Trade(OrderSide side, decimal quantity, decimal price)
    {
        _desk.Place(account: null, side == Buy ? Sell : Buy, quantity, price, _desk.Perpetual);
        _desk.Place(_desk.Ann, side, quantity, price, _desk.Perpetual);
    }
}
