using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>The market and account that the engine's benchmarks trade.</summary>
internal static class BenchMarket
{
    public static readonly InstrumentId Id = InstrumentId.Parse("BTC-USDT.SIM");

    public static readonly Instrument Instrument = new(Id, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m)) { NotionalMin = 5, QuantityMax = 100 };

    public static readonly RiskLimits Limits = new() { OrderNotionalMax = 100_000, PriceCollar = 0.1m, MarketAgeMax = TimeSpan.FromMinutes(5) };

    public static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static Kernel Kernel(RunMode mode)
    {
        var kernel = new Kernel(new KernelOptions { Mode = mode, ReportingCurrency = Id.Quote, FeedSource = "bench" });
        var decision = new Decision();
        Command(kernel, decision, new KernelCommand.SetInstrument(Start, Instrument));
        Command(kernel, decision, new KernelCommand.ChangeBalance(Start, new Money(1_000_000_000, Id.Quote), BalanceReason.Initial, ""));
        Command(kernel, decision, new KernelCommand.SetLimits(Start, Limits, "bench"));
        return kernel;
    }

    public static void Command(Kernel kernel, Decision decision, KernelCommand command)
    {
        decision.Clear();
        if (kernel.Decide(command, decision) is { } refusal)
            throw new InvariantException($"{command.GetType().Name} was refused: {refusal.Message}");
    }

    /// <summary>A strategy with no parameters but what it was made with.</summary>
    public static StrategyDefinition Define(Strategy strategy) => new()
    {
        Id = "bench",
        Title = "Benchmark",
        Category = "benchmark",
        Description = "Only for measuring.",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => strategy,
    };
}
