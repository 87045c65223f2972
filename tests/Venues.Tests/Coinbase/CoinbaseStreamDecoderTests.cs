using System.Globalization;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Messages of Coinbase's market channels; written after https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels.</summary>
public sealed class CoinbaseStreamDecoderTests
{
    private const string Prints = """{"channel":"market_trades","client_id":"","timestamp":"2026-01-01T00:00:00.2Z","sequence_num":7,"events":[{"type":"update","trades":[{"trade_id":"12346","product_id":"BTC-USD","price":"60000.2","size":"0.5","side":"SELL","time":"2026-01-01T00:00:00.12Z"},{"trade_id":"12345","product_id":"ETH-USD","price":"3000.1","size":"0.00123","side":"BUY","time":"2026-01-01T00:00:00.11Z"}]}]}""";
    private const string Recorded = """{"channel":"market_trades","client_id":"","timestamp":"2026-01-01T00:00:00.2Z","sequence_num":7,"events":[{"type":"update","trades":[{"product_id":"BTC-USD","trade_id":"12346","price":"60000.2","size":"0.5","time":"2026-01-01T00:00:00.12Z","side":"SELL"}]}]}""";
    private const string Ticker = """{"channel":"ticker","client_id":"","timestamp":"2026-01-01T00:00:00.2Z","sequence_num":8,"events":[{"type":"update","tickers":[{"type":"ticker","product_id":"BTC-USD","price":"60000","volume_24_h":"16038.28770938","low_24_h":"21835.29","high_24_h":"23011.18","low_52_w":"15460","high_52_w":"48240","price_percent_chg_24_h":"-4.15775596190603","best_bid":"59999.9","best_bid_quantity":"3.1","best_ask":"60000.00","best_ask_quantity":"0.50000000"}]}]}""";
    private const string Book = """{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00.201234567Z","sequence_num":9,"events":[{"type":"update","product_id":"BTC-USD","updates":[{"side":"bid","event_time":"2026-01-01T00:00:00.19Z","price_level":"59999.9","new_quantity":"3.1"},{"side":"offer","event_time":"2026-01-01T00:00:00.19Z","price_level":"60000.1","new_quantity":"0"}]}]}""";
    private const string Snapshot = """{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00.2Z","sequence_num":0,"events":[{"type":"snapshot","product_id":"BTC-USD","updates":[{"side":"bid","event_time":"1970-01-01T00:00:00Z","price_level":"1","new_quantity":"2"}]}]}""";

    private readonly Sink _sink = new();
    private readonly CoinbaseStreamDecoder _decoder = new(new WireSymbols([Market(0, "ETH-USD"), Market(1, "BTC-USD")]));

