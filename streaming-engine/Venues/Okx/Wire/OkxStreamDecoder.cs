using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Reads messages of OKX's market channels. The common ones go through a scanner of their known layout; what that does not take is read property by property.
/// </summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#order-book-trading-market-data, its channels of trades, order books and candlesticks. No allocation once its buffer has grown. For one
/// thread.
/// </remarks>
internal sealed class OkxStreamDecoder(WireSymbols symbols)
{
    private const int CandleCells = 9;

    private BookLevelChange[] _levels = new BookLevelChange[1_024];
    private int _count;

    /// <summary>Messages that the scanner left to the general decoder.</summary>
    public long Fallbacks { get; private set; }

    /// <summary>Whose the last message said that it was, as far as the general decoder read it; null where it did not say.</summary>
    public WireMarket? Named { get; private set; }

    /// <summary>Tells a message to the sink.</summary>
    public StreamDecoded Decode(ReadOnlySpan<byte> message, IOkxStreamSink sink)
    {
        Named = null;
        if (TryScan(message, sink))
            return StreamDecoded.Told;
        if (message.SequenceEqual(OkxSocketRequest.Pong))
            return StreamDecoded.Other;
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

    private bool TryScan(ReadOnlySpan<byte> message, IOkxStreamSink sink)
    {
        var scanner = new WireScanner(message);
        if (!scanner.Skip("{\"arg\":{\"channel\":\""u8))
            return false;
        if (scanner.Skip("books\",\"instId\":\""u8))
            return ScanBook(ref scanner, sink);
        if (scanner.Skip("bbo-tbt\",\"instId\":\""u8))
            return ScanQuote(ref scanner, sink);
        return scanner.Skip("trades\",\"instId\":\""u8) && ScanTrade(ref scanner, sink);
    }

    private bool ScanBook(ref WireScanner scanner, IOkxStreamSink sink)
    {
        if (!(scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market)))
            return false;
        var isSnapshot = scanner.Skip("},\"action\":\"snapshot\",\"data\":[{"u8);
        if (!isSnapshot && !scanner.Skip("},\"action\":\"update\",\"data\":[{"u8))
            return false;
        _count = 0;
        if (!(ScanSides(ref scanner, market) && scanner.Skip(",\"ts\":\""u8) && scanner.Number(out var time) && scanner.Skip("\",\"checksum\":"u8)))
            return false;
        // It says nothing any more, and once could be below 0.
        scanner.Skip("-"u8);
        if (!scanner.Number(out _) || !ScanNumbers(ref scanner, out var previous, out var last) || !IsDone(ref scanner) || !IsBook(isSnapshot, previous, time))
            return false;
        sink.Book(market, isSnapshot, previous, last, UnixNanos.FromMilliseconds(time), _levels.AsSpan(0, _count));
        return true;
    }

    // In either order.
    private static bool ScanNumbers(ref WireScanner scanner, out long previous, out long last)
    {
        (previous, last) = (-1, -1);
        if (scanner.Skip(",\"prevSeqId\":"u8))
            return (scanner.Skip("-1"u8) || scanner.Number(out previous)) && scanner.Skip(",\"seqId\":"u8) && scanner.Number(out last);
        return scanner.Skip(",\"seqId\":"u8) && scanner.Number(out last) && scanner.Skip(",\"prevSeqId\":"u8) && (scanner.Skip("-1"u8) || scanner.Number(out previous));
    }

