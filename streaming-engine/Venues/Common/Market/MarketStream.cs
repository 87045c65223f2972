using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Asks a venue for bars that opened from a time on and closed up to another.</summary>
internal delegate Task<IReadOnlyList<Bar>> ReadBars(MarketSubscription subscription, UnixNanos since, UnixNanos until, CancellationToken cancellationToken);

/// <summary>
/// What the streams of a venue's markets have in common: prints and best prices are told once each and in order, bars without a gap, and a book whose changes stop while best
/// prices go on is stale.
/// </summary>
/// <typeparam name="TBook">Keeps a book by the venue's rule.</typeparam>
internal abstract class MarketStream<TBook> : IWireSink, IMarketEventSink
    where TBook : class, IBookFeed
{
    private const int ExcerptBytes = 300;

    // Changes of a best price are changes of the book, which venues tell ten times a second at the least.
    private static readonly TimeSpan BookSilenceMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BarDelay = TimeSpan.FromSeconds(3);

    private readonly IMarketListener _listener;
    private readonly MonotonicClock _clock;
    private readonly VenueNotices _notices;

    /// <param name="subscriptions">Of which markets, and what.</param>
    /// <param name="listener">Told what happens.</param>
    /// <param name="clock">Ours.</param>
    /// <param name="readBars">Asks for what a stream missed.</param>
    /// <param name="makeBook">Makes the book of a market, whose events go to the sink.</param>
    /// <param name="stop">Ends what is asked for.</param>
    protected MarketStream(
        IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener, MonotonicClock clock, ReadBars readBars, Func<WireMarket, IMarketEventSink, TBook> makeBook, CancellationToken stop)
    {
        (_listener, _clock) = (listener, clock);
        _notices = new VenueNotices(subscriptions.Count == 0 ? "" : subscriptions[0].Market.Instrument.Id.Venue, clock.Time);
        _notices.Start(listener.Noticed);
        Markets = [.. subscriptions.Select((subscription, place) =>
        {
            var wire = WireMarket.Of(place, subscription.Market);
            var bars = subscription.Interval is null ? null : new BarFollower(subscription, readBars, listener, Gate, seed: 0, clock.Time, stop);
            return new FollowedMarket<TBook>(subscription, wire, makeBook(wire, this), bars);
        })];
        Symbols = new WireSymbols([.. Markets.Select(static market => market.Wire)]);
    }

    /// <summary>Held by whoever tells or asks.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>What is followed, at the places that its <see cref="WireMarket.Index"/> says.</summary>
    protected FollowedMarket<TBook>[] Markets { get; }

    /// <summary>Finds them by their symbols.</summary>
    protected WireSymbols Symbols { get; }

    /// <summary>Our time.</summary>
    protected UnixNanos Now => _clock.Now;

    /// <summary>When the message that is told had come.</summary>
    protected UnixNanos ReceivedTime { get; private set; }

    /// <inheritdoc/>
    public void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime)
    {
        var told = Markets[market.Index];
        if (tradeId <= told.LastTrade)
            return; // By the connection that took over, too.
        told.LastTrade = tradeId;
        _listener.Take(told.Subscription.Index, new MarketEvent
        {
            Kind = MarketEventKind.Trade,
            VenueTime = venueTime,
            ReceivedTime = ReceivedTime,
            Sequence = tradeId,
            TradeId = tradeId,
            Aggressor = aggressor,
            Ticks = ticks,
            Lots = lots,
        });
    }

    /// <inheritdoc/>
    public void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots)
    {
        var told = Markets[market.Index];
        if (updateId <= told.LastQuote || bidTicks <= 0 || askTicks <= bidTicks)
            return;
        told.LastQuote = updateId;
        _listener.Take(told.Subscription.Index, new MarketEvent
        {
            Kind = MarketEventKind.Quote,
            VenueTime = ReceivedTime, // Not all venues tell one.
            ReceivedTime = ReceivedTime,
            Sequence = updateId,
            Ticks = bidTicks,
            Lots = bidLots,
            AskTicks = askTicks,
            AskLots = askLots,
        });
        if (!told.Book.IsLive || told.QuotesSinceBook(ReceivedTime) < BookSilenceMax)
            return;
        told.Lose(ReceivedTime);
        BookIsSilent(told);
    }

    /// <inheritdoc/>
    public void Bar(WireMarket market, in WireBar bar)
    {
        var told = Markets[market.Index];
        if (!bar.IsClosed || bar.Interval != told.Subscription.Interval || told.Bars is not { } bars)
            return;
        var instrument = told.Subscription.Market.Instrument;
        bars.Take(new Bar(
            bar.OpenTime,
            new UnixNanos(bar.OpenTime.Value + bar.Interval.Nanos),
            instrument.PriceFromTicks(bar.Open),
            instrument.PriceFromTicks(bar.High),
            instrument.PriceFromTicks(bar.Low),
            instrument.PriceFromTicks(bar.Close),
            bar.Volume * instrument.QuantityIncrement));
    }

    /// <inheritdoc/>
    public void Take(WireMarket market, in MarketEvent happened)
    {
        var told = Markets[market.Index];
        told.BookTold();
        _listener.Take(told.Subscription.Index, in happened);
    }

    /// <summary>A message is about to be decoded.</summary>
    protected void Receive(long stamp) => ReceivedTime = _clock.At(stamp);

    /// <summary>What a message was to tell is missing: of the market that it named, else of all. A grid that has changed must not take the others along.</summary>
    protected void LoseUnread(WireMarket? named, ReadOnlySpan<byte> message)
    {
        _notices.Tell("market_unreadable", $"told what cannot be read, off the grid that the market had at the start, or of another form than documented: {Excerpt(message)}");
        foreach (var market in Markets)
        {
            if (named is null || named == market.Wire)
                market.Lose(Now);
        }
    }

    /// <summary>Tells that something that was subscribed to is not granted.</summary>
    protected void TellRefused(ReadOnlySpan<byte> message) => _notices.Tell("subscription_refused", $"refused a subscription, which is asked for again: {Excerpt(message)}");

    /// <summary>What was told of the books has a hole.</summary>
    protected void LoseAll()
    {
        foreach (var market in Markets)
            market.Lose(Now);
    }

    /// <summary>What comes from here on counts anew: the venue may have been begun anew meanwhile.</summary>
    protected void LoseConnection()
    {
        LoseAll();
        foreach (var market in Markets)
            market.CountAnew();
    }

    /// <summary>All that was subscribed to is granted: what closed before is asked for. What closed this moment may not have its last prints yet, and is told by the stream.</summary>
    protected void ResumeBars()
    {
        foreach (var market in Markets)
            market.Bars?.Resume(Now - BarDelay);
    }

    /// <summary>The changes of a book stopped, which is lost by now: its subscription is to be made anew.</summary>
    protected abstract void BookIsSilent(FollowedMarket<TBook> market);

    private static string Excerpt(ReadOnlySpan<byte> message)
    {
        var text = Encoding.UTF8.GetString(message[..Math.Min(message.Length, ExcerptBytes)]);
        return string.Create(text.Length, text, static (letters, text) =>
        {
            for (var index = 0; index < letters.Length; index++)
                letters[index] = char.IsControl(text[index]) ? ' ' : text[index];
        });
    }

    /// <summary>Ends when nothing is asked for any more.</summary>
    protected async Task EndAsync()
    {
        foreach (var market in Markets)
        {
            if (market.Bars is { } bars)
                await bars.Asking;
        }
    }
}
