using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Reads messages of Coinbase's market channels. The common ones go through a scanner of their known layout; what that does not take is read property by property.
/// </summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels. A message has events of several markets, and is told whole or not at all.
/// The side of a print is that of the order that was in the book. No allocation once its buffers have grown. For one thread.
/// </remarks>
internal sealed class CoinbaseStreamDecoder(WireSymbols symbols)
{
    private BookLevelChange[] _levels = new BookLevelChange[512];
    private BookEvent[] _books = new BookEvent[8];
    private Print[] _prints = new Print[64];
    private Best[] _bests = new Best[8];
    private int _levelCount;
    private int _count; // In whichever of the others is filled.

    private enum Channel
    {
        Book,
        Prints,
        Ticker,
        Other,
    }

    /// <summary>Messages that the scanner left to the general decoder.</summary>
    public long Fallbacks { get; private set; }

    /// <summary>Tells a message to the sink, whole or not at all.</summary>
    public StreamDecoded Decode(ReadOnlySpan<byte> message, ICoinbaseStreamSink sink)
    {
        if (TryScan(message, out var channel, out var number, out var time))
            return Tell(channel, number, time, sink);
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

    private bool TryScan(ReadOnlySpan<byte> message, out Channel channel, out long number, out UnixNanos time)
    {
        (channel, number, time) = (Channel.Other, 0, default);
        Clear();
        var scanner = new WireScanner(message);
        if (!(scanner.Skip("{\"channel\":\""u8) && scanner.Text(out var name) && scanner.Skip(",\"client_id\":\"\",\"timestamp\":\""u8) && scanner.Text(out var timestamp)
            && CoinbaseTime.TryRead(timestamp, out time) && scanner.Skip(",\"sequence_num\":"u8) && scanner.Number(out number) && scanner.Skip(",\"events\":["u8)))
            return false;
        channel = ChannelOf(name);
        if (channel == Channel.Other)
            return false;
        do
        {
            var isTaken = channel switch
            {
                Channel.Book => ScanBook(ref scanner),
                Channel.Prints => ScanPrints(ref scanner),
                _ => ScanTickers(ref scanner),
            };
            if (!isTaken)
                return false;
        }
        while (scanner.Skip(","u8));
        return scanner.Skip("]}"u8) && scanner.IsAtEnd;
    }

    private bool ScanBook(ref WireScanner scanner)
    {
        if (!(scanner.Skip("{\"type\":\""u8) && scanner.Text(out var type) && IsType(type, out var isSnapshot)
            && scanner.Skip(",\"product_id\":\""u8) && scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market) && scanner.Skip(",\"updates\":["u8)))
            return false;
        var first = _levelCount;
        if (!scanner.Skip("]"u8))
        {
            do
            {
                if (!ScanLevel(ref scanner, market))
                    return false;
            }
            while (scanner.Skip(","u8));
            if (!scanner.Skip("]"u8))
                return false;
        }
        Add(ref _books, new BookEvent(market, isSnapshot, first, _levelCount - first));
        return scanner.Skip("}"u8);
    }

    private bool ScanLevel(ref WireScanner scanner, WireMarket market) =>
        scanner.Skip("{\"side\":\""u8) && scanner.Text(out var side) && scanner.Skip(",\"event_time\":\""u8) && scanner.Text(out _)
        && scanner.Skip(",\"price_level\":\""u8) && scanner.Decimal(market.Prices, out var ticks) && scanner.Skip(",\"new_quantity\":\""u8) && scanner.Decimal(market.Quantities, out var lots)
        && scanner.Skip("}"u8) && TryAddLevel(side, ticks, lots);

    private bool ScanPrints(ref WireScanner scanner)
    {
        if (!(scanner.Skip("{\"type\":\""u8) && scanner.Text(out var type) && IsType(type, out var isSnapshot) && scanner.Skip(",\"trades\":["u8)))
            return false;
        if (!scanner.Skip("]"u8))
        {
            do
            {
                if (!ScanPrint(ref scanner, isSnapshot))
                    return false;
            }
            while (scanner.Skip(","u8));
            if (!scanner.Skip("]"u8))
                return false;
        }
        return scanner.Skip("}"u8);
    }

