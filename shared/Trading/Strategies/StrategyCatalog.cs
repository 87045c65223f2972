namespace VeloZ.Trading;

/// <summary>The strategies that VeloZ brings.</summary>
public static class StrategyCatalog
{
    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<StrategyDefinition> All { get; } =
    [
        BollingerReversion.Definition,
        DonchianBreakout.Definition,
        Grid.Definition,
        InternalBarStrength.Definition,
        MovingAverageCross.Definition,
        MacdCross.Definition,
        MarketMaking.Definition,
        RsiPullback.Definition,
        SafetyOrderDca.Definition,
    ];

    /// <summary>The strategy of that id; null when there is none.</summary>
    public static StrategyDefinition? Find(string id) => All.FirstOrDefault(one => one.Id == id);

    /// <summary>The strategy of that id.</summary>
    /// <exception cref="StrategySettingException">There is none.</exception>
    public static StrategyDefinition Get(string id) => Find(id)
        ?? throw new StrategySettingException($"strategy was '{id}', must be one of {string.Join(", ", All.Select(one => one.Id))}");
}
