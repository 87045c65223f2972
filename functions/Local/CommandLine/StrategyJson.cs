using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>A strategy's manifest as JSON: what a program needs to choose it and to vary its parameters. Whole numbers are numbers, decimals are text.</summary>
internal static class StrategyJson
{
    public static void Write(Utf8JsonWriter json, StrategyDefinition strategy)
    {
        json.WriteStartObject();
        json.WriteString("id", strategy.Id);
        json.WriteString("title", strategy.Title);
        json.WriteString("category", strategy.Category);
        json.WriteString("description", strategy.Description);
        json.WriteNumber("warm_up_bars", strategy.WarmUpBars(strategy.Read([])));
        WriteTexts(json, "data", strategy.Data.Select(one => SnakeCase.From(one.ToString())));
        WriteTexts(json, "instruments", strategy.Instruments.Select(one => SnakeCase.From(one.ToString())));
        json.WriteString("protection", strategy.Protection);
        json.WriteStartArray("parameters");
        foreach (var parameter in strategy.Parameters)
            WriteParameter(json, parameter);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter json, ParameterDefinition parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("type", parameter.Type);
        WriteRange(json, parameter);
        json.WriteString("range", parameter.RangeText);
        json.WriteString("help", parameter.Help);
        json.WriteEndObject();
    }

    // What a type does not have is null.
    private static void WriteRange(Utf8JsonWriter json, ParameterDefinition parameter)
    {
        var choices = Array.Empty<string>();
        switch (parameter)
        {
            case IntegerParameter whole:
                json.WriteNumber("min", whole.Min);
                json.WriteNumber("max", whole.Max);
                json.WriteNumber("default", whole.Default);
                break;
            case DecimalParameter exact:
                json.WriteString("min", DecimalText.Trimmed(exact.Min));
                json.WriteString("max", DecimalText.Trimmed(exact.Max));
                json.WriteString("default", DecimalText.Trimmed(exact.Default));
                break;
            case BooleanParameter flag:
                json.WriteNull("min");
                json.WriteNull("max");
                json.WriteBoolean("default", flag.Default);
                break;
            case ChoiceParameter choice:
                json.WriteNull("min");
                json.WriteNull("max");
                json.WriteString("default", choice.Default);
                choices = [.. choice.Choices];
                break;
            default:
                throw new InvariantException($"parameter {parameter.Name} was of type {parameter.Type}, which has no JSON");
        }
        if (choices.Length > 0)
            WriteTexts(json, "choices", choices);
        else
            json.WriteNull("choices");
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
