namespace VeloZ.Trading.Tests;

/// <summary>Simulated markets that recovery is tried on, by a name each.</summary>
internal static class Markets
{
    public static SimulationOptions Of(string market) => market switch
    {
        "latency" => new SimulationOptions { Latency = TimeSpan.FromMilliseconds(700), ImpactBps = 20 },
        "margin" => new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 2 },
        "thin" => new SimulationOptions { Participation = 0.003m, SlippageBps = 2 },
        "close" => new SimulationOptions { Fill = FillTiming.Close, LimitFill = LimitFill.Touch },
        _ => new SimulationOptions(),
    };
}
