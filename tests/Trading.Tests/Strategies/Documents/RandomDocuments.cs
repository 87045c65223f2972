using System.Text;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Documents made by chance, which all hold: every indicator, operation and condition comes up, and half of them are protected.</summary>
internal static class RandomDocuments
{
    private static readonly string[] Operations = ["add", "subtract", "multiply", "divide", "min", "max"];

    public static string Make(ulong seed)
    {
        var random = SplitMix64.Stream(seed, "documents", 0);
        int Below(int count) => (int)random.NextBelow((ulong)count);
        var names = new List<string>();
        var values = new StringBuilder();
        for (var index = 0; index < 3 + Below(8); index++)
        {
            values.Append(index == 0 ? "" : ", ").Append($"\"v{index}\": ").Append(Value());
            names.Add($"v{index}");
        }
        var isProtected = Below(2) == 0;
        var hasShort = Below(2) == 0;
        var from = isProtected || Below(2) == 0 ? "flat" : "any";
        return $$"""
            {
              "format": "veloz-strategy/1", "id": "chance-{{seed}}", "title": "Chance {{seed}}", "category": "momentum", "description": "Made by chance.",
              "parameters": {
                "period": { "type": "integer", "min": 1, "max": 50, "default": {{2 + Below(9)}}, "help": "Bars" },
                "size": { "type": "decimal", "min": 0, "max": 1, "default": "0.{{1 + Below(5)}}", "help": "Share" },
                "on": { "type": "boolean", "default": {{(Below(2) == 0 ? "true" : "false")}}, "help": "On" }
              },
              "values": { {{values}} },
              "entry": { "from": "{{from}}", "long": { "when": {{Condition(0)}} }{{(hasShort ? $$""", "short": { "when": {{Condition(0)}} }""" : "")}} },
              "exit": { "long": {{Condition(0)}}{{(hasShort ? ", \"short\": " + Condition(0) : "")}}{{(Below(2) == 0 ? $", \"after_bars\": {1 + Below(9)}" : "")}} },
              {{(isProtected ? "\"protection\": " + Protection() + "," : "")}}
              "sizing": { {{(Below(2) == 0 ? "\"quantity\": \"0.25\"" : "\"equity_fraction\": \"size\"")}} }
            }
            """;

        string Operand() => Below(5) switch
        {
            0 => $"\"{DocumentNames.Prices[Below(DocumentNames.Prices.Length)]}\"",
            1 => Below(2) == 0 ? $"{Below(40_000)}" : $"\"{Below(40_000)}.5\"",
            2 => "\"period\"",
            _ => names.Count == 0 ? "\"close\"" : $"\"{names[Below(names.Count)]}\"",
        };

        string Value()
        {
            switch (Below(4))
            {
                case 0:
                    return $$"""{ "previous": {{Operand()}}, "bars": {{1 + Below(5)}} }""";
                case 1:
                    return $$"""{ "{{Operations[Below(Operations.Length)]}}": [{{Operand()}}, {{Operand()}}] }""";
                default:
                    var indicator = IndicatorCatalog.All[Below(IndicatorCatalog.All.Count)];
                    var with = indicator.Parameters.Any(one => one.Name == "period") ? $$""", "with": { "period": {{(Below(2) == 0 ? 3 + Below(10) : 4)}} }""" : "";
                    return $$"""{ "indicator": "{{indicator.Name}}", "output": "{{indicator.Outputs[Below(indicator.Outputs.Count)]}}"{{with}} }""";
            }
        }

        string Condition(int depth)
        {
            var kinds = depth < 3 ? 5 : 2;
            return Below(kinds) switch
            {
                0 => $$"""{ "{{(Below(2) == 0 ? "above" : "at_most")}}": ["close", {{Operand()}}] }""",
                1 => $$"""{ "{{(Below(2) == 0 ? "crosses_above" : "crosses_below")}}": ["close", {{Operand()}}] }""",
                2 => $$"""{ "any": [{{Condition(depth + 1)}}, {{Condition(depth + 1)}}] }""",
                3 => $$"""{ "all": [{{Condition(depth + 1)}}, { "not": {{Condition(depth + 1)}} }] }""",
                _ => $$"""{ "any": [{ "is": "on" }, {{Condition(depth + 1)}}] }""",
            };
        }

        string Protection() => Below(3) switch
        {
            0 => """{ "take_profit": { "fraction": "0.0012" }, "trailing": { "fraction": "0.0008" } }""",
            1 => """{ "take_profit": { "distance": 40 }, "stop": { "distance": 30 } }""",
            _ => """{ "trailing": { "distance": 25 } }""",
        };
    }
}
