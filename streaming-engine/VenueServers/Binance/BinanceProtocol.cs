using Microsoft.AspNetCore.Http;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Binance spot: REST, market streams, and the WebSocket API with an account's own events.</summary>
internal sealed class BinanceProtocol : VenueProtocol
{
    private BinanceRest? _rest;
    private BinanceStreams? _streams;
    private BinanceSocketApi? _api;

    public override LoopbackRules Rules { get; } = new();

    public override IReadOnlyList<VenueMarketOptions> DefaultMarkets { get; } =
    [
        Market("BTC", priceIncrement: 0.01m, quantityIncrement: 0.00001m, price: 60_000),
        Market("ETH", priceIncrement: 0.01m, quantityIncrement: 0.0001m, price: 3_000),
    ];

    public override void Open(VenueFloor floor)
    {
        var limits = new BinanceLimits(floor.Time);
        var door = new BinanceDoor(floor, new BinanceSpot(floor.Venue, floor.Tapes, limits), limits);
        _rest = new BinanceRest(floor, door);
        _streams = new BinanceStreams(floor);
        _api = new BinanceSocketApi(floor, door);
    }

    public override Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!context.WebSockets.IsWebSocketRequest)
            return _rest!.ServeAsync(context);
        if (path == "/ws-api/v3")
            return _api!.ServeAsync(context);
        if (path is "/ws" or "/stream" || path.StartsWith("/ws/", StringComparison.Ordinal))
            return _streams!.ServeAsync(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public override void SayGoodbye()
    {
        _streams!.SayGoodbye();
        _api!.SayGoodbye();
    }

    private static VenueMarketOptions Market(string currency, decimal priceIncrement, decimal quantityIncrement, decimal price)
    {
        var instrument = new Instrument(InstrumentId.Parse($"{currency}-USDT.BINANCE"), priceIncrement, quantityIncrement, FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.001m))
        {
            QuantityMin = quantityIncrement,
            QuantityMax = BinanceMarketJson.QuantityMax,
            NotionalMin = 5,
            NotionalMax = 9_000_000,
        };
        return new VenueMarketOptions($"{currency}USDT", instrument, price);
    }
}
