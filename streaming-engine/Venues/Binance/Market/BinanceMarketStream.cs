using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The streams of some of Binance's markets on one socket.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md: 1,024 streams on a connection, 5 messages a second to it.</remarks>
internal sealed class BinanceMarketStream : MarketStream<BinanceBookFeed>, ISocketListener, IBinanceStreamSink, IAsyncDisposable
{
    private const int StreamsAtOnce = 200;

    private readonly BinanceMarketData _data;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly BinanceStreamDecoder _decoder;
    private readonly Asking[] _asking; // For books, at the places of their markets.
    private readonly byte[][] _requests;
    private readonly VenueSocket _socket;
    private readonly HashSet<(long Connection, long Request)> _answered = [];
    private bool _isSubscribed; // What changes is told: a book that is read now is followed on.

    public BinanceMarketStream(BinanceMarketData data, BinanceOptions options, IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener, MonotonicClock clock, CancellationToken stop)
        : base(
            subscriptions,
            listener,
            clock,
            (subscription, since, until, cancellationToken) => data.ReadBarsAsync(subscription.Market, subscription.Interval!.Value, since, until, cancellationToken),
            static (wire, sink) => new BinanceBookFeed(wire, isFutures: false, sink),
            stop)
    {
        (_data, _time, _stop) = (data, clock.Time, stop);
        _decoder = new BinanceStreamDecoder(Symbols);
        _asking = [.. subscriptions.Select(static subscription => new Asking(subscription.Index))];
        _requests = [.. subscriptions.SelectMany(StreamsOf).Chunk(StreamsAtOnce).Select(static (streams, number) => Request(streams, number + 1))];
        var socketOptions = new SocketOptions { ReconnectMax = options.ReconnectMax, SilenceMax = TimeSpan.FromSeconds(20) };
        _socket = new VenueSocket(() => options.Streams, this, socketOptions, clock.Time);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection) => [.. _requests.Select(static request => (ReadOnlyMemory<byte>)request)];

    public ReadOnlyMemory<byte> Ping(long connection) => default;

    public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
    {
        lock (Gate)
        {
            Receive(stamp);
            switch (_decoder.Decode(message, this))
            {
                case StreamDecoded.Broken:
                    LoseUnread(_decoder.Named, message);
                    return false;
                case StreamDecoded.Told:
                    return IsGranted(connection);
                default:
                    TakeAnswer(connection, message);
                    return false;
            }
        }
    }

    public void Lost(long connection, string cause)
    {
        lock (Gate)
        {
            _isSubscribed = false;
            _answered.Clear();
            LoseConnection();
        }
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
                AskForBook(market);
            }
        }
    }

    public void Depth(WireMarket market, long firstId, long lastId, long previousId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels)
    {
        var told = Markets[market.Index];
        told.Book.Change(firstId, lastId, previousId, venueTime, ReceivedTime, levels);
        AskForBook(told);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        foreach (var asking in _asking)
            await asking.Running;
        await EndAsync();
    }

    /// <inheritdoc/>
    protected override void BookIsSilent(FollowedMarket<BinanceBookFeed> market) => _socket.Renew();

    // Only when all that was asked for is granted: then a book that stands still, and is told by no change, is read, too.
    private void TakeAnswer(long connection, ReadOnlySpan<byte> message)
    {
        if (WireJson.Has(message, "error"u8))
        {
            TellRefused(message);
            _socket.Renew();
            return;
        }
        if (!WireJson.Has(message, "result"u8) || !WireJson.TryNumber(message, "id"u8, out var request))
            return;
        _answered.Add((connection, request));
        if (!IsGranted(connection))
            return;
        _isSubscribed = true;
        ResumeBars();
        foreach (var market in Markets)
            AskForBook(market);
    }

    private bool IsGranted(long connection)
    {
        for (var number = 1; number <= _requests.Length; number++)
        {
            if (!_answered.Contains((connection, number)))
                return false;
        }
        return true;
    }

    private void AskForBook(FollowedMarket<BinanceBookFeed> market)
    {
        var asking = _asking[market.Wire.Index];
        if (_isSubscribed && !market.Book.IsLive && asking.Running.IsCompleted)
            asking.Running = AskForBookAsync(market, asking.BackOff);
    }

    private async Task AskForBookAsync(FollowedMarket<BinanceBookFeed> market, BackOff backOff)
    {
        await Task.Yield();
        try
        {
            do
            {
                await Task.Delay(backOff.Next(), _time, _stop);
            }
            while (!await TryReadBookAsync(market, backOff));
        }
        catch (OperationCanceledException)
        {
            // The stream ends.
        }
    }

    private async Task<bool> TryReadBookAsync(FollowedMarket<BinanceBookFeed> market, BackOff backOff)
    {
        try
        {
            long losses;
            lock (Gate)
            {
                if (!_isSubscribed)
                    return true; // It is asked for once changes are told again.
                losses = market.Losses;
            }
            var (lastId, levels) = await _data.ReadBookAsync(market.Subscription.Market, _stop);
            lock (Gate)
            {
                // What was lost meanwhile may be in between.
                if (losses != market.Losses || !market.Book.Snapshot(lastId, Now, levels))
                    return false;
                backOff.Reset();
                return true;
            }
        }
        catch (VenueException)
        {
            return false;
        }
    }

    private static IEnumerable<string> StreamsOf(MarketSubscription subscription)
    {
        var symbol = subscription.Market.Symbol.ToLowerInvariant();
        yield return $"{symbol}@trade";
        yield return $"{symbol}@bookTicker";
        yield return $"{symbol}@depth@100ms";
        if (subscription.Interval is { } interval)
            yield return $"{symbol}@kline_{interval.Text}";
    }

    private static byte[] Request(string[] streams, int number) =>
        Encoding.UTF8.GetBytes($$"""{"method":"SUBSCRIBE","params":[{{string.Join(',', streams.Select(static stream => $"\"{JsonEncodedText.Encode(stream)}\""))}}],"id":{{number}}}""");

    private sealed class Asking(int index)
    {
        public BackOff BackOff { get; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5), SplitMix64.Stream(0, "binance.book", (ulong)index));

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
