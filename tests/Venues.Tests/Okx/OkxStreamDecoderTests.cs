using System.Globalization;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Messages of OKX's market channels; written after https://www.okx.com/docs-v5/en/#order-book-trading-market-data.</summary>
public sealed class OkxStreamDecoderTests
{
    private const string Trade = """{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"130639474","px":"42219.9","sz":"0.12060306","side":"buy","ts":"1630048897897","count":"3","source":"0","seqId":1234}]}""";
    private const string Quote = """{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{"asks":[["42220.1","0.5","0","2"]],"bids":[["42220","1.25","0","3"]],"ts":"1670324386802","seqId":363996337}]}""";
    private const string Snapshot = """{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["8476.9","4.15","0","13"],["8477","0.7","0","2"]],"bids":[["8476.8","2.56","0","12"]],"ts":"1597026383085","checksum":0,"prevSeqId":-1,"seqId":123456}]}""";
    private const string Update = """{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["8477","0","0","0"]],"bids":[["8476.8","0.01","0","1"],["8476.7","3","0","1"]],"ts":"1597026383185","checksum":-855196043,"prevSeqId":123456,"seqId":123457}]}""";
    private const string Quiet = """{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1597026443185","checksum":0,"prevSeqId":123457,"seqId":123457}]}""";
    private const string Bar = """{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[["1597026360000","8533.2","8553.7","8527.1","8548.2","452.47","3861234.5","3861234.5","1"]]}""";

    private readonly Sink _sink = new();
    private readonly OkxStreamDecoder _decoder = new(new WireSymbols([Market(0, "ETH-USDT"), Market(1, "BTC-USDT")]));

    [Theory]
    [InlineData(Trade, "trade 1 130639474 422199 12060306 buy 1630048897897")]
    [InlineData(Quote, "quote 1 363996337 422200 125000000 422201 50000000")]
    [InlineData(Snapshot, "snapshot 1 after -1 123456 1597026383085 Sell 84769 415000000 Sell 84770 70000000 Buy 84768 256000000")]
    [InlineData(Update, "update 1 after 123456 123457 1597026383185 Sell 84770 0 Buy 84768 1000000 Buy 84767 300000000")]
    [InlineData(Quiet, "update 1 after 123457 123457 1597026443185")]
    [InlineData(Bar, "bar 1 1597026360000 1m 85332 85537 85271 85482 45247000000 closed")]
    public void What_is_said_is_told(string message, string told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal([told], _sink.Told);
    }

    // Only bars, which are few, are read property by property.
    [Fact]
    public void The_common_messages_go_through_the_scanner()
    {
        foreach (var message in new[] { Trade, Quote, Snapshot, Update, Quiet })
            Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal(0, _decoder.Fallbacks);
        Decode(Bar);
        Assert.Equal(1, _decoder.Fallbacks);
    }

