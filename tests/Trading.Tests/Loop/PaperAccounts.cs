using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>What paper accounts of tests are made with.</summary>
internal static class PaperAccounts
{
    public static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.0005m, 0.001m));

    public static BacktestSettings Settings(string strategy, string[] parameters, int bars, ulong seed, SimulationOptions? simulation = null)
    {
        var definition = Find(strategy);
        return new BacktestSettings
        {
            Strategy = definition,
            Parameters = Read(definition, parameters),
            Bars = GeneratedBars.Make(BarInterval.Parse("1m"), KernelHarness.Start, bars, seed).BindTo(Market),
            Range = ..,
            Simulation = simulation ?? new SimulationOptions(),
        };
    }

    /// <summary>Frames from one crash that is tried to the next: all in the nightly tier, else some hundred over a run, and odd, so that they fall on frames of every kind.</summary>
    public static int CrashStep(int frames) => Tier.Pick(quick: Math.Max(7, (frames / 40) | 1), full: (frames / 120) | 1, nightly: 1);

    public static StrategyDeployment Deployment(string id, string strategy, params string[] parameters)
    {
        var definition = Find(strategy);
        return new StrategyDeployment(StrategyInstanceId.Parse(id), definition, Read(definition, parameters));
    }

    /// <summary>A strategy of the catalogue, or a document that is shipped.</summary>
    public static StrategyDefinition Find(string strategy) => StrategyCatalog.Find(strategy) ?? Documents.Example(strategy).Definition;

    public static ParameterSet Read(StrategyDefinition definition, params string[] parameters) =>
        definition.Read(parameters.Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1])));

    public static (string Hash, long Fills) TradesOf(MemoryJournal journal)
    {
        using var hash = new TradeHash();
        var orders = new Dictionary<ClientOrderId, OrderTerms>();
        foreach (var entry in journal.Entries())
        {
            if (entry is OrderNew order)
                orders.Add(order.Id, order.Terms);
            else if (entry is OrderFill fill)
                hash.Add(orders[fill.Id], Market, fill);
        }
        return (hash.ToString(), hash.Count);
    }
}
