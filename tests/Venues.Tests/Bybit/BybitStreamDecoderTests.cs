using System.Globalization;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Messages of Bybit's market streams of spot; written after https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook and the pages beside it.</summary>
public sealed class BybitStreamDecoderTests
{
    private const string Snapshot = """{"topic":"orderbook.200.BTCUSDT","ts":1767225600200,"type":"snapshot","data":{"s":"BTCUSDT","b":[["59999.90","3.1"],["59999.80","0.006"]],"a":[["60000.10","1"]],"u":18521288,"seq":7961638724},"cts":1767225600198}""";
    private const string Delta = """{"topic":"orderbook.200.BTCUSDT","ts":1767225600300,"type":"delta","data":{"s":"BTCUSDT","b":[["59999.80","0"]],"a":[],"u":18521289,"seq":7961638725},"cts":1767225600298}""";
    private const string Best = """{"topic":"orderbook.1.BTCUSDT","ts":1767225600200,"type":"snapshot","data":{"s":"BTCUSDT","b":[["59999.90","3.1"]],"a":[["60000.10","0.5"]],"u":400900217,"seq":7961638724},"cts":1767225600198}""";
    private const string Print = """{"topic":"publicTrade.BTCUSDT","ts":1767225600123,"type":"snapshot","data":[{"i":"2290000000061666327","T":1767225600120,"p":"60000.1","v":"0.00123","S":"Sell","seq":1783284617,"s":"BTCUSDT","BT":false,"RPI":false}]}""";
    private const string DocumentedPrint = """{"topic":"publicTrade.BTCUSDT","ts":1767225600123,"type":"snapshot","data":[{"T":1767225600120,"s":"BTCUSDT","S":"Sell","v":"0.00123","p":"60000.10","i":"2290000000061666327","BT":false,"RPI":false,"seq":1783284617}]}""";
    private const string Prints = """{"topic":"publicTrade.BTCUSDT","ts":1767225600123,"type":"snapshot","data":[{"T":1767225600120,"s":"BTCUSDT","S":"Buy","v":"1","p":"60000.10","L":"PlusTick","i":"11","BT":false,"seq":1},{"T":1767225600121,"s":"BTCUSDT","S":"Buy","v":"2","p":"60000.20","L":"PlusTick","i":"12","BT":false,"seq":1}]}""";
    private const string Bar = """{"topic":"kline.5.BTCUSDT","data":[{"start":1767225600000,"end":1767225899999,"interval":"5","open":"60000.00","close":"60001.00","high":"60005.00","low":"59998.00","volume":"10.5","turnover":"630000.5","confirm":true,"timestamp":1767225899882}],"ts":1767225900001,"type":"snapshot"}""";

    private const string ToldPrint = "trade 1 2290000000061666327 6000010 123 sell 1767225600120";

    private readonly Sink _sink = new();
    private readonly BybitStreamDecoder _decoder = new(new WireSymbols([Market(0, "ETHUSDT"), Market(1, "BTCUSDT")]));

    [Theory]
    [InlineData(Snapshot, "snapshot 1 18521288 1767225600198 Buy 5999990 310000 Buy 5999980 600 Sell 6000010 100000")]
    [InlineData(Delta, "delta 1 18521289 1767225600298 Buy 5999980 0")]
    [InlineData(Best, "best 1 400900217 5999990 310000 6000010 50000")]
    [InlineData(Print, ToldPrint)]
    [InlineData(DocumentedPrint, ToldPrint)]
    [InlineData(Prints, "trade 1 11 6000010 100000 buy 1767225600120", "trade 1 12 6000020 200000 buy 1767225600121")]
    [InlineData(Bar, "bar 1 1767225600000 5m 6000000 6000500 5999800 6000100 1050000 closed")]
    public void What_is_said_is_told(string message, params string[] told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal(told, _sink.Told);
        Assert.Equal(message == Bar ? 1 : 0, _decoder.Fallbacks); // Only bars, which are few, are read property by property.
    }

