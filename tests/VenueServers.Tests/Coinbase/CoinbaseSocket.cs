using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>The other end of a socket of a loopback Coinbase.</summary>
internal sealed class CoinbaseSocket : TestSocket
{
    private CoinbaseSocket()
    {
    }

    public static async Task<CoinbaseSocket> OpenAsync(Uri address)
    {
        var socket = new CoinbaseSocket();
        await socket.ConnectAsync(address);
        return socket;
    }

    /// <summary>The next message of a channel; what comes of others before it is dropped.</summary>
    public async Task<JsonElement> PushAsync(string channel)
    {
        while (true)
        {
            var told = await NextAsync();
            if (told.TryGetProperty("channel", out var name) && name.GetString() == channel)
                return told;
        }
    }

    /// <summary>The one event of the next message of a channel.</summary>
    public async Task<JsonElement> EventAsync(string channel) => Assert.Single((await PushAsync(channel)).GetProperty("events").EnumerateArray());

    /// <summary>The one order that the next message of an account's channel tells of.</summary>
    public async Task<JsonElement> ReportAsync() => Assert.Single((await EventAsync("user")).GetProperty("orders").EnumerateArray());

    /// <summary>Asks, and gives the next answer: subscriptions, or why not.</summary>
    public async Task<JsonElement> AskAsync(string message)
    {
        await SendAsync(message);
        while (true)
        {
            var told = await NextAsync();
            if (!told.TryGetProperty("channel", out var name) || name.GetString() == "subscriptions")
                return told;
        }
    }
}
