using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>The other end of a socket of a loopback Bybit.</summary>
internal sealed class BybitSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private int _ids;

    private BybitSocket()
    {
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<BybitSocket> OpenAsync(Uri address)
    {
        var socket = new BybitSocket();
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

    /// <summary>The next message of a topic; what else comes before it is dropped.</summary>
    public async Task<JsonElement> NextAsync(string topic)
    {
        while (true)
        {
            var message = await NextAsync();
            if (message.TryGetProperty("topic", out var told) && told.GetString() == topic)
                return message;
        }
    }

    /// <summary>The only item of the next message of a topic.</summary>
    public async Task<JsonElement> ItemAsync(string topic) => Assert.Single((await NextAsync(topic)).GetProperty("data").EnumerateArray());

    /// <summary>Asks, and gives the answer of that id; what comes before it is dropped.</summary>
    public async Task<JsonElement> AskAsync(string op, params string[] args)
    {
        var id = $"ask-{++_ids}";
        await SendAsync(JsonSerializer.Serialize(new { req_id = id, op, args }));
        return await AnswerAsync("req_id", id);
    }

    /// <summary>Subscribes to topics, which is done.</summary>
    public async Task SubscribeAsync(params string[] topics)
    {
        var answer = await AskAsync("subscribe", topics);
        Assert.True(answer.GetProperty("success").GetBoolean(), answer.GetRawText());
    }

    /// <summary>Sends an order operation, and gives its answer.</summary>
    /// <param name="desk">Whose clock says the time.</param>
    /// <param name="op">Such as <c>order.create</c>.</param>
    /// <param name="arg">A JSON object without its braces.</param>
    public async Task<JsonElement> OrderAsync(BybitDesk desk, string op, string arg)
    {
        var id = $"order-{++_ids}";
        await SendAsync($$"""{"reqId":"{{id}}","header":{"X-BAPI-TIMESTAMP":"{{desk.Now}}","X-BAPI-RECV-WINDOW":"5000"},"op":"{{op}}","args":[{ {{arg}} }]}""");
        return await AnswerAsync("reqId", id);
    }

    /// <summary>Says who it is, and gives the answer.</summary>
    public async Task<JsonElement> AuthAsync(BybitDesk desk, string key)
    {
        var expires = desk.Now + 10_000;
        await SendAsync($$"""{"op":"auth","args":["{{key}}",{{expires}},"{{BybitDesk.Sign(key, $"GET/realtime{expires}")}}"]}""");
        return await NextAsync();
    }

    /// <summary>Says who it is, which is taken.</summary>
    public async Task ProveAsync(BybitDesk desk, string key) => Assert.True((await AuthAsync(desk, key)).GetProperty("success").GetBoolean());

    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Stop);

    public void Dispose() => _socket.Dispose();

    private async Task<JsonElement> AnswerAsync(string name, string id)
    {
        while (true)
        {
            var message = await NextAsync();
            if (message.TryGetProperty(name, out var told) && told.GetString() == id)
                return message;
        }
    }
}
