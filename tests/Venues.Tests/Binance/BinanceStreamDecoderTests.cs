using System.Globalization;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Messages of Binance's market streams; written after https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md.</summary>
public sealed class BinanceStreamDecoderTests
{
    private const string Trade = """{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"60000.10000000","q":"0.00123000","T":1767225600120,"m":true,"M":true}""";
    private const string Quote = """{"u":400900217,"s":"BTCUSDT","b":"59999.90000000","B":"3.10000000","a":"60000.00000000","A":"0.50000000"}""";
    private const string Depth = """{"e":"depthUpdate","E":1767225600200,"s":"BTCUSDT","U":157,"u":160,"b":[["59999.90000000","3.10000000"],["59999.80000000","0.00000000"]],"a":[["60000.10000000","1.00000000"]]}""";

    private const string Bar = """{"e":"kline","E":1767225660000,"s":"BTCUSDT","k":{"t":1767225600000,"T":1767225659999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"60000.00000000","c":"60001.00000000","h":"60005.00000000","l":"59998.00000000","v":"10.50000000","n":100,"x":true,"q":"630000.00000000","V":"5.00000000","Q":"300000.00000000","B":"0"}}""";

    private readonly Sink _sink = new();
    private readonly BinanceStreamDecoder _decoder = new(new WireSymbols([Market(0, "ETHUSDT"), Market(1, "BTCUSDT")]));

    [Theory]
    [InlineData(Trade, "trade 1 12345 6000010 123 sell 1767225600120")]
    [InlineData(Quote, "quote 1 400900217 5999990 310000 6000000 50000")]
    [InlineData(Depth, "depth 1 157 160 1767225600200 Buy 5999990 310000 Buy 5999980 0 Sell 6000010 100000")]
    [InlineData(Bar, "bar 1 1767225600000 1m 6000000 6000500 5999800 6000100 1050000 closed")]
    public void What_is_said_is_told(string message, string told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal(StreamDecoded.Told, Decode($$"""{"stream":"btcusdt@some","data":{{message}}}"""));
        Assert.Equal([told, told], _sink.Told);
    }

    // Only bars, which are few, are read property by property.
    [Fact]
    public void The_common_messages_go_through_the_scanner()
    {
        foreach (var message in new[] { Trade, Quote, Depth })
            Decode(message);
        Assert.Equal(0, _decoder.Fallbacks);
        Decode(Bar);
        Assert.Equal(1, _decoder.Fallbacks);
    }

