using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Coinbase's channels of markets: what who listens is told. All of it under the venue's lock.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels.</remarks>
internal sealed class CoinbaseStreams
{
    private const int TicksPerTrades = 5;
    private const int TicksPerSecond = 20;
    private const int TicksPerBatch = 100;
    private const int SnapshotTrades = 100;
    private const int SnapshotCandles = 100;
    private const string Epoch = "1970-01-01T00:00:00Z";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CandleLength = TimeSpan.FromMinutes(5);

    private readonly VenueFloor _floor;
    private readonly List<CoinbaseSession> _sessions;
    private readonly Dictionary<LoopbackMarket, CoinbaseMarketFeed> _feeds;
    private readonly UnixNanos _begun;
    private long _ticks;

    /// <param name="floor">Where.</param>
    /// <param name="sessions">Those that are open.</param>
    public CoinbaseStreams(VenueFloor floor, List<CoinbaseSession> sessions)
    {
        (_floor, _sessions, _begun) = (floor, sessions, floor.Venue.Now);
        _feeds = floor.Venue.Markets.ToDictionary(static market => market, static market => new CoinbaseMarketFeed(market));
        floor.Venue.Listen(Hear);
        floor.Every(Tick, OnTick);
    }

    private UnixNanos Now => _floor.Venue.Now;

    /// <summary>Tells a session that has subscribed how things stand.</summary>
    public void Begin(CoinbaseChannel channel, IReadOnlyList<string> products, CoinbaseSession session)
    {
        if (channel == CoinbaseChannel.Status)
        {
            session.Post(channel.MessageName, Statuses(session));
            return;
        }
        foreach (var feed in products.Distinct(StringComparer.Ordinal).Select(product => _feeds[_floor.Venue.FindMarket(product)!]))
        {
            if (Snapshot(channel, feed) is { } events)
                session.Post(channel.MessageName, events);
        }
    }