    // As they stand in a message of earlier times, and of the loopback venue.
    [Theory]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"130639474","px":"42219.9","sz":"0.12060306","side":"sell","ts":"1630048897897","count":"3"}]}""", "trade 1 130639474 422199 12060306 sell 1630048897897")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"42219.9","sz":"0.12060306","side":"buy","source":"0","ts":"1630048897897","count":"1","seqId":9}]}""", "trade 1 1 422199 12060306 buy 1630048897897")]
    [InlineData("""{"arg":{"channel":"books","instId":"ETH-USDT"},"action":"update","data":[{"asks":[],"bids":[["1.5","2","0","1"]],"ts":"1597026383185","checksum":0,"seqId":3,"prevSeqId":15}]}""", "update 0 after 15 3 1597026383185 Buy 15 200000000")]
    public void Its_other_layouts_go_through_the_scanner_too(string message, string told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal([told], _sink.Told);
        Assert.Equal(0, _decoder.Fallbacks);
    }

    // Another order, spaces, more properties, more rows: it is the same.
    [Theory]
    [InlineData("""{ "data":[{"ts":"1630048897897","side":"buy","sz":"0.12060306","px":"42219.90","tradeId":"130639474","instId":"BTC-USDT","new":{"a":[1]}}], "arg":{"instId":"BTC-USDT","channel":"trades"} }""", "trade 1 130639474 422199 12060306 buy 1630048897897")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1630048897897"},{"instId":"BTC-USDT","tradeId":"2","px":"2","sz":"1","side":"sell","ts":"1630048897898"}]}""", "trade 1 1 10 100000000 buy 1630048897897", "trade 1 2 20 100000000 sell 1630048897898")]
    [InlineData("""{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{"bids":[["42220","1.25","0","3"]],"asks":[["42220.1","0.5","0","2"]],"seqId":363996337,"ts":"1670324386802"}]}""", "quote 1 363996337 422200 125000000 422201 50000000")]
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"bids":[["8476.8","2.56"]],"asks":[["8476.9","4.15","0","13",["x"]]],"ts":"1597026383085","prevSeqId":-1,"seqId":123456}]}""", "snapshot 1 after -1 123456 1597026383085 Sell 84769 415000000 Buy 84768 256000000")]
    [InlineData("""{"arg":{"channel":"candle1Dutc","instId":"BTC-USDT"},"data":[["1597017600000","1","4","1","2","0","0","0","0"]]}""", "bar 1 1597017600000 1d 10 40 10 20 0 open")]
    [InlineData("""{"arg":{"channel":"trades","instId":"\u0042TC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1630048897897"}]}""", "trade 1 1 10 100000000 buy 1630048897897")]
    public void What_is_said_otherwise_is_told_all_the_same(string message, params string[] told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal(told, _sink.Told);
        Assert.Equal(1, _decoder.Fallbacks);
    }

    [Theory]
    [InlineData("pong")]
    [InlineData("""{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"},"connId":"a4d3ae55"}""")]
    [InlineData("""{"event":"error","code":"60012","msg":"Invalid request: {\"op\": \"subscribe\"}","connId":"a4d3ae55"}""")]
    [InlineData("""{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}""")]
    [InlineData("""{"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[{"last":"1"}]}""")]
    [InlineData("""{"arg":{"channel":"candle1D","instId":"BTC-USDT"},"data":[["1597026360000","1","1","1","1","1","1","1","1"]]}""")] // Days of Hong Kong.
    [InlineData("""{"arg":{"channel":"trades","instId":"DOGE-USDT"},"data":[{"instId":"DOGE-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1630048897897"}]}""")]
    [InlineData("""{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{"asks":[],"bids":[["42220","1.25","0","3"]],"ts":"1670324386802","seqId":363996337}]}""")] // An empty side.
    public void What_nobody_wants_is_passed_over(string message)
    {
        Assert.Equal(StreamDecoded.Other, Decode(message));
        Assert.Empty(_sink.Told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1,2]")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1630048897897"}]""")] // Cut off.
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":1,"sz":"1","side":"buy","ts":"1630048897897"}]}""")] // A number.
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":1,"px":"1","sz":"1","side":"buy","ts":"1630048897897"}]}""")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"ETH-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1630048897897"}]}""")] // Of another market than it says.
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"1.01","sz":"1","side":"buy","ts":"1630048897897"}]}""")] // Off the grid.
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"0","sz":"1","side":"buy","ts":"1630048897897"}]}""")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"-1","sz":"1","side":"buy","ts":"1630048897897"}]}""")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"1","sz":"1","side":"both","ts":"1630048897897"}]}""")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"9223372036854775807"}]}""")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[]}""")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":{}}""")]
    [InlineData("""{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1630048897897"},{"instId":"BTC-USDT"}]}""")] // The second one of two.
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"data":[{"asks":[],"bids":[],"ts":"1597026383085","checksum":0,"prevSeqId":-1,"seqId":123456}]}""")] // Whether it is whole is not said.
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[],"bids":[],"ts":"1597026383085","checksum":0,"prevSeqId":5,"seqId":123456}]}""")] // Whole, and after another.
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1597026383085","checksum":0,"prevSeqId":-1,"seqId":123456}]}""")]
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["1","0","0","0"]],"bids":[],"ts":"1597026383085","checksum":0,"prevSeqId":-1,"seqId":123456}]}""")] // A level of nothing.
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["0","1","0","0"]],"bids":[],"ts":"1597026383085","checksum":0,"prevSeqId":1,"seqId":2}]}""")] // A price of nothing.
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["1"]],"bids":[],"ts":"1597026383085","checksum":0,"prevSeqId":1,"seqId":2}]}""")]
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1597026383085","checksum":0,"prevSeqId":1,"seqId":2},{"asks":[],"bids":[],"ts":"1597026383085","prevSeqId":2,"seqId":3}]}""")] // Two.
    [InlineData("""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1597026383085","checksum":0,"seqId":2}]}""")]
    [InlineData("""{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[["1597026383085"]]}""")]
    [InlineData("""{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[["1597026360000","2","1","1","1","1","1","1","1"]]}""")] // Its highest is not.
    [InlineData("""{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[["1597026360000","1","1","1","1","1","1","1","2"]]}""")]
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
        string[] all = [Trade, Quote, Snapshot, Update, Quiet, Bar];
        var (told, scanned, rounds) = (0, 0, Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000));
        for (var number = 0; number < rounds; number++)
        {
            var message = Encoding.UTF8.GetBytes(all[number % all.Length]);
            for (var change = chance.NextBelow(4); change > 0; change--)
            {
                var at = (int)chance.NextBelow((ulong)message.Length);
                // A digit for a digit half of the time, or most would be no JSON any more.
                message[at] = message[at] is >= (byte)'0' and <= (byte)'9' && chance.NextBelow(2) == 0 ? (byte)('0' + chance.NextBelow(10)) : (byte)chance.NextBelow(256);
            }
            var before = _decoder.Fallbacks;
            _sink.Told.Clear();
            var decoded = _decoder.Decode(message, _sink);
            Assert.Equal(decoded == StreamDecoded.Told ? 1 : 0, _sink.Told.Count);
            if (decoded != StreamDecoded.Told)
                continue;
            (told, scanned) = (told + 1, scanned + (_decoder.Fallbacks == before ? 1 : 0));
            // A space more, and the scanner does not take it.
            Assert.Equal(StreamDecoded.Told, _decoder.Decode([.. message, (byte)' '], _sink));
            Assert.Equal(_sink.Told[0], _sink.Told[1]);
        }
        Assert.True(scanned > rounds / 5 && told > scanned, $"{told} were told, {scanned} of them scanned");
    }

    // What was recorded; some of it is not what the venue says it is, which is told.
    [Fact]
    public void Recorded_messages_are_read_or_refused()
    {
        var folder = Corpus.Folder is { } root ? Path.Combine(root, "fixtures/venues/okx/streams") : null;
        Assert.SkipUnless(Directory.Exists(folder), "needs recorded venue messages: set VELOZ_TEST_CORPUS to a folder that has fixtures/venues/okx");
        var chance = SplitMix64.Stream(12, "mutate", 0);
        var count = 0;
        foreach (var path in Directory.GetFiles(folder!, "*.txt", SearchOption.AllDirectories))
        {
            foreach (var message in MessagesIn(File.ReadAllText(path)))
            {
                _decoder.Decode(message, _sink);
                for (var change = 0; change < 500; change++)
                {
                    var mutated = message.ToArray();
                    mutated[chance.NextBelow((ulong)mutated.Length)] = (byte)chance.NextBelow(256);
                    _decoder.Decode(mutated, _sink);
                }
                count++;
            }
        }
        Assert.True(count > 20, $"{count} messages");
        Assert.Equal(StreamDecoded.Broken, _decoder.Decode(MessagesIn(File.ReadAllText(Path.Combine(folder!, "ExchangeData/Trades.txt"))).Last(), _sink)); // It names two markets.
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var sink = new Counter();
        byte[][] messages = [.. new[] { Trade, Quote, Snapshot, Update, Quiet, Bar, Trade + " ", Quote + " ", Update + " " }.Select(Encoding.UTF8.GetBytes)];
        Run(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(9_900, sink.Count);

        void Run(int times)
        {
            for (var time = 0; time < times; time++)
            {
                foreach (var message in messages)
                    _decoder.Decode(message, sink);
            }
        }
    }

    // What was sent and what came stands in lines of its own; the last message, behind '=', may have more.
    private static IEnumerable<byte[]> MessagesIn(string text)
    {
        foreach (var part in text.Split("\n=").SelectMany(static part => part.Split("\n<")))
        {
            var start = part.IndexOf('{', StringComparison.Ordinal);
            if (start >= 0)
                yield return Encoding.UTF8.GetBytes(part[start..].Trim());
        }
    }

    private static WireMarket Market(int index, string symbol) => new(index, symbol, new WireGrid(0.1m), new WireGrid(0.00000001m));

    private StreamDecoded Decode(string message) => _decoder.Decode(Encoding.UTF8.GetBytes(message), _sink);

    private sealed class Sink : IOkxStreamSink
    {
        public List<string> Told { get; } = [];

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) =>
            Tell($"trade {market.Index} {tradeId} {ticks} {lots} {(aggressor == TradeAggressor.Sell ? "sell" : "buy")} {venueTime.Milliseconds}");

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) =>
            Tell($"quote {market.Index} {updateId} {bidTicks} {bidLots} {askTicks} {askLots}");

        public void Book(WireMarket market, bool isSnapshot, long previousId, long lastId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels)
        {
            var changes = levels.ToArray().Select(static level => string.Create(CultureInfo.InvariantCulture, $" {level.Side} {level.Ticks} {level.Lots}"));
            Tell($"{(isSnapshot ? "snapshot" : "update")} {market.Index} after {previousId} {lastId} {venueTime.Milliseconds}{string.Concat(changes)}");
        }

        public void Bar(WireMarket market, in WireBar bar) =>
            Tell($"bar {market.Index} {bar.OpenTime.Milliseconds} {bar.Interval} {bar.Open} {bar.High} {bar.Low} {bar.Close} {bar.Volume} {(bar.IsClosed ? "closed" : "open")}");

        private void Tell(FormattableString text) => Told.Add(FormattableString.Invariant(text));
    }

    private sealed class Counter : IOkxStreamSink
    {
        public int Count { get; private set; }

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) => Count++;

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) => Count++;

        public void Book(WireMarket market, bool isSnapshot, long previousId, long lastId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) => Count++;

        public void Bar(WireMarket market, in WireBar bar) => Count++;
    }
}
