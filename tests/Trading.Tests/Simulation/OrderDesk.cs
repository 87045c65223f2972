using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A desk over random bars, with random orders, lists, amendments and cancels of every kind.</summary>
/// <remarks>With <c>restarts</c>, state and venue are written and read again at random moments, which must change nothing.</remarks>
internal sealed class OrderDesk : TradingDesk
{
    private static readonly FeeSchedule Fees = FeeSchedule.Flat(0.0005m, 0.001m);
    private static readonly Instrument Spot = new(KernelHarness.Btc, 0.01m, 0.001m, Fees) { QuantityMin = 0.002m, NotionalMin = 5 };
    private static readonly Instrument Perpetual = new(InstrumentId.Parse("BTC-USDT-PERP.SIM"), 0.01m, 0.001m, Fees) { QuantityMin = 0.002m, NotionalMin = 5 };

    private readonly Chance _restarts;
    private readonly bool _restartsOften;
    private readonly DeskOrders _orders;
    private SimulatedVenue _venue;

    public OrderDesk(int seed, bool restarts, bool isPerpetual = false)
        : this(new Chance(seed), seed, restarts, isPerpetual)
    {
    }

    private OrderDesk(Chance chance, int seed, bool restarts, bool isPerpetual)
        : base(chance, isPerpetual ? Perpetual : Spot, OptionsOf(chance, seed, isPerpetual), isPerpetual ? 1_000 : chance.Of(1_000_000, 1_000_000, 40_000))
    {
        _restarts = new Chance(seed + 7_919);
        _restartsOften = restarts;
        _orders = new DeskOrders(chance, Market, Options.AccountKind == AccountKind.Cash, lot: 0.005m, lotsMax: 400, isPerpetual ? 8 : 24);
        _venue = new SimulatedVenue(Market, Simulation, VenueBooks.Cash);
        Begin(_venue);
    }

    protected override VenueCore Venue => _venue;

    public void Run(BarTable bars)
    {
        var bound = bars.Bind(Market);
        for (var index = 0; index < bound.Count; index++)
        {
            var input = new BarClosed(0, bound[index]);
            _venue.Begin(in input.Bar);
            RunUntil(input.Bar.CloseTime);
            See(input);
            if (Kernel.Equity <= 100)
                Pay(1_000, BalanceReason.Deposit);
            for (var actions = Chance.Below(4); actions > 0; actions--)
                Do(_orders.Next(Kernel.State.OpenOrders, input.Bar.Close.Value, Now));
            RunUntil(input.Bar.CloseTime);
            if (_restartsOften && _restarts.Below(3) == 0)
                Restart();
        }
        Drain();
    }

    private static SimulationOptions OptionsOf(Chance chance, int seed, bool isPerpetual) => new()
    {
        AccountKind = isPerpetual ? AccountKind.Margin : chance.Of(AccountKind.Cash, AccountKind.Margin),
        Leverage = isPerpetual ? 50 : 3,
        MaintenanceRate = 0.018m,
        Participation = chance.Of<decimal?>(null, 0.1m, 0.02m, 0.02m, 0.0000001m),
        Latency = TimeSpan.FromMilliseconds(chance.Of(0, 0, 700, 21_000)),
        CancelLatency = chance.Of<TimeSpan?>(null, null, TimeSpan.FromMilliseconds(1_500)),
        AmendLatency = chance.Of<TimeSpan?>(null, null, TimeSpan.FromMilliseconds(90)),
        Path = chance.Of(BarPathRule.Adaptive, BarPathRule.HighFirst, BarPathRule.LowFirst),
        LimitFill = chance.Of(LimitFill.Strict, LimitFill.Touch),
        Fill = chance.Of(FillTiming.NextOpen, FillTiming.NextOpen, FillTiming.Close),
        Features = DeskVenues.Of(seed),
        FeeCurrency = !isPerpetual && seed % 3 == 2 ? FeeCurrency.Received : FeeCurrency.Quote,
    };

    private void Begin(SimulatedVenue venue)
    {
        _venue = venue;
        _venue.UnlinkedStopOf = Kernel.UnlinkedStopOf;
        Attach(_venue);
    }

    private void Restart()
    {
        var writer = new MessageWriter();
        Kernel.State.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        var state = KernelState.Read(Options, ref reader);
        Assert.Equal(Kernel.State.Hash(), state.Hash());
        var price = Kernel.Market.PriceOf(0)!.Value;
        Kernel = new Kernel(Options, state);
        Kernel.Market.Set(0, Market.ToPrice(price, GridRounding.Exact), Now);
        writer.Clear();
        _venue.Save(writer);
        reader = new MessageReader(writer.Written);
        var venue = new SimulatedVenue(Market, Simulation, cash: 0);
        venue.Restore(ref reader);
        Begin(venue);
    }
}