    // Prints come newest first, and name the side of the order that was in the book.
    [Theory]
    [InlineData(Prints, 7, "trade 0 12345 300010 123 sell 1767225600110", "trade 1 12346 6000020 50000 buy 1767225600120")]
    [InlineData(Recorded, 7, "trade 1 12346 6000020 50000 buy 1767225600120", null)]
    [InlineData(Ticker, 8, "quote 1 9 5999990 310000 6000000 50000", null)]
    [InlineData(Book, 9, "delta 1 9 1767225600201234567 Buy 5999990 310000 Sell 6000010 0", null)]
    [InlineData(Snapshot, 0, "book 1 0 1767225600200000000 Buy 100 200000", null)]
    public void What_is_said_is_told_by_the_scanner(string message, long number, string first, string? second)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal(second is null ? [first] : [first, second], _sink.Told);
        Assert.Equal([number], _sink.Numbers);
        Assert.Equal(0, _decoder.Fallbacks);
    }

    // Another order, spaces, more properties, a market that is not ours.
    [Theory]
    [InlineData("""{"sequence_num":7,"events":[{"trades":[{"side":"SELL","time":"2026-01-01T00:00:00Z","size":"0.5","price":"60000.2","product_id":"BTC-USD","trade_id":"5","more":[1]},{"trade_id":"6","product_id":"DOGE-USD","price":"x"}],"type":"update"}],"timestamp":"2026-01-01T00:00:00Z","channel":"market_trades"}""", "trade 1 5 6000020 50000 buy 1767225600000")]
    [InlineData("""{"channel":"ticker","timestamp":"2026-01-01T00:00:00Z","sequence_num":8,"events":[{"type":"update","tickers":[{"product_id":"BTC-USD","best_ask":"60000","best_ask_quantity":"0.5","best_bid":"59999.90","best_bid_quantity":"3.1"}]}]}""", "quote 1 9 5999990 310000 6000000 50000")]
    [InlineData("""{"channel":"l2_data","client_id":"x","timestamp":"2026-01-01T00:00:00Z","sequence_num":9,"events":[{"type":"update","product_id":"DOGE-USD","updates":[]},{"type":"update","product_id":"BTC-USD","updates":[{"new_quantity":"3.1","price_level":"59999.9","side":"bid"}]}]}""", "delta 1 9 1767225600000000000 Buy 5999990 310000")]
    public void What_is_said_otherwise_is_told_all_the_same(string message, string told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal([told], _sink.Told);
        Assert.Equal(1, _decoder.Fallbacks);
    }

    // But their numbers count.
    [Theory]
    [InlineData("""{"channel":"heartbeats","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":3,"events":[{"current_time":"x","heartbeat_counter":3049}]}""", 3)]
    [InlineData("""{"channel":"subscriptions","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":4,"events":[{"subscriptions":{"level2":["BTC-USD"]}}]}""", 4)]
    [InlineData("""{"channel":"market_trades","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":5,"events":[{"type":"snapshot","trades":[{"trade_id":"12346","product_id":"BTC-USD","price":"60000.2","size":"0.5","side":"SELL","time":"2026-01-01T00:00:00.12Z"}]}]}""", 5)]
    [InlineData("""{"channel":"ticker","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":6,"events":[{"type":"update","tickers":[{"product_id":"BTC-USD","best_bid":"","best_bid_quantity":"","best_ask":"60000","best_ask_quantity":"1"}]}]}""", 6)]
    public void What_nobody_wants_is_passed_over(string message, long number)
    {
        Assert.Equal(StreamDecoded.Other, Decode(message));
        Assert.Empty(_sink.Told);
        Assert.Equal([number], _sink.Numbers);
    }

    [Fact]
    public void A_refusal_has_no_number()
    {
        Assert.Equal(StreamDecoded.Other, Decode("""{"type":"error","message":"channel is invalid"}"""));
        Assert.Empty(_sink.Numbers);
    }

    [Fact]
    public void What_does_not_follow_is_not_told()
    {
        _sink.Refuses = true;
        Assert.Equal(StreamDecoded.Other, Decode(Book));
        Assert.Empty(_sink.Told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1,2]")]
    [InlineData("""{"channel":"heartbeats","client_id":"","timestamp":"2026-01-01T00:00:00Z","events":[]}""")] // Without a number.
    [InlineData("""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":9,"events":[{"type":"update","product_id":"BTC-USD","updates":[{"side":"bid","price_level":"59999.9","new_quantity":"3.1"}]}]""")] // Cut off.
    [InlineData("""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01","sequence_num":9,"events":[]}""")]
    [InlineData("""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":9,"events":[{"type":"update","product_id":"BTC-USD","updates":[{"side":"ask","price_level":"59999.9","new_quantity":"3.1"}]}]}""")]
    [InlineData("""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":9,"events":[{"type":"update","product_id":"BTC-USD","updates":[{"side":"bid","price_level":"59999.901","new_quantity":"3.1"}]}]}""")] // Off the grid.
    [InlineData("""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":9,"events":[{"type":"update","product_id":"BTC-USD","updates":[{"side":"bid","price_level":"0","new_quantity":"3.1"}]}]}""")]
    [InlineData("""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":9,"events":[{"type":"update","product_id":"BTC-USD","updates":[{"side":"bid","price_level":59999.9,"new_quantity":"3.1"}]}]}""")] // A number.
    [InlineData("""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":9,"events":[{"type":"change","product_id":"BTC-USD","updates":[]}]}""")]
    [InlineData("""{"channel":"market_trades","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":7,"events":[{"type":"update","trades":[{"trade_id":"5","product_id":"BTC-USD","price":"1","size":"1","side":"BID","time":"2026-01-01T00:00:00Z"}]}]}""")]
    [InlineData("""{"channel":"market_trades","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":7,"events":[{"type":"update","trades":[{"trade_id":"","product_id":"BTC-USD","price":"1","size":"1","side":"BUY","time":"2026-01-01T00:00:00Z"}]}]}""")]
    [InlineData("""{"channel":"market_trades","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":7,"events":[{"type":"update","trades":[{"trade_id":"5","product_id":"BTC-USD","price":"1","size":"0","side":"BUY","time":"2026-01-01T00:00:00Z"}]}]}""")]
    [InlineData("""{"channel":"market_trades","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":7,"events":[{"type":"update","trades":[{"trade_id":"5","product_id":"BTC-USD","price":"1","size":"1","side":"BUY","time":"2026-02-30T00:00:00Z"}]}]}""")]
    [InlineData("""{"channel":"ticker","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":8,"events":[{"type":"update","tickers":[{"product_id":"BTC-USD","best_bid":"1","best_bid_quantity":"1","best_ask":"2"}]}]}""")]
    public void What_is_broken_is_told_to_be_and_nothing_of_it(string message)
    {
        Assert.Equal(StreamDecoded.Broken, Decode(message));
        Assert.Empty(_sink.Told);
        Assert.Empty(_sink.Numbers);
    }

    // Nothing that is changed by a byte throws, and what is told is what the message holds: the same as read property by property.
    [Fact]
    public void Mutated_messages_never_throw_and_the_scanner_agrees_with_the_reader()
    {
        var chance = SplitMix64.Stream(11, "mutate", 0);
        for (var number = 0; number < Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000); number++)
        {
            var message = Encoding.UTF8.GetBytes(Pick(number));
            for (var change = chance.NextBelow(3); change > 0; change--)
                message[chance.NextBelow((ulong)message.Length)] = (byte)chance.NextBelow(256);
            _sink.Told.Clear();
            var decoded = _decoder.Decode(message, _sink);
            Assert.Equal(decoded == StreamDecoded.Told, _sink.Told.Count > 0);
            if (decoded != StreamDecoded.Told)
                continue;
            var told = _sink.Told.ToArray();
            // A space more, and the scanner does not take it.
            Assert.Equal(StreamDecoded.Told, _decoder.Decode([.. message, (byte)' '], _sink));
            Assert.Equal(told, _sink.Told.Skip(told.Length));
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var sink = new Counter();
        byte[][] messages = [.. new[] { Prints, Recorded, Ticker, Book, " " + Book }.Select(Encoding.UTF8.GetBytes)]; // The last by the reader.
        Run(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(6_600, sink.Count);

        void Run(int times)
        {
            for (var time = 0; time < times; time++)
            {
                foreach (var message in messages)
                    _decoder.Decode(message, sink);
            }
        }
    }

    private static string Pick(int number) => (number % 5) switch { 0 => Prints, 1 => Recorded, 2 => Ticker, 3 => Book, _ => Snapshot };

    private static WireMarket Market(int index, string symbol) => new(index, symbol, new WireGrid(0.01m), new WireGrid(0.00001m));

    private StreamDecoded Decode(string message) => _decoder.Decode(Encoding.UTF8.GetBytes(message), _sink);

    private sealed class Sink : ICoinbaseStreamSink
    {
        public List<string> Told { get; } = [];

        public List<long> Numbers { get; } = [];

        public bool Refuses { get; set; }

        public bool Begin(long number)
        {
            Numbers.Add(number);
            return !Refuses;
        }

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) =>
            Tell($"trade {market.Index} {tradeId} {ticks} {lots} {(aggressor == TradeAggressor.Sell ? "sell" : "buy")} {venueTime.Milliseconds}");

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) =>
            Tell($"quote {market.Index} {updateId} {bidTicks} {bidLots} {askTicks} {askLots}");

        public void Book(WireMarket market, bool isSnapshot, long number, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) =>
            Tell($"{(isSnapshot ? "book" : "delta")} {market.Index} {number} {venueTime.Value} {string.Join(' ', levels.ToArray().Select(level => string.Create(CultureInfo.InvariantCulture, $"{level.Side} {level.Ticks} {level.Lots}")))}");

        public void Bar(WireMarket market, in WireBar bar) => throw new InvalidOperationException("a bar was told");

        private void Tell(FormattableString text) => Told.Add(FormattableString.Invariant(text));
    }

    private sealed class Counter : ICoinbaseStreamSink
    {
        public int Count { get; private set; }

        public bool Begin(long number) => true;

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) => Count++;

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) => Count++;

        public void Book(WireMarket market, bool isSnapshot, long number, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) => Count++;

        public void Bar(WireMarket market, in WireBar bar) => Count++;
    }
}