    // Another order, spaces, more properties: of futures and of what venues add. It is the same.
    [Theory]
    [InlineData("""{ "s":"BTCUSDT", "e":"trade", "q":"0.00123", "p":"60000.1", "X":"MARKET", "m":true, "T":1767225600120, "E":1767225600123, "t":12345 }""", "trade 1 12345 6000010 123 sell 1767225600120")]
    [InlineData("""{"e":"bookTicker","u":400900217,"E":1568014460893,"T":1568014460891,"s":"BTCUSDT","b":"59999.90","B":"3.1","a":"60000","A":"0.5"}""", "quote 1 400900217 5999990 310000 6000000 50000")]
    [InlineData("""{"e":"depthUpdate","E":1767225600200,"T":1767225600190,"s":"BTCUSDT","U":157,"u":160,"pu":149,"b":[["59999.90","3.1",["x"]],["59999.80","0"]],"a":[["60000.10","1"]]}""", "depth 1 after 149 157 160 1767225600200 Buy 5999990 310000 Buy 5999980 0 Sell 6000010 100000")]
    [InlineData("""{"e":"trade","E":1,"s":"\u0042TCUSDT","t":12345,"p":"60000.1","q":"0.00123","T":1767225600120,"m":true}""", "trade 1 12345 6000010 123 sell 1767225600120")]
    public void What_is_said_otherwise_is_told_all_the_same(string message, string told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal([told], _sink.Told);
        Assert.Equal(1, _decoder.Fallbacks);
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""")]
    [InlineData("""{"e":"serverShutdown","E":1770123456789}""")]
    [InlineData("""{"e":"24hrTicker","E":1672515782136,"s":"BTCUSDT","c":"1"}""")]
    [InlineData("""{"e":"trade","E":1767225600123,"s":"DOGEUSDT","t":1,"p":"1","q":"1","T":1767225600120,"m":true,"M":true}""")]
    public void What_nobody_wants_is_passed_over(string message)
    {
        Assert.Equal(StreamDecoded.Other, Decode(message));
        Assert.Empty(_sink.Told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1,2]")]
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"60000.1","q":"0.00123","T":1767225600120,"m":true""")] // Cut off.
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":60000.1,"q":"0.00123","T":1767225600120,"m":true}""")] // A number.
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":"12345","p":"60000.1","q":"0.00123","T":1767225600120,"m":true}""")]
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"60000.101","q":"0.00123","T":1767225600120,"m":true}""")] // Off the grid.
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"0","q":"0.00123","T":1767225600120,"m":true}""")]
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"NaN","q":"0.00123","T":1767225600120,"m":true}""")]
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"-1","q":"0.00123","T":1767225600120,"m":true}""")]
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"1","q":"0.00123","T":1767225600120}""")] // Without its side.
    [InlineData("""{"e":"trade","E":1767225600123,"s":"BTCUSDT","t":12345,"p":"1","q":"1","T":9223372036854775807,"m":true}""")]
    [InlineData("""{"e":"depthUpdate","E":1767225600200,"s":"BTCUSDT","U":161,"u":160,"b":[],"a":[]}""")] // It goes back.
    [InlineData("""{"e":"depthUpdate","E":1767225600200,"s":"BTCUSDT","U":157,"u":160,"b":[["1"]],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1767225600200,"s":"BTCUSDT","U":157,"u":160,"b":[["1","1"],5],"a":[]}""")]
    [InlineData("""{"e":"depthUpdate","E":1767225600200,"s":"BTCUSDT","U":157,"u":160,"b":[["1","1"]]}""")]
    public void What_is_broken_is_told_to_be_and_nothing_of_it(string message)
    {
        Assert.Equal(StreamDecoded.Broken, Decode(message));
        Assert.Empty(_sink.Told);
    }

    // Nothing that is changed by a byte throws, and what is told is what the message holds: the same as read property by property.
    [Fact]
    public void Mutated_messages_never_throw_and_the_scanner_agrees_with_the_reader()
    {
        var chance = SplitMix64.Stream(11, "mutate", 0);
        for (var number = 0; number < Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000); number++)
        {
            var message = Encoding.UTF8.GetBytes(number % 2 == 0 ? Pick(number) : $$"""{"stream":"btcusdt@some","data":{{Pick(number)}}}""");
            for (var change = chance.NextBelow(3); change > 0; change--)
                message[chance.NextBelow((ulong)message.Length)] = (byte)chance.NextBelow(256);
            _sink.Told.Clear();
            var decoded = _decoder.Decode(message, _sink);
            Assert.Equal(decoded == StreamDecoded.Told ? 1 : 0, _sink.Told.Count);
            if (decoded != StreamDecoded.Told)
                continue;
            var told = _sink.Told[0];
            // A space more, and the scanner does not take it.
            Assert.Equal(StreamDecoded.Told, _decoder.Decode([.. message, (byte)' '], _sink));
            Assert.Equal(told, _sink.Told[1]);
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var sink = new Counter();
        byte[][] messages = [.. new[] { Trade, Quote, Depth, Bar }.Select(Encoding.UTF8.GetBytes)];
        Run(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4_400, sink.Count);

        void Run(int times)
        {
            for (var time = 0; time < times; time++)
            {
                foreach (var message in messages)
                    _decoder.Decode(message, sink);
            }
        }
    }

    private static string Pick(int number) => (number / 2 % 4) switch { 0 => Trade, 1 => Quote, 2 => Depth, _ => Bar };

    private static WireMarket Market(int index, string symbol) => new(index, symbol, new WireGrid(0.01m), new WireGrid(0.00001m));

    private StreamDecoded Decode(string message) => _decoder.Decode(Encoding.UTF8.GetBytes(message), _sink);

    private sealed class Sink : IBinanceStreamSink
    {
        public List<string> Told { get; } = [];

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) =>
            Tell($"trade {market.Index} {tradeId} {ticks} {lots} {(aggressor == TradeAggressor.Sell ? "sell" : "buy")} {venueTime.Milliseconds}");

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) =>
            Tell($"quote {market.Index} {updateId} {bidTicks} {bidLots} {askTicks} {askLots}");

        public void Depth(WireMarket market, long firstId, long lastId, long previousId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) =>
            Tell($"depth {market.Index} {(previousId < 0 ? "" : $"after {previousId} ")}{firstId} {lastId} {venueTime.Milliseconds} {string.Join(' ', levels.ToArray().Select(level => string.Create(CultureInfo.InvariantCulture, $"{level.Side} {level.Ticks} {level.Lots}")))}");

        public void Bar(WireMarket market, in WireBar bar) =>
            Tell($"bar {market.Index} {bar.OpenTime.Milliseconds} {bar.Interval} {bar.Open} {bar.High} {bar.Low} {bar.Close} {bar.Volume} {(bar.IsClosed ? "closed" : "open")}");

        private void Tell(FormattableString text) => Told.Add(FormattableString.Invariant(text));
    }

    private sealed class Counter : IBinanceStreamSink
    {
        public int Count { get; private set; }

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) => Count++;

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) => Count++;

        public void Depth(WireMarket market, long firstId, long lastId, long previousId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) => Count++;

        public void Bar(WireMarket market, in WireBar bar) => Count++;
    }
}
