using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Strategies as a setting names them: <c>ma-cross fast=5 slow=20; bollinger-reversion; rules/mine.json level=3</c>.</summary>
public static class StrategyText
{
    /// <summary>Reads them; none of an empty text.</summary>
    /// <exception cref="StrategySettingException">A strategy or parameter does not hold.</exception>
    public static IReadOnlyList<StrategyDeployment> Read(string text) => Deploy(
        text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(one => one.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => (words[0], (IReadOnlyList<string>)words[1..])));

    /// <summary>Deployments of these, each under an id that the next start gives it again.</summary>
    /// <param name="given">Catalogue id or file of a document, and parameters as <c>name=value</c>.</param>
    /// <exception cref="StrategySettingException">A strategy or parameter does not hold.</exception>
    public static IReadOnlyList<StrategyDeployment> Deploy(IEnumerable<(string Definition, IReadOnlyList<string> Parameters)> given)
    {
        var deployments = new List<StrategyDeployment>();
        foreach (var (name, parameters) in given)
        {
            var definition = StrategySource.Get(name);
            deployments.Add(new StrategyDeployment(IdOf(definition, deployments), definition, definition.Read(parameters.Select(Pair))));
        }
        return deployments;
    }

    // The second of a kind is the second at the next start, too.
    private static StrategyInstanceId IdOf(StrategyDefinition definition, List<StrategyDeployment> before)
    {
        var name = $"stg_{definition.Id.Replace('-', '_')}";
        var id = StrategyInstanceId.Parse(name);
        for (var number = 2; before.Any(one => one.Id == id); number++)
            id = StrategyInstanceId.Parse($"{name}_{number}");
        return id;
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new StrategySettingException($"parameter was '{text}', must be name=value, such as fast=10");
    }
}