    // Pages and recordings differ in the order of these.
    private bool ScanPrint(ref WireScanner scanner, bool isSnapshot)
    {
        ReadOnlySpan<byte> id, symbol, side, time;
        if (scanner.Skip("{\"trade_id\":\""u8))
        {
            if (!(scanner.Text(out id) && scanner.Skip(",\"product_id\":\""u8) && scanner.Text(out symbol)))
                return false;
        }
        else if (!(scanner.Skip("{\"product_id\":\""u8) && scanner.Text(out symbol) && scanner.Skip(",\"trade_id\":\""u8) && scanner.Text(out id)))
        {
            return false;
        }
        if (!(symbols.TryFind(symbol, out var market) && scanner.Skip(",\"price\":\""u8) && scanner.Decimal(market.Prices, out var ticks)
            && scanner.Skip(",\"size\":\""u8) && scanner.Decimal(market.Quantities, out var lots)))
            return false;
        if (scanner.Skip(",\"side\":\""u8))
        {
            if (!(scanner.Text(out side) && scanner.Skip(",\"time\":\""u8) && scanner.Text(out time)))
                return false;
        }
        else if (!(scanner.Skip(",\"time\":\""u8) && scanner.Text(out time) && scanner.Skip(",\"side\":\""u8) && scanner.Text(out side)))
        {
            return false;
        }
        return scanner.Skip("}"u8) && TryAddPrint(market, id, side, time, ticks, lots, isSnapshot);
    }

    private bool ScanTickers(ref WireScanner scanner)
    {
        if (!(scanner.Skip("{\"type\":\""u8) && scanner.Text(out var type) && IsType(type, out _) && scanner.Skip(",\"tickers\":["u8)))
            return false;
        do
        {
            if (!ScanTicker(ref scanner))
                return false;
        }
        while (scanner.Skip(","u8));
        return scanner.Skip("]}"u8);
    }

    private bool ScanTicker(ref WireScanner scanner)
    {
        if (!(scanner.Skip("{\"type\":\"ticker\",\"product_id\":\""u8) && scanner.Text(out var symbol) && symbols.TryFind(symbol, out var market)
            && scanner.Skip(",\"price\":\""u8) && scanner.Text(out _)
            && scanner.Skip(",\"volume_24_h\":\""u8) && scanner.Text(out _) && scanner.Skip(",\"low_24_h\":\""u8) && scanner.Text(out _) && scanner.Skip(",\"high_24_h\":\""u8) && scanner.Text(out _)
            && scanner.Skip(",\"low_52_w\":\""u8) && scanner.Text(out _) && scanner.Skip(",\"high_52_w\":\""u8) && scanner.Text(out _)
            && scanner.Skip(",\"price_percent_chg_24_h\":\""u8) && scanner.Text(out _)
            && scanner.Skip(",\"best_bid\":\""u8) && scanner.Decimal(market.Prices, out var bid) && scanner.Skip(",\"best_bid_quantity\":\""u8) && scanner.Decimal(market.Quantities, out var bidLots)
            && scanner.Skip(",\"best_ask\":\""u8) && scanner.Decimal(market.Prices, out var ask) && scanner.Skip(",\"best_ask_quantity\":\""u8) && scanner.Decimal(market.Quantities, out var askLots)
            && scanner.Skip("}"u8)))
            return false;
        AddBest(new Best(market, bid, bidLots, ask, askLots));
        return true;
    }

    private void Clear() => (_levelCount, _count) = (0, 0);

    private static Channel ChannelOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("l2_data"u8) ? Channel.Book : name.SequenceEqual("market_trades"u8) ? Channel.Prints : name.SequenceEqual("ticker"u8) ? Channel.Ticker : Channel.Other;

    private static bool IsType(ReadOnlySpan<byte> type, out bool isSnapshot)
    {
        isSnapshot = type.SequenceEqual("snapshot"u8);
        return isSnapshot || type.SequenceEqual("update"u8);
    }

    private bool TryAddLevel(ReadOnlySpan<byte> side, long ticks, long lots)
    {
        var isBid = side.SequenceEqual("bid"u8);
        if (!(isBid || side.SequenceEqual("offer"u8)) || ticks <= 0)
            return false;
        if (_levelCount == _levels.Length)
            Array.Resize(ref _levels, _levels.Length * 2);
        _levels[_levelCount++] = new BookLevelChange(isBid ? OrderSide.Buy : OrderSide.Sell, ticks, lots);
        return true;
    }

