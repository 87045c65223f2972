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

    /// <summary>Every kind of value and condition, and protection; it never enters a market that rises.</summary>
    public const string OfAllKinds =
        """
        {
          "format": "veloz-strategy/1",
          "id": "all-kinds",
          "title": "All kinds",
          "category": "momentum",
          "description": "Never enters where it rises.",
          "values": {
            "mean": { "indicator": "sma", "with": { "period": 20 } },
            "smooth": { "indicator": "ema", "with": { "period": 5 }, "of": "mean" },
            "strength": { "indicator": "rsi", "with": { "period": 5 }, "of": "hlc3" },
            "range": { "indicator": "atr", "with": { "period": 5 } },
            "high_before": { "previous": "high", "bars": 3 },
            "strength_before": { "previous": "strength", "bars": 2 },
            "sum": { "add": ["close", "smooth"] },
            "less": { "subtract": ["hl2", "mean"] },
            "more": { "multiply": ["range", 2] },
            "share": { "divide": ["close", "mean"] },
            "least": { "min": ["open", "ohlc4"] },
            "most": { "max": ["sum", "volume"] }
          },
          "entry": {
            "long": {
              "when": {
                "all": [
                  { "below": ["close", "high_before"] },
                  { "any": [{ "crosses_above": ["close", "mean"] }, { "crosses_below": ["strength", "strength_before"] }, { "not": { "at_most": ["least", "most"] } }] },
                  { "at_least": ["share", "less"] }
                ]
              }
            }
          },
          "exit": { "after_bars": 10 },
          "sizing": { "equity_fraction": "0.5" },
          "protection": { "take_profit": { "distance": "more" }, "stop": { "distance": "range" } }
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
