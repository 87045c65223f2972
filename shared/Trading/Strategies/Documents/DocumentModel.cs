namespace VeloZ.Trading;

/// <summary>A number, or the name of a price, parameter or value.</summary>
/// <param name="Name">Null for a number.</param>
/// <param name="Number">Without meaning for a name.</param>
/// <param name="Path">Where it stands.</param>
internal readonly record struct Operand(string? Name, decimal Number, string Path);

/// <summary>A named value: it has a new content at each bar.</summary>
internal abstract record ValueDefinition(string Name, string Path)
{
    /// <summary>What it is made of.</summary>
    public abstract IEnumerable<Operand> Sources { get; }
}

/// <summary>An output of an indicator.</summary>
internal sealed record IndicatorValue(string Name, string Path, IndicatorDefinition Indicator, int Output, IReadOnlyList<KeyValuePair<string, Operand>> With, Operand? Of) : ValueDefinition(Name, Path)
{
    public override IEnumerable<Operand> Sources => Of is { } of ? [of] : [];
}

internal enum ArithmeticKind
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Min,
    Max,
}

/// <summary>Two values taken together.</summary>
internal sealed record ArithmeticValue(string Name, string Path, ArithmeticKind Kind, Operand Left, Operand Right) : ValueDefinition(Name, Path)
{
    public override IEnumerable<Operand> Sources => [Left, Right];
}

/// <summary>What a value was some bars ago.</summary>
internal sealed record PreviousValue(string Name, string Path, Operand Of, Operand Bars) : ValueDefinition(Name, Path)
{
    public override IEnumerable<Operand> Sources => [Of];
}

internal enum ComparisonKind
{
    Above,
    Below,
    AtLeast,
    AtMost,
    Equal,
}

internal abstract record ConditionDefinition;

/// <summary>How two values stand at this bar.</summary>
internal sealed record Comparison(ComparisonKind Kind, Operand Left, Operand Right) : ConditionDefinition;

/// <summary>One was at or below (at or above) the other at the bar before, and is above (below) it now.</summary>
internal sealed record Crossing(bool IsAbove, Operand Left, Operand Right) : ConditionDefinition;

/// <summary>All of them, or any.</summary>
internal sealed record ConditionGroup(bool IsAll, IReadOnlyList<ConditionDefinition> Conditions) : ConditionDefinition;

internal sealed record Negation(ConditionDefinition Condition) : ConditionDefinition;

/// <summary>A parameter that is true.</summary>
internal sealed record Switch(string Parameter) : ConditionDefinition;

/// <summary>When to enter on one side.</summary>
/// <param name="When">The condition.</param>
/// <param name="If">Parameter that must be true for the side to be traded; null for always.</param>
internal sealed record EntryDefinition(ConditionDefinition When, string? If);

internal enum LevelKind
{
    Fraction,
    Distance,
    Price,
}

/// <summary>A price that protects: a fraction of the close away from it, so much quote currency away, or a price itself.</summary>
internal sealed record LevelDefinition(LevelKind Kind, Operand Value);

/// <summary>A target, and a stop that stands or trails. One of the three at least.</summary>
internal sealed record ProtectionDefinition(LevelDefinition? TakeProfit, LevelDefinition? Stop, LevelDefinition? Trailing);

/// <summary>How large an entry is. A quantity above 0 goes before a fraction.</summary>
internal sealed record SizingDefinition(Operand? Quantity, Operand? EquityFraction, string Path);
