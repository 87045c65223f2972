using Microsoft.AspNetCore.Http;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>OKX: REST, and the public, private and business sockets, of spot and linear swaps.</summary>
internal sealed class OkxProtocol : VenueProtocol
{
    private static readonly TimeSpan DeadManPeriod = TimeSpan.FromMilliseconds(100);

    private OkxRest? _rest;
    private OkxSockets? _sockets;
    private OkxLimits? _limits;

    public override LoopbackRules Rules { get; } = new() { RefusesTakingPostOnly = false, Leverage = 3 };

    public override IReadOnlyList<VenueMarketOptions> DefaultMarkets { get; } =
    [
        Spot("BTC", priceIncrement: 0.1m, quantityIncrement: 0.00000001m, quantityMin: 0.00001m, price: 60_000),
        Spot("ETH", priceIncrement: 0.01m, quantityIncrement: 0.000001m, quantityMin: 0.001m, price: 3_000),
        Swap("BTC", priceIncrement: 0.1m, contractSize: 0.01m, price: 60_000),
        Swap("ETH", priceIncrement: 0.01m, contractSize: 0.1m, price: 3_000),
    ];

    public override string Title => "OKX's protocol for spot and swaps";

    public override IReadOnlyList<(string Path, string What)> Sockets { get; } =
        [("/ws/v5/public", "markets"), ("/ws/v5/private", "orders and the account"), ("/ws/v5/business", "bars, every trade and algo orders")];

    public override void Open(VenueFloor floor)
    {
        var venue = floor.Venue;
        var markets = new OkxMarkets(venue);
        var @public = new OkxPublic(venue, floor.Tapes, markets);
        // In the order in which they are to hear of things.
        var streams = new OkxStreams(floor, markets, @public);
        var trade = new OkxTrade(venue, markets);
        var bills = new OkxBills(venue);
        var algos = new OkxAlgos(venue, markets, trade);
        var positions = new OkxPositions(venue, markets, algos);
        var accounts = new OkxAccounts(venue, markets, positions, bills);
        var reports = new OkxReports(floor, trade, algos, accounts, positions);
        var deadMan = new OkxDeadMan(venue);
        floor.Every(DeadManPeriod, deadMan.Look);
        _limits = new OkxLimits(floor.Time);
        var door = new OkxDoor(floor, new OkxApi(@public, trade, new OkxAlgoTrade(venue, markets, algos), accounts, deadMan), _limits);
        _rest = new OkxRest(floor, door);
        _sockets = new OkxSockets(new OkxSocketHall(floor, door, markets, streams, reports));
    }

    public override Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return _rest!.ServeAsync(context);
        if (OkxSockets.PathOf(context.Request.Path.Value ?? "") is not { } path)
            return RefuseAsync(context, StatusCodes.Status404NotFound);
        if (!_limits!.Connections.TryTake(context.Connection.RemoteIpAddress?.ToString() ?? "", 1, out _))
            return RefuseAsync(context, StatusCodes.Status429TooManyRequests);
        return _sockets!.ServeAsync(context, path);
    }

    public override void SayGoodbye() => _sockets!.SayGoodbye();

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static VenueMarketOptions Spot(string currency, decimal priceIncrement, decimal quantityIncrement, decimal quantityMin, decimal price)
    {
        var fees = FeeSchedule.Flat(makerRate: 0.0008m, takerRate: 0.001m);
        var instrument = new Instrument(InstrumentId.Parse($"{currency}-USDT.OKX"), priceIncrement, quantityIncrement, fees) { QuantityMin = quantityMin };
        return new VenueMarketOptions($"{currency}-USDT", instrument, price);
    }

    // A hundredth of a contract is the least.
    private static VenueMarketOptions Swap(string currency, decimal priceIncrement, decimal contractSize, decimal price)
    {
        var fees = FeeSchedule.Flat(makerRate: 0.0002m, takerRate: 0.0005m);
        var lot = contractSize / 100;
        var instrument = new Instrument(InstrumentId.Parse($"{currency}-USDT-PERP.OKX"), priceIncrement, lot, fees) { QuantityMin = lot };
        return new VenueMarketOptions($"{currency}-USDT-SWAP", instrument, price) { ContractSize = contractSize };
    }
}
