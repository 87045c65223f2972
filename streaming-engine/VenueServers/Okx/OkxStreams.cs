using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>OKX's channels of markets: who listens to which, and what they are told. All of it under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-market-data and https://www.okx.com/docs-v5/en/#public-data-websocket.</remarks>
internal sealed class OkxStreams
{
    private const int TicksPerSecond = 10;
    private const int SmallDepth = 5;
    private const int BookDepth = 400;
    private const string CandlePrefix = "candle";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BookPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MarkPatience = TimeSpan.FromSeconds(10);

    private readonly VenueFloor _floor;
    private readonly OkxMarkets _markets;
    private readonly OkxPublic _public;
    private readonly Dictionary<(string Channel, string Of), List<(OkxSession Session, OkxSubscription Subscription)>> _listeners = [];
    private readonly Dictionary<LoopbackMarket, OkxMarketFeed> _feeds;
    private long _ticks;

    public OkxStreams(VenueFloor floor, OkxMarkets markets, OkxPublic @public)
    {
        (_floor, _markets, _public) = (floor, markets, @public);
        _feeds = markets.All.ToDictionary(static market => market, static market => new OkxMarketFeed(market));
        floor.Venue.Listen(Hear);
        floor.Every(Tick, OnTick);
    }

    /// <summary>A session listens from now on, and is told how things stand where the channel does so.</summary>
    public void Join(OkxSubscription subscription, OkxSession session)
    {
        var feed = subscription.InstrumentId is { } id ? _feeds.Values.First(feed => feed.Market.Symbol == id) : null;
        if (subscription.Channel == "books")
            Tell(feed!); // What waited is told to the others first: all go on from the same number.
        var key = KeyOf(subscription);
        if (!_listeners.TryGetValue(key, out var listeners))
            _listeners.Add(key, listeners = []);
        listeners.Add((session, subscription));
        var isFirst = listeners.Count == 1;
        Action<Utf8JsonWriter>? write = subscription.Channel switch
        {
            "books" => json => Begin(json, feed!, isFirst),
            "books5" => json => WriteSnapshot(json, feed!.Market, SmallDepth, isNamed: true),
            "bbo-tbt" => json => WriteSnapshot(json, feed!.Market, depth: 1, isNamed: false),
            "tickers" => json => _public.WriteTicker(json, feed!.Market),
            "mark-price" => json => OkxMarketJson.WriteMark(json, feed!.Market, Now),
            "funding-rate" => json => OkxMarketJson.WriteFunding(json, feed!.Market, _floor.Venue.Funding, _markets.IndexOf(feed.Market), Now),
            "instruments" => json => WriteInstruments(json, subscription),
            _ => null,
        };
        if (write is not null)
            session.Post(Message(subscription, write, subscription.Channel == "books" ? "snapshot" : null));
    }

    /// <summary>A session no longer listens.</summary>
    public void Leave(OkxSubscription subscription, OkxSession session)
    {
        var key = KeyOf(subscription);
        if (_listeners.TryGetValue(key, out var listeners) && listeners.RemoveAll(one => one.Session == session) > 0 && listeners.Count == 0)
            _listeners.Remove(key);
    }

    private UnixNanos Now => _floor.Venue.Now;

