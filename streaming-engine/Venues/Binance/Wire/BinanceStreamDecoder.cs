using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Reads messages of Binance's market streams, spot and futures, raw or combined. The common ones go through a scanner of their known layout; what that does not take is
/// read property by property.
/// </summary>
/// <remarks>
/// Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md. No allocation once its buffer has grown. For one thread.
/// </remarks>
internal sealed class BinanceStreamDecoder(WireSymbols symbols)
{
    private BookLevelChange[] _levels = new BookLevelChange[256];
    private int _count;

    /// <summary>Messages that the scanner left to the general decoder.</summary>
    public long Fallbacks { get; private set; }

    /// <summary>Whose the last message said that it was, as far as the general decoder read it; null where it did not say.</summary>
    public WireMarket? Named { get; private set; }

    /// <summary>Tells a message to the sink.</summary>
    public StreamDecoded Decode(ReadOnlySpan<byte> message, IBinanceStreamSink sink)
    {
        Named = null;
        if (TryScan(message, sink))
            return StreamDecoded.Told;
        Fallbacks++;
        try
        {
            return Read(message, sink);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return StreamDecoded.Broken; // The second is said of text that is no UTF-8.
        }
    }

    private bool TryScan(ReadOnlySpan<byte> message, IBinanceStreamSink sink)
    {
        var scanner = new WireScanner(message);
        var isCombined = scanner.Skip("{\"stream\":\""u8);
        if (isCombined && !(scanner.Text(out _) && scanner.Skip(",\"data\":"u8)))
            return false;
        if (scanner.Skip("{\"e\":\"depthUpdate\",\"E\":"u8))
            return ScanDepth(ref scanner, isCombined, sink);
        if (scanner.Skip("{\"e\":\"trade\",\"E\":"u8))
            return ScanTrade(ref scanner, isCombined, sink);
        return scanner.Skip("{\"u\":"u8) && ScanQuote(ref scanner, isCombined, sink);
    }

