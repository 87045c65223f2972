using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// What the book that is displayed and the prints allow. We take of a level at most what it shows, all that we take of it together until it goes; as makers we
/// fill at our limit, with what prints at it or beyond, once what stood ahead has traded, or with what the other side shows beyond it; and nobody who rests moves back.
/// </summary>
internal sealed class BookRules(Instrument market, LimitFill limitFill)
{
    private readonly SortedDictionary<long, long> _bids = []; // What is displayed: lots by ticks.
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly Dictionary<(OrderSide Side, long Ticks), long> _taken = [];
    private readonly Dictionary<(OrderSide Side, long Ticks), long> _printed = []; // Since the book told of that level.
    private readonly Dictionary<ClientOrderId, Place> _places = [];
    private readonly Dictionary<ClientOrderId, long> _filledByPrint = [];
    private MarketEventKind? _happening; // Null while only requests arrive.
    private (long Ticks, long Lots, TradeAggressor Aggressor) _print;
    private long _printLeft;
    private bool _isWhole;

    /// <summary>Fills as a taker, by prints, and by the other side of the book.</summary>
    public (int Taken, int Printed, int Crossed) Fills { get; private set; }

    public void Begin(in MarketEvent happened)
    {
        _happening = happened.Kind;
        _print = (happened.Ticks, happened.Lots, happened.Aggressor);
        _printLeft = happened.Lots;
        _filledByPrint.Clear();
        _isWhole = happened.Kind == MarketEventKind.BookSnapshot || (_isWhole && happened.Kind != MarketEventKind.BookInvalidated);
        if (happened.Kind == MarketEventKind.BookSnapshot)
        {
            _taken.Clear();
            _printed.Clear();
            _bids.Clear();
            _asks.Clear();
        }
        foreach (var level in happened.Levels)
        {
            Of(level.Side)[level.Ticks] = level.Lots;
            _printed.Remove((level.Side, level.Ticks));
            if (level.Lots == 0)
                _taken.Remove((level.Side, level.Ticks));
        }
        if (happened.Kind != MarketEventKind.Trade)
            return;
        if (happened.Aggressor != TradeAggressor.Buy)
            UseUp(OrderSide.Buy, _bids.Where(level => level.Key >= _print.Ticks));
        if (happened.Aggressor != TradeAggressor.Sell)
            UseUp(OrderSide.Sell, _asks.Where(level => level.Key <= _print.Ticks));
    }

    // A print takes what it says of its level, and where it came to that, nothing is left of better ones.
    private void UseUp(OrderSide side, IEnumerable<KeyValuePair<long, long>> levels)
    {
        foreach (var (ticks, lots) in levels)
            _printed[(side, ticks)] = ticks == _print.Ticks ? _printed.GetValueOrDefault((side, ticks)) + _print.Lots : lots;
    }

    private long LeftAt(OrderSide side, long ticks) =>
        Math.Max(0, LotsAt(side, ticks) - _taken.GetValueOrDefault((side, ticks)) - _printed.GetValueOrDefault((side, ticks)));

    public void End() => _happening = null;

    public void Add(OrderTerms terms, VenueReport.Filled fill)
    {
        var (ticks, lots, isBuy) = (market.ToTicks(fill.Price), market.ToLots(fill.Quantity), terms.Side == OrderSide.Buy);
        if (terms.Price is { } limit && (isBuy ? fill.Price > limit : fill.Price < limit))
            Assert.Fail($"{fill.Id} filled at {fill.Price}, through its limit of {limit}");
        var other = isBuy ? OrderSide.Sell : OrderSide.Buy;
        if (fill.Liquidity == Liquidity.Taker)
            TakeLevel(fill.Id, other, ticks, lots);
        else if (fill.Price != terms.Price)
            Assert.Fail($"{fill.Id} filled as a maker at {fill.Price}, beside its limit of {terms.Price}");
        else if (_happening == MarketEventKind.Trade)
            TakePrint(fill.Id, isBuy, ticks, lots);
        else if (_happening is MarketEventKind.BookSnapshot or MarketEventKind.BookDelta)
            TakeCrossing(fill.Id, other, ticks, lots);
        else
            Assert.Fail($"{fill.Id} filled as a maker when nothing happened");
    }

