using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>Binance's WebSocket API.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-api.md.</remarks>
internal sealed class BinanceSocketApi(VenueFloor floor, BinanceDoor door)
{
    private const int ConnectWeight = 2;

    private readonly BinanceReports _reports = new(floor.Venue);
    private readonly List<BinanceApiSession> _open = []; // Under the venue's lock.

    /// <summary>Serves a socket to its end.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (door.Admit(address, ConnectWeight) is { } refused)
        {
            context.Response.StatusCode = refused.Error.Status;
            return;
        }
        var showsLimits = context.Request.Query["returnRateLimits"] != "false";
        await VenueSocket.ServeAsync(context, floor, socket =>
        {
            var session = new BinanceApiSession(socket, floor, door, _reports, address, showsLimits);
            lock (floor.Venue.Gate)
                _open.Add(session);
            return (session.Take, () => Leave(session));
        });
    }

    public void SayGoodbye()
    {
        lock (floor.Venue.Gate)
            _open.ForEach(static session => session.SayGoodbye());
    }

    private void Leave(BinanceApiSession session)
    {
        lock (floor.Venue.Gate)
        {
            _open.Remove(session);
            session.Leave();
        }
    }
}
