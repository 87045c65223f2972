using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>Binance's market streams: who listens to which, and what they are told. All of it under the venue's lock.</summary>
/// <remarks>
/// Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md. A name that is no stream is subscribed to, and nothing comes.
/// </remarks>
internal sealed class BinanceStreams
{
    private const int TicksPerSecond = 10;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly VenueFloor _floor;
    private readonly Dictionary<string, List<BinanceStreamSession>> _sessions = new(StringComparer.Ordinal); // By stream.
    private readonly List<BinanceStreamSession> _open = [];
    private readonly Dictionary<LoopbackMarket, BinanceMarketFeed> _feeds;
    private long _ticks;

    public BinanceStreams(VenueFloor floor)
    {
        _floor = floor;
        _feeds = floor.Venue.Markets.Where(static market => !market.IsPerpetual)
            .ToDictionary(static market => market, static market => new BinanceMarketFeed(market));
        floor.Venue.Listen(Hear);
        floor.Every(Tick, OnTick);
    }

    /// <summary>Serves a socket of <c>/ws</c>, <c>/ws/STREAM</c> or <c>/stream?streams=STREAM/STREAM</c> to its end.</summary>
    public Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var isCombined = path == "/stream";
        var names = isCombined ? context.Request.Query["streams"].ToString() : path.Length > 4 ? path[4..] : "";
        return VenueSocket.ServeAsync(context, _floor, socket =>
        {
            var session = new BinanceStreamSession(socket, this, _floor, isCombined);
            lock (_floor.Venue.Gate)
            {
                _open.Add(session);
                session.Subscribe(names.Split('/', StringSplitOptions.RemoveEmptyEntries));
            }
            return (session.Take, () => Leave(session));
        });
    }

    /// <summary>A session listens to a stream from now on.</summary>
    public void Join(string name, BinanceStreamSession session)
    {
        if (!_sessions.TryGetValue(name, out var sessions))
            _sessions.Add(name, sessions = []);
        sessions.Add(session);
    }

    /// <summary>A session no longer listens to a stream.</summary>
    public void Leave(string name, BinanceStreamSession session)
    {
        if (_sessions.TryGetValue(name, out var sessions) && sessions.Remove(session) && sessions.Count == 0)
            _sessions.Remove(name);
    }

    public void SayGoodbye()
    {
        lock (_floor.Venue.Gate)
        {
            var json = JsonWriting.Write(json => BinanceStreamJson.WriteShutdown(json, _floor.Venue.Now));
            foreach (var session in _open)
                session.SayGoodbye(json);
        }
    }

    /// <summary>An event as combined streams tell it.</summary>
    public static byte[] Combine(string name, ReadOnlyMemory<byte> json) => JsonWriting.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("stream", name);
        writer.WritePropertyName("data");
        writer.WriteRawValue(json.Span);
        writer.WriteEndObject();
    });

    private void Leave(BinanceStreamSession session)
    {
        lock (_floor.Venue.Gate)
        {
            _open.Remove(session);
            foreach (var name in session.Names)
                Leave(name, session);
        }
    }

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.Printed { Market: var market, Print: var print } when _feeds.TryGetValue(market, out var feed):
                Push(feed.Trade, json => BinanceStreamJson.WriteTrade(json, market, print));
                Push(feed.AggTrade, json => BinanceStreamJson.WriteAggregate(json, market, print));
                break;
            case LoopbackEvent.BookChanged changed when _feeds.TryGetValue(changed.Market, out var feed):
                if (feed.Take(changed) is var (bid, ask))
                    Push(feed.BookTicker, json => BinanceStreamJson.WriteBest(json, changed.Market, bid, ask));
                break;
        }
    }

    private void OnTick()
    {
        _ticks++;
        foreach (var feed in _feeds.Values)
        {
            PushBook(feed, feed.Fast, "@100ms");
            if (_ticks % TicksPerSecond != 0)
                continue;
            PushBook(feed, feed.Slow, "");
            PushTickers(feed);
        }
        if (_ticks % TicksPerSecond == 0)
        {
            PushAll();
            PushBars(isEachSecond: true);
        }
        if (_ticks % (2 * TicksPerSecond) == 0)
            PushBars(isEachSecond: false);
    }

    private void PushBook(BinanceMarketFeed feed, BinanceBookChanges changes, string speed)
    {
        if (changes.Take() is { } taken)
            Push($"{feed.Name}@depth{speed}", json => BinanceStreamJson.WriteChanges(json, feed.Market, taken, _floor.Venue.Now), SocketMessageKind.BookChange);
        foreach (var count in new[] { 5, 10, 20 })
            Push($"{feed.Name}@depth{count}{speed}", json => BinanceStreamJson.WritePart(json, feed.Market, count));
    }

    private void PushTickers(BinanceMarketFeed feed)
    {
        var (market, now) = (feed.Market, _floor.Venue.Now);
        Push($"{feed.Name}@miniTicker", json => BinanceStreamJson.WriteMini(json, market, Last(market, Day), now));
        Push($"{feed.Name}@ticker", json => BinanceStreamJson.WriteDay(json, market, Last(market, Day), now));
        foreach (var (text, hours) in new[] { ("1h", 1), ("4h", 4), ("1d", 24) })
            Push($"{feed.Name}@ticker_{text}", json => BinanceStreamJson.WriteWindow(json, market, Last(market, TimeSpan.FromHours(hours)), text, now));
    }

    private void PushAll()
    {
        var changed = _feeds.Values.Where(static feed => feed.TakeHasTraded()).Select(static feed => feed.Market).ToList();
        if (changed.Count == 0)
            return;
        var now = _floor.Venue.Now;
        Push("!miniTicker@arr", json =>
        {
            json.WriteStartArray();
            foreach (var market in changed)
                BinanceStreamJson.WriteMini(json, market, Last(market, Day), now);
            json.WriteEndArray();
        });
    }

    // A bar that has ended since it was last told is told once more, as closed.
    // Those of a second are told each second, the others each other.
    private void PushBars(bool isEachSecond)
    {
        var now = _floor.Venue.Now;
        foreach (var feed in _feeds.Values)
        {
            foreach (var (interval, length) in BinanceSpot.AllIntervals)
            {
                var name = $"{feed.Name}@kline_{interval}";
                if (length < TimeSpan.FromMinutes(1) != isEachSecond || !_sessions.ContainsKey(name))
                    continue;
                var tape = _floor.Tapes.Of(feed.Market);
                if (feed.TakeEnded(interval, BarTape.StartOf(now, length)) is { } ended && tape.BarAt(ended, length) is { } closed)
                    Push(name, json => BinanceStreamJson.WriteBar(json, feed.Market, closed, length, interval, now));
                if (tape.BarAt(now, length) is { } bar)
                    Push(name, json => BinanceStreamJson.WriteBar(json, feed.Market, bar, length, interval, now));
            }
        }
    }

    private VenueBar Last(LoopbackMarket market, TimeSpan length) =>
        _floor.Tapes.Of(market).Last(length, _floor.Venue.Now) ?? VenueBar.Empty(_floor.Venue.Now, market.LastPrice);

    private void Push(string name, Action<Utf8JsonWriter> write, SocketMessageKind kind = SocketMessageKind.Plain)
    {
        if (!_sessions.TryGetValue(name, out var sessions))
            return;
        var raw = JsonWriting.Write(write);
        byte[]? combined = null;
        foreach (var session in sessions)
            session.Post(session.IsCombined ? combined ??= Combine(name, raw) : raw, kind);
    }
}
