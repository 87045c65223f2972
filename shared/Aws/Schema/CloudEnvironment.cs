namespace VeloZ.Aws;

/// <summary>How much an environment is to bear, which decides sizes, retention and protection.</summary>
public enum EnvironmentTier
{
    /// <summary>For one developer: cheap, and gone without a trace.</summary>
    Development,

    /// <summary>Like production in all that can break, but smaller.</summary>
    Staging,

    /// <summary>With real money.</summary>
    Production,
}

/// <summary>One deployment of the stack: everything of it is named <c>veloz-{name}-{thing}</c>.</summary>
public sealed record CloudEnvironment
{
    /// <summary>Most characters of a name, so that names of load balancers (32) and buckets (63) hold it.</summary>
    public const int NameLengthMax = 12;

    /// <summary>Makes an environment.</summary>
    /// <param name="name"><c>[a-z][a-z0-9]*</c>, at most 12 characters: <c>dev</c>.</param>
    /// <param name="tier">How much it is to bear.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    public CloudEnvironment(string name, EnvironmentTier tier)
    {
        if (!IsName(name))
            throw new ArgumentException($"environment was '{name}', must be 1 to {NameLengthMax} small letters and digits, and begin with a letter");
        Name = name;
        Tier = tier;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How much it is to bear.</summary>
    public EnvironmentTier Tier { get; }

    /// <summary>What all names of its secrets begin with.</summary>
    public string SecretPrefix => $"veloz/{Name}/";

    /// <summary>The name of a thing in it.</summary>
    public string NameOf(string thing) => $"veloz-{Name}-{thing}";

    private static bool IsName(string text) =>
        text.Length is > 0 and <= NameLengthMax && char.IsAsciiLetterLower(text[0]) && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));
}
