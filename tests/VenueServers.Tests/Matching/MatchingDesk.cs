using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.VenueServers.Tests;

/// <summary>A loopback venue with BTC-USDT spot and its perpetual, two accounts, and what it told.</summary>
/// <remarks>Price increment 1, quantity increment 0.1, least notional 10; maker 0.1 %, taker 0.2 %; each account begins with 10,000 USDT and 10 BTC.</remarks>
internal sealed class MatchingDesk
{
    private int _ids;

    public MatchingDesk(LoopbackRules? rules = null)
    {
        Spot = new LoopbackMarket("BTCUSDT", Make("BTC-USDT.BINANCE"));
        Perpetual = new LoopbackMarket("BTCUSDT-PERP", Make("BTC-USDT-PERP.BINANCE"));
        Venue = new LoopbackVenue(rules ?? new LoopbackRules(), Time, [Spot, Perpetual]);
        (Ann, Bob) = (Open("ann"), Open("bob"));
        Venue.Listen(Told.Add);
    }

    public ManualTimeProvider Time { get; } = new();

    public LoopbackVenue Venue { get; }

    public LoopbackMarket Spot { get; }

    public LoopbackMarket Perpetual { get; }

    public LoopbackAccount Ann { get; }

    public LoopbackAccount Bob { get; }

    public List<LoopbackEvent> Told { get; } = [];

    public static Currency Usdt { get; } = Currency.Parse("USDT");

    public static Currency Btc { get; } = Currency.Parse("BTC");

    public static LoopbackOrder OrderOf(LoopbackAnswer answer) => Assert.IsType<LoopbackAnswer.Taken>(answer).Order;

    public static LoopbackRefusal RefusalOf(LoopbackAnswer answer) => Assert.IsType<LoopbackAnswer.Refused>(answer).Refusal;

    /// <summary>What happened to an order, in order.</summary>
    public IReadOnlyList<LoopbackHappening> HappenedTo(LoopbackOrder order) =>
        [.. Told.OfType<LoopbackEvent.OrderChanged>().Where(told => told.Order == order).Select(told => told.Happened)];

    public LoopbackAsk Ask(LoopbackAccount? account, OrderSide side, decimal quantity, decimal? price = null, LoopbackMarket? market = null)
    {
        var grid = (market ?? Spot).Instrument;
        var terms = new OrderTerms
        {
            Instrument = grid.Id,
            Side = side,
            Type = price is null ? OrderType.Market : OrderType.Limit,
            Quantity = grid.ToQuantity(quantity, GridRounding.Exact),
            Price = price is { } limit ? grid.ToPrice(limit, GridRounding.Exact) : null,
        };
        return new LoopbackAsk(account, $"order-{++_ids}", terms);
    }

    public LoopbackAsk Stop(LoopbackAccount account, OrderSide side, decimal quantity, decimal trigger, decimal? price = null, LoopbackMarket? market = null)
    {
        var ask = Ask(account, side, quantity, price, market);
        var type = price is null ? OrderType.StopMarket : OrderType.StopLimit;
        return ask with { Terms = ask.Terms with { Type = type, TriggerPrice = (market ?? Spot).Instrument.ToPrice(trigger, GridRounding.Exact) } };
    }

    public LoopbackOrder Place(LoopbackAccount? account, OrderSide side, decimal quantity, decimal? price = null, LoopbackMarket? market = null) =>
        OrderOf(Venue.Place(Ask(account, side, quantity, price, market)));

    /// <summary>Somebody buys 0.1 at a price from somebody: the market's last price is that.</summary>
    public void Print(decimal price, LoopbackMarket? market = null)
    {
        Place(account: null, Sell, 0.1m, price, market);
        Place(account: null, Buy, 0.1m, price, market);
    }

    private LoopbackAccount Open(string name)
    {
        var account = Venue.Open(new LoopbackAccount(name, secret: "secret"));
        account.Add(new Money(10_000, Usdt));
        account.Add(new Money(10, Btc));
        return account;
    }

    private static Instrument Make(string id) => new(InstrumentId.Parse(id), priceIncrement: 1, quantityIncrement: 0.1m, FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.002m)) { NotionalMin = 10 };
}
