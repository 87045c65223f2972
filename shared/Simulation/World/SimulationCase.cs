using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>All that decides a run: a seed, and what a shrunk case leaves of it.</summary>
/// <param name="Seed">Expands to a <see cref="Swarm"/>.</param>
public sealed record SimulationCase(ulong Seed)
{
    /// <summary>Virtual seconds with faults; null for the swarm's.</summary>
    public int? Seconds { get; init; }

    /// <summary>The faults that happen, in any order; null for chance.</summary>
    public IReadOnlyList<FaultId>? Faults { get; init; }

    /// <summary>The client's commands that are given, by number; null for all.</summary>
    public IReadOnlyList<int>? Commands { get; init; }

    /// <summary>The guard that is taken out; null for none.</summary>
    public Guard? Without { get; init; }

    /// <summary>Whether the wall clock stands by the venue's, so that a run with jumps can be compared with one without.</summary>
    public bool IsWallSteady { get; init; }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no case.</exception>
    public static SimulationCase Parse(string text)
    {
        var result = new SimulationCase(0);
        var hasSeed = false;
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(part);
            hasSeed |= name == "seed";
            result = name switch
            {
                "seed" => result with { Seed = ulong.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
                "seconds" => result with { Seconds = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
                "faults" => result with { Faults = [.. Words(value).Select(FaultId.Parse)] },
                "commands" => result with { Commands = [.. Words(value).Select(word => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture))] },
                "without" => result with { Without = GuardNames.Parse(value) },
                _ => throw new FormatException($"part was '{part}', must be seed, seconds, faults, commands or without"),
            };
        }
        return hasSeed ? result : throw new FormatException($"case was '{text}', must have a seed");
    }

    /// <summary>In one line: <c>seed=4; seconds=20; faults=answer_lost#3; commands=0 2; without=fill_once</c>; what is null is left out.</summary>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"seed={Seed}");
        if (Seconds is { } seconds)
            text += string.Create(CultureInfo.InvariantCulture, $"; seconds={seconds}");
        if (Faults is { } faults)
            text += $"; faults={string.Join(' ', faults)}";
        if (Commands is { } commands)
            text += $"; commands={string.Join(' ', commands)}";
        return Without is { } guard ? $"{text}; without={GuardNames.Text(guard)}" : text;
    }

    private static (string Name, string Value) Split(string part)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (part[..at], part[(at + 1)..]) : throw new FormatException($"part was '{part}', must be name=value");
    }

    private static string[] Words(string value) => value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
