using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>A market in this process that goes as a test says: others' limit orders, price, then time, told as they happen.</summary>
internal sealed class ScriptedMarket(MonotonicClock clock, Instrument instrument) : IMarketDataSource, IVenueConnection
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, long> _bids = [];
    private readonly SortedDictionary<long, long> _asks = [];
    private IMarketListener? _listener;
    private long _sequence;

    public string Venue => instrument.Id.Venue;

    public VenueMarket Market { get; } = new(instrument.Id.Base.Code + instrument.Id.Quote.Code, instrument);

    public IMarketDataSource MarketData => this;

    public VenueFeatures Features => VenueFeatures.All;

    public ClockEstimate Clock => default;

    public Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("the account of the market's venue was opened, must not be");

    public Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<VenueMarket>>([Market]);

    public Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Bar>>([]);

    public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
    {
        lock (_gate)
            _listener = listener;
        Resync(0);
    }

    /// <summary>The book is told whole.</summary>
    public void Resync(int index)
    {
        lock (_gate)
            TellLevels(MarketEventKind.BookSnapshot, [.. _bids.Select(static level => new BookLevelChange(OrderSide.Buy, level.Key, level.Value)), .. _asks.Select(static level => new BookLevelChange(OrderSide.Sell, level.Key, level.Value))]);
    }

    /// <summary>The stream breaks, and what happens is not told before <see cref="Resync"/>.</summary>
    public void Break()
    {
        lock (_gate)
            Tell(new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = clock.Now, ReceivedTime = clock.Now });
    }

    /// <summary>Somebody places a limit order; what it trades is told, then how the book is.</summary>
    public void Place(OrderSide side, decimal quantity, decimal price)
    {
        lock (_gate)
        {
            var (ticks, lots) = (instrument.ToTicks(instrument.ToPrice(price, GridRounding.Exact)), instrument.ToLots(instrument.ToQuantity(quantity, GridRounding.Exact)));
            var (own, other) = side == OrderSide.Buy ? (_bids, _asks) : (_asks, _bids);
            var changes = new List<BookLevelChange>();
            while (lots > 0 && other.Count > 0 && (side == OrderSide.Buy ? other.First().Key <= ticks : other.Last().Key >= ticks))
            {
                var best = side == OrderSide.Buy ? other.First() : other.Last();
                var traded = Math.Min(lots, best.Value);
                lots -= traded;
                Print(side, best.Key, traded);
                changes.Add(Set(other, side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy, best.Key, best.Value - traded));
            }
            if (lots > 0)
                changes.Add(Set(own, side, ticks, own.GetValueOrDefault(ticks) + lots));
            TellLevels(MarketEventKind.BookDelta, [.. changes]);
        }
    }

    /// <summary>Somebody takes an order away.</summary>
    public void Withdraw(OrderSide side, decimal quantity, decimal price)
    {
        lock (_gate)
        {
            var (ticks, lots) = (instrument.ToTicks(instrument.ToPrice(price, GridRounding.Exact)), instrument.ToLots(instrument.ToQuantity(quantity, GridRounding.Exact)));
            var own = side == OrderSide.Buy ? _bids : _asks;
            TellLevels(MarketEventKind.BookDelta, [Set(own, side, ticks, own[ticks] - lots)]);
        }
    }

    /// <summary>A level is told as it never can be.</summary>
    public void Show(OrderSide side, decimal quantity, decimal price)
    {
        lock (_gate)
            TellLevels(MarketEventKind.BookDelta, [Set(side == OrderSide.Buy ? _bids : _asks, side, instrument.ToTicks(instrument.ToPrice(price, GridRounding.Exact)), instrument.ToLots(instrument.ToQuantity(quantity, GridRounding.Exact)))]);
    }

    /// <summary>A trade that is told alone, as where the book is told of later.</summary>
    public void PrintAlone(OrderSide aggressor, decimal quantity, decimal price)
    {
        lock (_gate)
            Print(aggressor, instrument.ToTicks(instrument.ToPrice(price, GridRounding.Exact)), instrument.ToLots(instrument.ToQuantity(quantity, GridRounding.Exact)));
    }

    public IEnumerable<(decimal Price, decimal Quantity)> Levels(OrderSide side)
    {
        lock (_gate)
            return [.. (side == OrderSide.Buy ? _bids.Reverse() : _asks).Select(level => (level.Key * instrument.PriceIncrement, level.Value * instrument.QuantityIncrement))];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static BookLevelChange Set(SortedDictionary<long, long> levels, OrderSide side, long ticks, long lots)
    {
        if (lots == 0)
            levels.Remove(ticks);
        else
            levels[ticks] = lots;
        return new BookLevelChange(side, ticks, lots);
    }

    private void Print(OrderSide aggressor, long ticks, long lots) => Tell(new MarketEvent
    {
        Kind = MarketEventKind.Trade,
        VenueTime = clock.Now,
        ReceivedTime = clock.Now,
        Sequence = ++_sequence,
        TradeId = _sequence,
        Aggressor = aggressor == OrderSide.Buy ? TradeAggressor.Buy : TradeAggressor.Sell,
        Ticks = ticks,
        Lots = lots,
    });

    private void TellLevels(MarketEventKind kind, BookLevelChange[] levels) =>
        Tell(new MarketEvent { Kind = kind, VenueTime = clock.Now, ReceivedTime = clock.Now, Sequence = ++_sequence, Levels = levels });

    private void Tell(in MarketEvent happened) => _listener?.Take(0, in happened);
}
