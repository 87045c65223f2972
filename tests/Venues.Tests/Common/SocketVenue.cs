using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VeloZ.Venues.Tests;

/// <summary>A server of WebSockets that a test plays: each connection is handed to it, and what comes is told.</summary>
internal sealed class SocketVenue : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Peer> _peers = Channel.CreateUnbounded<Peer>();

    private SocketVenue(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public static async Task<SocketVenue> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var venue = new SocketVenue(builder.Build());
        venue._app.UseWebSockets();
        venue._app.Run(venue.ServeAsync);
        await venue._app.StartAsync(TestContext.Current.CancellationToken);
        var address = venue._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        venue.Address = new Uri(address.Replace("http:", "ws:", StringComparison.Ordinal));
        return venue;
    }

    /// <summary>The next connection.</summary>
    public ValueTask<Peer> AcceptAsync(CancellationToken cancellationToken) => _peers.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var peer = new Peer(socket);
        _peers.Writer.TryWrite(peer);
        await peer.RunAsync(context.RequestAborted);
    }

    internal sealed class Peer(WebSocket socket)
    {
        private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
        private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when the other side has left.</summary>
        public Task Gone => _gone.Task;

        /// <summary>The next message of the other side.</summary>
        public ValueTask<string> ReadAsync(CancellationToken cancellationToken) => _messages.Reader.ReadAsync(cancellationToken);

        public Task SendAsync(string text, CancellationToken cancellationToken) =>
            socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

        /// <summary>Sends a message in parts.</summary>
        public async Task SendPartsAsync(string[] parts, CancellationToken cancellationToken)
        {
            for (var index = 0; index < parts.Length; index++)
                await socket.SendAsync(Encoding.UTF8.GetBytes(parts[index]), WebSocketMessageType.Text, endOfMessage: index == parts.Length - 1, cancellationToken);
        }

        /// <summary>The connection breaks.</summary>
        public void Break() => socket.Abort();

        /// <summary>The connection is closed in order.</summary>
        public Task CloseAsync(CancellationToken cancellationToken) => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            var buffer = new byte[4_096];
            try
            {
                while (await socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: not WebSocketMessageType.Close } part)
                    _messages.Writer.TryWrite(Encoding.UTF8.GetString(buffer, 0, part.Count));
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // Gone.
            }
            _gone.TrySetResult();
        }
    }
}
