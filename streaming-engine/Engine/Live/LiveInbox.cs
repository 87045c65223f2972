using System.Runtime.InteropServices;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// What a venue's threads tell, on its way to the loop: market data in a bounded buffer that is used again, so that none is allocated for; news of orders and answers in a queue
/// that is never cut short. Where the loop is too slow for the market, market data is dropped and its book read anew.
/// </summary>
internal sealed class LiveInbox : IMarketListener, IVenueListener
{
    /// <summary>Events of the market that wait at most.</summary>
    public const int EventsMax = 65_536;

    private const int LevelsMax = 1_000_000;

    private readonly VenueLatency _latency;
    private readonly Lock _gate = new();
    private Buffer _filling = new();
    private Buffer _taking = new();
    private bool _hasDropped;
    private bool _isClosed;

    /// <param name="latency">Counts when orders fill.</param>
    public LiveInbox(VenueLatency latency) => _latency = latency;

    /// <summary>Told when something is there; from any thread.</summary>
    public Action Woken { get; set; } = static () => { };

    public QueueGauge Market { get; } = new("market", EventsMax);

    public QueueGauge News { get; } = new("venue_news", int.MaxValue);

    /// <summary>Events of the market that were dropped.</summary>
    public long Dropped { get; private set; }

    public void Take(int index, in MarketEvent happened)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            if (_hasDropped || _filling.Events.Count >= EventsMax || _filling.Levels.Count + happened.Levels.Length > LevelsMax)
            {
                (_hasDropped, Dropped) = (true, Dropped + 1);
                return;
            }
            _filling.Add(in happened);
            Market.Set(_filling.Events.Count);
        }
        Woken();
    }

    // Bars are few, and none may be missed.
    public void TakeBar(int index, in Bar bar) => Enqueue(bar);

    public void Told(VenueReport report)
    {
        _latency.Take(report);
        Enqueue(report);
    }

    public void Doubted(ClientOrderId id, string cause) => Enqueue(new ExecutionInput.OrderDoubted(default, id));

    // What is missed is asked for when the stream is back; the venue is compared with from time to time in any case.
    public void Interrupted(string cause) => Enqueue(new ExecutionInput.StreamInterrupted(default, _latency.Venue, cause));

    public void Resumed() => Enqueue(new ExecutionInput.StreamResumed(default, _latency.Venue));

    public void Unreadable(string what) => Enqueue(new ExecutionInput.MessageUnreadable(default, _latency.Venue, what));

    public void Noticed(string code, string message) => Enqueue(new ExecutionInput.Noticed(default, code, message));

    /// <summary>An answer came.</summary>
    public void Answer(ExecutionInput input) => Enqueue(input);

    /// <summary>Nobody takes anything any more.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }

    /// <summary>Takes all that is there; valid until the next call. For the loop alone.</summary>
    /// <param name="hasDropped">Whether events of the market are missing behind these.</param>
    public Buffer TakeAll(out bool hasDropped)
    {
        lock (_gate)
        {
            _taking.Clear();
            (_filling, _taking) = (_taking, _filling);
            (hasDropped, _hasDropped) = (_hasDropped, false);
            Market.Set(0);
            News.Set(0);
        }
        return _taking;
    }

    private void Enqueue(object news)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _filling.News.Enqueue(news);
            News.Set(_filling.News.Count);
        }
        Woken();
    }

    /// <summary>Events and news.</summary>
    internal sealed class Buffer
    {
        public List<Kept> Events { get; } = [];

        public List<BookLevelChange> Levels { get; } = [];

        public Queue<object> News { get; } = new();

        public void Add(in MarketEvent happened)
        {
            Events.Add(new Kept(
                happened.Kind,
                happened.Aggressor,
                happened.VenueTime,
                happened.ReceivedTime,
                happened.Sequence,
                happened.TradeId,
                happened.Ticks,
                happened.Lots,
                happened.AskTicks,
                happened.AskLots,
                Levels.Count,
                happened.Levels.Length));
            Levels.AddRange(happened.Levels);
        }

        public void Clear()
        {
            Events.Clear();
            Levels.Clear();
            News.Clear();
        }

        /// <summary>An event as it was told.</summary>
        public MarketEvent EventAt(int index)
        {
            ref readonly var kept = ref CollectionsMarshal.AsSpan(Events)[index];
            return new MarketEvent
            {
                Kind = kept.Kind,
                Aggressor = kept.Aggressor,
                VenueTime = kept.VenueTime,
                ReceivedTime = kept.ReceivedTime,
                Sequence = kept.Sequence,
                TradeId = kept.TradeId,
                Ticks = kept.Ticks,
                Lots = kept.Lots,
                AskTicks = kept.AskTicks,
                AskLots = kept.AskLots,
                Levels = CollectionsMarshal.AsSpan(Levels).Slice(kept.LevelStart, kept.LevelCount),
            };
        }
    }

    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Kept(
        MarketEventKind Kind,
        TradeAggressor Aggressor,
        UnixNanos VenueTime,
        UnixNanos ReceivedTime,
        long Sequence,
        long TradeId,
        long Ticks,
        long Lots,
        long AskTicks,
        long AskLots,
        int LevelStart,
        int LevelCount);
}
