using Pulumi;
using Kms = Pulumi.Aws.Kms;
using Lambda = Pulumi.Aws.Lambda;

namespace VeloZ.Infrastructure;

/// <summary>A function with its log and the alias that everybody calls it by.</summary>
internal sealed class FunctionParts
{
    /// <summary>Name of the alias.</summary>
    public const string Live = "live";

    private FunctionParts(FunctionShape shape, Lambda.Function function, Lambda.Alias alias)
    {
        Shape = shape;
        Function = function;
        Alias = alias;
    }

    /// <summary>What it is.</summary>
    public FunctionShape Shape { get; }

    /// <summary>All its versions.</summary>
    public Lambda.Function Function { get; }

    /// <summary>The version in force: the one that was published last, and all that callers name.</summary>
    public Lambda.Alias Alias { get; }

    /// <summary>Makes it.</summary>
    public static FunctionParts Make(StackParts parts, FunctionShape shape, ProgramRole role, Kms.Key key)
    {
        var log = LogGroups.Make(parts, shape.Thing, parts.NameOf(shape.Thing), key);
        var arguments = new Lambda.FunctionArgs
        {
            Name = parts.NameOf(shape.Thing),
            Role = role.Role.Arn,
            Runtime = "dotnet10",
            Architectures = { "arm64" },
            PackageType = "Zip",
            Handler = shape.Handler,
            S3Bucket = parts.Settings.CodeBucket,
            S3Key = shape.CodeKey,
            MemorySize = shape.MemoryMib,
            Timeout = shape.TimeoutSeconds,
            Publish = true,
            // Where the stack is kept, a function that is taken out of it stays in the account. Versions of before stay with every update in any case, since each is published.
            SkipDestroy = parts.Settings.IsKept,
            TracingConfig = new Lambda.Inputs.FunctionTracingConfigArgs { Mode = "Active" },
            LoggingConfig = new Lambda.Inputs.FunctionLoggingConfigArgs { LogFormat = "JSON", LogGroup = log.Name },
            Environment = new Lambda.Inputs.FunctionEnvironmentArgs { Variables = new Dictionary<string, string>(shape.Environment, StringComparer.Ordinal) },
            Tags = parts.TagsOf(shape.Thing),
        };
        if (shape.ReservedConcurrency is { } reserved)
            arguments.ReservedConcurrentExecutions = reserved;
        var function = new Lambda.Function(shape.Thing, arguments, new CustomResourceOptions { DependsOn = { role.Policy } });
        // The newest version at once: nothing else moves it, so that an update that did not would change nothing that runs.
        var alias = new Lambda.Alias(shape.Thing, new Lambda.AliasArgs { Name = Live, FunctionName = function.Name, FunctionVersion = function.Version });
        if (shape.ProvisionedConcurrency is { } provisioned)
        {
            _ = new Lambda.ProvisionedConcurrencyConfig(shape.Thing, new Lambda.ProvisionedConcurrencyConfigArgs
            {
                FunctionName = function.Name,
                Qualifier = alias.Name,
                ProvisionedConcurrentExecutions = provisioned,
            });
        }
        return new FunctionParts(shape, function, alias);
    }
}
