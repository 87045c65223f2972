using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>A desk at a loopback venue in this process, whose market nobody trades but the test.</summary>
internal class LoopbackDesk : VenueDesk
{
    public const string Key = "ann-key";
    public const string Secret = "ann-secret";
    public const string Passphrase = "open sesame";

    private readonly VenueServer _server;
    private readonly IVenueConnection _connection;
    private readonly LoopbackMarket _market;
    private readonly object? _label;
    private int _others;
    private long _faults; // Before the last kind of them began.

    /// <param name="server">The venue.</param>
    /// <param name="connection">Of the adapter, closed with it.</param>
    /// <param name="venue">The adapter.</param>
    /// <param name="clock">Of the adapter.</param>
    /// <param name="market">What is traded.</param>
    /// <param name="label">What the protocol keeps of an order by hand.</param>
    public LoopbackDesk(VenueServer server, IVenueConnection connection, IExecutionVenue venue, MonotonicClock clock, VenueMarket market, object? label)
    {
        (_server, _connection, Venue, Clock, Market, _label) = (server, connection, venue, clock, market, label);
        _market = server.Floor.Venue.FindMarket(market.Symbol, market.Instrument.Id.Kind)!;
    }

    public override IExecutionVenue Venue { get; }

    public override MonotonicClock Clock { get; }

    public override VenueMarket Market { get; }

    public override IMarketDataSource Data => _connection.MarketData;

    public override Instrument Listed => _market.Instrument;

    private LoopbackVenue Floor => _server.Floor.Venue;

    /// <summary>Starts the venue.</summary>
    public static Task<VenueServer> ServeAsync(VenueProtocolName protocol, string faults, CancellationToken cancellationToken) =>
        ServeAsync(protocol, faults, TimeProvider.System, cancellationToken);

    /// <summary>As the other, with a clock of its own.</summary>
    public static Task<VenueServer> ServeAsync(VenueProtocolName protocol, string faults, TimeProvider time, CancellationToken cancellationToken) =>
        ServeAsync(protocol, faults, time, Secret, cancellationToken);

    /// <summary>As the other, with a secret of the protocol's own form.</summary>
    public static Task<VenueServer> ServeAsync(VenueProtocolName protocol, string faults, TimeProvider time, string secret, CancellationToken cancellationToken) => VenueServer.StartAsync(
        new VenueServerOptions
        {
            Protocol = protocol,
            Seed = 7,
            FlowPeriod = TimeSpan.Zero,
            Faults = FaultOptions.Parse(faults, seed: 7),
            Accounts = [new VenueAccountOptions(Key, secret) { Passphrase = Passphrase, Balances = [new Money(1_000_000, Currency.Parse("USDT")), new Money(10, Currency.Parse("BTC"))] }],
        },
        time,
        cancellationToken);

    public override void Trade(OrderSide side, decimal quantity, decimal price)
    {
        lock (Floor.Gate)
            Assert.IsType<LoopbackAnswer.Taken>(Floor.Place(Ask(account: null, $"other-{++_others}", side, quantity, price)));
    }

    public override void PlaceByHand(OrderSide side, decimal quantity, decimal price)
    {
        lock (Floor.Gate)
            Assert.IsType<LoopbackAnswer.Taken>(Floor.Place(Ask(Floor.FindAccount(Key), "web_1", side, quantity, price) with { Label = _label }));
    }

    public override void Fault(string faults)
    {
        _faults = _server.Floor.Faults.Count;
        _server.Floor.Faults.Change(FaultOptions.Parse(faults, seed: 7));
    }

    public override IEnumerable<(decimal Price, decimal Quantity)> Levels(OrderSide side, int max)
    {
        lock (Floor.Gate)
            return [.. _market.Depth(side, max).Select(static level => (level.Price, level.Quantity))];
    }

    public override async Task FaultedAsync(CancellationToken cancellationToken)
    {
        while (_server.Floor.Faults.Count == _faults)
            await PauseAsync(cancellationToken);
    }

    // Venues tell changes of a book ten times a second.
    public override Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);

    public override int Taken(ClientOrderId id)
    {
        lock (Floor.Gate)
            return Floor.FindAccount(Key)!.OrdersOf(id.Text).Count;
    }

    public override void PayFunding()
    {
        lock (Floor.Gate)
            Floor.PayFunding(rate: 0.0001m);
    }

    public override void BreakStream() => _server.Floor.BreakSockets();

    public override async ValueTask DisposeAsync()
    {
        await Venue.DisposeAsync();
        await Data.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    private LoopbackAsk Ask(LoopbackAccount? account, string clientId, OrderSide side, decimal quantity, decimal price) => new(
        account,
        clientId,
        new OrderTerms
        {
            Instrument = _market.Instrument.Id,
            Side = side,
            Type = OrderType.Limit,
            Quantity = _market.Instrument.ToQuantity(quantity, GridRounding.Exact),
            Price = _market.Instrument.ToPrice(price, GridRounding.Exact),
        });
}
