using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>Guards as text.</summary>
public static class GuardNames
{
    /// <summary>Lower snake-case: <c>fill_once</c>.</summary>
    public static string Text(Guard guard) => SnakeCase.From(guard.ToString());

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">There is no such guard.</exception>
    public static Guard Parse(string text)
    {
        foreach (var guard in Enum.GetValues<Guard>())
        {
            if (Text(guard) == text.Replace('-', '_'))
                return guard;
        }
        throw new FormatException($"guard was '{text}', must be one of {string.Join(", ", Enum.GetValues<Guard>().Select(Text))}");
    }
}
