using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>The market and the settings that the references are written for.</summary>
internal static class ReferenceCases
{
    public const decimal Cash = 100_000;

    public static Instrument Market { get; } = new(InstrumentId.Parse("BTC-USD.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));

    public static BacktestSettings Settings(BoundBars bars, int start, string strategy, decimal? participation, params (string Name, string Value)[] parameters)
    {
        var definition = StrategyCatalog.Get(strategy);
        return new BacktestSettings
        {
            Strategy = definition,
            Parameters = definition.Read(parameters.Select(one => KeyValuePair.Create(one.Name, one.Value))),
            Bars = bars,
            Range = start..,
            Cash = Cash,
            Simulation = new SimulationOptions { Participation = participation },
        };
    }

    public static BacktestResult Run(BacktestSettings settings) =>
        Backtest.Run(settings, journal: null, progress: null, TestContext.Current.CancellationToken);
}
