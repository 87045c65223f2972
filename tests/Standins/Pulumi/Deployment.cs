using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Pulumi.Standins;
using Pulumi.Testing;

namespace Pulumi;

/// <summary>Runs a program that describes a stack.</summary>
public sealed class Deployment
{
    private static readonly AsyncLocal<Deployment?> Running = new();

    private readonly IMocks _mocks;
    private readonly Lock _turn = new();
    private readonly List<Task<RecordedResource>> _made = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    private Deployment(IMocks mocks, TestOptions options, IReadOnlyDictionary<string, string> configuration)
    {
        _mocks = mocks;
        Configuration = configuration;
        Description = new DeploymentInstance(options.ProjectName ?? "project", options.StackName ?? "stack");
    }

    /// <summary>The one at work.</summary>
    /// <exception cref="InvalidOperationException">None is.</exception>
    public static DeploymentInstance Instance => Current.Description;

    internal static Deployment Current =>
        Running.Value ?? throw new InvalidOperationException("Trying to acquire Deployment.Instance before 'Run' was called.");

    internal IReadOnlyDictionary<string, string> Configuration { get; }

    private DeploymentInstance Description { get; }

    /// <summary>Says that there is no engine here: the program was compiled against stand-ins, which serve tests.</summary>
    /// <typeparam name="TStack">Whose constructor makes the resources.</typeparam>
    /// <returns>An exit code of failure.</returns>
    public static async Task<int> RunAsync<TStack>()
        where TStack : Stack, new()
    {
        await Console.Error.WriteLineAsync("error: this program was built against stand-ins of Pulumi, which deploy nothing; build it with -p:Cloud=true and run it by the `pulumi` CLI");
        return 1;
    }

    internal static async Task<IReadOnlyList<RecordedResource>> RecordAsync<TStack>(IMocks mocks, TestOptions options, IReadOnlyDictionary<string, string> configuration)
        where TStack : Stack, new()
    {
        var deployment = new Deployment(mocks, options, configuration);
        Running.Value = deployment;
        try
        {
            _ = new TStack();
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } cause)
        {
            // What the constructor threw, and not that it was called by reflection.
            ExceptionDispatchInfo.Throw(cause);
        }
        finally
        {
            Running.Value = null;
        }
        return await Task.WhenAll(deployment._made);
    }

    internal Task<IReadOnlyDictionary<string, object?>> MakeAsync(Resource resource, string type, string name, ResourceArgs args, CustomResourceOptions options)
    {
        lock (_turn)
        {
            if (!_keys.Add(resource.Key))
                throw new InvalidOperationException($"Duplicate resource URN '{resource.Key}'; try giving it a unique name");
            var outputs = new TaskCompletionSource<IReadOnlyDictionary<string, object?>>(TaskCreationOptions.RunContinuationsAsynchronously);
            _made.Add(RecordAsync(type, name, args, options, outputs));
            return outputs.Task;
        }
    }

    private async Task<RecordedResource> RecordAsync(string type, string name, ResourceArgs args, CustomResourceOptions options, TaskCompletionSource<IReadOnlyDictionary<string, object?>> outputs)
    {
        try
        {
            var (inputs, references) = await InputWriter.WriteAsync(args, $"{type}::{name}");
            var before = await ((IOutput)((Output<ImmutableArray<Resource>>)options.DependsOn)).ReadAsync();
            var made = await _mocks.NewResourceAsync(new MockResourceArgs { Type = type, Name = name, Inputs = inputs.ToImmutableDictionary(pair => pair.Key, pair => Plain(pair.Value!), StringComparer.Ordinal) });
            // A provider tells what it was given, and more.
            var told = inputs.ToDictionary(pair => pair.Key, pair => (object?)Plain(pair.Value!), StringComparer.Ordinal);
            foreach (var (key, value) in (IEnumerable<KeyValuePair<string, object>>)made.state)
                told[key] = value;
            told["id"] = made.id;
            outputs.SetResult(told);
            return new RecordedResource(type, name, inputs, references, new RecordedOptions(
                options.Protect ?? false,
                options.RetainOnDelete ?? false,
                [.. ((ImmutableArray<Resource>)before.Value!).Select(resource => resource.Key)],
                [.. options.IgnoreChanges]));
        }
        catch (Exception exception)
        {
            outputs.SetException(exception);
            throw;
        }
    }

    private static object Plain(JsonNode node) => node switch
    {
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
        JsonValue value when value.TryGetValue<int>(out var whole) => whole,
        JsonValue value when value.TryGetValue<double>(out var number) => number,
        JsonValue value => value.GetValue<string>(),
        JsonArray list when list.All(one => one is JsonValue text && text.TryGetValue<string>(out _)) => list.Select(one => one!.GetValue<string>()).ToImmutableArray(),
        _ => node,
    };
}

/// <summary>What a program may ask of its deployment.</summary>
public sealed class DeploymentInstance
{
    internal DeploymentInstance(string projectName, string stackName)
    {
        ProjectName = projectName;
        StackName = stackName;
    }

    /// <summary>Name of the project.</summary>
    public string ProjectName { get; }

    /// <summary>Name of the stack.</summary>
    public string StackName { get; }
}
