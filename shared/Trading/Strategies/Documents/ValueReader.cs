namespace VeloZ.Trading;

/// <summary>Reads the named values of a document: all names first, since they may be used before they are told.</summary>
internal static class ValueReader
{
    public static Dictionary<string, ValueDefinition> Read(DocumentNode node, DocumentNames names)
    {
        var members = node.Members();
        if (members.Count > DocumentLimits.ValuesMax)
            throw node.Fault(DocumentFault.CountInvalid, $"had {members.Count} members, must have at most {DocumentLimits.ValuesMax}");
        foreach (var (name, member) in members)
        {
            member.CheckName(name);
            names.AddValue(member, name);
        }
        var values = new Dictionary<string, ValueDefinition>(StringComparer.Ordinal);
        foreach (var (name, member) in members)
            values.Add(name, ReadOne(name, member, names));
        CheckCycles(node, members, values);
        return values;
    }

    private static ValueDefinition ReadOne(string name, DocumentNode node, DocumentNames names)
    {
        var given = node.Members().Select(member => member.Key).ToArray();
        if (given.Contains("indicator"))
            return ReadIndicator(name, node, names);
        if (given.Contains("previous"))
        {
            var members = node.Members("previous", "bars");
            var bars = members.Find("bars") is { } count ? names.Whole(count, 1, DocumentLimits.PreviousBarsMax) : new Operand(null, 1, node.Path);
            return new PreviousValue(name, node.Path, names.Operand(members.Get("previous")), bars);
        }
        if (given.Length != 1)
            throw node.Fault(DocumentFault.CountInvalid, $"had {given.Length} members, must have 'indicator', 'previous', or one of {string.Join(", ", Operations)}");
        if (Array.IndexOf(Operations, given[0]) is var kind && kind < 0)
            throw node.Fault(DocumentFault.MemberUnknown, $"had '{StrategyDocumentException.Shown(given[0])}', must have 'indicator', 'previous', or one of {string.Join(", ", Operations)}");
        var operands = node.Members(Operations).Get(given[0]).Items(2, 2);
        return new ArithmeticValue(name, node.Path, (ArithmeticKind)kind, names.Operand(operands[0]), names.Operand(operands[1]));
    }

    // In the order of their kinds.
    private static readonly string[] Operations = ["add", "subtract", "multiply", "divide", "min", "max"];

    private static IndicatorValue ReadIndicator(string name, DocumentNode node, DocumentNames names)
    {
        var members = node.Members("indicator", "with", "of", "output");
        var id = members.Get("indicator");
        var indicator = IndicatorCatalog.Find(id.Text(DocumentLimits.DescriptionLengthMax))
            ?? throw id.Fault(DocumentFault.IndicatorUnknown, $"was '{StrategyDocumentException.Shown(id.Element.GetString()!)}', must be one of {string.Join(", ", IndicatorCatalog.All.Select(one => one.Name))}");
        var output = 0;
        if (members.Find("output") is { } wanted)
        {
            var text = wanted.Text(DocumentLimits.DescriptionLengthMax);
            output = indicator.Outputs.ToList().IndexOf(text);
            if (output < 0)
                throw wanted.Fault(DocumentFault.OutputUnknown, $"was '{StrategyDocumentException.Shown(text)}', must be one of {string.Join(", ", indicator.Outputs)}");
        }
        else if (indicator.Outputs.Count > 1)
        {
            throw node.Fault(DocumentFault.MemberMissing, $"had no 'output', must have one of {string.Join(", ", indicator.Outputs)}");
        }
        return new IndicatorValue(name, node.Path, indicator, output, ReadSettings(members.Find("with"), indicator, names), ReadSource(members.Find("of"), indicator, names));
    }

    private static KeyValuePair<string, Operand>[] ReadSettings(DocumentNode? node, IndicatorDefinition indicator, DocumentNames names)
    {
        if (node is not { } with)
            return [];
        string[] known = [.. indicator.Parameters.Select(one => one.Name)];
        foreach (var (name, _) in with.Members())
        {
            if (!known.Contains(name))
                throw with.Fault(DocumentFault.MemberUnknown, $"had '{StrategyDocumentException.Shown(name)}', must have only what indicator {indicator.Name} takes: {(known.Length == 0 ? "nothing" : string.Join(", ", known))}");
        }
        return [.. with.Members().Select(member => KeyValuePair.Create(member.Key, names.Setting(member.Value, indicator.Parameters.First(one => one.Name == member.Key))))];
    }

    private static Operand? ReadSource(DocumentNode? node, IndicatorDefinition indicator, DocumentNames names)
    {
        if (node is not { } of)
            return null;
        if (indicator.Create(indicator.Read([])) is not PriceIndicator)
            throw of.Fault(DocumentFault.SettingInvalid, $"was given, and indicator {indicator.Name} is of whole bars; must not be given");
        return names.Operand(of);
    }

    private static void CheckCycles(DocumentNode node, List<KeyValuePair<string, DocumentNode>> members, Dictionary<string, ValueDefinition> values)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _) in members)
            Follow(node, name, values, done, []);
    }

    private static void Follow(DocumentNode node, string name, Dictionary<string, ValueDefinition> values, HashSet<string> done, List<string> way)
    {
        if (done.Contains(name) || !values.TryGetValue(name, out var value))
            return;
        var start = way.IndexOf(name);
        if (start >= 0)
            throw node.Fault(DocumentFault.ValueCycle, $"had a cycle {string.Join(" -> ", way.Skip(start).Append(name))}, must be made of prices, parameters and other values");
        way.Add(name);
        foreach (var source in value.Sources)
        {
            if (source.Name is { } next)
                Follow(node, next, values, done, way);
        }
        way.RemoveAt(way.Count - 1);
        done.Add(name);
    }
}
