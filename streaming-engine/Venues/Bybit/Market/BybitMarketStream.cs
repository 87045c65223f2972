using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The streams of some of Bybit's markets on one socket.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/ws/connect: ten topics in a request of spot, 21,000 letters of them on a connection. A book comes whole when it is subscribed
/// to: one that has a hole is so anew, alone.
/// </remarks>
internal sealed class BybitMarketStream : MarketStream<BybitBookFeed>, ISocketListener, IBybitStreamSink, IAsyncDisposable
{
    private const int TopicsAtOnce = 10;

    private static readonly byte[] PingMessage = """{"op":"ping"}"""u8.ToArray();

    private readonly BybitStreamDecoder _decoder;
    private readonly BookAsker<BybitBookFeed> _books;
    private readonly byte[][] _requests;
    private readonly VenueSocket _socket;
    private readonly Dictionary<long, int> _grants = []; // Of requests, by connections; a book that is asked for anew counts again.

    public BybitMarketStream(BybitMarketData data, BybitOptions options, IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener, MonotonicClock clock, CancellationToken stop)
        : base(
            subscriptions,
            listener,
            clock,
            (subscription, since, until, cancellationToken) => data.ReadBarsAsync(subscription.Market, subscription.Interval!.Value, since, until, cancellationToken),
            static (wire, sink) => new BybitBookFeed(wire, sink),
            stop)
    {
        _decoder = new BybitStreamDecoder(Symbols);
        _books = new BookAsker<BybitBookFeed>(
            subscriptions,
            new BookAskerOptions { Name = "bybit.book", First = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(10) },
            Gate,
            static subscription => [Request("unsubscribe", [BookOf(subscription)]), Request("subscribe", [BookOf(subscription)])],
            message => _socket!.SendAsync(message, stop),
            clock.Time,
            stop);
        _requests = [.. subscriptions.SelectMany(TopicsOf).Chunk(TopicsAtOnce).Select(static topics => Request("subscribe", topics))];
        var socketOptions = new SocketOptions
        {
            ReconnectMax = options.ReconnectMax,
            PingPeriod = TimeSpan.FromSeconds(20),
            SilenceMax = TimeSpan.FromSeconds(45),
            SendPeriod = TimeSpan.FromMilliseconds(50),
        };
        _socket = new VenueSocket(() => options.PublicSocket, this, socketOptions, clock.Time);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection) => [.. _requests.Select(static request => (ReadOnlyMemory<byte>)request)];

    public ReadOnlyMemory<byte> Ping(long connection) => PingMessage;

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
                    return _grants.GetValueOrDefault(connection) >= _requests.Length;
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
            _grants.Clear();
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
                _books.Ask(market, ReceivedTime);
            }
        }
    }

    public void Book(WireMarket market, bool isSnapshot, long updateId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels)
    {
        var told = Markets[market.Index];
        if (isSnapshot && updateId == 1)
            told.LastQuote = 0; // Bybit began anew, best prices with it.
        if (isSnapshot)
        {
            told.Book.Snapshot(updateId, venueTime, ReceivedTime, levels);
            _books.Told(market, ReceivedTime);
        }
        else
        {
            told.Book.Change(updateId, venueTime, ReceivedTime, levels);
        }
        if (!told.Book.IsLive)
            _books.Ask(told, ReceivedTime);
    }

    public void Best(WireMarket market, long updateId, in BookLevelChange bid, in BookLevelChange ask)
    {
        var told = Markets[market.Index];
        if (updateId == 1 && told.LastQuote > 1)
            told.LastQuote = 0; // Bybit began anew.
        Quote(market, updateId, bid.Ticks, bid.Lots, ask.Ticks, ask.Lots);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _books.EndAsync();
        await EndAsync();
    }

    /// <inheritdoc/>
    protected override void BookIsSilent(FollowedMarket<BybitBookFeed> market) => _books.Ask(market, ReceivedTime);

    private void TakeAnswer(long connection, ReadOnlySpan<byte> message)
    {
        if (!WireJson.TryFlag(message, "success"u8, out var isDone) || !WireJson.TryText(message, "op"u8, stackalloc byte[WireJson.TextBytesMax], out var op) || !op.SequenceEqual("subscribe"u8))
            return;
        if (isDone)
        {
            _grants[connection] = _grants.GetValueOrDefault(connection) + 1;
            _books.Ask(Markets, ReceivedTime); // Those that do not come by themselves.
            ResumeBars();
        }
        else
        {
            TellRefused(message);
            _socket.Renew();
        }
    }

    private static IEnumerable<string> TopicsOf(MarketSubscription subscription)
    {
        var symbol = subscription.Market.Symbol;
        yield return $"publicTrade.{symbol}";
        yield return $"orderbook.1.{symbol}";
        yield return BookOf(subscription);
        if (subscription.Interval is { } interval)
            yield return $"kline.{BybitInterval.NameOf(interval)}.{symbol}";
    }

    private static string BookOf(MarketSubscription subscription) => $"orderbook.200.{subscription.Market.Symbol}";

    private static byte[] Request(string operation, string[] topics) =>
        Encoding.UTF8.GetBytes($$"""{"op":"{{operation}}","args":[{{string.Join(',', topics.Select(static topic => $"\"{JsonEncodedText.Encode(topic)}\""))}}]}""");
}
