using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>The other end of a socket of a loopback venue.</summary>
internal abstract class TestSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? ClosedAs => _socket.CloseStatus;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Stop);

    /// <summary>The next message as text; null once the server has closed.</summary>
    public async Task<string?> ReadTextAsync()
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
                return Encoding.UTF8.GetString(whole.ToArray());
        }
    }

    /// <summary>The next message; null once the server has closed.</summary>
    public async Task<JsonElement?> ReadAsync() => await ReadTextAsync() is { } text ? JsonDocument.Parse(text).RootElement : null;

    /// <summary>The next message, which there must be.</summary>
    public async Task<JsonElement> NextAsync() =>
        await ReadAsync() ?? throw new InvalidOperationException($"the server closed the socket: {_socket.CloseStatus} {_socket.CloseStatusDescription}");

    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Stop);

    public void Dispose() => _socket.Dispose();

    protected Task ConnectAsync(Uri address) => _socket.ConnectAsync(address, Stop);
}
