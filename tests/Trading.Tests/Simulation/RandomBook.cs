using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A random market as it is captured, snapshots, changes of levels, prints and losses, of a book that never crosses itself.</summary>
internal sealed class RandomBook(Chance chance)
{
    private readonly SortedDictionary<long, long> _bids = [];
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly List<BookLevelChange> _changes = [];
    private UnixNanos _time = KernelHarness.Start;
    private long _middle = 1_000;
    private long _sequence;
    private bool _isWhole;

    public MarketEvent Next()
    {
        _time += TimeSpan.FromMilliseconds(chance.Of(1, 20, 400, 2_500));
        _sequence++;
        _changes.Clear();
        var kind = chance.Below(100);
        if (_sequence == 1 || kind < 4 || (!_isWhole && kind < 30))
            return Snapshot();
        if (kind < 6)
        {
            _isWhole = false;
            return new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = _time, ReceivedTime = _time, Sequence = _sequence };
        }
        return kind < 60 ? Delta() : Print();
    }

    private MarketEvent Snapshot()
    {
        _middle = Math.Clamp(_middle + chance.Below(17) - 8, 900, 1_100);
        foreach (var side in new[] { OrderSide.Buy, OrderSide.Sell })
        {
            Of(side).Clear();
            for (var (levels, ticks) = (1 + chance.Below(7), _middle); levels > 0; levels--)
            {
                ticks += (side == OrderSide.Buy ? -1 : 1) * (1 + chance.Below(2));
                Set(side, ticks, 1 + chance.Below(50));
            }
        }
        _isWhole = true;
        return Told(MarketEventKind.BookSnapshot);
    }

    private MarketEvent Delta()
    {
        for (var changes = 1 + chance.Below(3); changes > 0; changes--)
        {
            var side = (OrderSide)chance.Below(2);
            var (own, other) = (Of(side), side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy);
            if (own.Count > 0 && chance.Below(4) == 0)
            {
                Set(side, own.Keys.ElementAt(chance.Below(own.Count)), 0);
                continue;
            }
            var best = Levels(other).Select(level => (long?)level.Key).FirstOrDefault() ?? _middle;
            var ticks = best + ((side == OrderSide.Buy ? -1 : 1) * (chance.Below(9) - 2));
            foreach (var passed in Levels(other).Select(level => level.Key).TakeWhile(level => side == OrderSide.Buy ? level <= ticks : level >= ticks).ToArray())
                Set(other, passed, 0);
            Set(side, ticks, 1 + chance.Below(50));
            _middle = ticks;
        }
        return Told(MarketEventKind.BookDelta);
    }

    private MarketEvent Print()
    {
        var side = (OrderSide)chance.Below(2);
        var best = Levels(side).Select(level => (long?)level.Key).FirstOrDefault() ?? _middle;
        return new MarketEvent
        {
            Kind = MarketEventKind.Trade,
            VenueTime = _time,
            ReceivedTime = _time,
            Sequence = _sequence,
            TradeId = _sequence,
            Ticks = best + chance.Of(0, 0, 0, 1, -1, 3, -3),
            Lots = 1 + chance.Below(60),
            Aggressor = chance.Of(TradeAggressor.Unknown, TradeAggressor.Buy, TradeAggressor.Sell),
        };
    }

    private MarketEvent Told(MarketEventKind kind) => new() { Kind = kind, VenueTime = _time, ReceivedTime = _time, Sequence = _sequence, Levels = _changes.ToArray() };

    private void Set(OrderSide side, long ticks, long lots)
    {
        if (lots == 0)
            Of(side).Remove(ticks);
        else
            Of(side)[ticks] = lots;
        _changes.Add(new BookLevelChange(side, ticks, lots));
    }

    private IEnumerable<KeyValuePair<long, long>> Levels(OrderSide side) => side == OrderSide.Sell ? _asks : _bids.Reverse();

    private SortedDictionary<long, long> Of(OrderSide side) => side == OrderSide.Buy ? _bids : _asks;
}
