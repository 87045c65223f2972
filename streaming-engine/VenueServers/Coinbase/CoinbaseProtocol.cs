using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>Coinbase's Advanced Trade API of version 3: spot, by REST, and the sockets of markets and of orders.</summary>
internal sealed class CoinbaseProtocol : VenueProtocol
{
    private CoinbaseRest? _rest;
    private CoinbaseSockets? _sockets;
    private CoinbaseLimits? _limits;

    public override LoopbackRules Rules { get; } = new() { ClientIds = ClientIdRule.Ever, TakesFeesInQuote = true };

    public override IReadOnlyList<VenueMarketOptions> DefaultMarkets => CoinbaseMarkets.All;

    public override string Title => "Coinbase's Advanced Trade protocol for spot";

    public override IReadOnlyList<(string Path, string What)> Sockets { get; } = [("", "markets, and orders"), ("/user", "orders alone")];

    public override void Open(VenueFloor floor)
    {
        var (venue, sessions) = (floor.Venue, new List<CoinbaseSession>());
        _limits = new CoinbaseLimits(floor.Time);
        var (tokens, currencies) = (new CoinbaseTokens(venue), new CoinbaseCurrencies(venue));
        var api = new CoinbaseApi(new CoinbasePublic(venue, floor.Tapes), currencies, new CoinbaseAccounts(venue, currencies), new CoinbaseTrade(venue));
        _rest = new CoinbaseRest(floor, new CoinbaseDoor(floor, api, _limits), tokens);
        var hall = new CoinbaseSocketHall(floor, tokens, _limits, new CoinbaseStreams(floor, sessions));
        _ = new CoinbaseReports(venue, sessions);
        _sockets = new CoinbaseSockets(hall, sessions);
    }

    public override Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return _rest!.ServeAsync(context);
        var path = context.Request.Path.Value ?? "";
        if (path is not ("" or "/" or "/user"))
            return RefuseAsync(context, StatusCodes.Status404NotFound);
        return _limits!.Connections.TryTake(HttpExchange.AddressOf(context), 1, out _)
            ? _sockets!.ServeAsync(context, isOfUser: path == "/user")
            : RefuseAsync(context, StatusCodes.Status429TooManyRequests);
    }

    public override void SayGoodbye() => _sockets!.SayGoodbye();

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
