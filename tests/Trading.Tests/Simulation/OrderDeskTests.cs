using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>Any sequence of orders, lists, amendments, cancels and bars keeps what money depends on; see <see cref="OrderDesk"/>.</summary>
public sealed class OrderDeskTests
{
    private static int Seeds => Tier.Pick(quick: 60, full: 150, nightly: 20_000);

    [Fact]
    public void Whatever_is_ordered_money_position_and_what_is_held_back_stay_right()
    {
        var ended = new Dictionary<(OrderType Type, OrderStatus Status), int>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var desk = new OrderDesk(seed, restarts: false);
            Run(desk, seed);
            foreach (var (what, count) in desk.Ended)
                ended[what] = ended.GetValueOrDefault(what) + count;
        }
        // Every type came to fill, to be canceled and, where it can, to expire: nothing above holds only because nothing happened.
        foreach (var type in Enum.GetValues<OrderType>())
        {
            Assert.True(ended.GetValueOrDefault((type, OrderStatus.Filled)) > 0, $"no {type} filled");
            Assert.True(ended.GetValueOrDefault((type, OrderStatus.Canceled)) > 0, $"no {type} was canceled");
        }
        Assert.Contains((OrderType.TrailingStopMarket, OrderStatus.Expired), ended.Keys);
    }

    [Fact]
    public void Restarts_change_nothing()
    {
        for (var seed = 0; seed < Seeds; seed++)
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
            throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
        }
    }
}
