using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The channels of some of OKX's markets: prints, best prices and books on one socket, bars on another. A book that has a hole is subscribed to anew, by itself.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#overview-websocket-connect: 480 requests an hour on a connection, and a ping where nothing came for 30 seconds.
/// </remarks>
internal sealed class OkxMarketStream : MarketStream<OkxBookFeed>, ISocketListener, IOkxStreamSink, IAsyncDisposable
{
    private const int ChannelsAtOnce = 200;

    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewPause = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly OkxStreamDecoder _decoder;
    private readonly BookAsker<OkxBookFeed> _books;
    private readonly byte[][] _requests;
    private readonly VenueSocket _socket;
    private readonly BarSocket? _bars;
    private UnixNanos _renewedTime;
    private Task _watching = Task.CompletedTask;

    public OkxMarketStream(OkxMarketData data, OkxOptions options, IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener, MonotonicClock clock, CancellationToken stop)
        : base(
            subscriptions,
            listener,
            clock,
            (subscription, since, until, cancellationToken) => data.ReadBarsAsync(subscription.Market, subscription.Interval!.Value, since, until, cancellationToken),
            static (wire, sink) => new OkxBookFeed(wire, sink),
            stop)
    {
        (_time, _stop) = (clock.Time, stop);
        _decoder = new OkxStreamDecoder(Symbols);
        _books = new BookAsker<OkxBookFeed>(
            subscriptions,
            new BookAskerOptions
            {
                Name = "okx.book",
                First = TimeSpan.FromMilliseconds(50),
                Max = TimeSpan.FromSeconds(30),
                Patience = SnapshotPatience,
                SteadyTime = TimeSpan.FromSeconds(30),
            },
            Gate,
            static subscription => [OkxSocketRequest.Of("unsubscribe", [ChannelOf("books", subscription)]), OkxSocketRequest.Of("subscribe", [ChannelOf("books", subscription)])],
            message => _socket!.SendAsync(message, stop),
            clock.Time,
            stop);
        _requests = RequestsOf(subscriptions.SelectMany(static one => new[] { ChannelOf("trades", one), ChannelOf("bbo-tbt", one), ChannelOf("books", one) }));
        var socketOptions = new SocketOptions
        {
            ReconnectMax = options.ReconnectMax,
            PingPeriod = TimeSpan.FromSeconds(10),
            SilenceMax = TimeSpan.FromSeconds(25),
            SendPeriod = TimeSpan.FromMilliseconds(100),
            LifeMax = null, // OKX sets none, and numbers of two connections at once would be taken for a gap.
        };
        OkxParameters[] candles = [.. subscriptions.Where(static one => one.Interval is not null).Select(static one => ChannelOf("candle" + OkxIntervals.NameOf(one.Interval!.Value), one))];
        if (candles.Length > 0)
            _bars = new BarSocket(this, options.BusinessSocket, RequestsOf(candles), socketOptions);
        _socket = new VenueSocket(() => options.PublicSocket, this, socketOptions, clock.Time);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection)
    {
        lock (Gate)
        {
            if (_watching.IsCompleted)
                _watching = WatchAsync();
        }
        return MessagesOf(_requests);
    }

    public ReadOnlyMemory<byte> Ping(long connection) => OkxSocketRequest.Ping;

    public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
    {
        lock (Gate)
        {
            Receive(stamp);
            switch (_decoder.Decode(message, this))
            {
                case StreamDecoded.Broken:
                    LoseUnread(_decoder.Named, message);
                    _books.Ask(Markets, ReceivedTime);
                    return false;
                case StreamDecoded.Told:
                    return true;
                default:
                    if (IsTrouble(message, ref _renewedTime))
                        _socket.Renew();
                    return false;
            }
        }
    }

    public void Lost(long connection, string cause)
    {
        lock (Gate)
            LoseConnection();
    }

    public void Resync(int index)
    {
        lock (Gate)
        {
            foreach (var market in Markets)
            {
                if (market.Subscription.Index != index)
                    continue;
                market.Lose(Now);
                _books.Ask(market, ReceivedTime);
            }
        }
    }

