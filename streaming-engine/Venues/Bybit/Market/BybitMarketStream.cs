using System.Net.WebSockets;
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

    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly BybitStreamDecoder _decoder;
    private readonly Asking[] _asking; // For books, at the places of their markets.
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
        (_time, _stop) = (clock.Time, stop);
        _decoder = new BybitStreamDecoder(Symbols);
        _asking = [.. subscriptions.Select(static subscription => new Asking(subscription.Index))];
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
                    AskForBooks();
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
                AskForBook(market);
            }
        }
    }

    public void Book(WireMarket market, bool isSnapshot, long updateId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels)
    {
        var told = Markets[market.Index];
        if (isSnapshot && updateId == 1)
            told.LastQuote = 0; // Bybit began anew, best prices with it.
        if (isSnapshot)
            told.Book.Snapshot(updateId, venueTime, ReceivedTime, levels);
        else
            told.Book.Change(updateId, venueTime, ReceivedTime, levels);
        if (!told.Book.IsLive)
            AskForBook(told);
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
        foreach (var asking in _asking)
            await asking.Running;
        await EndAsync();
    }

    /// <inheritdoc/>
    protected override void BookIsSilent(FollowedMarket<BybitBookFeed> market) => AskForBook(market);

    private void TakeAnswer(long connection, ReadOnlySpan<byte> message)
    {
        if (!WireJson.TryFlag(message, "success"u8, out var isDone) || !WireJson.TryText(message, "op"u8, stackalloc byte[WireJson.TextBytesMax], out var op) || !op.SequenceEqual("subscribe"u8))
            return;
        if (isDone)
        {
            _grants[connection] = _grants.GetValueOrDefault(connection) + 1;
            AskForBooks(); // Those that do not come by themselves.
            ResumeBars();
        }
        else
        {
            TellRefused(message);
            _socket.Renew();
        }
    }

    private void AskForBooks()
    {
        foreach (var market in Markets)
            AskForBook(market);
    }

    private void AskForBook(FollowedMarket<BybitBookFeed> market)
    {
        var asking = _asking[market.Wire.Index];
        if (!market.Book.IsLive && asking.Running.IsCompleted)
            asking.Running = AskForBookAsync(market, asking);
    }

    private async Task AskForBookAsync(FollowedMarket<BybitBookFeed> market, Asking asking)
    {
        await Task.Yield();
        var topics = new[] { BookOf(market.Subscription) };
        try
        {
            while (true)
            {
                await Task.Delay(asking.BackOff.Next(), _time, _stop);
                lock (Gate)
                {
                    if (market.Book.IsLive)
                    {
                        asking.BackOff.Reset();
                        return;
                    }
                }
                // A connection that is new tells all books anew.
                if (!await _socket.SendAsync(Request("unsubscribe", topics), _stop) || !await _socket.SendAsync(Request("subscribe", topics), _stop))
                    return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The stream ends, or its connection has.
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

    private sealed class Asking(int index)
    {
        // A book that is subscribed to takes a moment to come.
        public BackOff BackOff { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), SplitMix64.Stream(0, "bybit.book", (ulong)index));

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
