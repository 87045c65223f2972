namespace Pulumi;

/// <summary>Configuration of the stack, below a name: that of the project unless another is given.</summary>
public sealed class Config(string? name = null)
{
    private readonly string _name = name ?? Deployment.Instance.ProjectName;

    /// <summary>A value; null where there is none.</summary>
    public string? Get(string key) => Deployment.Current.Configuration.TryGetValue($"{_name}:{key}", out var value) ? value : null;
}

/// <summary>The program cannot go on, for a reason that its user can change.</summary>
public class RunException : Exception
{
    /// <param name="message">Which reason.</param>
    public RunException(string message)
        : base(message)
    {
    }

    /// <param name="message">Which reason.</param>
    /// <param name="exception">What brought it about.</param>
    public RunException(string message, Exception? exception)
        : base(message, exception)
    {
    }
}
