using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Pulumi.Standins;

namespace VeloZ.Infrastructure.Tests;

/// <summary>A statement of a policy, as it was written.</summary>
internal sealed record ReadStatement(string Owner, string Id, bool IsAllowed, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources, string? Principal, JsonObject Conditions)
{
    /// <summary>Whether it lets an action be done on a resource, conditions apart.</summary>
    public bool Covers(string action, string resource) => Actions.Contains(action, StringComparer.Ordinal) && Resources.Any(pattern => Fits(pattern, resource));

    /// <summary>Its conditions as one text, in whatever order they were written; empty for none.</summary>
    public string When => string.Join("; ", Conditions
        .SelectMany(operation => operation.Value!.AsObject().Select(key => $"{operation.Key} {key.Key} = {string.Join(", ", ValuesOf(key.Value).Order(StringComparer.Ordinal))}"))
        .Order(StringComparer.Ordinal));

    /// <summary>Whether its conditions hold for a request that has these keys.</summary>
    public bool HoldsFor(IReadOnlyDictionary<string, string> request) => Conditions.All(operation => operation.Value!.AsObject().All(key =>
        request.TryGetValue(key.Key, out var value)
            ? ValuesOf(key.Value).Any(wanted => operation.Key is "StringLike" or "StringLikeIfExists" or "ArnLike" ? Fits(wanted, value) : wanted == value)
            : operation.Key.EndsWith("IfExists", StringComparison.Ordinal)));

    /// <summary>Whether a pattern of IAM fits a text.</summary>
    public static bool Fits(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);

    private static IEnumerable<string> ValuesOf(JsonNode? values) => values!.AsArray().Select(value => value!.GetValue<string>());
}

/// <summary>Reads the policies of a graph.</summary>
internal static class PolicyText
{
    /// <summary>Statements of a policy.</summary>
    public static IReadOnlyList<ReadStatement> Read(RecordedResource owner, string input) => owner.Text(input) is not { } text
        ? []
        : [.. JsonNode.Parse(text)!["Statement"]!.AsArray().Select(statement => Read(RoleOf(owner) ?? owner.Name, statement!))];

    /// <summary>Statements of all policies that give a role rights.</summary>
    public static IEnumerable<ReadStatement> OfRoles(StackGraph graph) => graph.OfToken(Tokens.RolePolicy).SelectMany(policy => Read(policy, "policy"));

    /// <summary>Statements that allow, of policies of roles, of their boundary, and of resources.</summary>
    public static IEnumerable<(RecordedResource Owner, ReadStatement Statement)> All(StackGraph graph) => graph.Resources
        .SelectMany(resource => Read(resource, "policy").Concat(Read(resource, "assumeRolePolicy")).Select(statement => (resource, statement)));

    // A policy gives its rights to the role that it is put on, whatever its own name.
    private static string? RoleOf(RecordedResource policy) =>
        policy.References.FirstOrDefault(reference => policy.Token == Tokens.RolePolicy && reference.Input == "role")?.Resource is { } role ? role[(role.LastIndexOf(':') + 1)..] : null;

    private static ReadStatement Read(string owner, JsonNode statement) => new(
        owner,
        statement["Sid"]!.GetValue<string>(),
        statement["Effect"]?.GetValue<string>() == "Allow",
        Texts(statement["Action"]),
        Texts(statement["Resource"]),
        statement["Principal"]?.ToJsonString(),
        statement["Condition"]?.AsObject() ?? []);

    private static string[] Texts(JsonNode? node) => node is null ? [] : [.. node.AsArray().Select(text => text!.GetValue<string>())];
}
