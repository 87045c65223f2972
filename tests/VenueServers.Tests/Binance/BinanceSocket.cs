using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>The other end of a socket of a loopback Binance.</summary>
internal sealed class BinanceSocket : TestSocket
{
    private int _ids;

    private BinanceSocket()
    {
    }

    public static async Task<BinanceSocket> OpenAsync(Uri address)
    {
        var socket = new BinanceSocket();
        await socket.ConnectAsync(address);
        return socket;
    }

    /// <summary>Asks, and gives the answer of that id; what comes before it is dropped.</summary>
    public async Task<JsonElement> AskAsync(string method, string parameters)
    {
        var id = ++_ids;
        await SendAsync($$"""{"id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        while (true)
        {
            var message = await NextAsync();
            if (message.TryGetProperty("id", out var told) && told.ValueKind == JsonValueKind.Number && told.GetInt32() == id)
                return message;
        }
    }

    /// <summary>Subscribes to market streams.</summary>
    public async Task SubscribeAsync(params string[] streams) =>
        Assert.Equal(JsonValueKind.Null, (await AskAsync("SUBSCRIBE", JsonSerializer.Serialize(streams))).GetProperty("result").ValueKind);

    /// <summary>Subscribes to an account's events by the WebSocket API.</summary>
    public async Task<JsonElement> FollowAsync(BinanceDesk desk, string key = BinanceDesk.Ann) =>
        await AskAsync("userDataStream.subscribe.signature", Signed(desk, key, []));

    /// <summary>Asks the WebSocket API with a signature.</summary>
    public Task<JsonElement> CallAsync(BinanceDesk desk, string method, params (string Name, string Value)[] parameters) =>
        AskAsync(method, Signed(desk, BinanceDesk.Ann, parameters));

    /// <summary>The next event of an account that is of a kind; what else comes before it is dropped.</summary>
    public async Task<JsonElement> EventAsync(string kind)
    {
        while (true)
        {
            var message = await NextAsync();
            if (message.TryGetProperty("event", out var happened) && happened.GetProperty("e").GetString() == kind)
                return happened;
        }
    }

    private static string Signed(BinanceDesk desk, string key, IEnumerable<(string Name, string Value)> parameters)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["apiKey"] = key, ["timestamp"] = desk.Now.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        foreach (var (name, value) in parameters)
            all[name] = value;
        all["signature"] = BinanceDesk.Sign(key, string.Join('&', all.Select(static one => $"{one.Key}={one.Value}")));
        return JsonSerializer.Serialize(all);
    }
}
