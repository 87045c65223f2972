using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>Engines on generated bars, as fast as they go.</summary>
internal static class Engines
{
    public static readonly StrategyInstanceId Instance = StrategyInstanceId.Parse("stg_test");

    public static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));

    public static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));

    public static BoundBars Bars(int count) => GeneratedBars.Make(BarInterval.Parse("1m"), Start, count, seed: 7).BindTo(Market);

    public static EngineOptions Options(string folder, BoundBars bars, string strategy = "ma-cross", params (string Name, string Value)[] parameters)
    {
        var definition = StrategyCatalog.Get(strategy);
        return new EngineOptions
        {
            DataDirectory = folder,
            Feed = _ => new RecordedBarFeed("file:test", bars),
            Speed = null,
            StopsAtEnd = true,
            JournalFileBytes = 1 << 20,
            JournalPatience = TimeSpan.FromMinutes(1), // The disk of a busy machine is none of what most tests are about.
            Strategies = [new StrategyDeployment(Instance, definition, definition.Read(parameters.Select(one => KeyValuePair.Create(one.Name, one.Value))))],
        };
    }

    public static Task<EngineHost> StartAsync(EngineOptions options) => EngineHost.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>What a backtest makes of the same bars.</summary>
    public static BacktestResult Backtest(EngineOptions options, BoundBars bars) => Trading.Backtest.Run(
        new BacktestSettings
        {
            Strategy = options.Strategies[0].Definition,
            Parameters = options.Strategies[0].Parameters,
            Bars = bars,
            Range = ..,
            Cash = options.Cash,
            Simulation = options.Simulation,
        },
        journal: null,
        progress: null,
        TestContext.Current.CancellationToken);
}
