namespace Pulumi;

/// <summary>All resources of a deployment: its constructor makes them.</summary>
public class Stack : Resource
{
    /// <summary>Begins one.</summary>
    /// <exception cref="InvalidOperationException">No deployment is at work.</exception>
    public Stack(StackOptions? options = null)
        : base("pulumi:pulumi:Stack", $"{Deployment.Instance.ProjectName}-{Deployment.Instance.StackName}") => _ = options;
}

/// <summary>How the engine is to treat a stack.</summary>
public class StackOptions;
