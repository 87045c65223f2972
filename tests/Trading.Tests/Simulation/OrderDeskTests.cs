using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>Any sequence of orders, lists, amendments, cancels and bars keeps what money depends on, whatever the venue carries out; see <see cref="TradingDesk"/>.</summary>
public sealed class OrderDeskTests
{
    private static int Seeds => Tier.Pick(quick: 12, full: 600, nightly: 20_000);

    [Fact]
    public void Whatever_is_ordered_money_position_and_what_is_held_back_stay_right()
    {
        var ended = new Dictionary<(OrderType Type, OrderStatus Status), int>();
        var followed = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var desk = new OrderDesk(seed, restarts: false);
            Run(desk, seed);
            foreach (var (what, count) in desk.Ended)
                ended[what] = ended.GetValueOrDefault(what) + count;
            followed += desk.Peers.Followed;
        }
        // Every type came to fill, to be canceled and, where it can, to expire: nothing above holds only because nothing happened.
        foreach (var type in Enum.GetValues<OrderType>())
        {
            Assert.True(ended.GetValueOrDefault((type, OrderStatus.Filled)) > 0, $"no {type} filled");
            Assert.True(ended.GetValueOrDefault((type, OrderStatus.Canceled)) > 0, $"no {type} was canceled");
        }
        Assert.Contains((OrderType.TrailingStopMarket, OrderStatus.Expired), ended.Keys);
        Assert.True(followed > 0, "no order filled after its peer had");
    }

    [Fact]
    public void Whatever_is_ordered_a_liquidation_closes_the_position_and_nothing_else()
    {
        var liquidations = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var desk = new OrderDesk(seed, restarts: false, isPerpetual: true);
            Run(desk, seed);
            liquidations += desk.Events.GetValueOrDefault("liquidation");
        }
        Assert.True(liquidations > 0, "nothing was liquidated");
    }

    [Fact]
    public void Restarts_change_nothing()
    {
        for (var seed = 0; seed < Seeds / 2; seed++)
        {
            using var whole = new OrderDesk(seed, restarts: false);
            using var restarted = new OrderDesk(seed, restarts: true);
            Run(whole, seed);
            Run(restarted, seed);
            Assert.Equal((seed, whole.TradeHash, whole.StateHash), (seed, restarted.TradeHash, restarted.StateHash));
        }
    }

    private static void Run(OrderDesk desk, int seed)
    {
        try
        {
            desk.Run(RandomBars.Make(seed, 120));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"seed {seed}, {DeskVenues.Of(seed)}: {exception.Message}", exception);
        }
    }
}
