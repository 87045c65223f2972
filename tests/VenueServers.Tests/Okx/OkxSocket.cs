using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>The other end of a socket of a loopback OKX.</summary>
internal sealed class OkxSocket : TestSocket
{
    private OkxSocket()
    {
    }

    public static async Task<OkxSocket> OpenAsync(Uri address)
    {
        var socket = new OkxSocket();
        await socket.ConnectAsync(address);
        return socket;
    }

    /// <summary>Asks, and gives the next event or answer; what is pushed before it is dropped.</summary>
    public async Task<JsonElement> AskAsync(string message)
    {
        await SendAsync(message);
        while (true)
        {
            var told = await NextAsync();
            if (told.TryGetProperty("event", out var name) ? name.GetString() != "channel-conn-count" : told.TryGetProperty("op", out _))
                return told;
        }
    }

    /// <summary>Subscribes to a channel, by its argument as JSON.</summary>
    public async Task SubscribeAsync(string argument)
    {
        var answer = await AskAsync($$"""{"op":"subscribe","args":[{{argument}}]}""");
        Assert.True(answer.GetProperty("event").GetString() == "subscribe", answer.GetRawText());
    }

    /// <summary>The next message of a channel; what comes of others before it is dropped.</summary>
    public async Task<JsonElement> PushAsync(string channel)
    {
        while (true)
        {
            var told = await NextAsync();
            if (told.TryGetProperty("arg", out var argument) && !told.TryGetProperty("event", out _) && argument.GetProperty("channel").GetString() == channel)
                return told;
        }
    }

    /// <summary>The one thing that the next message of a channel lists.</summary>
    public async Task<JsonElement> RowAsync(string channel) => Assert.Single((await PushAsync(channel)).GetProperty("data").EnumerateArray());
}
