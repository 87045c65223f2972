namespace VeloZ.Infrastructure.Tests;

/// <summary>The graph as a whole.</summary>
internal static class GraphProofs
{
    public static IReadOnlyList<Proof> List { get; } =
    [
        new("references-lead-to-what-was-made-before", ReferencesResolve),
        new("names-are-unique", NamesAreUnique),
    ];

    // Made before: so there is no circle.
    private static IEnumerable<string> ReferencesResolve(StackGraph graph)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in graph.Resources)
        {
            foreach (var other in resource.References.Select(reference => reference.Resource).Concat(resource.Options.DependsOn).Where(other => !made.Contains(other)).Distinct(StringComparer.Ordinal))
                yield return $"{resource.Key} needs {other}, which is not made before it";
            made.Add(resource.Key);
        }
    }

    private static IEnumerable<string> NamesAreUnique(StackGraph graph) =>
        from resource in graph.Resources
        // An alias is named within its function.
        where resource.Token != Tokens.Alias && resource.Text("name") is not null
        group resource by $"{resource.Token} {resource.Text("name")}" into same
        where same.Count() > 1
        select $"{same.Key} is the name of {same.Count()} resources, must be of one";
}
