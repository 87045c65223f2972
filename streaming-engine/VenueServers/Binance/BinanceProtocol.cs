using Microsoft.AspNetCore.Http;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Binance spot: REST, market streams, and the WebSocket API with an account's own events.</summary>
internal sealed class BinanceProtocol : VenueProtocol
{
    private BinanceRest? _rest;
    private BinanceStreams? _streams;
    private BinanceSocketApi? _api;
    private RequestBudget? _connections;

    public override LoopbackRules Rules { get; } = new();

    public override IReadOnlyList<VenueMarketOptions> DefaultMarkets { get; } =
    [
        Market("BTC", priceIncrement: 0.01m, quantityIncrement: 0.00001m, price: 60_000),
        Market("ETH", priceIncrement: 0.01m, quantityIncrement: 0.0001m, price: 3_000),
    ];

    public override string Title => "Binance's spot protocol";

    public override IReadOnlyList<(string Path, string What)> Sockets { get; } = [("/ws", "market streams"), ("/ws-api/v3", "orders and user data")];

    public override void Open(VenueFloor floor)
    {
        var limits = new BinanceLimits(floor.Time);
        var door = new BinanceDoor(floor, new BinanceSpot(floor.Venue, floor.Tapes, limits), limits);
        _connections = new RequestBudget(TimeSpan.FromMinutes(5), limit: 300, floor.Time);
        _rest = new BinanceRest(floor, door);
        _streams = new BinanceStreams(floor);
        _api = new BinanceSocketApi(floor, door);
    }

    public override Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!context.WebSockets.IsWebSocketRequest)
            return _rest!.ServeAsync(context);
        var isApi = path == "/ws-api/v3";
        if (!isApi && path is not ("/ws" or "/stream") && !path.StartsWith("/ws/", StringComparison.Ordinal))
            return RefuseAsync(context, StatusCodes.Status404NotFound);
        if (!_connections!.TryTake(context.Connection.RemoteIpAddress?.ToString() ?? "", 1, out _))
            return RefuseAsync(context, StatusCodes.Status429TooManyRequests);
        return isApi ? _api!.ServeAsync(context) : _streams!.ServeAsync(context);
    }

    public override void SayGoodbye()
    {
        _streams!.SayGoodbye();
        _api!.SayGoodbye();
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static VenueMarketOptions Market(string currency, decimal priceIncrement, decimal quantityIncrement, decimal price)
    {
        var fees = FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.001m);
        var instrument = new Instrument(InstrumentId.Parse($"{currency}-USDT.BINANCE"), priceIncrement, quantityIncrement, fees)
        {
            QuantityMin = quantityIncrement,
            QuantityMax = BinanceMarketJson.QuantityMax,
            NotionalMin = 5,
            NotionalMax = BinanceMarketJson.NotionalMax,
        };
        return new VenueMarketOptions($"{currency}USDT", instrument, price);
    }
}
