namespace VeloZ.Trading;

/// <summary>An indicator as the catalogue offers it: what a declarative strategy or a chart must know to make and read one.</summary>
public sealed record IndicatorDefinition
{
    /// <summary>Kebab-case: <c>stoch-rsi</c>.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>What its user may set, in the order shown.</summary>
    public required IReadOnlyList<ParameterDefinition> Parameters { get; init; }

    /// <summary>Names of the outputs in snake-case; the place of each is its index in <see cref="Indicator.Output"/>.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Bars with the last of which every output is known; what <see cref="Indicator.WarmUpBars"/> of one made from these parameters is.</summary>
    public required Func<ParameterSet, int> WarmUpBars { get; init; }

    /// <summary>Makes one from parameters that <see cref="Read"/> gave.</summary>
    public required Func<ParameterSet, Indicator> Create { get; init; }

    /// <summary>What depends on several parameters; null when there is nothing to object to.</summary>
    internal Func<ParameterSet, string?> Objection { get; init; } = _ => null;

    /// <summary>Checks the given values and fills in the defaults.</summary>
    /// <exception cref="StrategySettingException">A name is unknown or given twice, or a value does not hold.</exception>
    public ParameterSet Read(IEnumerable<KeyValuePair<string, string>> given)
    {
        KeyValuePair<string, string>[] values = [.. given];
        foreach (var (name, _) in values)
        {
            if (Parameters.All(one => one.Name != name))
                throw new StrategySettingException(Parameters.Count == 0
                    ? $"indicator {Name} has no parameter '{name}', must be given none"
                    : $"indicator {Name} has no parameter '{name}', must be one of {string.Join(", ", Parameters.Select(one => one.Name))}");
        }
        var parameters = new ParameterSet(Name, Parameters, values);
        return Objection(parameters) is { } objection ? throw new StrategySettingException($"indicator {Name}: {objection}") : parameters;
    }

    /// <summary>The index of an output.</summary>
    /// <exception cref="StrategySettingException">There is none of that name.</exception>
    public int OutputIndex(string name)
    {
        for (var index = 0; index < Outputs.Count; index++)
        {
            if (Outputs[index] == name)
                return index;
        }
        throw new StrategySettingException($"indicator {Name} has no output '{name}', must be one of {string.Join(", ", Outputs)}");
    }
}
