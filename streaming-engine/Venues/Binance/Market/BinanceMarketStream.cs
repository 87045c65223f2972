using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The streams of some of Binance's markets on one socket.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md: 1,024 streams on a connection, 5 messages a second to it.</remarks>
internal sealed class BinanceMarketStream : ISocketListener, IBinanceStreamSink, IMarketEventSink, IAsyncDisposable
{
    private const int StreamsAtOnce = 200;

    private readonly BinanceMarketData _data;
    private readonly IMarketListener _listener;
    private readonly MonotonicClock _clock;
    private readonly CancellationToken _stop;
    private readonly BinanceStreamDecoder _decoder;
    private readonly Market[] _markets;
    private readonly byte[][] _requests;
    private readonly Lock _gate = new();
    private readonly VenueSocket _socket;
    private UnixNanos _received;
    private readonly HashSet<(long Connection, long Request)> _answered = [];
    private bool _isSubscribed; // What changes is told: a book that is read now is followed on.

    public BinanceMarketStream(BinanceMarketData data, BinanceOptions options, IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener, MonotonicClock clock, CancellationToken stop)
    {
        (_data, _listener, _clock, _stop) = (data, listener, clock, stop);
        _markets = [.. subscriptions.Select((subscription, place) => new Market(subscription, WireMarket.Of(place, subscription.Market.Symbol, subscription.Market.Instrument), this))];
        _decoder = new BinanceStreamDecoder(new WireSymbols([.. _markets.Select(static market => market.Wire)]));
        _requests = [.. subscriptions.SelectMany(StreamsOf).Chunk(StreamsAtOnce).Select(static (streams, number) => Request(streams, number + 1))];
        var socketOptions = new SocketOptions { ReconnectMax = options.ReconnectMax, SilenceMax = TimeSpan.FromSeconds(20) };
        _socket = new VenueSocket(() => options.Streams, this, socketOptions, clock.Time);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection) => [.. _requests.Select(static request => (ReadOnlyMemory<byte>)request)];

    public ReadOnlyMemory<byte> Ping(long connection) => default;

    public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
    {
        lock (_gate)
        {
            _received = _clock.At(stamp);
            switch (_decoder.Decode(message, this))
            {
                case StreamDecoded.Broken:
                    foreach (var market in _markets)
                        market.Lose(_received); // Whatever it was to tell is missing, and it is not known of which.
                    return false;
                case StreamDecoded.Told:
                    return true;
                default:
                    TakeAnswer(connection, message);
                    return false;
            }
        }
    }

    public void Lost(long connection, string cause)
    {
        lock (_gate)
        {
            _isSubscribed = false;
            _answered.Clear();
            foreach (var market in _markets)
            {
                market.Lose(_clock.Now);
                (market.LastTrade, market.LastQuote) = (0, 0); // A venue that was begun anew counts anew.
            }
        }
    }

    public void Resync(int index)
    {
        lock (_gate)
        {
            foreach (var market in _markets)
            {
                if (market.Subscription.Index != index)
                    continue;
                market.Lose(_clock.Now);
                AskForBook(market);
            }
        }
    }

    public void Trade(WireMarket market, long tradeId, long ticks, long lots, bool isBuyerMaker, UnixNanos venueTime)
    {
        var told = _markets[market.Index];
        if (tradeId <= told.LastTrade)
            return; // By the connection that took over, too.
        told.LastTrade = tradeId;
        _listener.Take(told.Subscription.Index, new MarketEvent
        {
            Kind = MarketEventKind.Trade,
            VenueTime = venueTime,
            ReceivedTime = _received,
            Sequence = tradeId,
            TradeId = tradeId,
            Aggressor = isBuyerMaker ? TradeAggressor.Sell : TradeAggressor.Buy,
            Ticks = ticks,
            Lots = lots,
        });
    }

