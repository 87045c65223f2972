using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>One socket of a loopback venue to its end: what comes in is taken one after the other, what goes out waits in its outbox.</summary>
internal sealed class VenueSocket
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private (WebSocketCloseStatus Status, string Reason) _end = (WebSocketCloseStatus.NormalClosure, "");

    private VenueSocket(WebSocket socket, VenueFloor floor) => (_socket, Outbox) = (socket, new SocketOutbox(socket, floor.Faults, floor.Time));

    /// <summary>What it is still to send.</summary>
    public SocketOutbox Outbox { get; }

    /// <summary>Opens a socket and serves it to its end.</summary>
    /// <param name="context">The request that asks for it.</param>
    /// <param name="floor">Where.</param>
    /// <param name="open">Called once it is open; gives what takes its messages, and what is done at its end.</param>
    public static async Task ServeAsync(HttpContext context, VenueFloor floor, Func<VenueSocket, (Action<ReadOnlyMemory<byte>> Take, Action Leave)> open)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var served = new VenueSocket(socket, floor);
        await using var outbox = served.Outbox;
        await using var life = floor.Time.CreateTimer(_ => served.EndOld(), state: null, floor.SocketLife, Timeout.InfiniteTimeSpan);
        var (take, leave) = open(served);
        floor.Join(served);
        try
        {
            await served.RunAsync(take, context.RequestAborted);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The other side has gone, or was cut off: there is nobody to tell.
        }
        finally
        {
            floor.Leave(served);
            leave();
        }
    }

    /// <summary>Ends it once all that waits has been sent.</summary>
    public void End(WebSocketCloseStatus status, string reason)
    {
        _end = (status, reason);
        Outbox.Complete();
    }

    /// <summary>Breaks it off.</summary>
    public void Abort() => _socket.Abort();

    private void EndOld() => End(WebSocketCloseStatus.NormalClosure, "connection is too old");

    private async Task RunAsync(Action<ReadOnlyMemory<byte>> take, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var receiving = ReceiveAsync(take, ending.Token);
        try
        {
            if (!await Outbox.RunAsync(ending.Token))
                return;
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(_end.Status, _end.Reason, ending.Token);
            await receiving.WaitAsync(ClosePatience, TimeProvider.System, ending.Token); // The wire's time, which the venue's may be far ahead of.
        }
        catch (TimeoutException)
        {
            _socket.Abort(); // It does not answer the close.
        }
        finally
        {
            await ending.CancelAsync();
            await receiving.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ReceiveAsync(Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        try
        {
            while (await SocketReading.ReadAsync(_socket, cancellationToken) is { } message)
                take(message);
        }
        finally
        {
            Outbox.Complete();
        }
    }
}
