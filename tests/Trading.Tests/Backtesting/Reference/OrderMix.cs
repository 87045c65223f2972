using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Random orders of every kind, and cancels, made at the closes of random bars.</summary>
internal static class OrderMix
{
    public const decimal Cash = 1_000_000_000;

    public static FeeTier Fees { get; } = new(0, MakerRate: -0.0001m, TakerRate: 0.0007m);

    public static Instrument Market { get; } = new(ReferenceCases.Market.Id, 0.01m, 0.00001m, new FeeSchedule([Fees]));

    public static (List<ScriptedStep> Steps, BacktestSettings Settings) Make(BarTable table, int seed)
    {
        var chance = new Chance(seed + 1_000_000);
        var options = Options(chance, table.Interval);
        var steps = Steps(chance, table);
        var definition = ScriptedStrategy.Define(() => new ScriptedStrategy(steps));
        return (steps, new BacktestSettings
        {
            Strategy = definition,
            Parameters = definition.Read([]),
            Bars = table.Bind(Market),
            Range = ..,
            Cash = Cash,
            Simulation = options,
        });
    }

    private static SimulationOptions Options(Chance chance, BarInterval interval) => new()
    {
        LimitFill = chance.Of(LimitFill.Strict, LimitFill.Touch),
        Path = chance.Of(BarPathRule.Adaptive, BarPathRule.HighFirst, BarPathRule.LowFirst),
        Participation = chance.Of<decimal?>(0.1m, 0.1m, 0.03m, null),
        SlippageBps = chance.Of(0m, 0m, 7m),
        Latency = interval.Duration * chance.Of(0, 0, 0.11, 0.47, 0.81, 1, 1.37, 2, 2.6),
        AccountKind = AccountKind.Margin,
        Leverage = 1_000,
    };

    private static List<ScriptedStep> Steps(Chance chance, BarTable table)
    {
        var steps = new List<ScriptedStep>();
        var orders = 0;
        for (var bar = 0; bar < table.Rows.Count; bar++)
        {
            for (var count = chance.Of(0, 0, 1, 1, 2, 4); count > 0; count--)
            {
                if (orders > 0 && chance.Below(4) == 0)
                    steps.Add(new ScriptedStep(bar, Request: null, Math.Max(0, orders - 1 - chance.Below(8))));
                else
                    steps.Add(new ScriptedStep(bar, Request(chance, table, bar, orders++), Canceled: -1));
            }
        }
        return steps;
    }

    private static OrderRequest Request(Chance chance, BarTable table, int bar, int number)
    {
        var row = table.Rows[bar];
        var isLimit = chance.Below(4) > 0;
        var timeInForce = chance.Of(TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Gtd, TimeInForce.Ioc, TimeInForce.Fok);
        var interval = table.Interval.Nanos;
        // At path points and between them, where bars are and where they are missing.
        var wait = (chance.Below(4) * interval) + chance.Of(1, interval / 3, (interval / 3) + 1, interval / 3 * 2, interval, 1 + (chance.Below(1_000) * (interval / 1_000)));
        return new OrderRequest
        {
            Instrument = Market.Id,
            Side = number % 2 == 0 ? OrderSide.Buy : OrderSide.Sell,
            Type = isLimit ? OrderType.Limit : OrderType.Market,
            Quantity = (1 + chance.Below(200_000)) * 0.00001m,
            Price = isLimit ? row.Close + (chance.Of(0, 1, 5, 100, 1_000) * chance.Of(-0.01m, 0.01m)) : null,
            TimeInForce = timeInForce,
            ExpireTime = timeInForce == TimeInForce.Gtd ? new UnixNanos(row.OpenTime + interval + wait) : null,
            IsPostOnly = isLimit && timeInForce is (TimeInForce.Gtc or TimeInForce.Gtd) && chance.Below(5) == 0,
        };
    }
}
