using Microsoft.AspNetCore.Http;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Bybit's API of version 5 for a unified account: spot and USDT perpetuals by REST, streams, and the socket for orders.</summary>
internal sealed class BybitProtocol : VenueProtocol
{
    private readonly List<BybitPrivateSession> _private = []; // Under the venue's lock, as the next.
    private readonly List<BybitTradeSession> _trade = [];
    private VenueFloor? _floor;
    private BybitRest? _rest;
    private BybitPublic? _public;
    private BybitDoor? _door;
    private BybitReports? _reports;
    private long _connections;

    public override LoopbackRules Rules { get; } = new()
    {
        ClientIds = ClientIdRule.Ever,
        RefusesHitTriggers = false, // It is looked at where an order is read.
        AcceptsBeforeMatching = true,
        Leverage = BybitMarkets.LeverageDefault,
    };

    public override IReadOnlyList<VenueMarketOptions> DefaultMarkets => BybitMarkets.All;

    public override string Title => "Bybit's protocol of version 5 for spot and USDT perpetuals";

    public override IReadOnlyList<(string Path, string What)> Sockets { get; } =
    [
        ("/v5/public/spot", "market streams of spot"),
        ("/v5/public/linear", "market streams of perpetuals"),
        ("/v5/private", "orders, executions, positions and wallet"),
        ("/v5/trade", "order entry"),
    ];

    /// <summary>What cancels the orders of those who went; null before it is opened.</summary>
    public BybitDeadMan? DeadMan { get; private set; }

    public override void Open(VenueFloor floor)
    {
        _floor = floor;
        var (limits, books, ledger) = (new BybitLimits(floor.Time), new BybitBooks(floor), new BybitLedger(floor.Venue));
        _reports = new BybitReports(floor.Venue, ledger);
        DeadMan = new BybitDeadMan(floor);
        var unified = new BybitUnified(floor.Venue, floor.Tapes, books, ledger, new BybitStops(floor.Venue), _reports, DeadMan);
        _door = new BybitDoor(floor, unified, limits);
        _rest = new BybitRest(floor, _door);
        _public = new BybitPublic(floor, books);
        floor.Every(BybitIdle.Period, LookForIdle);
    }

    public override Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return _rest!.ServeAsync(context);
        var serve = (context.Request.Path.Value ?? "") switch
        {
            "/v5/public/spot" => () => _public!.ServeAsync(context, InstrumentKind.Spot),
            "/v5/public/linear" => () => _public!.ServeAsync(context, InstrumentKind.Perpetual),
            "/v5/private" => () => ServePrivateAsync(context),
            "/v5/trade" => () => ServeTradeAsync(context),
            _ => (Func<Task>?)null,
        };
        if (serve is null)
            return RefuseAsync(context, StatusCodes.Status404NotFound);
        return _door!.Limits.Sockets.TryTake(HttpExchange.AddressOf(context), 1, out _) ? serve() : RefuseAsync(context, StatusCodes.Status403Forbidden);
    }

    public override void SayGoodbye()
    {
        _public!.SayGoodbye();
        lock (_floor!.Venue.Gate)
        {
            DeadMan!.Close();
            _private.ForEach(static session => session.SayGoodbye());
            _trade.ForEach(static session => session.SayGoodbye());
        }
    }

    private Task ServePrivateAsync(HttpContext context) => VenueSocket.ServeAsync(context, _floor!, socket =>
    {
        var session = new BybitPrivateSession(socket, _floor!, _reports!, DeadMan!, NewIdle(context, socket), NewConnection("private"));
        lock (_floor!.Venue.Gate)
            _private.Add(session);
        return (session.Take, Leave);

        void Leave()
        {
            lock (_floor.Venue.Gate)
            {
                _private.Remove(session);
                session.Leave();
            }
        }
    });

    private Task ServeTradeAsync(HttpContext context) => VenueSocket.ServeAsync(context, _floor!, socket =>
    {
        var session = new BybitTradeSession(socket, _floor!, _door!, NewIdle(context, socket), HttpExchange.AddressOf(context), NewConnection("trade"));
        lock (_floor!.Venue.Gate)
            _trade.Add(session);
        return (session.Take, Leave);

        void Leave()
        {
            lock (_floor.Venue.Gate)
                _trade.Remove(session);
        }
    });

    private void LookForIdle()
    {
        _private.ForEach(static session => session.Idle.Look());
        _trade.ForEach(static session => session.Idle.Look());
    }

    private BybitIdle NewIdle(HttpContext context, VenueSocket socket) =>
        new(socket, BybitIdle.ReadPatience(context.Request.Query["max_active_time"].ToString()), _floor!.Time);

    private string NewConnection(string kind) => $"loopback-{kind}-{Interlocked.Increment(ref _connections)}";

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
