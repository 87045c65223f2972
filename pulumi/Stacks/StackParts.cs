using Pulumi;

namespace VeloZ.Infrastructure;

/// <summary>What all parts of the stack share: names, tags and how the engine treats them.</summary>
internal sealed class StackParts(StackSettings settings)
{
    /// <summary>What the configuration says.</summary>
    public StackSettings Settings { get; } = settings;

    /// <summary>The ARN of a resource of a service, in this account and region.</summary>
    public string Arn(string service, string resource) => $"arn:aws:{service}:{Settings.Region}:{Settings.Account}:{resource}";

    /// <summary>The name of a thing of the stack.</summary>
    public string NameOf(string thing) => Settings.Environment.NameOf(thing);

    /// <summary>Tags of a resource.</summary>
    /// <param name="component">What part of the platform it serves.</param>
    public InputMap<string> TagsOf(string component) => new()
    {
        { "Stack", Settings.Environment.Name },
        { "Component", component },
        { "Owner", Settings.Owner },
        { "CostCenter", Settings.CostCenter },
    };

    /// <summary>For what holds data: outside development the engine neither takes it away nor deletes it with the stack.</summary>
    public CustomResourceOptions Kept() => new() { Protect = Settings.IsKept, RetainOnDelete = Settings.IsKept };

    /// <summary>Days that a log of functions is kept.</summary>
    public int LogDays => Settings.Environment.Tier switch
    {
        Aws.EnvironmentTier.Development => 7,
        Aws.EnvironmentTier.Staging => 14,
        _ => 30,
    };
}
