using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Bybit's market streams: who listens to which topic of a category, and what they are told. All of it under the venue's lock.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/ws/connect and the pages of the topics.</remarks>
internal sealed class BybitPublic
{
    private const int TicksOfSpotTicker = 5;
    private const int TicksOfLinearTicker = 10;
    private const int TicksOfBars = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BestAgain = TimeSpan.FromSeconds(3);

    private readonly VenueFloor _floor;
    private readonly BybitBooks _books;
    private readonly Dictionary<LoopbackMarket, BybitMarketFeed> _feeds;
    private readonly Dictionary<(InstrumentKind Kind, string Topic), List<BybitPublicSession>> _sessions = [];
    private readonly List<BybitPublicSession> _open = [];
    private long _ticks;
    private long _connections;

    public BybitPublic(VenueFloor floor, BybitBooks books)
    {
        (_floor, _books) = (floor, books);
        _feeds = floor.Venue.Markets.ToDictionary(static market => market, market => new BybitMarketFeed(floor.Venue, floor.Tapes, market));
        books.Told = TellBook;
        floor.Venue.Listen(Hear);
        floor.Every(Tick, OnTick);
    }

    /// <summary>Serves a socket of a category to its end.</summary>
    public Task ServeAsync(HttpContext context, InstrumentKind kind) => VenueSocket.ServeAsync(context, _floor, socket =>
    {
        var session = new BybitPublicSession(socket, this, _floor, kind, $"loopback-public-{Interlocked.Increment(ref _connections)}");
        lock (_floor.Venue.Gate)
            _open.Add(session);
        return (session.Take, () => Leave(session));
    });

    /// <summary>Whether there is such a topic.</summary>
    public bool IsTopic(InstrumentKind kind, string topic)
    {
        var parts = topic.Split('.');
        if (_floor.Venue.FindMarket(parts[^1], kind) is null)
            return false;
        return parts.Length switch
        {
            2 => parts[0] is "publicTrade" or "tickers",
            3 when parts[0] == "orderbook" => int.TryParse(parts[1], CultureInfo.InvariantCulture, out var depth) && BybitBooks.Periods.ContainsKey(depth),
            3 => parts[0] == "kline" && BybitBars.IsInterval(parts[1]),
            _ => false,
        };
    }

    /// <summary>A session listens to a topic from now on, and is told what there is first.</summary>
    public void Join(BybitPublicSession session, string topic)
    {
        if (!_sessions.TryGetValue((session.Kind, topic), out var sessions))
            _sessions.Add((session.Kind, topic), sessions = []);
        var parts = topic.Split('.');
        var market = _floor.Venue.FindMarket(parts[^1], session.Kind)!;
        if (parts[0] == "orderbook")
        {
            var feed = _books.Flush(market, int.Parse(parts[1], CultureInfo.InvariantCulture));
            session.Post(WriteBook(feed, feed.Whole), SocketMessageKind.Plain);
        }
        else if (parts[0] == "tickers")
        {
            FlushTicker(_feeds[market]);
            session.Post(WriteTicker(_feeds[market], _feeds[market].Ticker, isSnapshot: true), SocketMessageKind.Plain);
        }
        else if (parts[0] == "kline")
        {
            foreach (var (bar, isClosed) in _feeds[market].TakeBars(parts[1]))
                session.Post(WriteBar(topic, parts[1], market, bar, isClosed), SocketMessageKind.Plain);
        }
        sessions.Add(session);
    }

    /// <summary>A session no longer listens to a topic.</summary>
    public void Leave(BybitPublicSession session, string topic)
    {
        if (_sessions.TryGetValue((session.Kind, topic), out var sessions) && sessions.Remove(session) && sessions.Count == 0)
            _sessions.Remove((session.Kind, topic));
    }

    public void SayGoodbye()
    {
        lock (_floor.Venue.Gate)
            _open.ForEach(static session => session.SayGoodbye());
    }

    private void Leave(BybitPublicSession session)
    {
        lock (_floor.Venue.Gate)
        {
            _open.Remove(session);
            foreach (var topic in session.Topics)
                Leave(session, topic);
        }
    }

    private void Hear(LoopbackEvent happened)
    {
        if (happened is not LoopbackEvent.Printed { Market: var market, Print: var print })
            return;
        var tick = _feeds[market].TakeTick(print.Price);
        var topic = "publicTrade." + market.Symbol;
        if (IsHeard(market, topic))
            Push(market, topic, WriteTrade(topic, market, print, tick));
    }

    private void OnTick()
    {
        _ticks++;
        foreach (var feed in _books.All)
        {
            if (_ticks % (BybitBooks.Periods[feed.Depth] / Tick) == 0 && IsHeard(feed.Market, feed.Topic))
                FlushBook(feed);
        }
        foreach (var feed in _feeds.Values)
        {
            if (_ticks % (feed.Market.IsPerpetual ? TicksOfLinearTicker : TicksOfSpotTicker) == 0 && IsHeard(feed.Market, feed.TickerTopic))
                FlushTicker(feed);
            if (_ticks % TicksOfBars == 0)
                PushBars(feed);
        }
    }

