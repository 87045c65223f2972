using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>The other end of a socket of a loopback Binance.</summary>
internal sealed class BinanceSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private int _ids;

    private BinanceSocket()
    {
    }

    public WebSocketCloseStatus? ClosedAs => _socket.CloseStatus;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<BinanceSocket> OpenAsync(Uri address)
    {
        var socket = new BinanceSocket();
        await socket._socket.ConnectAsync(address, Stop);
        return socket;
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Stop);

    /// <summary>The next message; null once the server has closed.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16_384];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, Stop);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonDocument.Parse(whole.ToArray()).RootElement;
        }
    }

    /// <summary>The next message, which there must be.</summary>
    public async Task<JsonElement> NextAsync() =>
        await ReadAsync() ?? throw new InvalidOperationException($"the server closed the socket: {_socket.CloseStatus} {_socket.CloseStatusDescription}");

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

    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Stop);

    public void Dispose() => _socket.Dispose();

    private static string Signed(BinanceDesk desk, string key, IEnumerable<(string Name, string Value)> parameters)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["apiKey"] = key, ["timestamp"] = desk.Now.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        foreach (var (name, value) in parameters)
            all[name] = value;
        all["signature"] = BinanceDesk.Sign(key, string.Join('&', all.Select(static one => $"{one.Key}={one.Value}")));
        return JsonSerializer.Serialize(all);
    }
}