    // Those of a snapshot were before the subscription: others have told them, or nobody wants them.
    private bool TryAddPrint(WireMarket market, ReadOnlySpan<byte> id, ReadOnlySpan<byte> side, ReadOnlySpan<byte> text, long ticks, long lots, bool isSnapshot)
    {
        var isBuyer = side.SequenceEqual("BUY"u8);
        if (!(isBuyer || side.SequenceEqual("SELL"u8)) || !TryId(id, out var number) || ticks <= 0 || lots <= 0 || !CoinbaseTime.TryRead(text, out var time))
            return false;
        if (!isSnapshot)
            Add(ref _prints, new Print(market, number, ticks, lots, isBuyer ? TradeAggressor.Sell : TradeAggressor.Buy, time));
        return true;
    }

    private static bool TryId(ReadOnlySpan<byte> text, out long id) =>
        Utf8Parser.TryParse(text, out id, out var length) && length == text.Length && text[0] is >= (byte)'1' and <= (byte)'9';

    // Where a side is empty there are no best prices.
    private void AddBest(in Best best)
    {
        if (best is { BidLots: > 0, AskLots: > 0 })
            Add(ref _bests, in best);
    }

    private void Add<T>(ref T[] all, in T one)
    {
        if (_count == all.Length)
            Array.Resize(ref all, all.Length * 2);
        all[_count++] = one;
    }

    private StreamDecoded Tell(Channel channel, long number, UnixNanos time, ICoinbaseStreamSink sink)
    {
        if (!sink.Begin(number) || _count == 0)
            return StreamDecoded.Other;
        switch (channel)
        {
            case Channel.Book:
                foreach (ref readonly var book in _books.AsSpan(0, _count))
                    sink.Book(book.Market, book.IsSnapshot, number, time, _levels.AsSpan(book.First, book.Count));
                break;
            case Channel.Prints:
                for (var index = _count - 1; index >= 0; index--) // They come newest first.
                {
                    ref readonly var print = ref _prints[index];
                    sink.Trade(print.Market, print.Id, print.Ticks, print.Lots, print.Aggressor, print.Time);
                }
                break;
            default:
                foreach (ref readonly var best in _bests.AsSpan(0, _count))
                    sink.Quote(best.Market, number + 1, best.Bid, best.BidLots, best.Ask, best.AskLots); // Updates are numbered from 1.
                break;
        }
        return StreamDecoded.Told;
    }

    // Whatever the order of properties; of one that comes twice the last counts, as for most readers of JSON.
    private StreamDecoded Read(ReadOnlySpan<byte> message, ICoinbaseStreamSink sink)
    {
        Clear();
        WireJson.Object(message, ""u8, out var isWhole);
        if (!isWhole)
            return StreamDecoded.Broken;
        if (!WireJson.TryText(message, "channel"u8, stackalloc byte[WireJson.TextBytesMax], out var name))
            return StreamDecoded.Other; // An error, which has no number.
        if (!WireJson.TryNumber(message, "sequence_num"u8, out var number))
            return StreamDecoded.Broken;
        var channel = ChannelOf(name);
        if (channel == Channel.Other)
            return Tell(channel, number, default, sink);
        if (!(WireJson.TryText(message, "timestamp"u8, stackalloc byte[WireJson.TextBytesMax], out var timestamp) && CoinbaseTime.TryRead(timestamp, out var time)
            && WireJson.TryFind(message, "events"u8, out var reader) && reader.TokenType == JsonTokenType.StartArray))
            return StreamDecoded.Broken;
        while (TryNext(message, ref reader, out var row))
        {
            if (!ReadEvent(channel, row))
                return StreamDecoded.Broken;
        }
        return reader.TokenType == JsonTokenType.EndArray ? Tell(channel, number, time, sink) : StreamDecoded.Broken;
    }

