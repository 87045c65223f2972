using System.CommandLine;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Engine;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary><c>veloz strategies</c>.</summary>
internal static class StrategiesCommand
{
    public static Command Make()
    {
        var id = new Argument<string?>("id") { Description = "A strategy or the file of a document, for its rule and parameters", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print as one JSON document" };
        var command = new Command("strategies", "List the strategies, or tell all about one.") { id, json, Check(), Schema(), Example() };
        command.SetAction(parsed =>
        {
            var one = parsed.GetValue(id);
            var shown = one is null ? StrategyCatalog.All : [StrategySource.Get(one)];
            if (parsed.GetValue(json))
                WriteJson(shown);
            else if (one is null)
                WriteList(shown);
            else
                WriteOne(shown[0]);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check()
    {
        var files = new Argument<string[]>("file") { Description = "Files of documents", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "Check documents of declarative strategies, and tell where and why one does not hold.") { files };
        command.SetAction(parsed =>
        {
            foreach (var file in parsed.GetValue(files)!)
            {
                var document = StrategySource.Read(file);
                var definition = document.Definition;
                Console.Out.WriteLine($"{file}: {definition.Id} holds, {document.Utf8.Length} bytes, hash {document.Hash[..12]}; it decides from bar {definition.WarmUpBars(definition.Read([]))} on");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON Schema of documents, for an editor.");
        command.SetAction(_ => WriteFile(ShippedDocuments.Schema()));
        return command;
    }

    private static Command Example()
    {
        var id = new Argument<string>("id") { Description = $"One of {string.Join(", ", ShippedDocuments.Examples)}" };
        var command = new Command("example", "Print a document to begin one's own with.") { id };
        command.SetAction(parsed => WriteFile(ShippedDocuments.Example(parsed.GetValue(id)!)));
        return command;
    }

    private static int WriteFile(byte[] bytes)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(bytes);
        return ExitCode.Done;
    }

    private static void WriteList(IReadOnlyList<StrategyDefinition> strategies)
    {
        foreach (var strategy in strategies)
            Console.Out.WriteLine($"{strategy.Id,-22} {strategy.Category,-16} {strategy.Title}");
        Console.Out.WriteLine();
        Console.Out.WriteLine("'veloz strategies ID' tells the rule and the parameters of one. 'veloz strategies example ID' prints a document to begin your own with, 'veloz strategies check FILE' checks it.");
    }

    private static void WriteOne(StrategyDefinition strategy)
    {
        Console.Out.WriteLine($"{strategy.Id}: {strategy.Title} ({strategy.Category})");
        Console.Out.WriteLine();
        Console.Out.WriteLine(strategy.Description);
        Console.Out.WriteLine();
        var width = strategy.Parameters.Select(parameter => parameter.Name.Length).Append(14).Max();
        Row("Decides on", string.Join(" or ", strategy.Data.Select(Word)));
        Row("Warm-up", $"{strategy.WarmUpBars(strategy.Read([]))} bars with the defaults");
        Row("Trades in", string.Join(" and ", strategy.Instruments.Select(Word)));
        Row("Protection", strategy.Protection);
        Console.Out.WriteLine();
        foreach (var parameter in strategy.Parameters)
            Row(parameter.Name, $"{parameter.Help}. {char.ToUpperInvariant(parameter.RangeText[0])}{parameter.RangeText[1..]}. [{parameter.DefaultText}]");

        void Row(string name, string text) => Console.Out.WriteLine($"  {name.PadRight(width)} {text}");
    }

    private static void WriteJson(IReadOnlyList<StrategyDefinition> strategies)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var strategy in strategies)
            StrategyJson.Write(json, strategy);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => SnakeCase.From(value.ToString());
}