    // Another order, spaces, more properties, as of futures and of what venues add. It is the same.
    [Theory]
    [InlineData("""{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1767225600123,"data":[{"S":"Sell","i":"2290000000061666327","T":1767225600120,"p":"60000.1","v":"0.00123","s":"BTCUSDT","BT":false,"X":[1]}]}""", ToldPrint)]
    [InlineData("""{ "topic": "publicTrade.BTCUSDT", "ts": 1767225600123, "type": "snapshot", "data": [ { "T": 1767225600120, "s": "\u0042TCUSDT", "S": "Sell", "v": "0.00123", "p": "60000.10", "i": "2290000000061666327" } ] }""", ToldPrint)]
    [InlineData("""{"topic":"orderbook.200.BTCUSDT","type":"delta","ts":1767225600300,"data":{"s":"BTCUSDT","b":[["59999.80","0",["x"]]],"a":[],"u":18521289,"seq":1},"cts":1767225600298}""", "delta 1 18521289 1767225600298 Buy 5999980 0")]
    [InlineData("""{"topic":"orderbook.1.BTCUSDT","type":"snapshot","ts":1767225600200,"data":{"s":"BTCUSDT","b":[["59999.90","3.1"]],"a":[["60000.10","0.5"]],"u":400900217}}""", "best 1 400900217 5999990 310000 6000010 50000")]
    public void What_is_said_otherwise_is_told_all_the_same(string message, string told)
    {
        Assert.Equal(StreamDecoded.Told, Decode(message));
        Assert.Equal([told], _sink.Told);
        Assert.Equal(1, _decoder.Fallbacks);
    }

    [Fact]
    public void A_book_without_the_time_of_its_match_has_that_of_its_message()
    {
        Decode(Delta.Replace(",\"cts\":1767225600298", "", StringComparison.Ordinal));
        Assert.Equal(["delta 1 18521289 1767225600300 Buy 5999980 0"], _sink.Told);
        Assert.Equal(0, _decoder.Fallbacks);
    }

    [Theory]
    [InlineData("""{"success":true,"ret_msg":"subscribe","conn_id":"2324d924-aa4d-45b0-a858-7b8be29ab52b","req_id":"10110001","op":"subscribe"}""")]
    [InlineData("""{"success":true,"ret_msg":"pong","conn_id":"0970e817-426e-429a-a679-ff7f55e0b16a","op":"ping"}""")]
    [InlineData("""{"topic":"tickers.BTCUSDT","ts":1673853746003,"type":"snapshot","cs":2588407389,"data":{"symbol":"BTCUSDT","lastPrice":"21109.77"}}""")]
    [InlineData("""{"topic":"kline.3.BTCUSDT","data":[{"start":1,"interval":"3"}],"ts":1,"type":"snapshot"}""")]
    [InlineData("""{"topic":"publicTrade.DOGEUSDT","ts":1,"type":"snapshot","data":[{"T":1767225600120,"s":"DOGEUSDT","S":"Sell","v":"1","p":"1","i":"1","BT":false}]}""")]
    [InlineData("""{"topic":"orderbook.50.BTCUSDT","ts":1767225600200,"type":"snapshot","data":{"s":"BTCUSDT","b":[],"a":[],"u":1,"seq":1},"cts":1767225600198}""")]
    [InlineData("""{"topic":"orderbook.1.BTCUSDT","ts":1767225600200,"type":"snapshot","data":{"s":"BTCUSDT","b":[],"a":[["60000.10","0.5"]],"u":2,"seq":1},"cts":1767225600198}""")] // One side is empty.
    [InlineData("""{"topic":"orderbook.1.BTCUSDT","ts":1767225600200,"type":"delta","data":{"s":"BTCUSDT","b":[["59999.90","3.1"]],"a":[["60000.10","0.5"]],"u":2,"seq":1},"cts":1767225600198}""")] // By the document there are none.
    public void What_nobody_wants_is_passed_over(string message)
    {
        Assert.Equal(StreamDecoded.Other, Decode(message));
        Assert.Empty(_sink.Told);
    }

