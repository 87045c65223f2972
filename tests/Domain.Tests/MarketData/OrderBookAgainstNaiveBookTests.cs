using VeloZ.TestKit;

namespace VeloZ.Domain.Tests;

public sealed class OrderBookAgainstNaiveBookTests
{
    private const long Middle = 100_000;
    private readonly Instrument _instrument = Markets.Of(0.5m, 0.001m);
    private readonly NaiveOrderBook _naive = new();
    private readonly OrderBook _book;
    private SplitMix64 _random;
    private long _sequence;

    public OrderBookAgainstNaiveBookTests() => _book = new OrderBook(_instrument);

    [Theory]
    [InlineData(20_261_121UL)]
    public void Both_books_are_equal_after_each_of_100_000_commands(ulong seed)
    {
        _random = new SplitMix64(seed);
        var deepest = 0;
        for (var command = 0; command < 100_000; command++)
        {
            Command();
            deepest = Math.Max(deepest, _book.BidCount);
            if (_naive.StateHash() != BookHash.Of(_book))
                Assert.Fail($"books differ after command {command} of seed {seed}");
        }
        Assert.True(deepest > 64, $"at most {deepest} bids were held, must be more than the levels that there is room for at first");
    }

    private void Command()
    {
        var side = Below(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        switch (Below(1_000))
        {
            case < 4:
                Snapshot();
                break;
            case < 6:
                _book.Invalidate();
                _naive.Invalidate();
                break;
            case < 540: // Near the best price, sometimes across the other side.
                Change(side, Best(side) + Below(12) - 6, Below(3) == 0 ? 0 : 1 + Below(1_000_000));
                break;
            case < 600: // Far away, also below zero.
                Change(side, Below(4) == 0 ? -Below(500) : Best(side) + ((side == OrderSide.Buy ? -1 : 1) * Below(2_000)), 1 + Below(1_000_000));
                break;
            case < 900: // A level that is there: changed or taken away.
                var prices = _naive.Prices(side);
                if (prices.Count > 0)
                    Change(side, prices[(int)Below(prices.Count)], Below(3) > 0 ? 0 : 1 + Below(1_000_000));
                break;
            case < 920: // A level that is most likely not there is taken away.
                Change(side, Middle + Below(5_000) - 2_500, 0);
                break;
            default: // Through the edge, in prices and quantities.
                var (ticks, lots) = (Best(side) + Below(40) - 20, Below(2) * (1 + Below(100)));
                _sequence += 1 + Below(3);
                _book.Apply(new BookDelta(side, _instrument.PriceFromTicks(ticks), _instrument.QuantityFromLots(lots)), _sequence, new UnixNanos(_sequence));
                _naive.Set(side, ticks, lots, _sequence, new UnixNanos(_sequence));
                break;
        }
    }

    private void Change(OrderSide side, long ticks, long lots)
    {
        _sequence += 1 + Below(3);
        _book.Apply(side, ticks, lots, _sequence, new UnixNanos(_sequence * 7));
        _naive.Set(side, ticks, lots, _sequence, new UnixNanos(_sequence * 7));
    }

    private void Snapshot()
    {
        _sequence += 1_000;
        var middle = Middle + Below(200) - 100;
        var bids = Levels(ticks => middle - ticks);
        var asks = Levels(ticks => middle + 1 + ticks);
        _book.Apply(new BookSnapshot(default, new UnixNanos(_sequence), _sequence, Domain(bids), Domain(asks)));
        _naive.Replace(bids, asks, _sequence, new UnixNanos(_sequence));
    }

    private List<(long Ticks, long Lots)> Levels(Func<long, long> place)
    {
        var levels = new List<(long Ticks, long Lots)>();
        for (var ticks = 0L; ticks < Below(120); ticks += 1 + Below(3))
            levels.Insert((int)Below(levels.Count + 1), (place(ticks), 1 + Below(1_000_000)));
        return levels;
    }

    private BookLevel[] Domain(IEnumerable<(long Ticks, long Lots)> levels) =>
        [.. levels.Select(level => new BookLevel(_instrument.PriceFromTicks(level.Ticks), _instrument.QuantityFromLots(level.Lots)))];

    private long Best(OrderSide side) => (side == OrderSide.Buy ? _naive.Best.Bid : _naive.Best.Ask) ?? Middle;

    private long Below(long bound) => (long)_random.NextBelow((ulong)bound);
}
