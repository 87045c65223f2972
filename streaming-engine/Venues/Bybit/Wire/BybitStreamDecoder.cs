using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Reads messages of Bybit's market streams of spot. The common ones go through a scanner of their known layout; what that does not take is read property by property.
/// </summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook and the pages beside it. No allocation once its buffers have grown. For one thread.
/// </remarks>
internal sealed class BybitStreamDecoder(WireSymbols symbols)
{
    private BookLevelChange[] _levels = new BookLevelChange[512];
    private Print[] _prints = new Print[64];
    private WireBar[] _bars = new WireBar[4];
    private int _count; // In whichever of them is filled.

    /// <summary>Messages that the scanner left to the general decoder.</summary>
    public long Fallbacks { get; private set; }

    /// <summary>Whose the last message said that it was, as far as the general decoder read it; null where it did not say.</summary>
    public WireMarket? Named { get; private set; }

    /// <summary>Tells a message to the sink, whole or not at all.</summary>
    public StreamDecoded Decode(ReadOnlySpan<byte> message, IBybitStreamSink sink)
    {
        Named = null;
        if (TryScan(message, sink, out var decoded))
            return decoded;
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

    private bool TryScan(ReadOnlySpan<byte> message, IBybitStreamSink sink, out StreamDecoded decoded)
    {
        decoded = StreamDecoded.Other;
        var scanner = new WireScanner(message);
        if (!scanner.Skip("{\"topic\":\""u8))
            return false;
        if (scanner.Skip("orderbook.200."u8))
            return ScanBook(ref scanner, isBest: false, sink, out decoded);
        if (scanner.Skip("orderbook.1."u8))
            return ScanBook(ref scanner, isBest: true, sink, out decoded);
        return scanner.Skip("publicTrade."u8) && ScanPrints(ref scanner, sink, out decoded);
    }

    private bool ScanBook(ref WireScanner scanner, bool isBest, IBybitStreamSink sink, out StreamDecoded decoded)
    {
        decoded = StreamDecoded.Other;
        if (!(scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market) && scanner.Skip(",\"ts\":"u8) && scanner.Number(out var told)
            && scanner.Skip(",\"type\":\""u8) && scanner.Text(out var type) && IsBookType(type, out var isSnapshot)
            && scanner.Skip(",\"data\":{\"s\":\""u8) && scanner.Text(out var again) && again.SequenceEqual(symbol)))
            return false;
        _count = 0;
        if (!(scanner.Skip(",\"b\":["u8) && ScanLevels(ref scanner, market, OrderSide.Buy) && scanner.Skip(",\"a\":["u8) && ScanLevels(ref scanner, market, OrderSide.Sell)
            && scanner.Skip(",\"u\":"u8) && scanner.Number(out var updateId) && scanner.Skip(",\"seq\":"u8) && scanner.Number(out _) && scanner.Skip("}"u8)))
            return false;
        var matched = told;
        if (scanner.Skip(",\"cts\":"u8) && !scanner.Number(out matched))
            return false;
        if (!(scanner.Skip("}"u8) && scanner.IsAtEnd && IsTime(told) && IsTime(matched)))
            return false;
        decoded = TellBook(market, isBest, isSnapshot, updateId, matched, sink);
        return true;
    }

    // Behind the opening bracket, past the closing one.
    private bool ScanLevels(ref WireScanner scanner, WireMarket market, OrderSide side)
    {
        if (scanner.Skip("]"u8))
            return true;
        do
        {
            if (!(scanner.Skip("[\""u8) && scanner.Decimal(market.Prices, out var ticks) && ticks > 0
                && scanner.Skip(",\""u8) && scanner.Decimal(market.Quantities, out var lots) && scanner.Skip("]"u8)))
                return false;
            Add(ref _levels, new BookLevelChange(side, ticks, lots));
        }
        while (scanner.Skip(","u8));
        return scanner.Skip("]"u8);
    }

