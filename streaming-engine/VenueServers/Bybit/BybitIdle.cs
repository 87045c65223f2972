using System.Globalization;
using System.Net.WebSockets;

namespace VeloZ.VenueServers;

/// <summary>Cuts a private socket, or one for orders, on which there was neither a ping nor anything told for a while.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/ws/connect, "Customise Private Connection Alive Time".</remarks>
/// <param name="socket">Which.</param>
/// <param name="patience">How long.</param>
/// <param name="time">The venue's clock.</param>
internal sealed class BybitIdle(VenueSocket socket, TimeSpan patience, TimeProvider time)
{
    /// <summary>Between two looks at all sockets, so that none is cut to the second.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PatienceMin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(10);

    private long _last = time.GetTimestamp();

    /// <summary>Reads <c>45s</c> or <c>2m</c>; what is none of them is as if nothing had been said.</summary>
    public static TimeSpan ReadPatience(string text)
    {
        var unit = text.EndsWith('s') ? 1 : text.EndsWith('m') ? 60 : 0;
        if (unit == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 600)
            return PatienceMax;
        var patience = TimeSpan.FromSeconds(count * unit);
        return patience < PatienceMin ? PatienceMin : patience > PatienceMax ? PatienceMax : patience;
    }

    /// <summary>Something went on.</summary>
    public void Touch() => Interlocked.Exchange(ref _last, time.GetTimestamp());

    /// <summary>Cuts the socket where nothing did for too long.</summary>
    public void Look()
    {
        if (time.GetElapsedTime(Interlocked.Read(ref _last)) >= patience)
            socket.End(WebSocketCloseStatus.NormalClosure, "no ping and nothing to tell");
    }
}
