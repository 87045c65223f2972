using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pulumi.Testing;

namespace Pulumi.Standins;

/// <summary>Runs a stack's program and tells what it made. Not of Pulumi: for tests of the graph.</summary>
public static class Recorder
{
    /// <summary>Runs it.</summary>
    /// <typeparam name="TStack">Whose constructor makes the resources.</typeparam>
    /// <param name="mocks">Stands for the providers.</param>
    /// <param name="options">Names of project and stack.</param>
    /// <param name="configuration">Values by full name: <c>veloz:account</c>.</param>
    /// <returns>In the order in which the program made them.</returns>
    public static Task<IReadOnlyList<RecordedResource>> RunAsync<TStack>(IMocks mocks, TestOptions options, IReadOnlyDictionary<string, string> configuration)
        where TStack : Stack, new() =>
        Deployment.RecordAsync<TStack>(mocks, options, configuration);
}

/// <summary>An output that something comes from.</summary>
/// <param name="Resource">Token and name, parted by <c>::</c>.</param>
/// <param name="Property">Name of the output.</param>
public sealed record OutputReference(string Resource, string Property);

/// <summary>An input that comes from an output of another resource.</summary>
/// <param name="Input">Path within the inputs, by dots; elements of a list have the path of the list.</param>
/// <param name="Resource">Token and name of the other, parted by <c>::</c>.</param>
/// <param name="Property">Name of the output.</param>
public sealed record RecordedReference(string Input, string Resource, string Property);

/// <summary>How the engine was told to treat a resource.</summary>
/// <param name="Protect">Whether it refuses to take it away.</param>
/// <param name="RetainOnDelete">Whether taking it away leaves it.</param>
/// <param name="DependsOn">Token and name of what must be before it.</param>
/// <param name="IgnoreChanges">Inputs whose changes are passed over.</param>
public sealed record RecordedOptions(bool Protect, bool RetainOnDelete, ImmutableArray<string> DependsOn, ImmutableArray<string> IgnoreChanges);

/// <summary>A resource that was made.</summary>
/// <param name="Token">As the engine knows its type.</param>
/// <param name="Name">In the program.</param>
/// <param name="Inputs">What was given, by the provider's names.</param>
/// <param name="References">Where that comes from.</param>
/// <param name="Options">How the engine was told to treat it.</param>
public sealed record RecordedResource(string Token, string Name, JsonObject Inputs, ImmutableArray<RecordedReference> References, RecordedOptions Options)
{
    /// <summary>Token and name, parted by <c>::</c>.</summary>
    public string Key => $"{Token}::{Name}";
}
