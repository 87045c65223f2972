using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A desk over a random book and its prints: see <see cref="RandomBook"/> and <see cref="BookRules"/>.</summary>
internal sealed class BookDesk : TradingDesk
{
    private static readonly FeeSchedule Fees = FeeSchedule.Flat(0.0005m, 0.001m);
    private static readonly Instrument Spot = new(KernelHarness.Btc, priceIncrement: 1, quantityIncrement: 0.1m, Fees);
    private static readonly Instrument Perpetual = new(InstrumentId.Parse("BTC-USDT-PERP.SIM"), priceIncrement: 1, quantityIncrement: 0.1m, Fees);

    private readonly RandomBook _market;
    private readonly OrderBook _book;
    private readonly BookVenue _venue;
    private readonly DeskOrders _orders;

    public BookDesk(int seed, VenueFeatures features, bool isPerpetual)
        : this(new Chance(seed), features, isPerpetual)
    {
    }

    private BookDesk(Chance chance, VenueFeatures features, bool isPerpetual)
        : base(chance, isPerpetual ? Perpetual : Spot, OptionsOf(chance, features, isPerpetual), isPerpetual ? 600 : chance.Of(1_000_000, 20_000))
    {
        _market = new RandomBook(chance);
        _book = new OrderBook(Market);
        _venue = new BookVenue(_book, Simulation, VenueBooks.Cash);
        _orders = new DeskOrders(chance, Market, Options.AccountKind == AccountKind.Cash, lot: 0.1m, lotsMax: 40, isPerpetual ? 8 : 24);
        Rules = new BookRules(Market, Simulation.LimitFill);
        Attach(_venue);
    }

    public BookRules Rules { get; }

    protected override VenueCore Venue => _venue;

    public void Run(int events)
    {
        for (var index = 0; index < events; index++)
        {
            var happened = _market.Next();
            RunUntil(happened.ReceivedTime);
            Now = happened.ReceivedTime;
            if (Market == Perpetual && Chance.Below(40) == 0)
                PayFunding();
            Apply(in happened);
            Give(in happened);
            if (Kernel.Market.PriceOf(0) is { } last && Chance.Below(2) == 0)
            {
                if (Kernel.Equity <= 60)
                    Pay(600, BalanceReason.Deposit);
                Do(_orders.Next(Kernel.State.OpenOrders, last, Now));
            }
            RunUntil(Now);
        }
        Drain();
    }

    protected override void SeeFill(OrderTerms terms, VenueReport.Filled fill) => Rules.Add(terms, fill);

    protected override void SeeVenue()
    {
        Rules.CheckQueues(_venue);
        // Where the venue would take the position, what is left by the fills and payments so far is just what it needs.
        if (Market == Perpetual && AccountOf(_venue).LiquidationPrice(Simulation.MaintenanceRate) is { } at)
            Assert.Equal(Simulation.MaintenanceRate * Math.Abs(VenueBooks.Position) * at, VenueBooks.EquityAt(at), precision: 12);
    }

    private static SimulationOptions OptionsOf(Chance chance, VenueFeatures features, bool isPerpetual) => new()
    {
        AccountKind = isPerpetual ? AccountKind.Margin : chance.Of(AccountKind.Cash, AccountKind.Margin),
        Leverage = isPerpetual ? 50 : 3,
        MaintenanceRate = 0.018m,
        Latency = TimeSpan.FromMilliseconds(chance.Of(0, 0, 15, 700)),
        CancelLatency = chance.Of<TimeSpan?>(null, null, TimeSpan.FromMilliseconds(1_500)),
        AmendLatency = chance.Of<TimeSpan?>(null, null, TimeSpan.FromMilliseconds(90)),
        LimitFill = chance.Of(LimitFill.Strict, LimitFill.Touch),
        Features = features,
        FeeCurrency = isPerpetual ? FeeCurrency.Quote : chance.Of(FeeCurrency.Quote, FeeCurrency.Received),
    };

    private void Apply(in MarketEvent happened)
    {
        BeginInstant();
        Rules.Begin(in happened);
        _venue.Apply(in happened);
        Rules.End();
        SeeVenue();
        if (happened.Kind == MarketEventKind.Trade && Market == Perpetual && VenueBooks.Position != 0)
            CheckMargin();
        SettleLiquidation();
        RunUntil(Now);
    }

    // A position is taken at the print where its margin is used up, and not before.
    private void CheckMargin()
    {
        var (left, needed) = (VenueBooks.EquityAt(_venue.LastPrice), Simulation.MaintenanceRate * Math.Abs(VenueBooks.Position) * _venue.LastPrice);
        if (_venue.LiquidationTime is null ? left < needed : left > needed + 0.00000001m)
            Assert.Fail($"at {_venue.LastPrice} {left} were left of the {needed} that {VenueBooks.Position} need, and the position was{(_venue.LiquidationTime is null ? " not" : "")} taken");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Account")]
    private static extern SimulatedAccount AccountOf(VenueCore venue);

    private void PayFunding()
    {
        var paid = Currency.Round(_venue.Position * _venue.LastPrice * (Chance.Below(21) - 10) / 10_000m);
        if (paid == 0)
            return;
        Met("funding");
        Pay(-paid, BalanceReason.Funding);
    }

    private void Give(in MarketEvent happened)
    {
        if (happened.Kind is MarketEventKind.BookSnapshot or MarketEventKind.BookDelta)
            See(new BookChanged(0, _book));
        if (happened.Kind != MarketEventKind.Trade)
            return;
        OrderSide? aggressor = happened.Aggressor switch
        {
            TradeAggressor.Buy => OrderSide.Buy,
            TradeAggressor.Sell => OrderSide.Sell,
            _ => null,
        };
        See(new TradeSeen(0, new TradeTick(Now, Now, Market.PriceFromTicks(happened.Ticks), Market.QuantityFromLots(happened.Lots), aggressor, happened.TradeId)));
    }
}
