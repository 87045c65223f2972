using BenchmarkDotNet.Attributes;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Benchmarks;

/// <summary>The bar backtest of both strategies, data in memory. The trades' hash is checked: a faster run with other trades is no faster run.</summary>
[MemoryDiagnoser]
public class BarBacktestBenchmarks
{
    private const int Bars = 200_000;

    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));

    private BarSeries _series = null!;
    private string? _hash;

    [Params("ma-cross", "bollinger-reversion")]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _series = GeneratedBars.Make(BarInterval.Parse("1m"), UnixNanos.From(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)), Bars, seed: 20_260_101);
        _hash = null;
    }

    [Benchmark(OperationsPerInvoke = Bars)]
    public string Run()
    {
        var strategy = StrategyCatalog.Get(Strategy);
        var result = Backtest.Run(
            new BacktestSettings { Strategy = strategy, Parameters = strategy.Read([new("quantity", "0.01")]), Bars = _series.BindTo(Market), Range = .. },
            journal: null,
            progress: null,
            CancellationToken.None);
        _hash ??= result.TradeHash;
        return _hash == result.TradeHash ? result.TradeHash : throw new InvariantException($"trade hash was {result.TradeHash}, must be {_hash}");
    }
}