    // The best level is told again where nothing changed for a while.
    private void FlushBook(BybitBookFeed feed)
    {
        _books.Flush(feed);
        if (feed.Depth == 1 && feed.UpdateId > 0 && _floor.Venue.Now - feed.ToldTime >= BestAgain)
            TellBook(feed, feed.Whole);
    }

    private void TellBook(BybitBookFeed feed, BybitBookMessage message)
    {
        feed.ToldTime = _floor.Venue.Now;
        if (IsHeard(feed.Market, feed.Topic))
            Push(feed.Market, feed.Topic, WriteBook(feed, message), message.IsSnapshot ? SocketMessageKind.Plain : SocketMessageKind.BookChange);
    }

    private void FlushTicker(BybitMarketFeed feed)
    {
        var changes = feed.TakeTickerChanges();
        if (changes.Count == 0 || !IsHeard(feed.Market, feed.TickerTopic))
            return;
        var isDelta = feed.Market.IsPerpetual;
        Push(feed.Market, feed.TickerTopic, WriteTicker(feed, isDelta ? changes : feed.Ticker, isSnapshot: !isDelta));
    }

    private void PushBars(BybitMarketFeed feed)
    {
        foreach (var interval in BybitBars.Intervals)
        {
            var topic = $"kline.{interval}.{feed.Market.Symbol}";
            if (!IsHeard(feed.Market, topic))
                continue;
            foreach (var (bar, isClosed) in feed.TakeBars(interval))
                Push(feed.Market, topic, WriteBar(topic, interval, feed.Market, bar, isClosed));
        }
    }

    private bool IsHeard(LoopbackMarket market, string topic) => _sessions.ContainsKey((market.Instrument.Id.Kind, topic));

    private void Push(LoopbackMarket market, string topic, byte[] message, SocketMessageKind kind = SocketMessageKind.Plain)
    {
        foreach (var session in _sessions[(market.Instrument.Id.Kind, topic)])
            session.Post(message, kind);
    }

    private byte[] WriteBook(BybitBookFeed feed, BybitBookMessage message) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("topic", feed.Topic);
        // Of spot and of one level the time stands first.
        var isTimeFirst = !feed.Market.IsPerpetual || feed.Depth == 1;
        if (isTimeFirst)
            json.Milliseconds("ts", _floor.Venue.Now);
        json.WriteString("type", message.IsSnapshot ? "snapshot" : "delta");
        if (!isTimeFirst)
            json.Milliseconds("ts", _floor.Venue.Now);
        json.WriteStartObject("data");
        json.WriteString("s", feed.Market.Symbol);
        BybitBooks.WriteLevels(json, "b", feed.Market, message.Bids);
        BybitBooks.WriteLevels(json, "a", feed.Market, message.Asks);
        json.WriteNumber("u", feed.UpdateId);
        json.WriteNumber("seq", feed.Sequence);
        json.WriteEndObject();
        json.Milliseconds("cts", feed.BookTime);
        json.WriteEndObject();
    });

    private byte[] WriteTicker(BybitMarketFeed feed, IEnumerable<(string Name, string Value)> fields, bool isSnapshot) =>
        Wrap(feed.TickerTopic, isSnapshot ? "snapshot" : "delta", json =>
    {
        json.WriteNumber("cs", feed.Market.UpdateNumber);
        json.WriteStartObject("data");
        foreach (var (name, value) in fields)
            json.WriteString(name, value);
        json.WriteEndObject();
    });

    private byte[] WriteTrade(string topic, LoopbackMarket market, LoopbackPrint print, string tick) => Wrap(topic, "snapshot", json =>
    {
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.Milliseconds("T", print.Time);
        json.WriteString("s", market.Symbol);
        json.WriteString("S", BybitJson.SideOf(print.TakerSide));
        json.Quantity("v", market, print.Quantity);
        json.Price("p", market, print.Price);
        json.WriteString("L", tick);
        json.WriteString("i", BybitIds.TradeOf(market, print));
        json.WriteBoolean("BT", false);
        json.WriteBoolean("RPI", false);
        json.WriteNumber("seq", print.Number);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private byte[] WriteBar(string topic, string interval, LoopbackMarket market, VenueBar bar, bool isClosed) => Wrap(topic, "snapshot", json =>
    {
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.Milliseconds("start", bar.OpenTime);
        json.WriteNumber("end", BybitBars.EndOf(bar.OpenTime, interval).Milliseconds - 1);
        json.WriteString("interval", interval);
        foreach (var (name, price) in new[] { ("open", bar.Open), ("close", bar.Close), ("high", bar.High), ("low", bar.Low) })
            json.Price(name, market, price);
        json.Trimmed("volume", bar.Volume);
        json.Amount("turnover", bar.QuoteVolume);
        json.WriteBoolean("confirm", isClosed);
        json.Milliseconds("timestamp", market.Prints.LastOrDefault()?.Time ?? bar.OpenTime);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private byte[] Wrap(string topic, string type, Action<Utf8JsonWriter> write) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("topic", topic);
        json.Milliseconds("ts", _floor.Venue.Now);
        json.WriteString("type", type);
        write(json);
        json.WriteEndObject();
    });
}