    public void Book(WireMarket market, bool isSnapshot, long previousId, long lastId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels)
    {
        var told = Markets[market.Index];
        if (isSnapshot)
        {
            told.Book.Snapshot(lastId, venueTime, ReceivedTime, levels);
            told.LastQuote = 0; // Numbers may have begun anew before it, and best prices are numbered with it.
            _books.Told(market, ReceivedTime);
            return;
        }
        if (told.Book.Change(previousId, lastId, venueTime, ReceivedTime, levels))
            told.LastQuote = 0; // Best prices are numbered with it.
        if (!told.Book.IsLive)
            _books.Ask(told, ReceivedTime);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        if (_bars is not null)
            await _bars.DisposeAsync();
        await _watching;
        await _books.EndAsync();
        await EndAsync();
    }

    /// <inheritdoc/>
    protected override void BookIsSilent(FollowedMarket<OkxBookFeed> market) => _books.Ask(market, ReceivedTime);

    // Where what was asked for on a new connection is not answered.
    private async Task WatchAsync()
    {
        await Task.Yield();
        try
        {
            await Task.Delay(SnapshotPatience, _time, _stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        lock (Gate)
            _books.Ask(Markets, ReceivedTime);
    }

    // Refused, or to be closed soon, of which each new one may be told again: what was asked for is asked for on another connection.
    private bool IsTrouble(ReadOnlySpan<byte> message, ref UnixNanos renewedTime)
    {
        if (IsEvent(message, "error"u8))
        {
            TellRefused(message);
            return true;
        }
        if (!IsEvent(message, "notice"u8) || Now - renewedTime < RenewPause)
            return false;
        renewedTime = Now;
        return true;
    }

    private static bool IsEvent(ReadOnlySpan<byte> message, ReadOnlySpan<byte> wanted) =>
        !message.SequenceEqual(OkxSocketRequest.Pong) && WireJson.TryText(message, "event"u8, stackalloc byte[WireJson.TextBytesMax], out var name) && name.SequenceEqual(wanted);

    private static OkxParameters ChannelOf(string channel, MarketSubscription subscription) => new OkxParameters().Add("channel", channel).Add("instId", subscription.Market.Symbol);

    private static byte[][] RequestsOf(IEnumerable<OkxParameters> channels) => [.. channels.Chunk(ChannelsAtOnce).Select(static some => OkxSocketRequest.Of("subscribe", some))];

    private static ReadOnlyMemory<byte>[] MessagesOf(byte[][] requests) => [.. requests.Select(static request => (ReadOnlyMemory<byte>)request)];

    // What it misses is asked for by who follows the bars.
    private sealed class BarSocket : ISocketListener, IAsyncDisposable
    {
        private readonly OkxMarketStream _owner;
        private readonly byte[][] _requests;
        private readonly VenueSocket _socket;
        private UnixNanos _renewedTime;

        public BarSocket(OkxMarketStream owner, Uri address, byte[][] requests, SocketOptions options)
        {
            (_owner, _requests) = (owner, requests);
            _socket = new VenueSocket(() => address, this, options, owner._time);
        }

        public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection) => MessagesOf(_requests);

        public ReadOnlyMemory<byte> Ping(long connection) => OkxSocketRequest.Ping;

        public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
        {
            lock (_owner.Gate)
            {
                _owner.Receive(stamp);
                var decoded = _owner._decoder.Decode(message, _owner);
                if (decoded == StreamDecoded.Other && _owner.IsTrouble(message, ref _renewedTime))
                    _socket.Renew();
                else if (decoded == StreamDecoded.Other && IsEvent(message, "subscribe"u8))
                    _owner.ResumeBars();
                return decoded == StreamDecoded.Told;
            }
        }

        public void Lost(long connection, string cause)
        {
            // Nothing is told of it.
        }

        public ValueTask DisposeAsync() => _socket.DisposeAsync();
    }
}
