using System.Buffers;
using System.Net.WebSockets;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>How a socket to a venue is kept.</summary>
internal sealed record SocketOptions
{
    /// <summary>Before the second try to connect.</summary>
    public TimeSpan ReconnectFirst { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Most between two tries; <c>VELOZ_WS_RECONNECT_DELAY</c>.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For a connection and what is asked for on it to be sent.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without a message for so long it counts as dead, though it is open. Venues send something more often, be it an answer to a ping.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two pings of ours in the venue's own form; null where pings of the protocol do.</summary>
    public TimeSpan? PingPeriod { get; init; }

    /// <summary>Another connection takes over after so long, before the venue cuts the one that there is; null for never.</summary>
    public TimeSpan? LifeMax { get; init; } = TimeSpan.FromHours(23);

    /// <summary>Between two messages of ours: venues cut off who sends too many.</summary>
    public TimeSpan SendPeriod { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A longer message breaks the connection.</summary>
    public int MessageBytesMax { get; init; } = 16 << 20;

    /// <summary>Of jitter.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Told what a socket does; by one thread at a time.</summary>
internal interface ISocketListener
{
    /// <summary>What is to be sent on a connection that is new, in order: logins and subscriptions.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection);

    /// <summary>What keeps a connection alive, where the venue has a form of its own.</summary>
    ReadOnlyMemory<byte> Ping(long connection);

    /// <summary>A whole message. Its bytes are the socket's again when this returns.</summary>
    /// <param name="connection">On which.</param>
    /// <param name="message">UTF-8 text, or bytes.</param>
    /// <param name="stamp">Of the monotonic clock, when all of it was there.</param>
    /// <returns>Whether the connection is good for what it was opened for: a new one that takes over does so from then on.</returns>
    bool Received(long connection, ReadOnlySpan<byte> message, long stamp);

    /// <summary>A connection has ended, and no other has taken over: what it told may have a gap.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="cause">Lower snake-case.</param>
    void Lost(long connection, string cause);
}

/// <summary>
/// A socket to a venue that is always open as far as that can be: connected again after it broke or fell silent, and taken over by a new connection before the venue's own
/// limit, without a gap.
/// </summary>
internal sealed class VenueSocket : IAsyncDisposable
{
    private const int BufferBytes = 1 << 16;

    private static readonly TimeSpan SteadyTime = TimeSpan.FromSeconds(30);

    private readonly Func<Uri> _address;
    private readonly ISocketListener _listener;
    private readonly SocketOptions _options;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new(); // One listener call at a time.
    private readonly Task _running;
    private Connection? _current;
    private Connection? _opening; // What is asked for on it may be answered before it is the current one.
    private long _connections;

    /// <param name="address">Asked before each connection.</param>
    /// <param name="listener">Told what happens.</param>
    /// <param name="options">How it is kept.</param>
    /// <param name="time">The machine's clock.</param>
    public VenueSocket(Func<Uri> address, ISocketListener listener, SocketOptions options, TimeProvider time)
    {
        (_address, _listener, _options, _time) = (address, listener, options, time);
        _backOff = new BackOff(options.ReconnectFirst, options.ReconnectMax, SplitMix64.Stream(options.Seed, "venue.socket", 0));
        _running = RunAsync();
    }

    /// <summary>Sends a message on the connection that there is, after those before it.</summary>
    /// <returns>Whether there is one; it may break before the message is there.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (_current is not { } connection)
            return false;
        await connection.SendAsync(message, cancellationToken);
        return true;
    }

    /// <summary>Sends a message on a connection, after those before it: for the listener, while it is told of that connection. One that has ended gets nothing.</summary>
    public void Post(long connection, ReadOnlyMemory<byte> message)
    {
        foreach (var one in new[] { _current, _opening })
        {
            if (one?.Number != connection)
                continue;
            one.Post(message);
            return;
        }
    }

    /// <summary>Gives the connection up and makes another, as where what it tells has a gap.</summary>
    public void Renew() => (_current ?? _opening)?.Abort("renewed");

    /// <summary>Closes it; nothing is told any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                var connection = new Connection(this, ++_connections);
                _opening = connection;
                if (await connection.OpenAsync())
                    await KeepAsync(connection);
                else
                    await DropAsync(connection);
                _opening = null;
                await Task.Delay(_backOff.Next(), _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Closed.
        }
    }

    // It may have told something before all that was asked for on it was sent.
    private async Task DropAsync(Connection connection)
    {
        await connection.DisposeAsync();
        _stop.Token.ThrowIfCancellationRequested();
        if (!connection.HasTold)
            return;
        lock (_gate)
            _listener.Lost(connection.Number, connection.Cause);
    }

    // Until the connection, or the last of those that took over, has ended.
    private async Task KeepAsync(Connection connection)
    {
        _current = connection;
        try
        {
            while (_options.LifeMax is { } life && !connection.Ended.IsCompleted)
            {
                using var old = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                if (await Task.WhenAny(connection.Ended, Task.Delay(life, _time, old.Token)) == connection.Ended)
                    await old.CancelAsync();
                else if (await TakeOverAsync(connection) is { } next)
                    connection = next;
            }
            await connection.Ended;
            if (connection.HasServed)
                _backOff.Reset();
        }
        finally
        {
            _current = null;
            await connection.DisposeAsync();
        }
        _stop.Token.ThrowIfCancellationRequested();
        lock (_gate)
            _listener.Lost(connection.Number, connection.Cause);
    }

    // The new one must be good before the old one goes. Null where it was not.
    private async Task<Connection?> TakeOverAsync(Connection old)
    {
        var next = new Connection(this, ++_connections);
        _opening = next;
        if (await next.OpenAsync())
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var first = await Task.WhenAny(next.Good, next.Ended, Task.Delay(_options.SilenceMax, _time, patience.Token));
            await patience.CancelAsync();
            if (first == next.Good)
            {
                _current = next;
                await old.DisposeAsync();
                return next;
            }
        }
        await next.DisposeAsync();
        _stop.Token.ThrowIfCancellationRequested();
        return null;
    }

