using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The channels of some of Coinbase's markets on one socket, and bars, which are asked for when they have closed.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview and the pages of channels and rate limits beside it: one channel in a
/// message, and eight messages in a second without a token. Its bars are of five minutes only. A number that is missing makes the connection anew: what it was of is not known.
/// </remarks>
internal sealed class CoinbaseMarketStream : MarketStream<CoinbaseBookFeed>, ISocketListener, ICoinbaseStreamSink, IAsyncDisposable
{
    // Books last: where there is one, the others are told, too.
    private static readonly string[] Channels = ["heartbeats", "market_trades", "ticker", "level2"];

    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(10);

    private readonly CoinbaseStreamDecoder _decoder;
    private readonly CoinbaseSequence _sequence = new();
    private readonly BookAsker<CoinbaseBookFeed> _books;
    private readonly ReadOnlyMemory<byte>[] _requests;
    private readonly VenueSocket _socket;
    private readonly CoinbaseBarClock[] _bars;
    private UnixNanos _openedTime;

    public CoinbaseMarketStream(
        CoinbaseMarketData data,
        CoinbaseOptions options,
        IReadOnlyList<MarketSubscription> subscriptions,
        IMarketListener listener,
        MonotonicClock clock,
        VenueClock venueClock,
        CancellationToken stop)
        : base(
            [.. subscriptions.Select(one => WithBegin(one, venueClock.Now))],
            listener,
            clock,
            (subscription, since, until, cancellationToken) => data.ReadBarsAsync(subscription.Market, subscription.Interval!.Value, since, until, cancellationToken),
            static (wire, sink) => new CoinbaseBookFeed(wire, sink),
            stop)
    {
        _decoder = new CoinbaseStreamDecoder(Symbols);
        _books = new BookAsker<CoinbaseBookFeed>(
            subscriptions,
            new BookAskerOptions { Name = "coinbase.book", First = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(10) },
            Gate,
            static subscription => [CoinbaseSocketRequest.Of("unsubscribe", "level2", [subscription.Market.Symbol]), CoinbaseSocketRequest.Of("subscribe", "level2", [subscription.Market.Symbol])],
            message => _socket!.SendAsync(message, stop),
            clock.Time,
            stop);
        string[] symbols = [.. subscriptions.Select(static subscription => subscription.Market.Symbol)];
        _requests = [.. Channels.Select(channel => (ReadOnlyMemory<byte>)CoinbaseSocketRequest.Of("subscribe", channel, channel == "heartbeats" ? [] : symbols))];
        _bars = [.. Markets.Where(static market => market.Bars is not null).Select(market => new CoinbaseBarClock(market.Bars!, market.Subscription, Gate, venueClock, clock.Time, stop))];
        var socketOptions = new SocketOptions
        {
            ReconnectMax = options.ReconnectMax,
            SilenceMax = TimeSpan.FromSeconds(15),
            SendPeriod = TimeSpan.FromMilliseconds(150),
            LifeMax = null, // Coinbase sets none, and numbers of two connections at once would be taken for a gap.
        };
        _socket = new VenueSocket(() => options.Socket, this, socketOptions, clock.Time);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection)
    {
        lock (Gate)
        {
            _sequence.Reset();
            _openedTime = Now;
        }
        return _requests;
    }

    // It has none: heartbeats come by themselves.
    public ReadOnlyMemory<byte> Ping(long connection) => default;

    public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
    {
        lock (Gate)
        {
            Receive(stamp);
            var gaps = _sequence.Gaps;
            var decoded = _decoder.Decode(message, this);
            if (decoded == StreamDecoded.Broken || _sequence.Gaps > gaps || IsError(decoded, message))
            {
                LoseAll();
                _socket.Renew();
            }
            else if (decoded == StreamDecoded.Other && Now - _openedTime > SnapshotPatience)
            {
                // Heartbeats go on where a subscription is not answered.
                _books.Ask(Markets, ReceivedTime);
            }
            return decoded == StreamDecoded.Told;
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

    public bool Begin(long number) => _sequence.Take(number) == SequenceStep.Next;

    public void Book(WireMarket market, bool isSnapshot, long number, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels)
    {
        var told = Markets[market.Index];
        if (isSnapshot)
        {
            told.Book.Snapshot(number, venueTime, ReceivedTime, levels);
            _books.Told(market, ReceivedTime);
        }
        else
        {
            told.Book.Change(number, venueTime, ReceivedTime, levels);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _books.EndAsync();
        foreach (var bars in _bars)
            await bars.Running;
        await EndAsync();
    }

    /// <inheritdoc/>
    protected override void BookIsSilent(FollowedMarket<CoinbaseBookFeed> market) => _books.Ask(market, ReceivedTime);

    // Something of what was asked for was refused.
    private static bool IsError(StreamDecoded decoded, ReadOnlySpan<byte> message) =>
        decoded == StreamDecoded.Other && WireJson.TryText(message, "type"u8, stackalloc byte[WireJson.TextBytesMax], out var type) && type.SequenceEqual("error"u8);

    // What closed before is not wanted where nothing is said: the bar that goes on is the first.
    private static MarketSubscription WithBegin(MarketSubscription subscription, UnixNanos now) => subscription is { Interval: { } interval, BarsSince: null }
        ? subscription with { BarsSince = new UnixNanos(now.Value - (now.Value % interval.Nanos)) }
        : subscription;
}
