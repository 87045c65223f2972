using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.VenueServers.Tests;

/// <summary>A seeded market with people in it.</summary>
public sealed class SimulatedFlowTests
{
    private const int Steps = 2_000;

    [Fact]
    public void The_same_seed_makes_the_same_market_and_another_another()
    {
        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Money_is_neither_made_nor_lost_and_the_book_is_that_of_its_orders(ulong seed)
    {
        var desk = new MatchingDesk();
        var flow = new SimulatedFlow(desk.Venue, desk.Spot, price: 50_000, seed);
        var chance = SplitMix64.Stream(seed, "people", 0);
        flow.Begin();
        for (var step = 0; step < Steps; step++)
        {
            flow.Step();
            Act(desk, ref chance);
            Assert.True(desk.Spot.Bids.Best is not { } bid || desk.Spot.Asks.Best is not { } ask || bid.Ticks < ask.Ticks, $"crossed at step {step}");
        }
        foreach (var account in new[] { desk.Ann, desk.Bob })
        {
            var fills = account.Fills;
            Assert.NotEmpty(fills);
            var btc = 10 + fills.Sum(one => one.Order.IsBuy ? one.Fill.Quantity : -one.Fill.Quantity) - FeesOf(account, MatchingDesk.Btc);
            var usdt = 10_000 + fills.Sum(one => (one.Order.IsBuy ? -1 : 1) * one.Fill.Quantity * one.Fill.Price) - FeesOf(account, MatchingDesk.Usdt);
            Assert.Equal((btc, usdt), (account.BalanceOf(MatchingDesk.Btc).Total, account.BalanceOf(MatchingDesk.Usdt).Total));
            Assert.All(account.Balances.Values, balance => Assert.True(balance is { Free: >= 0, Held: >= 0 }, $"{balance}"));
            Assert.All(account.Orders, order => Assert.Equal(order.Filled, order.Fills.Sum(fill => fill.Quantity)));
            Assert.All(account.Orders, order => Assert.True(order.Filled <= order.Terms.Quantity.Value));
            // What is held back is what the open orders need.
            Assert.Equal(account.OpenOrders.Values.Where(order => order.IsBuy).Sum(order => order.Terms.Price!.Value.Value * (order.Terms.Quantity.Value - order.Filled)), account.BalanceOf(MatchingDesk.Usdt).Held);
            Assert.Equal(account.OpenOrders.Values.Where(order => !order.IsBuy).Sum(order => order.Terms.Quantity.Value - order.Filled), account.BalanceOf(MatchingDesk.Btc).Held);
        }
        AssertBookIsToldWhole(desk);
    }

    private static decimal FeesOf(LoopbackAccount account, Currency currency) => account.Fills.Where(one => one.Fill.Fee.Currency == currency).Sum(one => one.Fill.Fee.Amount);

    private static void Act(MatchingDesk desk, ref SplitMix64 chance)
    {
        var account = chance.NextBelow(2) == 0 ? desk.Ann : desk.Bob;
        var side = chance.NextBelow(2) == 0 ? Buy : Sell;
        var price = desk.Spot.LastPrice + (decimal)chance.NextBelow(41) - 20;
        switch (chance.NextBelow(4))
        {
            case 0 when account.OpenOrders.Count > 0:
                desk.Venue.Cancel(account.OpenOrders.First().Value);
                break;
            case 1 when account.OpenOrders.Count > 0:
                desk.Venue.Amend(account.OpenOrders.Last().Value, quantity: null, desk.Spot.Instrument.ToPrice(price, GridRounding.Exact), triggerPrice: null);
                break;
            default:
                desk.Venue.Place(desk.Ask(account, side, 0.1m, price));
                break;
        }
    }

    // Who keeps only what is told has the same book.
    private static void AssertBookIsToldWhole(MatchingDesk desk)
    {
        var told = new SortedDictionary<(OrderSide Side, decimal Price), decimal>();
        var next = 1L;
        foreach (var change in desk.Told.OfType<LoopbackEvent.BookChanged>())
        {
            Assert.Equal(next, change.First);
            next += change.Levels.Count;
            foreach (var level in change.Levels)
            {
                if (level.Quantity == 0)
                    told.Remove((level.Side, level.Price));
                else
                    told[(level.Side, level.Price)] = level.Quantity;
            }
        }
        var book = desk.Spot.Depth(Buy, int.MaxValue).Concat(desk.Spot.Depth(Sell, int.MaxValue)).ToDictionary(level => (level.Side, level.Price), level => level.Quantity);
        Assert.Equal(book.OrderBy(level => level.Key), told);
    }

    private static List<(decimal, decimal)> Run(ulong seed)
    {
        var desk = new MatchingDesk();
        var flow = new SimulatedFlow(desk.Venue, desk.Spot, price: 50_000, seed);
        flow.Begin();
        for (var step = 0; step < Steps; step++)
            flow.Step();
        Assert.True(desk.Spot.PrintCount > Steps / 4);
        return [.. desk.Spot.Prints.Select(print => (print.Price, print.Quantity))];
    }
}
