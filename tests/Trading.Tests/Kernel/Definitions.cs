using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Definitions of strategies that only tests have.</summary>
internal static class Definitions
{
    public static StrategyDefinition Of(Strategy strategy) => new()
    {
        Id = "test",
        Title = "",
        Category = "",
        Description = "",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => strategy,
    };
}

/// <summary>A strategy that remembers nothing.</summary>
internal abstract class StatelessStrategy : Strategy
{
    public override void Save(MessageWriter writer)
    {
    }

    public override void Restore(ref MessageReader reader)
    {
    }
}