    private sealed class Connection : IAsyncDisposable
    {
        private readonly VenueSocket _owner;
        private readonly ClientWebSocket _socket = new();
        private readonly CancellationTokenSource _end;
        private readonly SemaphoreSlim _sending = new(1, 1);
        private readonly TaskCompletionSource _good = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task _reading = Task.CompletedTask;
        private Task _looking = Task.CompletedTask;
        private Task _posting = Task.CompletedTask;
        private long _lastStamp;
        private long _sentStamp;
        private long _goodStamp;
        private string? _cause;

        public Connection(VenueSocket owner, long number)
        {
            (_owner, Number) = (owner, number);
            _end = CancellationTokenSource.CreateLinkedTokenSource(owner._stop.Token);
        }

        public long Number { get; }

        public string Cause => _cause ?? "closed";

        /// <summary>Whether a message came on it.</summary>
        public bool HasTold { get; private set; }

        /// <summary>Whether it was good for a while: where what is asked for is refused, or granted and cut off, the next is as well.</summary>
        public bool HasServed => Good.IsCompleted && _owner._time.GetElapsedTime(_goodStamp) >= SteadyTime;

        /// <summary>Ends when it has.</summary>
        public Task Ended => _reading;

        /// <summary>Ends when the listener has found it good.</summary>
        public Task Good => _good.Task;

