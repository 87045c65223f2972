using System.Buffers;
using System.Net.WebSockets;

namespace VeloZ.VenueServers;

/// <summary>Whole messages of a socket.</summary>
internal static class SocketReading
{
    /// <summary>More than that in one message closes the socket.</summary>
    public const int MessageBytesMax = 1 << 20;

    /// <summary>The next message; null once the other side has closed.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public static async Task<byte[]?> ReadAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var whole = new ArrayBufferWriter<byte>();
        while (true)
        {
            var part = await socket.ReceiveAsync(whole.GetMemory(4_096), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            whole.Advance(part.Count);
            if (whole.WrittenCount > MessageBytesMax)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, "message too big", cancellationToken);
                return null;
            }
            if (part.EndOfMessage)
                return whole.WrittenSpan.ToArray();
        }
    }
}
