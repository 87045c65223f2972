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
    private static readonly Dictionary<string, string> GoldenTradeHashes = new(StringComparer.Ordinal)
    {
        ["ma-cross"] = "5ee11ef0e9f73c1226af58fa2a9c4e92f767816ac0fd7c5542ca361f365b14ee",
        ["bollinger-reversion"] = "6fc8d00f2fcc054799f78d57c17a97b40cd70edc89590fc73381255b00f4d8ce",
    };

    [Params("ma-cross", "bollinger-reversion")]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void SetUp() =>
        _series = GeneratedBars.Make(BarInterval.Parse("1m"), UnixNanos.From(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)), Bars, seed: 20_260_101);

    [Benchmark(OperationsPerInvoke = Bars)]
    public string Run()
    {
        var strategy = StrategyCatalog.Get(Strategy);
        var result = Backtest.Run(
            new BacktestSettings { Strategy = strategy, Parameters = strategy.Read([new("quantity", "0.01")]), Bars = _series.BindTo(Market), Range = .. },
            journal: null,
            progress: null,
            CancellationToken.None);
        return result.TradeHash == GoldenTradeHashes[Strategy]
            ? result.TradeHash
            : throw new InvariantException($"trade hash was {result.TradeHash}, must be {GoldenTradeHashes[Strategy]}");
    }
}