    private byte[]? Snapshot(CoinbaseChannel channel, CoinbaseMarketFeed feed) => channel.Name switch
    {
        "level2" => BookSnapshot(feed.Market),
        "ticker" or "ticker_batch" => Tickers(feed.Market, "snapshot", isWithBest: channel == CoinbaseChannel.Ticker),
        "candles" => Candles(feed.Market, "snapshot", _floor.Tapes.Of(feed.Market).Bars(CandleLength, new UnixNanos(0), Now).TakeLast(SnapshotCandles)),
        "market_trades" when feed.Market.PrintCount > 0 => Trades(feed.Market, "snapshot", feed.Market.Prints.Reverse().Take(SnapshotTrades)),
        _ => null,
    };

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.BookChanged changed:
                foreach (var level in changed.Levels)
                    _feeds[changed.Market].Take(level, changed.Time);
                break;
            case LoopbackEvent.Printed printed:
                _feeds[printed.Market].Take(printed.Print);
                break;
            case LoopbackEvent.Settled { Market: var market } when _feeds[market].IsTickerDue:
                _feeds[market].IsTickerDue = false;
                Push(CoinbaseChannel.Ticker, market, () => Tickers(market, "update", isWithBest: true));
                break;
        }
    }

    private void OnTick()
    {
        _ticks++;
        foreach (var feed in _feeds.Values)
        {
            TellBook(feed);
            if (_ticks % TicksPerTrades == 0 && feed.TakePrints() is { Count: > 0 } prints)
                Push(CoinbaseChannel.MarketTrades, feed.Market, () => Trades(feed.Market, "update", prints));
            if (_ticks % TicksPerSecond == 0)
                TellCandle(feed.Market);
            if (_ticks % TicksPerBatch == 0 && feed.IsBatchDue)
            {
                feed.IsBatchDue = false;
                Push(CoinbaseChannel.TickerBatch, feed.Market, () => Tickers(feed.Market, "update", isWithBest: false));
            }
        }
        if (_ticks % TicksPerSecond == 0)
            TellHeartbeat();
        if (_ticks % TicksPerBatch == 0)
            TellStatuses();
    }

    private void TellBook(CoinbaseMarketFeed feed)
    {
        if (feed.TakeLevels() is not { Count: > 0 } levels || !_sessions.Exists(session => session.Hears(CoinbaseChannel.Level2, feed.Market.Symbol)))
            return;
        var isReset = _floor.Faults.Fires(FaultKind.BookReset);
        Push(CoinbaseChannel.Level2, feed.Market, () => isReset ? BookSnapshot(feed.Market) : BookUpdate(feed.Market, levels), SocketMessageKind.BookChange);
    }

    private void TellCandle(LoopbackMarket market)
    {
        if (_sessions.Exists(session => session.Hears(CoinbaseChannel.Candles, market.Symbol)) && _floor.Tapes.Of(market).BarAt(Now, CandleLength) is { } bar)
            Push(CoinbaseChannel.Candles, market, () => Candles(market, "update", [bar]));
    }

    private void TellHeartbeat()
    {
        var events = Events(json =>
        {
            var now = Now;
            var since = (now - _begun).TotalSeconds.ToString("F9", CultureInfo.InvariantCulture);
            json.WriteStartObject();
            json.WriteString("current_time", $"{now.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss.fffffff00", CultureInfo.InvariantCulture)} +0000 UTC m=+{since}");
            json.WriteNumber("heartbeat_counter", _ticks / TicksPerSecond);
            json.WriteEndObject();
        });
        foreach (var session in _sessions.Where(static session => session.Hears(CoinbaseChannel.Heartbeats)))
            session.Post(CoinbaseChannel.Heartbeats.MessageName, events);
    }

    private void TellStatuses()
    {
        foreach (var session in _sessions.Where(static session => session.Hears(CoinbaseChannel.Status)))
            session.Post(CoinbaseChannel.Status.MessageName, Statuses(session));
    }

    private void Push(CoinbaseChannel channel, LoopbackMarket market, Func<byte[]> write, SocketMessageKind kind = SocketMessageKind.Plain)
    {
        byte[]? events = null;
        foreach (var session in _sessions.Where(session => session.Hears(channel, market.Symbol)))
            session.Post(channel.MessageName, events ??= write(), kind);
    }

    private static byte[] BookSnapshot(LoopbackMarket market) => BookEvent(market, "snapshot", json =>
    {
        foreach (var level in market.Depth(OrderSide.Buy, int.MaxValue).Concat(market.Depth(OrderSide.Sell, int.MaxValue)))
            WriteLevel(json, level, Epoch);
    });

    private static byte[] BookUpdate(LoopbackMarket market, IReadOnlyList<(LoopbackLevel Level, UnixNanos Time)> levels) => BookEvent(market, "update", json =>
    {
        foreach (var (level, time) in levels)
            WriteLevel(json, level, time.ToString());
    });

    private static byte[] BookEvent(LoopbackMarket market, string type, Action<Utf8JsonWriter> writeLevels) => Events(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("product_id", market.Symbol);
        json.WriteStartArray("updates");
        writeLevels(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteLevel(Utf8JsonWriter json, LoopbackLevel level, string time)
    {
        json.WriteStartObject();
        json.WriteString("side", level.Side == OrderSide.Buy ? "bid" : "offer");
        json.WriteString("event_time", time);
        json.Trimmed("price_level", level.Price);
        json.Trimmed("new_quantity", level.Quantity);
        json.WriteEndObject();
    }

    private static byte[] Trades(LoopbackMarket market, string type, IEnumerable<LoopbackPrint> prints) => Listed(type, "trades", prints, (json, print) =>
        CoinbaseProductJson.WriteTrade(json, market, print));

    private static byte[] Candles(LoopbackMarket market, string type, IEnumerable<VenueBar> bars) => Listed(type, "candles", bars.Reverse(), (json, bar) =>
    {
        CoinbaseProductJson.WriteCandle(json, bar);
        json.WriteString("product_id", market.Symbol);
    });

    private byte[] Tickers(LoopbackMarket market, string type, bool isWithBest) => Listed(type, "tickers", [market], (json, _) =>
    {
        var tape = _floor.Tapes.Of(market);
        var day = tape.Last(TimeSpan.FromDays(1), Now) ?? VenueBar.Empty(Now, market.LastPrice);
        var year = tape.Last(TimeSpan.FromDays(364), Now) ?? day;
        json.WriteString("type", "ticker");
        json.WriteString("product_id", market.Symbol);
        json.Trimmed("price", market.LastPrice);
        json.Trimmed("volume_24_h", day.Volume);
        json.Trimmed("low_24_h", day.Low);
        json.Trimmed("high_24_h", day.High);
        json.Trimmed("low_52_w", year.Low);
        json.Trimmed("high_52_w", year.High);
        json.WriteString("price_percent_chg_24_h", CoinbaseProductJson.ChangeOf(day.Open, market.LastPrice));
        if (!isWithBest)
            return;
        foreach (var (name, side) in new[] { ("best_bid", OrderSide.Buy), ("best_ask", OrderSide.Sell) })
        {
            var best = market.Depth(side, 1).FirstOrDefault();
            json.WriteString(name, best.Quantity == 0 ? "" : DecimalText.Trimmed(best.Price));
            json.WriteString(name + "_quantity", best.Quantity == 0 ? "" : DecimalText.Trimmed(best.Quantity));
        }
    });

    private byte[] Statuses(CoinbaseSession session) =>
        Listed("snapshot", "products", _floor.Venue.Markets.Where(market => session.Hears(CoinbaseChannel.Status, market.Symbol)), static (json, market) =>
        {
            var id = market.Instrument.Id;
            json.WriteString("product_type", "SPOT");
            json.WriteString("id", market.Symbol);
            json.WriteString("base_currency", id.Base.Code);
            json.WriteString("quote_currency", id.Quote.Code);
            json.Trimmed("base_increment", market.Instrument.QuantityIncrement);
            json.Trimmed("quote_increment", CoinbaseMarkets.QuoteIncrement(market));
            json.WriteString("display_name", $"{id.Base.Code}/{id.Quote.Code}");
            json.WriteString("status", market.IsHalted ? "offline" : "online");
            json.WriteString("status_message", "");
            json.Trimmed("min_market_funds", market.Instrument.NotionalMin);
        });

    private static byte[] Listed<T>(string type, string name, IEnumerable<T> all, Action<Utf8JsonWriter, T> write) => Events(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStartObject();
            write(json, one);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static byte[] Events(Action<Utf8JsonWriter> write) => JsonWriting.Write(json =>
    {
        json.WriteStartArray();
        write(json);
        json.WriteEndArray();
    });
}
