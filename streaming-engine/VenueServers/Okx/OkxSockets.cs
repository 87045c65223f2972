using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>What the sockets of OKX have in common.</summary>
/// <param name="Floor">Where they are.</param>
/// <param name="Door">What their operations pass.</param>
/// <param name="Markets">What there is.</param>
/// <param name="Streams">Who listens to markets.</param>
/// <param name="Reports">Who listens to accounts.</param>
internal sealed record OkxSocketHall(VenueFloor Floor, OkxDoor Door, OkxMarkets Markets, OkxStreams Streams, OkxReports Reports);

/// <summary>OKX's sockets: all that are open. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#overview-websocket.</remarks>
internal sealed class OkxSockets
{
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(30);

    private readonly OkxSocketHall _hall;
    private readonly List<OkxSession> _open = [];
    private int _ids;

    public OkxSockets(OkxSocketHall hall)
    {
        _hall = hall;
        hall.Floor.Every(TimeSpan.FromSeconds(1), EndQuiet);
    }

    /// <summary>The address of that path; null where there is none.</summary>
    public static OkxSocketPath? PathOf(string path) => path switch
    {
        "/ws/v5/public" => OkxSocketPath.Public,
        "/ws/v5/private" => OkxSocketPath.Private,
        "/ws/v5/business" => OkxSocketPath.Business,
        _ => null,
    };

    /// <summary>Serves a socket to its end.</summary>
    public Task ServeAsync(HttpContext context, OkxSocketPath path)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        var gate = _hall.Floor.Venue.Gate;
        return VenueSocket.ServeAsync(context, _hall.Floor, socket =>
        {
            lock (gate)
            {
                var session = new OkxSession(socket, _hall, path, address, $"{++_ids:x8}");
                _open.Add(session);
                return (session.Take, () => Leave(session));
            }
        });
    }

    public void SayGoodbye()
    {
        lock (_hall.Floor.Venue.Gate)
            _open.ForEach(static session => session.SayGoodbye());
    }

    private void Leave(OkxSession session)
    {
        lock (_hall.Floor.Venue.Gate)
        {
            _open.Remove(session);
            session.Leave();
        }
    }

    private void EndQuiet()
    {
        foreach (var session in _open.Where(session => session.Quiet > QuietMax))
            session.End((WebSocketCloseStatus)4004, "No data received in 30s");
    }
}
