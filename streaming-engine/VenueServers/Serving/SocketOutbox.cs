using System.Net.WebSockets;
using System.Threading.Channels;

namespace VeloZ.VenueServers;

/// <summary>What a socket is still to send, in order, by one writer. Who reads too slowly is cut off, as venues do.</summary>
internal sealed class SocketOutbox
{
    private const int Capacity = 8_192;

    private readonly Channel<ReadOnlyMemory<byte>> _messages = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly WebSocket _socket;
    private readonly FaultPlan _faults;
    private volatile bool _isSilent;

    public SocketOutbox(WebSocket socket, FaultPlan faults) => (_socket, _faults) = (socket, faults);

    /// <summary>Messages that wait.</summary>
    public int Count => _messages.Reader.Count;

    /// <summary>Gives a message to be sent; false once the socket is to close.</summary>
    public bool TryPost(ReadOnlyMemory<byte> message)
    {
        if (_messages.Writer.TryWrite(message))
            return true;
        _messages.Writer.TryComplete();
        return false;
    }

    /// <summary>No more comes.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Sends until there is no more to come, the socket has gone, or a fault closes it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            if (_faults.Fires(FaultKind.Disconnect))
            {
                _socket.Abort();
                return;
            }
            _isSilent = _isSilent || _faults.Fires(FaultKind.Silence);
            if (!_isSilent)
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
    }
}
