using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Reads what a document lets its user set.</summary>
internal static class ParameterReader
{
    public static ParameterDefinition[] Read(DocumentNode node, DocumentNames names)
    {
        var members = node.Members();
        if (members.Count > DocumentLimits.ParametersMax)
            throw node.Fault(DocumentFault.CountInvalid, $"had {members.Count} members, must have at most {DocumentLimits.ParametersMax}");
        var parameters = new List<ParameterDefinition>();
        foreach (var (name, member) in members)
        {
            member.CheckName(name);
            var parameter = ReadOne(name, member);
            names.AddParameter(member, parameter);
            parameters.Add(parameter);
        }
        return [.. parameters];
    }

    private static ParameterDefinition ReadOne(string name, DocumentNode node)
    {
        var members = node.Members("type", "min", "max", "default", "help");
        var type = members.Get("type");
        var help = members.Get("help").Text(DocumentLimits.HelpLengthMax);
        switch (type.Text(DocumentLimits.TitleLengthMax))
        {
            case "integer":
                var (least, most) = (members.Get("min").WholeIn(0, DocumentLimits.WholeMax), members.Get("max").WholeIn(0, DocumentLimits.WholeMax));
                CheckRange(node, least, most);
                return new IntegerParameter { Name = name, Help = help, Min = least, Max = most, Default = members.Get("default").WholeIn(least, most) };
            case "decimal":
                var (min, max) = (members.Get("min").NumberIn(0, DocumentLimits.WholeMax), members.Get("max").NumberIn(0, DocumentLimits.WholeMax));
                CheckRange(node, min, max);
                return new DecimalParameter { Name = name, Help = help, Min = min, Max = max, Default = members.Get("default").NumberIn(min, max) };
            case "boolean":
                foreach (var range in new[] { "min", "max" })
                {
                    if (members.Find(range) is not null)
                        throw node.Fault(DocumentFault.MemberUnknown, $"had '{range}', and is true or false; must have only type, default, help");
                }
                return new BooleanParameter { Name = name, Help = help, Default = members.Get("default").Flag() };
            case var other:
                throw type.Fault(DocumentFault.TextInvalid, $"was '{StrategyDocumentException.Shown(other)}', must be integer, decimal or boolean");
        }
    }

    private static void CheckRange(DocumentNode node, decimal min, decimal max)
    {
        if (min > max)
            throw node.Fault(DocumentFault.NumberOutOfRange, $"had min {DecimalText.Trimmed(min)} and max {DecimalText.Trimmed(max)}, min must be at most max");
    }
}