    private bool ScanDepth(ref WireScanner scanner, bool isCombined, IBinanceStreamSink sink)
    {
        if (!(scanner.Number(out var time) && scanner.Skip(",\"s\":\""u8) && scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market)
            && scanner.Skip(",\"U\":"u8) && scanner.Number(out var first) && scanner.Skip(",\"u\":"u8) && scanner.Number(out var last) && first <= last))
            return false;
        _count = 0;
        if (!(scanner.Skip(",\"b\":["u8) && ScanLevels(ref scanner, market, OrderSide.Buy) && scanner.Skip(",\"a\":["u8) && ScanLevels(ref scanner, market, OrderSide.Sell) && IsDone(ref scanner, isCombined) && IsTime(time)))
            return false;
        sink.Depth(market, first, last, previousId: -1, UnixNanos.FromMilliseconds(time), _levels.AsSpan(0, _count));
        return true;
    }

    // Behind the opening bracket, past the closing one.
    private bool ScanLevels(ref WireScanner scanner, WireMarket market, OrderSide side)
    {
        if (scanner.Skip("]"u8))
            return true;
        do
        {
            if (!(scanner.Skip("[\""u8) && scanner.Decimal(market.Prices, out var ticks) && scanner.Skip(",\""u8) && scanner.Decimal(market.Quantities, out var lots) && scanner.Skip("]"u8)))
                return false;
            Add(side, ticks, lots);
        }
        while (scanner.Skip(","u8));
        return scanner.Skip("]"u8);
    }

    private bool ScanTrade(ref WireScanner scanner, bool isCombined, IBinanceStreamSink sink)
    {
        if (!(scanner.Number(out _) && scanner.Skip(",\"s\":\""u8) && scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market)
            && scanner.Skip(",\"t\":"u8) && scanner.Number(out var id)
            && scanner.Skip(",\"p\":\""u8) && scanner.Decimal(market.Prices, out var ticks)
            && scanner.Skip(",\"q\":\""u8) && scanner.Decimal(market.Quantities, out var lots)
            && scanner.Skip(",\"T\":"u8) && scanner.Number(out var time)
            && scanner.Skip(",\"m\":"u8) && scanner.Flag(out var isBuyerMaker)
            && scanner.Skip(",\"M\":"u8) && scanner.Flag(out _) && IsDone(ref scanner, isCombined) && IsTrade(ticks, lots, time)))
            return false;
        sink.Trade(market, id, ticks, lots, isBuyerMaker ? TradeAggressor.Sell : TradeAggressor.Buy, UnixNanos.FromMilliseconds(time));
        return true;
    }

    private bool ScanQuote(ref WireScanner scanner, bool isCombined, IBinanceStreamSink sink)
    {
        if (!(scanner.Number(out var id) && scanner.Skip(",\"s\":\""u8) && scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market)
            && scanner.Skip(",\"b\":\""u8) && scanner.Decimal(market.Prices, out var bidTicks)
            && scanner.Skip(",\"B\":\""u8) && scanner.Decimal(market.Quantities, out var bidLots)
            && scanner.Skip(",\"a\":\""u8) && scanner.Decimal(market.Prices, out var askTicks)
            && scanner.Skip(",\"A\":\""u8) && scanner.Decimal(market.Quantities, out var askLots) && IsDone(ref scanner, isCombined)))
            return false;
        sink.Quote(market, id, bidTicks, bidLots, askTicks, askLots);
        return true;
    }

    private static bool IsDone(ref WireScanner scanner, bool isCombined) => scanner.Skip(isCombined ? "}}"u8 : "}"u8) && scanner.IsAtEnd;

    private static bool IsTrade(long ticks, long lots, long time) => ticks > 0 && lots > 0 && IsTime(time);

    // Milliseconds within the years that UnixNanos can tell.
    private static bool IsTime(long milliseconds) => milliseconds is > 0 and < 9_000_000_000_000;

    private void Add(OrderSide side, long ticks, long lots)
    {
        if (_count == _levels.Length)
            Array.Resize(ref _levels, _levels.Length * 2);
        _levels[_count++] = new BookLevelChange(side, ticks, lots);
    }

    // Whatever the order of properties; of one that comes twice the last counts, as for most readers of JSON.
    private StreamDecoded Read(ReadOnlySpan<byte> message, IBinanceStreamSink sink)
    {
        var data = WireJson.Object(message, "data"u8, out var isWhole);
        if (!isWhole)
            return StreamDecoded.Broken;
        var payload = data.IsEmpty ? message : data;
        if (!WireJson.TryText(payload, "s"u8, stackalloc byte[WireJson.TextBytesMax], out var symbol))
            return StreamDecoded.Other; // An answer to a subscription, or of the connection.
        if (!symbols.TryFind(symbol, out var market))
            return StreamDecoded.Other;
        Named = market;
        if (!WireJson.TryText(payload, "e"u8, stackalloc byte[WireJson.TextBytesMax], out var name))
            return WireJson.Has(payload, "u"u8) && WireJson.Has(payload, "B"u8) ? ReadQuote(payload, market, sink) : StreamDecoded.Other;
        if (name.SequenceEqual("depthUpdate"u8))
            return ReadDepth(payload, market, sink);
        if (name.SequenceEqual("trade"u8))
            return ReadTrade(payload, market, sink);
        if (name.SequenceEqual("kline"u8))
            return ReadBar(payload, market, sink);
        return name.SequenceEqual("bookTicker"u8) ? ReadQuote(payload, market, sink) : StreamDecoded.Other;
    }

    private static StreamDecoded ReadTrade(ReadOnlySpan<byte> payload, WireMarket market, IBinanceStreamSink sink)
    {
        if (!(WireJson.TryNumber(payload, "t"u8, out var id) && WireJson.TryDecimal(payload, "p"u8, market.Prices, out var ticks) && WireJson.TryDecimal(payload, "q"u8, market.Quantities, out var lots)
            && WireJson.TryNumber(payload, "T"u8, out var time) && WireJson.TryFlag(payload, "m"u8, out var isBuyerMaker) && IsTrade(ticks, lots, time)))
            return StreamDecoded.Broken;
        sink.Trade(market, id, ticks, lots, isBuyerMaker ? TradeAggressor.Sell : TradeAggressor.Buy, UnixNanos.FromMilliseconds(time));
        return StreamDecoded.Told;
    }

    private static StreamDecoded ReadQuote(ReadOnlySpan<byte> payload, WireMarket market, IBinanceStreamSink sink)
    {
        if (!(WireJson.TryNumber(payload, "u"u8, out var id) && WireJson.TryDecimal(payload, "b"u8, market.Prices, out var bidTicks) && WireJson.TryDecimal(payload, "B"u8, market.Quantities, out var bidLots)
            && WireJson.TryDecimal(payload, "a"u8, market.Prices, out var askTicks) && WireJson.TryDecimal(payload, "A"u8, market.Quantities, out var askLots)))
            return StreamDecoded.Broken;
        sink.Quote(market, id, bidTicks, bidLots, askTicks, askLots);
        return StreamDecoded.Told;
    }

    private StreamDecoded ReadDepth(ReadOnlySpan<byte> payload, WireMarket market, IBinanceStreamSink sink)
    {
        _count = 0;
        if (!(WireJson.TryNumber(payload, "U"u8, out var first) && WireJson.TryNumber(payload, "u"u8, out var last) && first <= last && WireJson.TryNumber(payload, "E"u8, out var time) && IsTime(time)
            && ReadLevels(payload, "b"u8, market, OrderSide.Buy) && ReadLevels(payload, "a"u8, market, OrderSide.Sell)))
            return StreamDecoded.Broken;
        var previous = -1L;
        if (WireJson.Has(payload, "pu"u8) && !WireJson.TryNumber(payload, "pu"u8, out previous))
            return StreamDecoded.Broken;
        sink.Depth(market, first, last, previous, UnixNanos.FromMilliseconds(time), _levels.AsSpan(0, _count));
        return StreamDecoded.Told;
    }

    // Pairs of price and quantity; what stands behind them in a pair is passed over.
    private bool ReadLevels(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> name, WireMarket market, OrderSide side)
    {
        if (!WireJson.TryFind(payload, name, out var reader) || reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (!(reader.Read() && WireJson.TryDecimal(ref reader, market.Prices, out var ticks) && reader.Read() && WireJson.TryDecimal(ref reader, market.Quantities, out var lots)))
                return false;
            Add(side, ticks, lots);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                reader.Skip();
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static StreamDecoded ReadBar(ReadOnlySpan<byte> payload, WireMarket market, IBinanceStreamSink sink)
    {
        var bar = WireJson.Object(payload, "k"u8, out _);
        if (!(WireJson.TryNumber(bar, "t"u8, out var open) && IsTime(open) && WireJson.TryText(bar, "i"u8, stackalloc byte[WireJson.TextBytesMax], out var name) && WireJson.TryFlag(bar, "x"u8, out var isClosed)
            && WireJson.TryDecimal(bar, "o"u8, market.Prices, out var first) && WireJson.TryDecimal(bar, "h"u8, market.Prices, out var high)
            && WireJson.TryDecimal(bar, "l"u8, market.Prices, out var low) && WireJson.TryDecimal(bar, "c"u8, market.Prices, out var last)
            && WireJson.TryDecimal(bar, "v"u8, market.Quantities, out var volume) && low > 0 && low <= Math.Min(first, last) && high >= Math.Max(first, last)))
            return StreamDecoded.Broken;
        if (!TryInterval(name, out var interval))
            return StreamDecoded.Other;
        sink.Bar(market, new WireBar(UnixNanos.FromMilliseconds(open), interval, first, high, low, last, volume, isClosed));
        return StreamDecoded.Told;
    }

    private static bool TryInterval(ReadOnlySpan<byte> name, out BarInterval interval)
    {
        Span<char> text = stackalloc char[WireJson.TextBytesMax];
        var length = Encoding.UTF8.GetChars(name, text);
        for (var index = 0; index < BarInterval.All.Count; index++)
        {
            interval = BarInterval.All[index];
            if (text[..length].SequenceEqual(interval.Text))
                return true;
        }
        interval = default;
        return false;
    }
}
