using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>What market streams of every venue do.</summary>
public sealed class MarketStreamTests
{
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.BINANCE"), 1, 1, FeeSchedule.Flat(0, 0));

    private readonly ManualTimeProvider _time = new();
    private readonly ListeningMarket _market = new(Instrument);
    private readonly Stream _stream;

    public MarketStreamTests() => _stream = new Stream(_market, _time);

    [Fact]
    public void Book_that_is_told_nothing_of_while_best_prices_go_on_is_stale()
    {
        _stream.TellBook();
        Quotes(number: 5); // Their span is 4 s.
        Assert.True(_market.Book.IsValid);
        Quotes(number: 2);
        Assert.Equal((false, 1), (_market.Book.IsValid, _stream.Silent));
    }

    [Fact]
    public void Book_that_is_told_of_between_best_prices_is_good()
    {
        for (var round = 0; round < 10; round++)
        {
            _stream.TellBook();
            Quotes(number: 3);
        }
        Assert.Equal((true, 0), (_market.Book.IsValid, _stream.Silent));
    }

    // The change of the book that belongs to the last prices may be on its way still.
    [Fact]
    public void Quiet_market_whose_best_prices_change_once_is_good()
    {
        _stream.TellBook();
        Quotes(number: 1);
        _time.Advance(TimeSpan.FromMinutes(10));
        Quotes(number: 1);
        Assert.Equal((true, 0), (_market.Book.IsValid, _stream.Silent));
    }

    [Fact]
    public void Prices_and_prints_of_before_are_not_told_again()
    {
        _stream.Tell(stream => stream.Quote(stream.Wire, 7, 10, 1, 11, 1));
        _stream.Tell(stream => stream.Quote(stream.Wire, 6, 9, 1, 12, 1));
        _stream.Tell(stream => stream.Quote(stream.Wire, 8, 12, 1, 12, 1)); // Crossed.
        Assert.Equal(10, _market.Quote?.Bid.Value);
        foreach (var id in new[] { 3, 3, 2, 4 })
            _stream.Tell(stream => stream.Trade(stream.Wire, id, 10, 1, TradeAggressor.Buy, UnixNanos.From(_time.GetUtcNow())));
        Assert.Equal(2, _market.Trades.Count);
    }

    // One a second.
    private void Quotes(int number)
    {
        for (var told = 0; told < number; told++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _stream.Tell(static stream => stream.Quote(stream.Wire, ++stream.Quotes, 10, 1, 11, 1));
        }
    }

    private sealed class Feed(WireMarket market, IMarketEventSink sink) : IBookFeed
    {
        public bool IsLive { get; private set; }

        public void Tell(UnixNanos time)
        {
            var levels = new BookLevelChange[] { new(OrderSide.Buy, 10, 1), new(OrderSide.Sell, 11, 1) };
            sink.Take(market, new MarketEvent { Kind = MarketEventKind.BookSnapshot, VenueTime = time, ReceivedTime = time, Levels = levels });
            IsLive = true;
        }

        public void Lose(UnixNanos receivedTime)
        {
            IsLive = false;
            sink.Take(market, new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = receivedTime, ReceivedTime = receivedTime });
        }
    }

    private sealed class Stream(IMarketListener listener, TimeProvider time) : MarketStream<Feed>(
        [new MarketSubscription(0, new VenueMarket("BTCUSDT", Instrument), Interval: null, BarsSince: null)],
        listener,
        new MonotonicClock(time),
        static (_, _, _, _) => Task.FromResult<IReadOnlyList<Bar>>([]),
        static (wire, sink) => new Feed(wire, sink),
        CancellationToken.None)
    {
        public int Silent { get; private set; }

        public long Quotes { get; set; }

        public WireMarket Wire => Markets[0].Wire;

        public void Tell(Action<Stream> tell)
        {
            Receive(time.GetTimestamp());
            tell(this);
        }

        public void TellBook() => Tell(static stream => stream.Markets[0].Book.Tell(stream.ReceivedTime));

        protected override void BookIsSilent(FollowedMarket<Feed> market) => Silent++;
    }
}