    public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots)
    {
        var told = _markets[market.Index];
        if (updateId <= told.LastQuote || bidTicks <= 0 || askTicks <= bidTicks)
            return;
        told.LastQuote = updateId;
        _listener.Take(told.Subscription.Index, new MarketEvent
        {
            Kind = MarketEventKind.Quote,
            VenueTime = _received, // It tells none.
            ReceivedTime = _received,
            Sequence = updateId,
            Ticks = bidTicks,
            Lots = bidLots,
            AskTicks = askTicks,
            AskLots = askLots,
        });
    }

    public void Depth(WireMarket market, long firstId, long lastId, long previousId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels)
    {
        var told = _markets[market.Index];
        told.Book.Change(firstId, lastId, previousId, venueTime, _received, levels);
        AskForBook(told);
    }

    public void Bar(WireMarket market, in BinanceBar bar)
    {
        var told = _markets[market.Index];
        if (!bar.IsClosed || bar.Interval != told.Subscription.Interval || told.Bars is not { } bars)
            return;
        var instrument = told.Subscription.Market.Instrument;
        bars.Take(new Bar(
            bar.OpenTime,
            new UnixNanos(bar.OpenTime.Value + bar.Interval.Nanos),
            instrument.PriceFromTicks(bar.Open),
            instrument.PriceFromTicks(bar.High),
            instrument.PriceFromTicks(bar.Low),
            instrument.PriceFromTicks(bar.Close),
            bar.Volume * instrument.QuantityIncrement));
    }

    public void Take(WireMarket market, in MarketEvent happened) => _listener.Take(_markets[market.Index].Subscription.Index, in happened);

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        foreach (var market in _markets)
        {
            await market.Asking;
            if (market.Bars is { } bars)
                await bars.Asking;
        }
    }

    // Only when all that was asked for is granted: then a book that stands still, and is told by no change, is read, too.
    private void TakeAnswer(long connection, ReadOnlySpan<byte> message)
    {
        if (WireJson.Has(message, "error"u8))
        {
            _socket.Renew();
            return;
        }
        if (!WireJson.Has(message, "result"u8) || !WireJson.TryNumber(message, "id"u8, out var request))
            return;
        _answered.Add((connection, request));
        for (var number = 1; number <= _requests.Length; number++)
        {
            if (!_answered.Contains((connection, number)))
                return;
        }
        _isSubscribed = true;
        foreach (var market in _markets)
            AskForBook(market);
    }

    private void AskForBook(Market market)
    {
        if (_isSubscribed && !market.Book.IsLive && market.Asking.IsCompleted)
            market.Asking = AskForBookAsync(market);
    }

    private async Task AskForBookAsync(Market market)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await Task.Delay(market.BackOff.Next(), _clock.Time, _stop);
                if (await TryReadBookAsync(market))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The stream ends.
        }
    }

    private async Task<bool> TryReadBookAsync(Market market)
    {
        try
        {
            long losses;
            lock (_gate)
            {
                if (!_isSubscribed)
                    return true; // It is asked for once changes are told again.
                losses = market.Losses;
            }
            var (lastId, levels) = await _data.ReadBookAsync(market.Subscription.Market, _stop);
            lock (_gate)
            {
                // What was lost meanwhile may be in between.
                if (losses != market.Losses || !market.Book.Snapshot(lastId, _clock.Now, levels))
                    return false;
                market.BackOff.Reset();
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

    private sealed class Market
    {
        public Market(MarketSubscription subscription, WireMarket wire, BinanceMarketStream owner)
        {
            (Subscription, Wire) = (subscription, wire);
            Book = new BinanceBookFeed(wire, isFutures: false, owner);
            BackOff = new BackOff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5), SplitMix64.Stream(0, "binance.book", (ulong)subscription.Index));
            if (subscription.Interval is { } interval)
                Bars = new BarFollower(subscription, (asked, since, until, stop) => owner._data.ReadBarsAsync(asked.Market, interval, since, until, stop), owner._listener, owner._gate, seed: 0, owner._clock.Time, owner._stop);
        }

        public MarketSubscription Subscription { get; }

        public WireMarket Wire { get; }

        public BinanceBookFeed Book { get; }

        public BarFollower? Bars { get; }

        public BackOff BackOff { get; }

        public Task Asking { get; set; } = Task.CompletedTask;

        /// <summary>How often what was told had a hole.</summary>
        public long Losses { get; private set; }

        public long LastTrade { get; set; }

        public long LastQuote { get; set; }

        public void Lose(UnixNanos now)
        {
            Losses++;
            Book.Lose(now);
        }
    }
}
