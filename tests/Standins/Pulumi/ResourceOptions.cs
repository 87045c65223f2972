namespace Pulumi;

/// <summary>How the engine is to treat a resource.</summary>
public abstract class ResourceOptions
{
    private protected ResourceOptions()
    {
    }

    /// <summary>Resources that must be made before it and taken away after it.</summary>
    public InputList<Resource> DependsOn
    {
        get => field ??= [];
        set;
    }

    /// <summary>Whether the engine refuses to take it away.</summary>
    public bool? Protect { get; set; }

    /// <summary>Whether taking it away leaves it where it is.</summary>
    public bool? RetainOnDelete { get; set; }

    /// <summary>Inputs whose changes are passed over.</summary>
    public List<string> IgnoreChanges
    {
        get => field ??= [];
        set;
    }
}

/// <summary>How the engine is to treat a provider's resource.</summary>
public sealed class CustomResourceOptions : ResourceOptions
{
    /// <summary>Whether one that must be replaced is taken away first.</summary>
    public bool? DeleteBeforeReplace { get; set; }
}