    private bool ReadEvent(Channel channel, ReadOnlySpan<byte> happened) =>
        WireJson.TryText(happened, "type"u8, stackalloc byte[WireJson.TextBytesMax], out var type) && IsType(type, out var isSnapshot)
        && channel switch
        {
            Channel.Book => ReadBook(happened, isSnapshot),
            Channel.Prints => ReadPrints(happened, isSnapshot),
            _ => ReadTickers(happened),
        };

    private bool ReadBook(ReadOnlySpan<byte> happened, bool isSnapshot)
    {
        if (!WireJson.TryText(happened, "product_id"u8, stackalloc byte[WireJson.TextBytesMax], out var symbol))
            return false;
        if (!symbols.TryFind(symbol, out var market))
            return true;
        var first = _levelCount;
        if (!WireJson.TryFind(happened, "updates"u8, out var reader) || reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (TryNext(happened, ref reader, out var row))
        {
            if (!ReadLevel(row, market))
                return false;
        }
        Add(ref _books, new BookEvent(market, isSnapshot, first, _levelCount - first));
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool ReadLevel(ReadOnlySpan<byte> row, WireMarket market) =>
        WireJson.TryText(row, "side"u8, stackalloc byte[WireJson.TextBytesMax], out var side)
        && WireJson.TryDecimal(row, "price_level"u8, market.Prices, out var ticks) && WireJson.TryDecimal(row, "new_quantity"u8, market.Quantities, out var lots)
        && TryAddLevel(side, ticks, lots);

    private bool ReadPrints(ReadOnlySpan<byte> happened, bool isSnapshot)
    {
        if (!WireJson.TryFind(happened, "trades"u8, out var reader) || reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (TryNext(happened, ref reader, out var row))
        {
            if (!ReadPrint(row, isSnapshot))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool ReadPrint(ReadOnlySpan<byte> row, bool isSnapshot)
    {
        if (!WireJson.TryText(row, "product_id"u8, stackalloc byte[WireJson.TextBytesMax], out var symbol))
            return false;
        if (!symbols.TryFind(symbol, out var market))
            return true;
        return WireJson.TryText(row, "trade_id"u8, stackalloc byte[WireJson.TextBytesMax], out var id) && WireJson.TryText(row, "side"u8, stackalloc byte[WireJson.TextBytesMax], out var side)
            && WireJson.TryText(row, "time"u8, stackalloc byte[WireJson.TextBytesMax], out var time)
            && WireJson.TryDecimal(row, "price"u8, market.Prices, out var ticks) && WireJson.TryDecimal(row, "size"u8, market.Quantities, out var lots)
            && TryAddPrint(market, id, side, time, ticks, lots, isSnapshot);
    }

    private bool ReadTickers(ReadOnlySpan<byte> happened)
    {
        if (!WireJson.TryFind(happened, "tickers"u8, out var reader) || reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (TryNext(happened, ref reader, out var row))
        {
            if (!ReadTicker(row))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool ReadTicker(ReadOnlySpan<byte> row)
    {
        if (!WireJson.TryText(row, "product_id"u8, stackalloc byte[WireJson.TextBytesMax], out var symbol))
            return false;
        if (!symbols.TryFind(symbol, out var market) || IsEmpty(row, "best_bid"u8) || IsEmpty(row, "best_ask"u8))
            return true;
        if (!(WireJson.TryDecimal(row, "best_bid"u8, market.Prices, out var bid) && WireJson.TryDecimal(row, "best_bid_quantity"u8, market.Quantities, out var bidLots)
            && WireJson.TryDecimal(row, "best_ask"u8, market.Prices, out var ask) && WireJson.TryDecimal(row, "best_ask_quantity"u8, market.Quantities, out var askLots)))
            return false;
        AddBest(new Best(market, bid, bidLots, ask, askLots));
        return true;
    }

    private static bool IsEmpty(ReadOnlySpan<byte> row, ReadOnlySpan<byte> name) =>
        WireJson.TryText(row, name, stackalloc byte[WireJson.TextBytesMax], out var text) && text.IsEmpty;

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
    private readonly record struct BookEvent(WireMarket Market, bool IsSnapshot, int First, int Count);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Print(WireMarket Market, long Id, long Ticks, long Lots, TradeAggressor Aggressor, UnixNanos Time);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Best(WireMarket Market, long Bid, long BidLots, long Ask, long AskLots);
}
