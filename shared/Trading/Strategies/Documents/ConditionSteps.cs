using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A condition at the last bar: true, false, or not known where what it asks for is not.</summary>
/// <remarks>Not known and false is false, not known or true is true: the logic of S. C. Kleene, "Introduction to Metamathematics", 1952, which <c>bool?</c> has.</remarks>
internal abstract class ConditionStep(int lookBack)
{
    public int LookBack => lookBack;

    public abstract bool? Holds { get; }
}

internal sealed class ComparisonStep(ComparisonKind kind, ValueStep left, ValueStep right) : ConditionStep(Math.Max(left.LookBack, right.LookBack))
{
    public override bool? Holds => left.CompareTo(right) is not { } relation ? null : IsMet(kind, relation);

    public static bool IsMet(ComparisonKind kind, int relation) => kind switch
    {
        ComparisonKind.Above => relation > 0,
        ComparisonKind.Below => relation < 0,
        ComparisonKind.AtLeast => relation >= 0,
        ComparisonKind.AtMost => relation <= 0,
        _ => relation == 0,
    };
}

/// <summary>It remembers how the two stood at the bar before, so it is brought up to date at each bar, asked for or not.</summary>
internal sealed class CrossingStep(bool isAbove, ValueStep left, ValueStep right) : ConditionStep(Math.Max(left.LookBack, right.LookBack))
{
    private int? _relation;
    private bool? _holds;

    public override bool? Holds => _holds;

    public void Update()
    {
        var before = _relation;
        _relation = left.CompareTo(right) is { } relation ? Math.Sign(relation) : null;
        _holds = before is null || _relation is null ? null : isAbove ? before <= 0 && _relation > 0 : before >= 0 && _relation < 0;
    }

    public void Save(MessageWriter writer) => writer.Byte((byte)((_relation ?? 2) + 1));

    public void Restore(ref MessageReader reader)
    {
        var value = reader.Byte();
        if (value > 3)
            throw reader.Fault($"a relation was {value}, must be at most 3");
        _relation = value == 3 ? null : value - 1;
    }
}

internal sealed class GroupStep(bool isAll, ConditionStep[] conditions) : ConditionStep(conditions.Max(one => one.LookBack))
{
    public override bool? Holds
    {
        get
        {
            bool? holds = isAll;
            foreach (var condition in conditions)
                holds = isAll ? holds & condition.Holds : holds | condition.Holds;
            return holds;
        }
    }
}

internal sealed class NegationStep(ConditionStep condition) : ConditionStep(condition.LookBack)
{
    public override bool? Holds => !condition.Holds;
}

internal sealed class SwitchStep(bool isOn) : ConditionStep(lookBack: 0)
{
    public override bool? Holds => isOn;
}
