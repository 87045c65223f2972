using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An account's own events on one socket, as far as they are the same at every venue: a message that cannot be read is told as such, and a fill that was missed is seen.</summary>
/// <param name="address">Of the socket.</param>
/// <param name="options">How it is kept. Answers to pings must count as a sign of life: an account may be silent for days.</param>
/// <param name="time">The machine's clock.</param>
internal abstract class AccountStream(Uri address, SocketOptions options, TimeProvider time) : ISocketListener, IAsyncDisposable
{
    private readonly FillCursor _fills = new();
    private IVenueListener? _listener;
    private VenueSocket? _socket;

    /// <summary>Whether all that was subscribed to is granted.</summary>
    protected bool IsLive { get; private set; }

    /// <summary>Told what happens.</summary>
    protected IVenueListener Listener => _listener ?? throw new InvariantException("the account's stream was not started");

    /// <summary>Begins; once.</summary>
    public void Start(IVenueListener listener)
    {
        if (_socket is not null)
            throw new InvariantException("the account's stream was started twice, must be once");
        _listener = listener;
        _socket = new VenueSocket(() => address, this, options, time);
    }

    /// <inheritdoc/>
    public abstract IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Ping(long connection)
    {
        // A subscription whose answer got lost tells nothing, and the socket lives by its pings.
        if (!IsLive)
            Renew();
        return PingOf(connection);
    }

    /// <inheritdoc/>
    public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
    {
        try
        {
            return Take(connection, message);
        }
        catch (Exception exception) when (IsOfMessage(exception))
        {
            Listener.Unreadable($"a message of the account's stream: {exception.Message}");
            return IsLive;
        }
    }

    private static bool IsOfMessage(Exception exception) =>
        exception is JsonException or UnreadableException or InvalidOperationException or ArgumentException or FormatException or OverflowException or OffGridException;

    /// <inheritdoc/>
    public void Lost(long connection, string cause)
    {
        IsLive = false;
        Listener.Interrupted(cause);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _socket?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A message; it throws what <see cref="AnswerJson"/> does where it is not as documented.</summary>
    /// <returns>Whether the connection is good for what it was opened for.</returns>
    protected abstract bool Take(long connection, ReadOnlySpan<byte> message);

    /// <summary>What keeps a connection alive.</summary>
    protected abstract ReadOnlyMemory<byte> PingOf(long connection);

    /// <summary>Takes the rows of a message one by one: one that cannot be read does not take the others along.</summary>
    protected void TakeRows(JsonElement rows, Action<JsonElement> take)
    {
        foreach (var row in rows.Rows())
        {
            try
            {
                take(row);
            }
            catch (Exception exception) when (IsOfMessage(exception))
            {
                Listener.Unreadable($"a row of a message of the account's stream: {exception.Message}");
            }
        }
    }

    /// <summary>All that was subscribed to is granted.</summary>
    protected void Resume()
    {
        IsLive = true;
        Listener.Resumed();
    }

    /// <summary>The venue does not grant it: it is asked for anew.</summary>
    protected void Refuse(string cause)
    {
        Listener.Interrupted(cause);
        Renew();
    }

    /// <summary>Gives the connection up and makes another.</summary>
    protected void Renew() => _socket!.Renew();

    /// <summary>Sends a message on the connection that what is taken came on, as where a login is answered before anything may be subscribed to.</summary>
    protected void Post(long connection, ReadOnlyMemory<byte> message) => _socket!.Post(connection, message);

    /// <summary>Tells a fill.</summary>
    /// <param name="fill">The fill.</param>
    /// <param name="whole">Base units that its order filled so far, it included.</param>
    protected void Fill(VenueReport.Filled fill, decimal whole)
    {
        var isWhole = _fills.Fill(fill.Id, fill.Quantity.Value, whole);
        Listener.Told(fill);
        if (!isWhole)
            Listener.Doubted(fill.Id, "fill_missed");
    }

    /// <summary>Whether all fills of an order were told, of so many base units in all.</summary>
    protected bool HasFills(ClientOrderId id, decimal whole) => _fills.End(id, whole);

    /// <summary>Tells that an order has ended, where all its fills were told; else it is to be asked for.</summary>
    /// <param name="end">The end.</param>
    /// <param name="whole">Base units that it filled.</param>
    protected void End(VenueReport.Changed end, decimal whole)
    {
        if (_fills.End(end.Id, whole))
            Listener.Told(end);
        else
            Listener.Doubted(end.Id, "fill_missed");
    }
}
