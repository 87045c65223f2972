using BenchmarkDotNet.Attributes;
using VeloZ.Domain;

namespace VeloZ.Benchmarks;

/// <summary>Level changes of an order book, most of them near the best price, against the same changes on sorted dictionaries.</summary>
[MemoryDiagnoser]
public class OrderBookBenchmarks
{
    private const int Changes = 100_000;

    private readonly (OrderSide Side, long Ticks, long Lots)[] _changes = new (OrderSide, long, long)[Changes];

    [GlobalSetup]
    public void SetUp()
    {
        var random = new SplitMix64(3);
        for (var index = 0; index < Changes; index++)
        {
            var side = random.NextBelow(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
            var distance = (long)Math.Min(random.NextBelow(40), random.NextBelow(1_000));
            _changes[index] = (side, side == OrderSide.Buy ? 100_000 - distance : 100_001 + distance, (long)random.NextBelow(4));
        }
    }

    [Benchmark(OperationsPerInvoke = Changes)]
    public int Book()
    {
        var book = new OrderBook(new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0, 0)));
        for (var index = 0; index < Changes; index++)
            book.Apply(_changes[index].Side, _changes[index].Ticks, _changes[index].Lots, index, default);
        return book.BidCount;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Changes)]
    public int SortedDictionaries()
    {
        SortedDictionary<long, long> bids = [], asks = [];
        foreach (var (side, ticks, lots) in _changes)
        {
            var levels = side == OrderSide.Buy ? bids : asks;
            if (lots == 0)
                levels.Remove(ticks);
            else
                levels[ticks] = lots;
        }
        return bids.Count;
    }
}
