using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>What the sockets of Coinbase have in common.</summary>
/// <param name="Floor">Where they are.</param>
/// <param name="Tokens">Prove who asks.</param>
/// <param name="Limits">On their messages.</param>
/// <param name="Streams">What is told of markets.</param>
internal sealed record CoinbaseSocketHall(VenueFloor Floor, CoinbaseTokens Tokens, CoinbaseLimits Limits, CoinbaseStreams Streams);

/// <summary>Coinbase's sockets: all that are open. Used under the venue's lock.</summary>
internal sealed class CoinbaseSockets
{
    private readonly List<CoinbaseSession> _open;
    private readonly CoinbaseSocketHall _hall;

    /// <param name="hall">What they have in common.</param>
    /// <param name="open">Those that are open: others tell them things.</param>
    public CoinbaseSockets(CoinbaseSocketHall hall, List<CoinbaseSession> open)
    {
        (_hall, _open) = (hall, open);
        hall.Floor.Every(TimeSpan.FromSeconds(1), () => _open.ForEach(static session => session.Look()));
    }

    /// <summary>Serves a socket to its end.</summary>
    /// <param name="context">The request that asks for it.</param>
    /// <param name="isOfUser">Whether it is the one for an account's orders, and has none of the markets' channels.</param>
    public Task ServeAsync(HttpContext context, bool isOfUser)
    {
        var address = HttpExchange.AddressOf(context);
        var gate = _hall.Floor.Venue.Gate;
        return VenueSocket.ServeAsync(context, _hall.Floor, socket =>
        {
            lock (gate)
            {
                var session = new CoinbaseSession(socket, _hall, address, isOfUser);
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

    private void Leave(CoinbaseSession session)
    {
        lock (_hall.Floor.Venue.Gate)
            _open.Remove(session);
    }
}