    public static TheoryData<string> Broken => new(
        "",
        "hello",
        "[1,2]",
        Delta[..^1],
        Delta + "}",
        Delta.Replace("\"delta\"", "\"change\"", StringComparison.Ordinal),
        Delta.Replace("\"s\":\"BTCUSDT\"", "\"s\":\"ETHUSDT\"", StringComparison.Ordinal),
        Delta.Replace("\"59999.80\"", "59999.80", StringComparison.Ordinal), // A number.
        Delta.Replace("59999.80", "59999.801", StringComparison.Ordinal), // Off the grid.
        Delta.Replace("59999.80", "0", StringComparison.Ordinal),
        Delta.Replace("[\"59999.80\",\"0\"]", "[\"59999.80\"]", StringComparison.Ordinal),
        Delta.Replace("[\"59999.80\",\"0\"]", "5", StringComparison.Ordinal),
        Delta.Replace(",\"a\":[]", "", StringComparison.Ordinal),
        Delta.Replace("18521289", "-1", StringComparison.Ordinal),
        Delta.Replace("1767225600298", "0", StringComparison.Ordinal),
        Delta.Replace("1767225600300", "9223372036854775807", StringComparison.Ordinal),
        Print.Replace("\"Sell\"", "\"sell\"", StringComparison.Ordinal),
        Print.Replace("2290000000061666327", "20f43950-d8dd-5b31-9112-a178eb6023af", StringComparison.Ordinal),
        Print.Replace("2290000000061666327", "99999999999999999999", StringComparison.Ordinal),
        Print.Replace("2290000000061666327", "0", StringComparison.Ordinal),
        Print.Replace("2290000000061666327", "+1", StringComparison.Ordinal),
        Print.Replace("0.00123", "0", StringComparison.Ordinal),
        Print.Replace("0.00123", "-1", StringComparison.Ordinal),
        Print.Replace("60000.1", "NaN", StringComparison.Ordinal),
        Prints.Replace("\"i\":\"12\"", "\"i\":12", StringComparison.Ordinal), // Nothing of the first is told, either.
        """{"topic":"publicTrade.BTCUSDT","ts":1767225600123,"type":"snapshot","data":[]}""",
        """{"topic":"publicTrade.BTCUSDT","ts":1767225600123,"type":"snapshot","data":[5]}""",
        Bar.Replace("\"low\":\"59998.00\"", "\"low\":\"60002.00\"", StringComparison.Ordinal),
        Bar.Replace(",\"confirm\":true", "", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_broken_is_told_to_be_and_nothing_of_it(string message)
    {
        Assert.Equal(StreamDecoded.Broken, Decode(message));
        Assert.Empty(_sink.Told);
    }

    // Nothing that is changed by a byte throws, and what is told is what the message holds: the same as read property by property.
    [Fact]
    public void Mutated_messages_never_throw_and_the_scanner_agrees_with_the_reader()
    {
        string[] whole = [Snapshot, Delta, Best, Print, DocumentedPrint, Prints, Bar];
        var chance = SplitMix64.Stream(11, "mutate", 0);
        for (var number = 0; number < Tier.Pick(quick: 100_000, full: 100_000, nightly: 1_000_000); number++)
        {
            var message = Encoding.UTF8.GetBytes(whole[number % whole.Length]);
            for (var change = chance.NextBelow(3); change > 0; change--)
                message[chance.NextBelow((ulong)message.Length)] = (byte)chance.NextBelow(256);
            _sink.Told.Clear();
            var decoded = _decoder.Decode(message, _sink);
            Assert.Equal(decoded == StreamDecoded.Told, _sink.Told.Count > 0);
            if (decoded != StreamDecoded.Told)
                continue;
            string[] told = [.. _sink.Told];
            _sink.Told.Clear();
            // A space more, and the scanner does not take it.
            Assert.Equal(StreamDecoded.Told, _decoder.Decode([.. message, (byte)' '], _sink));
            Assert.Equal(told, _sink.Told);
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var sink = new Counter();
        // The last two are not for the scanner.
        string[] whole = [Snapshot, Delta, Best, Print, Prints, Bar, Print.Replace(":", ": ", StringComparison.Ordinal), Delta.Replace(":", ": ", StringComparison.Ordinal)];
        byte[][] messages = [.. whole.Select(Encoding.UTF8.GetBytes)];
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

    // What Bybit was recorded to send of spot: read, or passed over, and never a wrong word of it.
    [Fact]
    public void Recorded_messages_are_read_or_refused()
    {
        var folder = Corpus.Folder is { } corpus && Path.Combine(corpus, "fixtures/venues/bybit/streams/Spot") is var path && Directory.Exists(path) ? path : null;
        Assert.SkipWhen(folder is null, "needs recorded venue messages: set VELOZ_TEST_CORPUS to a folder that has fixtures/venues/bybit");
        foreach (var file in Directory.GetFiles(folder, "*.txt"))
        {
            var text = File.ReadAllText(file);
            var message = text[(text.IndexOf("\n=", StringComparison.Ordinal) + 2)..].TrimStart(' ', '\r', '\n', '1');
            var end = message.IndexOf("\n=", StringComparison.Ordinal);
            var decoded = Decode(end < 0 ? message : message[..end]);
            // The print's number is that of a future in the record, as in the document; the bars have no prices.
            Assert.Equal(Path.GetFileName(file) is "Trades.txt" or "Concurrent.txt" ? StreamDecoded.Broken : StreamDecoded.Other, decoded);
        }
        Assert.Empty(_sink.Told);
    }

    private static WireMarket Market(int index, string symbol) => new(index, symbol, new WireGrid(0.01m), new WireGrid(0.00001m));

    private StreamDecoded Decode(string message) => _decoder.Decode(Encoding.UTF8.GetBytes(message), _sink);

    private sealed class Sink : IBybitStreamSink
    {
        public List<string> Told { get; } = [];

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) =>
            Tell($"trade {market.Index} {tradeId} {ticks} {lots} {(aggressor == TradeAggressor.Sell ? "sell" : "buy")} {venueTime.Milliseconds}");

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) => Tell($"quote {market.Index}");

        public void Best(WireMarket market, long updateId, in BookLevelChange bid, in BookLevelChange ask) =>
            Tell($"best {market.Index} {updateId} {bid.Ticks} {bid.Lots} {ask.Ticks} {ask.Lots}");

        public void Book(WireMarket market, bool isSnapshot, long updateId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) =>
            Tell($"{(isSnapshot ? "snapshot" : "delta")} {market.Index} {updateId} {venueTime.Milliseconds} {string.Join(' ', levels.ToArray().Select(TextOf))}");

        private static string TextOf(BookLevelChange level) => string.Create(CultureInfo.InvariantCulture, $"{level.Side} {level.Ticks} {level.Lots}");

        public void Bar(WireMarket market, in WireBar bar) =>
            Tell($"bar {market.Index} {bar.OpenTime.Milliseconds} {bar.Interval} {bar.Open} {bar.High} {bar.Low} {bar.Close} {bar.Volume} {(bar.IsClosed ? "closed" : "open")}");

        private void Tell(FormattableString text) => Told.Add(FormattableString.Invariant(text));
    }

    private sealed class Counter : IBybitStreamSink
    {
        public int Count { get; private set; }

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime) => Count++;

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) => Count++;

        public void Best(WireMarket market, long updateId, in BookLevelChange bid, in BookLevelChange ask) => Count++;

        public void Book(WireMarket market, bool isSnapshot, long updateId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) => Count++;

        public void Bar(WireMarket market, in WireBar bar) => Count++;
    }
}
