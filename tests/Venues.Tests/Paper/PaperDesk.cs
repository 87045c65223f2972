using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Simulation;
using VeloZ.Storage;

namespace VeloZ.Venues.Tests;

/// <summary>A paper account over a market that goes as a test says. Its books are on a disk in memory, which outlives it.</summary>
internal sealed class PaperDesk : VenueDesk
{
    public static readonly Instrument Bitcoin = new(InstrumentId.Parse("BTC-USDT.BINANCE"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0)) { QuantityMin = 0.00001m, NotionalMin = 5, QuantityMax = 9_000 };

    private readonly PaperVenue _venue;
    private readonly IJournal _journal;

    private PaperDesk(ScriptedMarket others, PaperVenue venue, IJournal journal, IExecutionVenue execution, MonotonicClock clock)
    {
        (Others, _venue, _journal, Venue, Clock) = (others, venue, journal, execution, clock);
        Market = others.Market;
    }

    public ScriptedMarket Others { get; }

    public override IExecutionVenue Venue { get; }

    public override IMarketDataSource Data => _venue.MarketData;

    public override VenueMarket Market { get; }

    public override Instrument Listed => Bitcoin;

    public override MonotonicClock Clock { get; }

    public ListeningMarket Told { get; } = new(Bitcoin);

    public static PaperVenueOptions Options { get; } = new()
    {
        Balances = [new Money(1_000_000, Currency.Parse("USDT")), new Money(10, Currency.Parse("BTC"))],
        Fees = FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.002m),
    };

    /// <summary>Opens an account that listens, over a market with a bid at 59,990 and an ask at 60,010, 50 each.</summary>
    /// <param name="options">Null for <see cref="Options"/>.</param>
    /// <param name="disk">Null for a new one.</param>
    /// <param name="instrument">Null for <see cref="Bitcoin"/>.</param>
    /// <param name="time">Null for the system's.</param>
    public static async Task<PaperDesk> OpenAsync(PaperVenueOptions? options = null, SimulatedDisk? disk = null, Instrument? instrument = null, TimeProvider? time = null)
    {
        var clock = new MonotonicClock(time ?? TimeProvider.System);
        var others = new ScriptedMarket(clock, instrument ?? Bitcoin);
        others.Place(OrderSide.Buy, 50, 59_990);
        others.Place(OrderSide.Sell, 50, 60_010);
        var desk = await OpenAsync(others, clock, options, disk);
        desk.Data.Start([new MarketSubscription(Index: 0, others.Market, Interval: null, BarsSince: null)], desk.Told);
        return desk;
    }

    /// <summary>As the other, and the market is not told yet.</summary>
    public static async Task<PaperDesk> OpenAsync(ScriptedMarket others, MonotonicClock clock, PaperVenueOptions? options, SimulatedDisk? disk)
    {
        var journal = OpenJournal(disk ?? new SimulatedDisk(7));
        var venue = new PaperVenue(others, journal, options ?? Options, clock, static () => true);
        var desk = new PaperDesk(others, venue, journal, await venue.OpenAccountAsync([others.Market], leverage: 1, TestContext.Current.CancellationToken), clock);
        desk.Venue.Start(desk.Account);
        await desk.Account.UntilAsync(static told => told.Counts is { Resumed: > 0 } or { Unreadable: > 0 }, TestContext.Current.CancellationToken);
        return desk;
    }

    public static SegmentJournal OpenJournal(SimulatedDisk disk) => SegmentJournal.Open(new SegmentJournalOptions { Folder = "/paper", Clock = TimeProvider.System, SegmentBytes = 1 << 16 }, disk);

    public override void Trade(OrderSide side, decimal quantity, decimal price) => Others.Place(side, quantity, price);

    public override IEnumerable<(decimal Price, decimal Quantity)> Levels(OrderSide side, int max) => Others.Levels(side).Take(max);

    public override int Taken(ClientOrderId id)
    {
        var taken = 0;
        PaperJournal.ReadAsync(_journal, entry => taken += entry is OrderNew added && added.Id == id ? 1 : 0, CancellationToken.None).GetAwaiter().GetResult();
        return taken;
    }

    public override Task FaultedAsync(CancellationToken cancellationToken) => throw Xunit.Sdk.SkipException.ForSkip(NoFaults);

    public override Task PauseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Fault(string faults) => Assert.Skip(NoFaults);

    public override void BreakStream() => Assert.Skip("a paper account tells its orders within the process: there is no stream of them to break");

    public override void PlaceByHand(OrderSide side, decimal quantity, decimal price) => Assert.Skip("a paper account has no other hands than the engine's");

    public override async ValueTask DisposeAsync()
    {
        await Venue.DisposeAsync();
        await Data.DisposeAsync();
        await _venue.DisposeAsync();
    }

    /// <summary>What the books say now.</summary>
    public async Task<VenueBooks> BooksAsync() => (await Venue.ReadBooksAsync([Instrument.Id], since: default, TestContext.Current.CancellationToken))!;

    /// <summary>How much there is of a currency.</summary>
    public async Task<decimal> BalanceAsync(string currency) => (await BooksAsync()).Balances.Where(money => money.Currency.Code == currency).Sum(static money => money.Amount);

    /// <summary>Fills of an order by price and quantity, as its venue has them.</summary>
    public async Task<IReadOnlyList<(decimal Price, decimal Quantity)>> FillsAsync(VenueSubmit order) =>
        await Venue.FindAsync(KeyOf(order), TestContext.Current.CancellationToken) is OrderAnswer.Found found ? [.. found.Fills.Select(static fill => (fill.Price.Value, fill.Quantity.Value))] : [];

    internal const string NoFaults = "no request to a paper account leaves the process: none is lost on a wire, refused for its rate or its signature, or off in its time";
}
