namespace VeloZ.Hosting;

/// <summary>Which programs look at a setting.</summary>
[Flags]
public enum SettingUsers
{
    /// <summary>None: it is there to be refused.</summary>
    None = 0,

    /// <summary><c>veloz up</c>.</summary>
    Up = 1,

    /// <summary><c>veloz-engine</c>.</summary>
    Engine = 2,

    /// <summary>The other commands of <c>veloz</c>.</summary>
    Commands = 4,

    /// <summary>Both that run an engine.</summary>
    Engines = Up | Engine,

    /// <summary>All of them.</summary>
    All = Engines | Commands,
}

/// <summary>A setting: declared once in <see cref="SettingTable"/>, from which values, refusals and the reference page come.</summary>
public sealed record Setting
{
    private const string Prefix = "VELOZ_";

    /// <summary>Its variable: <c>VELOZ_PORT</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its value where none is given, as text; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>What the page shows as default where <see cref="Default"/> is null because it depends on something else; null for nothing.</summary>
    public string? DefaultShown { get; init; }

    /// <summary>Which texts it takes.</summary>
    public required SettingForm Form { get; init; }

    /// <summary>What it does, in one or two sentences.</summary>
    public required string Meaning { get; init; }

    /// <summary>Who looks at it.</summary>
    public required SettingUsers Users { get; init; }

    /// <summary>Whether its value must not be shown, logged or kept in <c>veloz.json</c>.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Why this version takes no other value than the default, and what to do, as the end of "NAME is set, and"; null for a setting that works.</summary>
    public string? Refusal { get; init; }

    /// <summary>Words that a later version takes.</summary>
    public IReadOnlyList<string> LaterWords { get; init; } = [];

    /// <summary>Its name in <c>veloz.json</c>: <c>port</c>.</summary>
    public string Key => Name[Prefix.Length..].ToLowerInvariant();
}

/// <summary>A setting does not hold; the message says its name, what it was and what it must be.</summary>
public sealed class SettingException(string message) : Exception(message);
