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
    private readonly List<UnixNanos> _asked = []; // Ends of what was asked for.
    private readonly Stream _stream;

    public MarketStreamTests() => _stream = new Stream(_market, _time, _asked);

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

    // A bar of a moment ago may lack its last prints by a question, and is told by the stream.
    [Theory(Timeout = 60_000)]
    [InlineData(62, 0)]
    [InlineData(63, 1)]
    public async Task Bars_that_closed_before_the_stream_began_are_asked_for_when_they_are_settled(int seconds, int asked)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await _stream.ResumeAllAsync();
        Assert.Equal(asked, _asked.Count);
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

    private sealed class Stream(IMarketListener listener, TimeProvider time, List<UnixNanos> asked) : MarketStream<Feed>(
        [new MarketSubscription(0, new VenueMarket("BTCUSDT", Instrument), BarInterval.Parse("1m"), BarsSince: UnixNanos.From(time.GetUtcNow()))],
        listener,
        new MonotonicClock(time),
        (_, _, until, _) =>
        {
            asked.Add(until);
            return Task.FromResult<IReadOnlyList<Bar>>([]);
        },
        static (wire, sink) => new Feed(wire, sink),
        CancellationToken.None)
    {
        public Task ResumeAllAsync()
        {
            ResumeBars();
            return Markets[0].Bars!.Asking;
        }

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
