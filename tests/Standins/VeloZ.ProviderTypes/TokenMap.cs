using System.Text.Json;
using System.Text.RegularExpressions;

namespace VeloZ.ProviderTypes;

/// <summary>What the definitions do not tell, written and reviewed by hand: the names of .NET, and which numbers have a fraction.</summary>
internal sealed partial class TokenMap
{
    private readonly HashSet<string> _fractions;
    private readonly Dictionary<string, string> _names;

    private TokenMap(IReadOnlyList<ResourceToken> resources, HashSet<string> fractions, Dictionary<string, string> names)
    {
        Resources = resources;
        _fractions = fractions;
        _names = names;
        Namespaces = resources.GroupBy(resource => resource.Module, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => group.Select(resource => resource.Namespace).Distinct(StringComparer.Ordinal).ToArray() is [var only]
                ? only
                : throw new DefinitionException($"module {group.Key} has several namespaces in the map: {string.Join(", ", group.Select(resource => resource.Namespace).Distinct(StringComparer.Ordinal))}"),
            StringComparer.Ordinal);
    }

    /// <summary>Resources to generate, in the order of the map.</summary>
    public IReadOnlyList<ResourceToken> Resources { get; }

    /// <summary>Namespace by module.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; }

    /// <summary>Reads the map.</summary>
    /// <exception cref="DefinitionException">It does not hold.</exception>
    public static TokenMap Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var resources = root.GetProperty("resources").EnumerateObject().Select(entry => ResourceOf(entry.Name, entry.Value.GetString()!)).ToArray();
        return new TokenMap(
            resources,
            root.GetProperty("fractions").EnumerateArray().Select(entry => entry.GetString()!).ToHashSet(StringComparer.Ordinal),
            root.GetProperty("names").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal));
    }

    /// <summary>Whether a number has a fraction; TypeScript has one kind of number only.</summary>
    /// <param name="type">Name of the type that has it, with its module: <c>cloudwatch.MetricAlarm</c>.</param>
    /// <param name="member">Name of the property.</param>
    public bool IsFraction(string type, string member) => _fractions.Contains($"{type}.{member}");

    /// <summary>A property's name in .NET: with a capital, unless the map says otherwise.</summary>
    /// <param name="type">Name of the type that has it, with its module.</param>
    /// <param name="member">Name of the property.</param>
    /// <param name="enclosing">Name of the class in .NET, which a member may not have.</param>
    /// <exception cref="DefinitionException">It would have the name of its class.</exception>
    public string NameOf(string type, string member, string enclosing)
    {
        var name = _names.TryGetValue($"{type}.{member}", out var mapped) ? mapped : char.ToUpperInvariant(member[0]) + member[1..];
        return name != enclosing ? name : throw new DefinitionException($"{type}.{member} would have the name of its class: give it another under \"names\"");
    }

    private static ResourceToken ResourceOf(string token, string className)
    {
        var parts = Token().Match(token);
        if (!parts.Success)
            throw new DefinitionException($"token was '{token}', must be such as aws:dynamodb/table:Table");
        var type = parts.Groups["type"].Value;
        return className.StartsWith("Pulumi.Aws.", StringComparison.Ordinal) && className.EndsWith($".{type}", StringComparison.Ordinal)
            ? new ResourceToken(token, parts.Groups["module"].Value, parts.Groups["file"].Value, type, className[..^(type.Length + 1)])
            : throw new DefinitionException($"class of {token} was '{className}', must be Pulumi.Aws.<Namespace>.{type}");
    }

    [GeneratedRegex("^aws:(?<module>[a-z0-9]+)/(?<file>[A-Za-z0-9]+):(?<type>[A-Za-z0-9]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Token();
}

/// <summary>A resource of the map.</summary>
/// <param name="Token">As the engine knows it: <c>aws:dynamodb/table:Table</c>.</param>
/// <param name="Module">Folder of its definition.</param>
/// <param name="File">Its definition, without extension.</param>
/// <param name="Type">Its class.</param>
/// <param name="Namespace">Of the class in .NET.</param>
internal sealed record ResourceToken(string Token, string Module, string File, string Type, string Namespace);
