using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>One channel of an account at OKX: login, subscription, and what it pushes.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#overview-websocket-login, https://www.okx.com/docs-v5/en/#overview-websocket-connect and
/// https://www.okx.com/docs-v5/en/#overview-websocket-notification.
/// </remarks>
internal abstract class OkxAccountSocket(Uri address, string channel, OkxOptions options, VenueClock clock, VenueMarkets markets, TimeProvider time) : AccountStream(
    address,
    new SocketOptions { ReconnectMax = options.ReconnectMax, PingPeriod = TimeSpan.FromSeconds(10), SilenceMax = TimeSpan.FromSeconds(25), LifeMax = null },
    time)
{
    private static readonly TimeSpan NoticePause = TimeSpan.FromMinutes(2); // Twice the time from a notice to what it is of.

    private readonly byte[] _subscription = OkxSocketRequest.Of("subscribe", [new OkxParameters().Add("channel", channel).Add("instType", options.InstrumentType)]);
    private UnixNanos _noticedTime;

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection) => [OkxSignature.LoginOf(options, clock.Now)];

    protected override ReadOnlyMemory<byte> PingOf(long connection) => OkxSocketRequest.Ping;

    protected override bool Take(long connection, ReadOnlySpan<byte> message)
    {
        if (message.SequenceEqual(OkxSocketRequest.Pong))
            return IsLive;
        using var document = JsonDocument.Parse(message.ToArray());
        var json = document.RootElement;
        if (json.Find("event") is not null)
        {
            TakeEvent(connection, json);
            return IsLive;
        }
        if (json.Get("arg").Text("channel") != channel)
            throw new UnreadableException($"a message of channel '{json.Get("arg").Text("channel")}' came, must be of '{channel}'");
        TakeRows(json.Get("data"), row =>
        {
            if (markets.Find(row.Text("instId")) is { } market)
                TakeRow(row, market);
        });
        return true;
    }

    /// <summary>Something happened to an order of one of our markets.</summary>
    protected abstract void TakeRow(JsonElement row, VenueMarket market);

    private void TakeEvent(long connection, JsonElement json)
    {
        switch (json.Text("event"))
        {
            case "login" when json.Text("code") == "0":
                Post(connection, _subscription);
                break;
            case "subscribe":
                Resume();
                break;
            case "notice":
                TakeNotice();
                break;
            case "login" or "error":
                Refuse(VenueReason.Of(json.Text("code"), json.Text("msg")));
                break;
            case "channel-conn-count-error":
                Refuse("too_many_connections_of_the_channel");
                break;
        }
    }

    // The venue closes the connection soon. Until then each new one may be told the same.
    private void TakeNotice()
    {
        var now = clock.LocalNow;
        if (now - _noticedTime < NoticePause)
            return;
        _noticedTime = now;
        Renew();
    }
}