    private bool ScanPrints(ref WireScanner scanner, IBybitStreamSink sink, out StreamDecoded decoded)
    {
        decoded = StreamDecoded.Other;
        if (!(scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market) && scanner.Skip(",\"ts\":"u8) && scanner.Number(out var told)
            && scanner.Skip(",\"type\":\"snapshot\",\"data\":["u8) && IsTime(told)))
            return false;
        _count = 0;
        do
        {
            if (!ScanPrint(ref scanner, market))
                return false;
        }
        while (scanner.Skip(","u8));
        if (!(scanner.Skip("]}"u8) && scanner.IsAtEnd))
            return false;
        decoded = TellPrints(market, sink);
        return true;
    }

    private bool ScanPrint(ref WireScanner scanner, WireMarket market) =>
        scanner.Skip("{\"i\":\""u8) ? ScanSpotPrint(ref scanner, market) : scanner.Skip("{\"T\":"u8) && ScanDocumentedPrint(ref scanner, market);

    // As spot writes them. Which properties there are at the end grew with time, here and there.
    private bool ScanSpotPrint(ref WireScanner scanner, WireMarket market)
    {
        if (!(scanner.Text(out var id) && scanner.Skip(",\"T\":"u8) && scanner.Number(out var time)
            && scanner.Skip(",\"p\":\""u8) && scanner.Decimal(market.Prices, out var ticks)
            && scanner.Skip(",\"v\":\""u8) && scanner.Decimal(market.Quantities, out var lots)
            && scanner.Skip(",\"S\":\""u8) && scanner.Text(out var side)))
            return false;
        return SkipSequence(ref scanner) && scanner.Skip(",\"s\":\""u8) && IsOf(ref scanner, market) && SkipKinds(ref scanner) && scanner.Skip("}"u8) && TryAddPrint(id, side, ticks, lots, time);
    }

    private bool ScanDocumentedPrint(ref WireScanner scanner, WireMarket market)
    {
        if (!(scanner.Number(out var time) && scanner.Skip(",\"s\":\""u8) && IsOf(ref scanner, market)
            && scanner.Skip(",\"S\":\""u8) && scanner.Text(out var side)
            && scanner.Skip(",\"v\":\""u8) && scanner.Decimal(market.Quantities, out var lots)
            && scanner.Skip(",\"p\":\""u8) && scanner.Decimal(market.Prices, out var ticks))
            || (scanner.Skip(",\"L\":\""u8) && !scanner.Text(out _)))
            return false;
        return scanner.Skip(",\"i\":\""u8) && scanner.Text(out var id) && SkipKinds(ref scanner) && SkipSequence(ref scanner) && scanner.Skip("}"u8) && TryAddPrint(id, side, ticks, lots, time);
    }

    private static bool IsOf(ref WireScanner scanner, WireMarket market) => scanner.Text(out var symbol) && symbol.SequenceEqual(market.Utf8);

    private static bool SkipSequence(ref WireScanner scanner) => !scanner.Skip(",\"seq\":"u8) || scanner.Number(out _);

    private static bool SkipKinds(ref WireScanner scanner) =>
        (!scanner.Skip(",\"BT\":"u8) || scanner.Flag(out _)) && (!scanner.Skip(",\"RPI\":"u8) || scanner.Flag(out _));

    private static bool IsBookType(ReadOnlySpan<byte> type, out bool isSnapshot)
    {
        isSnapshot = type.SequenceEqual("snapshot"u8);
        return isSnapshot || type.SequenceEqual("delta"u8);
    }

    // Milliseconds within the years that UnixNanos can tell.
    private static bool IsTime(long milliseconds) => milliseconds is > 0 and < 9_000_000_000_000;

    private StreamDecoded TellBook(WireMarket market, bool isBest, bool isSnapshot, long updateId, long time, IBybitStreamSink sink)
    {
        if (!isBest)
        {
            sink.Book(market, isSnapshot, updateId, UnixNanos.FromMilliseconds(time), _levels.AsSpan(0, _count));
            return StreamDecoded.Told;
        }
        // Where a side is empty there are no best prices.
        if (!isSnapshot || _count != 2 || _levels[0] is not { Side: OrderSide.Buy, Lots: > 0 } || _levels[1] is not { Side: OrderSide.Sell, Lots: > 0 })
            return StreamDecoded.Other;
        sink.Best(market, updateId, in _levels[0], in _levels[1]);
        return StreamDecoded.Told;
    }

    // Spot numbers its prints.
    private bool TryAddPrint(ReadOnlySpan<byte> id, ReadOnlySpan<byte> side, long ticks, long lots, long time)
    {
        var isBuy = side.SequenceEqual("Buy"u8);
        if (!(isBuy || side.SequenceEqual("Sell"u8)) || !TryId(id, out var number) || ticks <= 0 || lots <= 0 || !IsTime(time))
            return false;
        Add(ref _prints, new Print(number, ticks, lots, isBuy ? TradeAggressor.Buy : TradeAggressor.Sell, time));
        return true;
    }

    private static bool TryId(ReadOnlySpan<byte> text, out long id) =>
        Utf8Parser.TryParse(text, out id, out var length) && length == text.Length && text[0] is >= (byte)'1' and <= (byte)'9';

    private StreamDecoded TellPrints(WireMarket market, IBybitStreamSink sink)
    {
        foreach (ref readonly var print in _prints.AsSpan(0, _count))
            sink.Trade(market, print.Id, print.Ticks, print.Lots, print.Aggressor, UnixNanos.FromMilliseconds(print.Time));
        return StreamDecoded.Told;
    }

    private void Add<T>(ref T[] all, in T one)
    {
        if (_count == all.Length)
            Array.Resize(ref all, all.Length * 2);
        all[_count++] = one;
    }

    // Whatever the order of properties; of one that comes twice the last counts, as for most readers of JSON.
    private StreamDecoded Read(ReadOnlySpan<byte> message, IBybitStreamSink sink)
    {
        var data = WireJson.Object(message, "data"u8, out var isWhole);
        if (!isWhole)
            return StreamDecoded.Broken;
        if (!WireJson.TryText(message, "topic"u8, stackalloc byte[WireJson.TextBytesMax], out var topic))
            return StreamDecoded.Other; // An answer to a subscription, or of the connection.
        if (!symbols.TryFind(topic[(topic.LastIndexOf((byte)'.') + 1)..], out var market))
            return StreamDecoded.Other;
        Named = market;
        if (topic.StartsWith("orderbook.200."u8))
            return ReadBook(message, data, market, isBest: false, sink);
        if (topic.StartsWith("orderbook.1."u8))
            return ReadBook(message, data, market, isBest: true, sink);
        if (topic.StartsWith("publicTrade."u8))
            return ReadPrints(message, market, sink);
        return topic.StartsWith("kline."u8) ? ReadBars(message, market, sink) : StreamDecoded.Other;
    }

    private StreamDecoded ReadBook(ReadOnlySpan<byte> message, ReadOnlySpan<byte> data, WireMarket market, bool isBest, IBybitStreamSink sink)
    {
        _count = 0;
        if (!(WireJson.TryText(message, "type"u8, stackalloc byte[WireJson.TextBytesMax], out var type) && IsBookType(type, out var isSnapshot)
            && WireJson.TryNumber(message, "ts"u8, out var told) && IsTime(told) && IsOf(market, data)
            && WireJson.TryNumber(data, "u"u8, out var updateId)
            && ReadLevels(data, "b"u8, market, OrderSide.Buy) && ReadLevels(data, "a"u8, market, OrderSide.Sell)))
            return StreamDecoded.Broken;
        var matched = told;
        if (WireJson.Has(message, "cts"u8) && !(WireJson.TryNumber(message, "cts"u8, out matched) && IsTime(matched)))
            return StreamDecoded.Broken;
        return TellBook(market, isBest, isSnapshot, updateId, matched, sink);
    }

    private static bool IsOf(WireMarket market, ReadOnlySpan<byte> data) =>
        WireJson.TryText(data, "s"u8, stackalloc byte[WireJson.TextBytesMax], out var symbol) && symbol.SequenceEqual(market.Utf8);

    // Pairs of price and quantity; what stands behind them in a pair is passed over.
    private bool ReadLevels(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, WireMarket market, OrderSide side)
    {
        if (!WireJson.TryFind(data, name, out var reader) || reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (!(reader.Read() && WireJson.TryDecimal(ref reader, market.Prices, out var ticks) && reader.Read() && WireJson.TryDecimal(ref reader, market.Quantities, out var lots) && ticks > 0))
                return false;
            Add(ref _levels, new BookLevelChange(side, ticks, lots));
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                reader.Skip();
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private StreamDecoded ReadPrints(ReadOnlySpan<byte> message, WireMarket market, IBybitStreamSink sink)
    {
        _count = 0;
        if (!WireJson.TryFind(message, "data"u8, out var reader) || reader.TokenType != JsonTokenType.StartArray)
            return StreamDecoded.Broken;
        while (TryNext(message, ref reader, out var row))
        {
            if (!ReadPrint(row, market))
                return StreamDecoded.Broken;
        }
        return reader.TokenType == JsonTokenType.EndArray && _count > 0 ? TellPrints(market, sink) : StreamDecoded.Broken;
    }

    private bool ReadPrint(ReadOnlySpan<byte> row, WireMarket market) =>
        IsOf(market, row)
        && WireJson.TryText(row, "i"u8, stackalloc byte[WireJson.TextBytesMax], out var id) && WireJson.TryText(row, "S"u8, stackalloc byte[WireJson.TextBytesMax], out var side)
        && WireJson.TryDecimal(row, "p"u8, market.Prices, out var ticks) && WireJson.TryDecimal(row, "v"u8, market.Quantities, out var lots)
        && WireJson.TryNumber(row, "T"u8, out var time) && TryAddPrint(id, side, ticks, lots, time);

    private StreamDecoded ReadBars(ReadOnlySpan<byte> message, WireMarket market, IBybitStreamSink sink)
    {
        _count = 0;
        if (!WireJson.TryFind(message, "data"u8, out var reader) || reader.TokenType != JsonTokenType.StartArray)
            return StreamDecoded.Broken;
        while (TryNext(message, ref reader, out var row))
        {
            if (ReadBar(row, market) is var decoded and not StreamDecoded.Told)
                return decoded;
        }
        if (reader.TokenType != JsonTokenType.EndArray || _count == 0)
            return StreamDecoded.Broken;
        foreach (ref readonly var bar in _bars.AsSpan(0, _count))
            sink.Bar(market, in bar);
        return StreamDecoded.Told;
    }

    private StreamDecoded ReadBar(ReadOnlySpan<byte> row, WireMarket market)
    {
        if (!WireJson.TryText(row, "interval"u8, stackalloc byte[WireJson.TextBytesMax], out var name))
            return StreamDecoded.Broken;
        if (!BybitInterval.TryFind(name, out var interval))
            return StreamDecoded.Other;
        if (!(WireJson.TryNumber(row, "start"u8, out var open) && IsTime(open) && WireJson.TryFlag(row, "confirm"u8, out var isClosed)
            && WireJson.TryDecimal(row, "open"u8, market.Prices, out var first) && WireJson.TryDecimal(row, "high"u8, market.Prices, out var high)
            && WireJson.TryDecimal(row, "low"u8, market.Prices, out var low) && WireJson.TryDecimal(row, "close"u8, market.Prices, out var last)
            && WireJson.TryDecimal(row, "volume"u8, market.Quantities, out var volume) && low > 0 && low <= Math.Min(first, last) && high >= Math.Max(first, last)))
            return StreamDecoded.Broken;
        Add(ref _bars, new WireBar(UnixNanos.FromMilliseconds(open), interval, first, high, low, last, volume, isClosed));
        return StreamDecoded.Told;
    }

    // The next object of an array, as its bytes.
    private static bool TryNext(ReadOnlySpan<byte> message, scoped ref Utf8JsonReader reader, out ReadOnlySpan<byte> row)
    {
        row = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        row = message[start..(int)reader.BytesConsumed];
        return true;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Print(long Id, long Ticks, long Lots, TradeAggressor Aggressor, long Time);
}
