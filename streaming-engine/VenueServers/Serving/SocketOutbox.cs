using System.Net.WebSockets;
using System.Threading.Channels;

namespace VeloZ.VenueServers;

/// <summary>What a message of a socket is: faults meet some kinds only.</summary>
internal enum SocketMessageKind
{
    /// <summary>Anything else.</summary>
    Plain,

    /// <summary>A report on an order.</summary>
    Report,

    /// <summary>A change of a book.</summary>
    BookChange,
}

/// <summary>What a socket is still to send, in order, by one writer. Who reads too slowly is cut off, as venues do.</summary>
internal sealed class SocketOutbox(WebSocket socket, FaultPlan faults, TimeProvider time) : IAsyncDisposable
{
    private const int Capacity = 8_192;

    private readonly Channel<(ReadOnlyMemory<byte> Bytes, SocketMessageKind Kind)> _messages =
        Channel.CreateBounded<(ReadOnlyMemory<byte>, SocketMessageKind)>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly Lock _gate = new();
    private readonly HashSet<ITimer> _late = [];
    private bool _isSilent;

    /// <summary>Messages that wait.</summary>
    public int Count => _messages.Reader.Count;

    /// <summary>Gives a message to be sent. Never waits: it may be called under the venue's lock.</summary>
    public void Post(ReadOnlyMemory<byte> message, SocketMessageKind kind = SocketMessageKind.Plain)
    {
        if (!_messages.Writer.TryWrite((message, kind)) && _messages.Writer.TryComplete())
            ThreadPool.UnsafeQueueUserWorkItem(static socket => socket.Abort(), socket, preferLocal: false); // Full.
    }

    /// <summary>No more comes.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Sends until there is no more to come, or a fault closes the socket.</summary>
    /// <returns>False when a fault closed it.</returns>
    /// <exception cref="WebSocketException">The other side has gone.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (message, kind) in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            if (faults.Fires(FaultKind.Disconnect))
            {
                socket.Abort();
                return false;
            }
            _isSilent = _isSilent || faults.Fires(FaultKind.Silence);
            if (_isSilent || !IsToSend(message, kind))
                continue;
            await SendAsync(message, cancellationToken);
            if (kind == SocketMessageKind.Report && faults.Fires(FaultKind.DoubledReport))
                await SendAsync(message, cancellationToken);
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        Complete();
        ITimer[] timers;
        lock (_gate)
            timers = [.. _late];
        foreach (var timer in timers)
            await timer.DisposeAsync();
    }

    private bool IsToSend(ReadOnlyMemory<byte> message, SocketMessageKind kind)
    {
        if (kind == SocketMessageKind.BookChange)
            return !faults.Fires(FaultKind.Gap);
        if (kind != SocketMessageKind.Report)
            return true;
        if (faults.Fires(FaultKind.LostReport))
            return false;
        if (!faults.Fires(FaultKind.LateReport))
            return true;
        SendLater(message);
        return false;
    }

    private void SendLater(ReadOnlyMemory<byte> message)
    {
        ITimer? timer = null;
        lock (_gate)
        {
            timer = time.CreateTimer(_ => Send(), state: null, faults.Options.LateBy, Timeout.InfiniteTimeSpan);
            _late.Add(timer);
        }

        void Send()
        {
            lock (_gate)
                _late.Remove(timer!);
            timer!.Dispose();
            _messages.Writer.TryWrite((message, SocketMessageKind.Plain));
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
