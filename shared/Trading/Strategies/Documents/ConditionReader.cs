namespace VeloZ.Trading;

/// <summary>Reads conditions: each is an object with one member.</summary>
internal sealed class ConditionReader(DocumentNames names)
{
    // In the order of their kinds.
    private static readonly string[] Comparisons = ["above", "below", "at_least", "at_most", "equal"];

    private static readonly string[] All = [.. Comparisons, "crosses_above", "crosses_below", "all", "any", "not", "is"];

    private int _count;

    public ConditionDefinition Read(DocumentNode node)
    {
        var (name, value) = One(node, All);
        if (++_count > DocumentLimits.ConditionsMax)
            throw node.Fault(DocumentFault.CountInvalid, $"was condition {_count} of the document, must be one of at most {DocumentLimits.ConditionsMax}");
        switch (name)
        {
            case "crosses_above" or "crosses_below":
                var crossed = value.Items(2, 2);
                return new Crossing(name == "crosses_above", names.Operand(crossed[0]), names.Operand(crossed[1]));
            case "all" or "any":
                return new ConditionGroup(name == "all", [.. value.Items(1, DocumentLimits.ConditionsMax).Select(Read)]);
            case "not":
                return new Negation(Read(value));
            case "is":
                return new Switch(names.Boolean(value));
            default:
                return Compare(name, value, names.Operand);
        }
    }

    /// <summary>A comparison of parameters.</summary>
    public Comparison ReadRequirement(DocumentNode node)
    {
        var (name, value) = One(node, Comparisons);
        return Compare(name, value, operand => names.Constant(operand, -DocumentLimits.WholeMax, DocumentLimits.WholeMax));
    }

    private static Comparison Compare(string name, DocumentNode value, Func<DocumentNode, Operand> read)
    {
        var operands = value.Items(2, 2);
        return new Comparison((ComparisonKind)Array.IndexOf(Comparisons, name), read(operands[0]), read(operands[1]));
    }

    private static KeyValuePair<string, DocumentNode> One(DocumentNode node, string[] known)
    {
        var members = node.Members();
        if (members.Count != 1)
            throw node.Fault(DocumentFault.CountInvalid, $"had {members.Count} members, must have one of {string.Join(", ", known)}");
        node.Members(known);
        return members[0];
    }
}
