using System.Text;

namespace VeloZ.Trading.Tests;

/// <summary>Documents of tests.</summary>
internal static class Documents
{
    /// <summary>Buys one at a close above 10 and sells at one below it: what tests change a part of.</summary>
    public const string Least =
        """
        {
          "format": "veloz-strategy/1",
          "id": "least",
          "title": "Least",
          "category": "momentum",
          "description": "Buys above 10.",
          "parameters": {
            "level": { "type": "decimal", "min": 0, "max": 100, "default": 10, "help": "Level" },
            "bars": { "type": "integer", "min": 1, "max": 100, "default": 3, "help": "Bars" },
            "on": { "type": "boolean", "default": true, "help": "On" }
          },
          "values": {
            "mean": { "indicator": "sma", "with": { "period": "bars" } },
            "gap": { "subtract": ["close", "mean"] }
          },
          "entry": { "long": { "when": { "above": ["close", "level"] } } },
          "exit": { "long": { "below": ["close", "level"] } },
          "sizing": { "quantity": 1 }
        }
        """;

    public static StrategyDocument Example(string id) => StrategyDocument.Read(ShippedDocuments.Example(id));

    public static StrategyDocument Read(string text) => StrategyDocument.Read(Encoding.UTF8.GetBytes(text));

    /// <summary>The least document with a part of it replaced; the part must be there once.</summary>
    public static string With(string part, string by)
    {
        Assert.Equal(2, Least.Split(part).Length);
        return Least.Replace(part, by, StringComparison.Ordinal);
    }
}
