using System.Globalization;

namespace Pulumi;

/// <summary>Configuration of the stack, below a name: that of the project unless another is given.</summary>
public sealed class Config(string? name = null)
{
    private readonly string _name = name ?? Deployment.Instance.ProjectName;

    /// <summary>A value; null where there is none.</summary>
    public string? Get(string key) => Deployment.Current.Configuration.TryGetValue($"{_name}:{key}", out var value) ? value : null;

    /// <summary>A truth; null where there is none.</summary>
    public bool? GetBoolean(string key) => Get(key) is not { } text
        ? null
        : bool.TryParse(text, out var value) ? value : throw new RunException($"Configuration '{_name}:{key}' value '{text}' is not a valid Boolean");

    /// <summary>A whole number; null where there is none.</summary>
    public int? GetInt32(string key) => Get(key) is not { } text
        ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new RunException($"Configuration '{_name}:{key}' value '{text}' is not a valid Int32");

    /// <summary>A value that must be there.</summary>
    /// <exception cref="RunException">It is not.</exception>
    public string Require(string key) =>
        Get(key) ?? throw new RunException($"Missing required configuration variable '{_name}:{key}'\n\tplease set a value using the command `pulumi config set {_name}:{key} <value>`");
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
