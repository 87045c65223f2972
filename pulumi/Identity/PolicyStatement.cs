using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulumi;

namespace VeloZ.Infrastructure;

/// <summary>A condition of a statement.</summary>
/// <param name="Operator">Such as <c>StringEquals</c>.</param>
/// <param name="Key">Such as <c>aws:SourceAccount</c>.</param>
/// <param name="Values">Any of which fits.</param>
internal sealed record PolicyCondition(string Operator, string Key, params string[] Values);

/// <summary>A statement of a policy.</summary>
internal sealed record PolicyStatement
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Says what it is for; letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about; never with a wildcard where it allows.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>On what.</summary>
    public IReadOnlyList<Output<string>> Resources { get; init; } = [];

    /// <summary>Whether it refuses.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Who, in a policy of a resource: <c>Service</c> or <c>AWS</c>, and which; null in a policy of a role.</summary>
    public (string Kind, string Who)? Principal { get; init; }

    /// <summary>When; all must fit.</summary>
    public IReadOnlyList<PolicyCondition> Conditions { get; init; } = [];

    /// <summary>A policy of statements, as text.</summary>
    public static Output<string> Document(params PolicyStatement[] statements) => Output
        .All(statements.Select(statement => Output.All(statement.Resources).Apply(resources => statement.Write(resources))))
        .Apply(written => new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. written.Select(text => JsonNode.Parse(text))]) }.ToJsonString(Plain));

    private string Write(ImmutableArray<string> resources)
    {
        var written = new JsonObject { ["Sid"] = Id, ["Effect"] = IsDenied ? "Deny" : "Allow" };
        if (Principal is { } principal)
            written[nameof(Principal)] = principal.Who == "*" ? "*" : new JsonObject { [principal.Kind] = principal.Who };
        written["Action"] = Texts(Actions);
        if (resources.Length > 0)
            written["Resource"] = Texts(resources);
        foreach (var operation in Conditions.GroupBy(condition => condition.Operator, StringComparer.Ordinal))
        {
            var conditions = written["Condition"] as JsonObject ?? new JsonObject();
            conditions[operation.Key] = new JsonObject(operation.Select(condition => KeyValuePair.Create(condition.Key, (JsonNode?)Texts(condition.Values))));
            written["Condition"] = conditions;
        }
        return written.ToJsonString(Plain);
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