        public async Task<bool> OpenAsync()
        {
            using var limit = new CancellationTokenSource(_owner._options.ConnectTimeout, _owner._time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
            try
            {
                await _socket.ConnectAsync(_owner._address(), either.Token);
                IReadOnlyList<ReadOnlyMemory<byte>> messages;
                lock (_owner._gate)
                    messages = _owner._listener.Opened(Number);
                _lastStamp = _owner._time.GetTimestamp();
                _reading = ReadAsync();
                _looking = LookAsync();
                foreach (var message in messages)
                    await SendAsync(message, either.Token);
                return true;
            }
            catch (Exception)
            {
                Abort("not_connected"); // Whatever it was, and be it that the socket is being closed: its owner looks.
                return false;
            }
        }

        public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            await _sending.WaitAsync(cancellationToken);
            try
            {
                var rest = _sentStamp == 0 ? TimeSpan.Zero : _owner._options.SendPeriod - _owner._time.GetElapsedTime(_sentStamp);
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, _owner._time, cancellationToken);
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                _sentStamp = _owner._time.GetTimestamp();
            }
            finally
            {
                _sending.Release();
            }
        }

        public void Post(ReadOnlyMemory<byte> message) => _posting = PostAsync(_posting, message);

        public void Abort(string cause)
        {
            _cause ??= cause;
            try
            {
                _end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has gone meanwhile.
            }
        }

        public async ValueTask DisposeAsync()
        {
            Abort("closed");
            await _reading;
            await _looking;
            await _posting;
            _socket.Dispose();
            _sending.Dispose();
            _end.Dispose();
        }

        private async Task PostAsync(Task before, ReadOnlyMemory<byte> message)
        {
            await before;
            try
            {
                await SendAsync(message, _end.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                Abort("connection_broken");
            }
        }

        private async Task ReadAsync()
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                while (true)
                {
                    var length = 0;
                    ValueWebSocketReceiveResult part;
                    do
                    {
                        if (length == buffer.Length && !TryGrow(ref buffer))
                        {
                            Abort("message_too_large");
                            return;
                        }
                        part = await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                        length += part.Count;
                    }
                    while (!part.EndOfMessage);
                    if (part.MessageType == WebSocketMessageType.Close)
                    {
                        _cause ??= "closed_by_venue";
                        return;
                    }
                    Take(buffer.AsSpan(0, length));
                }
            }
            catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                _cause ??= "connection_broken";
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
                _socket.Abort();
                await _end.CancelAsync();
            }
        }

        private void Take(ReadOnlySpan<byte> message)
        {
            var stamp = _owner._time.GetTimestamp();
            Volatile.Write(ref _lastStamp, stamp);
            HasTold = true;
            bool isGood;
            try
            {
                lock (_owner._gate)
                    isGood = _owner._listener.Received(Number, message, stamp);
            }
            catch (Exception exception)
            {
                // The edge of a message: what it was to tell is missing, and so nothing behind it can be trusted.
                Abort($"listener_fault_{SnakeCase.From(exception.GetType().Name)}");
                return;
            }
            if (!isGood || _good.Task.IsCompleted)
                return;
            _goodStamp = stamp;
            _good.TrySetResult();
        }

        private bool TryGrow(ref byte[] buffer)
        {
            if (buffer.Length >= _owner._options.MessageBytesMax)
                return false;
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
            return true;
        }

        // Whether it lives: pings go out, and something must come.
        private async Task LookAsync()
        {
            var options = _owner._options;
            var period = options.PingPeriod is { } ping && ping < options.SilenceMax / 2 ? ping : options.SilenceMax / 2;
            try
            {
                using var timer = new PeriodicTimer(period, _owner._time);
                while (await timer.WaitForNextTickAsync(_end.Token))
                {
                    if (_owner._time.GetElapsedTime(Volatile.Read(ref _lastStamp)) >= options.SilenceMax)
                    {
                        Abort("silent");
                        return;
                    }
                    if (options.PingPeriod is null)
                        continue;
                    ReadOnlyMemory<byte> message;
                    lock (_owner._gate)
                        message = _owner._listener.Ping(Number);
                    await SendAsync(message, _end.Token);
                }
            }
            catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                Abort("connection_broken");
            }
        }
    }
}