    /// <summary>Where our orders stand in the queues of their prices, after what has happened.</summary>
    public void CheckQueues(BookVenue venue)
    {
        foreach (var order in RestingOf(venue))
        {
            if (order.IsConditional)
                continue;
            var (ahead, shown) = (order.LotsAhead, LotsAt(order.Terms.Side, market.ToTicks(order.Terms.Price!.Value)));
            if (ahead < 0 || ahead > shown)
                Assert.Fail($"{order.Id} has {ahead} ahead of it, where {shown} stand");
            // An amendment makes new terms; the next part of an iceberg stands last.
            if (_places.TryGetValue(order.Id, out var before) && ahead > before.Ahead && before.Terms == (object)order.Terms && (order.Terms.DisplayQuantity is null || before.Leaves == order.Leaves))
                Assert.Fail($"{order.Id} had {before.Ahead} ahead of it and then {ahead}");
            _places[order.Id] = new Place(order.Terms, ahead, order.Leaves);
        }
    }

    private void TakeLevel(ClientOrderId id, OrderSide side, long ticks, long lots)
    {
        Fills = Fills with { Taken = Fills.Taken + 1 };
        var left = LeftAt(side, ticks);
        if (!_isWhole || lots > left)
            Assert.Fail($"{id} took {lots} at {ticks}, where {left} are left of {LotsAt(side, ticks)}");
        _taken[(side, ticks)] = _taken.GetValueOrDefault((side, ticks)) + lots;
    }

    private void TakePrint(ClientOrderId id, bool isBuy, long limit, long lots)
    {
        Fills = Fills with { Printed = Fills.Printed + 1 };
        _printLeft -= lots;
        if (_printLeft < 0)
            Assert.Fail($"our orders filled {_print.Lots - _printLeft} by a print of {_print.Lots}");
        if (isBuy ? _print.Ticks > limit : _print.Ticks < limit)
            Assert.Fail($"{id} filled at {limit} by a print at {_print.Ticks}");
        if (_print.Ticks != limit)
            return;
        var filled = _filledByPrint[id] = _filledByPrint.GetValueOrDefault(id) + lots;
        if (_print.Aggressor == (isBuy ? TradeAggressor.Buy : TradeAggressor.Sell))
            Assert.Fail($"{id} filled by a print at its limit where its own side took");
        if (_places[id].Ahead + filled > _print.Lots)
            Assert.Fail($"{id} had {_places[id].Ahead} ahead of it and filled {filled} by a print of {_print.Lots}");
    }

    private void TakeCrossing(ClientOrderId id, OrderSide side, long limit, long lots)
    {
        Fills = Fills with { Crossed = Fills.Crossed + 1 };
        var left = lots;
        foreach (var ticks in side == OrderSide.Sell ? _asks.Keys : _bids.Keys.Reverse())
        {
            if (ticks == limit ? limitFill == LimitFill.Strict : side == OrderSide.Sell ? ticks > limit : ticks < limit)
                break;
            var taking = Math.Min(left, LeftAt(side, ticks));
            _taken[(side, ticks)] = _taken.GetValueOrDefault((side, ticks)) + taking;
            left -= taking;
        }
        if (left > 0)
            Assert.Fail($"{id} filled {lots} at {limit}, and {lots - left} were to be had beyond it");
    }

    private long LotsAt(OrderSide side, long ticks) => Of(side).GetValueOrDefault(ticks);

    private SortedDictionary<long, long> Of(OrderSide side) => side == OrderSide.Buy ? _bids : _asks;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Resting")]
    private static extern List<SimulatedOrder> RestingOf(VenueCore venue);

    private sealed record Place(OrderTerms Terms, long Ahead, Quantity Leaves);
}