    private bool ScanQuote(ref WireScanner scanner, IOkxStreamSink sink)
    {
        _count = 0;
        if (!(scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market) && scanner.Skip("},\"data\":[{"u8) && ScanSides(ref scanner, market)
            && scanner.Skip(",\"ts\":\""u8) && scanner.Number(out var time) && scanner.Skip("\",\"seqId\":"u8) && scanner.Number(out var id) && IsDone(ref scanner) && IsTime(time) && IsQuote()))
            return false;
        TellQuote(market, id, sink);
        return true;
    }

    private bool ScanTrade(ref WireScanner scanner, IOkxStreamSink sink)
    {
        if (!(scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market) && scanner.Skip("},\"data\":[{\"instId\":\""u8) && scanner.Text(out var again) && again.SequenceEqual(symbol)
            && scanner.Skip(",\"tradeId\":\""u8) && scanner.Number(out var id) && scanner.Skip("\",\"px\":\""u8) && scanner.Decimal(market.Prices, out var ticks)
            && scanner.Skip(",\"sz\":\""u8) && scanner.Decimal(market.Quantities, out var lots)))
            return false;
        var isBuy = scanner.Skip(",\"side\":\"buy\""u8);
        if (!isBuy && !scanner.Skip(",\"side\":\"sell\""u8))
            return false;
        if (!(SkipText(ref scanner, ",\"source\":\""u8) && scanner.Skip(",\"ts\":\""u8) && scanner.Number(out var time) && scanner.Skip("\""u8) && SkipText(ref scanner, ",\"count\":\""u8)
            && SkipText(ref scanner, ",\"source\":\""u8) && (!scanner.Skip(",\"seqId\":"u8) || scanner.Number(out _)) && IsDone(ref scanner) && IsTrade(ticks, lots, time)))
            return false;
        sink.Trade(market, id, ticks, lots, isBuy ? TradeAggressor.Buy : TradeAggressor.Sell, UnixNanos.FromMilliseconds(time));
        return true;
    }

    // Of a property that may be there or not.
    private static bool SkipText(ref WireScanner scanner, ReadOnlySpan<byte> name) => !scanner.Skip(name) || scanner.Text(out _);

    private bool ScanSides(ref WireScanner scanner, WireMarket market) =>
        scanner.Skip("\"asks\":["u8) && ScanLevels(ref scanner, market, OrderSide.Sell) && scanner.Skip(",\"bids\":["u8) && ScanLevels(ref scanner, market, OrderSide.Buy);

    // Behind the opening bracket, past the closing one. A level is a price, a quantity, a text without meaning and how many orders.
    private bool ScanLevels(ref WireScanner scanner, WireMarket market, OrderSide side)
    {
        if (scanner.Skip("]"u8))
            return true;
        do
        {
            if (!(scanner.Skip("[\""u8) && scanner.Decimal(market.Prices, out var ticks) && scanner.Skip(",\""u8) && scanner.Decimal(market.Quantities, out var lots)
                && scanner.Skip(",\""u8) && scanner.Text(out _) && scanner.Skip(",\""u8) && scanner.Text(out _) && scanner.Skip("]"u8)))
                return false;
            Add(side, ticks, lots);
        }
        while (scanner.Skip(","u8));
        return scanner.Skip("]"u8);
    }

    private static bool IsDone(ref WireScanner scanner) => scanner.Skip("}]}"u8) && scanner.IsAtEnd;

    private static bool IsTrade(long ticks, long lots, long time) => ticks > 0 && lots > 0 && IsTime(time);

    // A whole book follows on nothing, and has no level of nothing; a change follows on something.
    private bool IsBook(bool isSnapshot, long previous, long time)
    {
        if (!IsTime(time) || isSnapshot != (previous < 0))
            return false;
        for (var index = 0; index < _count; index++)
        {
            if (_levels[index].Ticks == 0 || (isSnapshot && _levels[index].Lots == 0))
                return false;
        }
        return true;
    }

    private bool IsQuote() => _count == 2 && _levels[0].Side == OrderSide.Sell && _levels[1].Side == OrderSide.Buy;

    private void TellQuote(WireMarket market, long id, IOkxStreamSink sink) => sink.Quote(market, id, _levels[1].Ticks, _levels[1].Lots, _levels[0].Ticks, _levels[0].Lots);

    // Milliseconds within the years that UnixNanos can tell.
    private static bool IsTime(long milliseconds) => milliseconds is > 0 and < 9_000_000_000_000;

    private void Add(OrderSide side, long ticks, long lots)
    {
        if (_count == _levels.Length)
            Array.Resize(ref _levels, _levels.Length * 2);
        _levels[_count++] = new BookLevelChange(side, ticks, lots);
    }

    // Whatever the order of properties; of one that comes twice the last counts, as for most readers of JSON.
    private StreamDecoded Read(ReadOnlySpan<byte> message, IOkxStreamSink sink)
    {
        var argument = WireJson.Object(message, "arg"u8, out var isWhole);
        if (!isWhole)
            return StreamDecoded.Broken;
        if (WireJson.Has(message, "event"u8) || !WireJson.TryFind(message, "data"u8, out var rows))
            return StreamDecoded.Other; // An answer to a subscription, or of the connection.
        if (!WireJson.TryText(argument, "channel"u8, stackalloc byte[WireJson.TextBytesMax], out var channel)
            || !WireJson.TryText(argument, "instId"u8, stackalloc byte[WireJson.TextBytesMax], out var symbol))
            return StreamDecoded.Other;
        if (!symbols.TryFind(symbol, out var market))
            return StreamDecoded.Other;
        Named = market;
        if (channel.SequenceEqual("books"u8))
            return ReadBook(message, rows, market, sink);
        if (channel.SequenceEqual("bbo-tbt"u8))
            return ReadQuote(message, rows, market, sink);
        if (channel.SequenceEqual("trades"u8))
            return ReadTrades(message, rows, market, sink);
        return OkxIntervals.TryFind(channel, out var interval) ? ReadBars(rows, market, interval, sink) : StreamDecoded.Other;
    }

    private StreamDecoded ReadBook(ReadOnlySpan<byte> message, Utf8JsonReader rows, WireMarket market, IOkxStreamSink sink)
    {
        var row = Single(message, rows);
        if (!WireJson.TryText(message, "action"u8, stackalloc byte[WireJson.TextBytesMax], out var action))
            return StreamDecoded.Broken;
        var isSnapshot = action.SequenceEqual("snapshot"u8);
        if (!isSnapshot && !action.SequenceEqual("update"u8))
            return StreamDecoded.Broken;
        if (!(ReadSides(row, market) && TryDigits(row, "ts"u8, out var time) && WireJson.TryNumber(row, "seqId"u8, out var last) && TryPrevious(row, out var previous)
            && IsBook(isSnapshot, previous, time)))
            return StreamDecoded.Broken;
        sink.Book(market, isSnapshot, previous, last, UnixNanos.FromMilliseconds(time), _levels.AsSpan(0, _count));
        return StreamDecoded.Told;
    }

    private StreamDecoded ReadQuote(ReadOnlySpan<byte> message, Utf8JsonReader rows, WireMarket market, IOkxStreamSink sink)
    {
        var row = Single(message, rows);
        if (!(ReadSides(row, market) && TryDigits(row, "ts"u8, out var time) && IsTime(time) && WireJson.TryNumber(row, "seqId"u8, out var id)))
            return StreamDecoded.Broken;
        if (_count < 2)
            return StreamDecoded.Other; // A side is empty.
        if (!IsQuote())
            return StreamDecoded.Broken;
        TellQuote(market, id, sink);
        return StreamDecoded.Told;
    }

    // All of them are looked at before one is told.
    private static StreamDecoded ReadTrades(ReadOnlySpan<byte> message, Utf8JsonReader rows, WireMarket market, IOkxStreamSink sink)
    {
        var isThere = false;
        foreach (var tellTo in (ReadOnlySpan<IOkxStreamSink?>)[null, sink])
        {
            var reader = rows;
            if (reader.TokenType != JsonTokenType.StartArray)
                return StreamDecoded.Broken;
            while (TryNext(message, ref reader, out var row))
            {
                isThere = true;
                if (!ReadTrade(row, market, tellTo))
                    return StreamDecoded.Broken;
            }
        }
        return isThere ? StreamDecoded.Told : StreamDecoded.Broken;
    }

    private static bool ReadTrade(ReadOnlySpan<byte> row, WireMarket market, IOkxStreamSink? sink)
    {
        if (!(WireJson.TryText(row, "instId"u8, stackalloc byte[WireJson.TextBytesMax], out var symbol) && symbol.SequenceEqual(market.Utf8)
            && TryDigits(row, "tradeId"u8, out var id) && WireJson.TryDecimal(row, "px"u8, market.Prices, out var ticks) && WireJson.TryDecimal(row, "sz"u8, market.Quantities, out var lots)
            && WireJson.TryText(row, "side"u8, stackalloc byte[WireJson.TextBytesMax], out var side) && TryDigits(row, "ts"u8, out var time) && IsTrade(ticks, lots, time)))
            return false;
        var isBuy = side.SequenceEqual("buy"u8);
        if (!isBuy && !side.SequenceEqual("sell"u8))
            return false;
        sink?.Trade(market, id, ticks, lots, isBuy ? TradeAggressor.Buy : TradeAggressor.Sell, UnixNanos.FromMilliseconds(time));
        return true;
    }

    private static StreamDecoded ReadBars(Utf8JsonReader rows, WireMarket market, BarInterval interval, IOkxStreamSink sink)
    {
        var isThere = false;
        foreach (var tellTo in (ReadOnlySpan<IOkxStreamSink?>)[null, sink])
        {
            var reader = rows;
            if (reader.TokenType != JsonTokenType.StartArray)
                return StreamDecoded.Broken;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                isThere = true;
                if (!ReadBar(ref reader, market, interval, tellTo))
                    return StreamDecoded.Broken;
            }
            if (reader.TokenType != JsonTokenType.EndArray)
                return StreamDecoded.Broken;
        }
        return isThere ? StreamDecoded.Told : StreamDecoded.Broken;
    }

    // When it opened, its four prices, its volume in base and quote currency and in quote currency again, and whether it is done.
    private static bool ReadBar(scoped ref Utf8JsonReader reader, WireMarket market, BarInterval interval, IOkxStreamSink? sink)
    {
        if (!(reader.Read() && TryDigits(ref reader, out var open) && IsTime(open)
            && reader.Read() && WireJson.TryDecimal(ref reader, market.Prices, out var first) && reader.Read() && WireJson.TryDecimal(ref reader, market.Prices, out var high)
            && reader.Read() && WireJson.TryDecimal(ref reader, market.Prices, out var low) && reader.Read() && WireJson.TryDecimal(ref reader, market.Prices, out var last)
            && reader.Read() && WireJson.TryDecimal(ref reader, market.Quantities, out var volume) && low > 0 && low <= Math.Min(first, last) && high >= Math.Max(first, last)))
            return false;
        for (var cell = 6; cell < CandleCells - 1; cell++)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                return false;
        }
        if (!(reader.Read() && TryDigits(ref reader, out var confirm) && confirm <= 1 && reader.Read() && reader.TokenType == JsonTokenType.EndArray))
            return false;
        sink?.Bar(market, new WireBar(UnixNanos.FromMilliseconds(open), interval, first, high, low, last, volume, IsClosed: confirm == 1));
        return true;
    }

    private bool ReadSides(ReadOnlySpan<byte> row, WireMarket market)
    {
        _count = 0;
        return ReadLevels(row, "asks"u8, market, OrderSide.Sell) && ReadLevels(row, "bids"u8, market, OrderSide.Buy);
    }

    // What stands behind price and quantity is passed over.
    private bool ReadLevels(ReadOnlySpan<byte> row, ReadOnlySpan<byte> name, WireMarket market, OrderSide side)
    {
        if (!WireJson.TryFind(row, name, out var reader) || reader.TokenType != JsonTokenType.StartArray)
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

    // The one object of an array; empty where there is another number of them.
    private static ReadOnlySpan<byte> Single(ReadOnlySpan<byte> message, Utf8JsonReader rows) =>
        rows.TokenType == JsonTokenType.StartArray && TryNext(message, ref rows, out var row) && rows.Read() && rows.TokenType == JsonTokenType.EndArray ? row : default;

    // The next object of an array that the reader stands in.
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

    private static bool TryPrevious(ReadOnlySpan<byte> row, out long previous)
    {
        previous = -1;
        return WireJson.TryFind(row, "prevSeqId"u8, out var reader) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out previous) && previous >= -1;
    }

    // A whole number, 0 or more, as text.
    private static bool TryDigits(ReadOnlySpan<byte> row, ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        return WireJson.TryFind(row, name, out var reader) && TryDigits(ref reader, out value);
    }

    private static bool TryDigits(scoped ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
            return false;
        var scanner = new WireScanner(reader.ValueSpan);
        return scanner.Number(out value) && scanner.IsAtEnd;
    }
}
