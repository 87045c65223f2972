using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using VeloZ.Domain;
using VeloZ.Venues;

namespace VeloZ.Benchmarks;

/// <summary>
/// Messages of venues as they come, into a book and into best prices: 20 changed levels a message, most near the best price, and bid and ask. Beside them the same by a general
/// reader of JSON.
/// </summary>
[MemoryDiagnoser]
public class VenueDecodeBenchmarks
{
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));

    private readonly Sink _sink = new(Instrument);
    private byte[][] _depth = [];
    private byte[][] _quotes = [];
    private Action<byte[]> _decode = static _ => { };

    /// <summary>Whose protocol.</summary>
    [Params("binance", "bybit", "coinbase", "okx")]
    public string Venue { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _depth = VenueWireMessages.Depth(Venue);
        _quotes = VenueWireMessages.Quotes(Venue);
        _decode = DecoderOf(Venue);
        foreach (var message in _depth.Concat(_quotes))
            _decode(message);
        if (_sink.Fallbacks > 0 || _sink.Levels != _depth.Length * VenueWireMessages.Levels || _sink.Quotes != _quotes.Length)
            throw new InvalidOperationException($"{Venue}: {_sink.Levels} levels and {_sink.Quotes} quotes were decoded, {_sink.Fallbacks} not by the scanner; must be all");
    }

    [Benchmark(OperationsPerInvoke = VenueWireMessages.Count)]
    public void DepthIntoBook()
    {
        foreach (var message in _depth)
            _decode(message);
    }

    [Benchmark(OperationsPerInvoke = VenueWireMessages.Count)]
    public void Quote()
    {
        foreach (var message in _quotes)
            _decode(message);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = VenueWireMessages.Count)]
    public decimal DepthByGeneralReader()
    {
        var sum = 0m;
        foreach (var message in _depth)
        {
            using var document = JsonDocument.Parse(message);
            sum += Venue == "coinbase" ? SumOfRows(document.RootElement) : SumOf(document.RootElement);
        }
        return sum;
    }

    // Every pair of texts is a price and a quantity.
    private static decimal SumOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Sum(static property => SumOf(property.Value)),
        JsonValueKind.Array when json.GetArrayLength() >= 2 && json[0].ValueKind == JsonValueKind.String =>
            ValueOf(json[0]) + ValueOf(json[1]),
        JsonValueKind.Array => json.EnumerateArray().Sum(SumOf),
        _ => 0,
    };

    // Each level is an object, of which two properties count.
    private static decimal SumOfRows(JsonElement json)
    {
        var sum = 0m;
        foreach (var happened in json.GetProperty("events").EnumerateArray())
        {
            foreach (var level in happened.GetProperty("updates").EnumerateArray())
                sum += ValueOf(level.GetProperty("price_level")) + ValueOf(level.GetProperty("new_quantity"));
        }
        return sum;
    }

    private static decimal ValueOf(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private Action<byte[]> DecoderOf(string venue)
    {
        var symbols = new WireSymbols([WireMarket.Of(0, VenueWireMessages.SymbolOf(venue), Instrument)]);
        switch (venue)
        {
            case "binance":
                var binance = new BinanceStreamDecoder(symbols);
                return message =>
                {
                    binance.Decode(message, _sink);
                    _sink.Fallbacks = binance.Fallbacks;
                };
            case "bybit":
                var bybit = new BybitStreamDecoder(symbols);
                return message =>
                {
                    bybit.Decode(message, _sink);
                    _sink.Fallbacks = bybit.Fallbacks;
                };
            case "coinbase":
                var coinbase = new CoinbaseStreamDecoder(symbols);
                return message =>
                {
                    coinbase.Decode(message, _sink);
                    _sink.Fallbacks = coinbase.Fallbacks;
                };
            default:
                var okx = new OkxStreamDecoder(symbols);
                return message =>
                {
                    okx.Decode(message, _sink);
                    _sink.Fallbacks = okx.Fallbacks;
                };
        }
    }

    private sealed class Sink(Instrument instrument) : IBinanceStreamSink, IBybitStreamSink, ICoinbaseStreamSink, IOkxStreamSink
    {
        private readonly OrderBook _book = new(instrument);
        private long _sequence;

        public long Levels { get; private set; }

        public long Quotes { get; private set; }

        public long Fallbacks { get; set; }

        public bool Begin(long number) => true;

        public void Depth(WireMarket market, long firstId, long lastId, long previousId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) => Apply(levels, venueTime);

        public void Book(WireMarket market, bool isSnapshot, long updateId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) => Apply(levels, venueTime);

        public void Book(WireMarket market, bool isSnapshot, long previousId, long lastId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels) => Apply(levels, venueTime);

        public void Best(WireMarket market, long updateId, in BookLevelChange bid, in BookLevelChange ask) => Quotes++;

        public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots) => Quotes++;

        public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime)
        {
            // None is among the messages.
        }

        public void Bar(WireMarket market, in WireBar bar)
        {
            // None is among the messages.
        }

        private void Apply(ReadOnlySpan<BookLevelChange> levels, UnixNanos time)
        {
            _sequence++;
            foreach (ref readonly var level in levels)
                _book.Apply(level.Side, level.Ticks, level.Lots, _sequence, time);
            Levels += levels.Length;
        }
    }
}