    private static (string Channel, string Of) KeyOf(OkxSubscription subscription) =>
        (subscription.Channel, subscription.InstrumentId ?? subscription.InstrumentType ?? "");

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.Printed { Market: var market, Print: var print }:
                _feeds[market].IsTickerDue = true;
                TellTrades(market, _feeds[market].Take(print));
                Push("trades-all", market, json => OkxMarketJson.WriteTrade(json, market, print));
                break;
            case LoopbackEvent.BookChanged { Market: var market } when _feeds[market].TakeBest():
                _feeds[market].IsTickerDue = true;
                _feeds[market].BestTime = Now;
                Push("bbo-tbt", market, json => WriteSnapshot(json, market, depth: 1, isNamed: false));
                break;
            case LoopbackEvent.Settled { Market: var market }:
                TellTrades(market, _feeds[market].TakePrints());
                break;
        }
    }

    private void TellTrades(LoopbackMarket market, IReadOnlyList<LoopbackPrint> prints)
    {
        if (prints.Count > 0)
            Push("trades", market, json => OkxMarketJson.WriteTrades(json, market, prints));
    }

    private void OnTick()
    {
        _ticks++;
        foreach (var feed in _feeds.Values)
        {
            TellQuiet(feed);
            Tell(feed);
            TellFive(feed);
            TellPrices(feed);
            if (_ticks % TicksPerSecond == 0)
                TellBars(feed);
        }
        if (_ticks % (60 * TicksPerSecond) == 0)
            TellFunding();
    }

    private void Tell(OkxMarketFeed feed)
    {
        if (!IsHeard("books", feed.Market) || feed.Book.TakeChange() is not { } change)
            return;
        feed.BookTime = Now;
        Push("books", feed.Market, json => WriteChange(json, feed.Market, change), "update", SocketMessageKind.BookChange);
    }

    // Where nothing changes for long, it is said that nothing has changed.
    private void TellQuiet(OkxMarketFeed feed)
    {
        var (market, now) = (feed.Market, Now);
        if (IsHeard("books", market) && now - feed.BookTime >= BookPatience && feed.Book.Number == market.UpdateNumber)
        {
            feed.BookTime = now;
            Push("books", market, json => WriteChange(json, market, new OkxBookChange(feed.Book.Number, feed.Book.Number, [], [])), "update");
        }
        if (IsHeard("bbo-tbt", market) && now - feed.BestTime >= BookPatience)
        {
            feed.BestTime = now;
            Push("bbo-tbt", market, json => WriteSnapshot(json, market, depth: 1, isNamed: false));
        }
    }

    private void TellFive(OkxMarketFeed feed)
    {
        if (!IsHeard("books5", feed.Market) || (!feed.TakeFive() && Now - feed.FiveTime < BookPatience))
            return;
        feed.FiveTime = Now;
        Push("books5", feed.Market, json => WriteSnapshot(json, feed.Market, SmallDepth, isNamed: true));
    }

    private void TellPrices(OkxMarketFeed feed)
    {
        var market = feed.Market;
        if (feed.IsTickerDue)
            Push("tickers", market, json => _public.WriteTicker(json, market));
        feed.IsTickerDue = false;
        if (_ticks % 2 == 0 && IsHeard("mark-price", market) && feed.TakeMark(Now, MarkPatience))
            Push("mark-price", market, json => OkxMarketJson.WriteMark(json, market, Now));
    }

    // A bar that has ended since it was last told is told once more, as closed.
    private void TellBars(OkxMarketFeed feed)
    {
        var (market, now) = (feed.Market, Now);
        var channels = _listeners.Keys.Where(key => key.Of == market.Symbol).Select(static key => key.Channel).ToList();
        foreach (var channel in channels.Where(static channel => channel.StartsWith(CandlePrefix, StringComparison.Ordinal)))
        {
            var interval = OkxInterval.Find(channel[CandlePrefix.Length..])!;
            var tape = _floor.Tapes.Of(market);
            var start = interval.StartOf(now);
            if (feed.TakeEnded(channel, start) is { } ended && interval.BarOf(tape, ended, now) is { } closed)
                Push(channel, market, json => OkxMarketJson.WriteBar(json, market, closed, isClosed: true));
            if (interval.BarOf(tape, start, now) is { } bar)
                Push(channel, market, json => OkxMarketJson.WriteBar(json, market, bar, isClosed: false));
        }
    }

    private void TellFunding()
    {
        foreach (var market in _markets.All.Where(static market => market.IsPerpetual))
            Push("funding-rate", market, json => OkxMarketJson.WriteFunding(json, market, _floor.Venue.Funding, _markets.IndexOf(market), Now));
    }

    private void Begin(Utf8JsonWriter json, OkxMarketFeed feed, bool isFirst)
    {
        if (isFirst)
        {
            feed.Book.Begin();
            feed.BookTime = Now;
        }
        json.WriteStartObject();
        var (asks, bids) = (OkxBookLevel.Top(feed.Market, OrderSide.Sell, BookDepth), OkxBookLevel.Top(feed.Market, OrderSide.Buy, BookDepth));
        OkxMarketJson.WriteSides(json, feed.Market, asks, bids);
        WriteNumbers(json, previous: -1, feed.Book.Number);
        json.WriteEndObject();
    }

    private void WriteChange(Utf8JsonWriter json, LoopbackMarket market, OkxBookChange change)
    {
        json.WriteStartObject();
        OkxMarketJson.WriteSides(json, market, change.Asks, change.Bids);
        WriteNumbers(json, change.Previous, change.Last);
        json.WriteEndObject();
    }

    // The checksum is zero since OKX gave it up.
    private void WriteNumbers(Utf8JsonWriter json, long previous, long last)
    {
        json.Moment("ts", Now);
        json.WriteNumber("checksum", 0);
        json.WriteNumber("prevSeqId", previous);
        json.WriteNumber("seqId", last);
    }

    private void WriteSnapshot(Utf8JsonWriter json, LoopbackMarket market, int depth, bool isNamed)
    {
        json.WriteStartObject();
        OkxMarketJson.WriteSides(json, market, OkxBookLevel.Top(market, OrderSide.Sell, depth), OkxBookLevel.Top(market, OrderSide.Buy, depth));
        if (isNamed)
            json.WriteString("instId", market.Symbol);
        json.Moment("ts", Now);
        json.WriteNumber("seqId", market.UpdateNumber);
        json.WriteEndObject();
    }

    private void WriteInstruments(Utf8JsonWriter json, OkxSubscription subscription)
    {
        foreach (var market in _markets.All.Where(subscription.Fits))
            OkxMarketJson.WriteInstrument(json, market, _markets.CodeOf(market));
    }

    private bool IsHeard(string channel, LoopbackMarket market) => _listeners.ContainsKey((channel, market.Symbol));

    private void Push(
        string channel,
        LoopbackMarket market,
        Action<Utf8JsonWriter> write,
        string? action = null,
        SocketMessageKind kind = SocketMessageKind.Plain)
    {
        if (!_listeners.TryGetValue((channel, market.Symbol), out var listeners))
            return;
        var message = Message(listeners[0].Subscription, write, action);
        foreach (var (session, _) in listeners)
            session.Post(message, kind);
    }

    private static byte[] Message(OkxSubscription subscription, Action<Utf8JsonWriter> write, string? action) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        subscription.Write(json);
        if (action is not null)
            json.WriteString("action", action);
        json.WriteStartArray("data");
        write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
