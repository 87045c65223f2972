using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VeloZ.Infrastructure.Tests;

/// <summary>All that the program makes, as files: what a change makes otherwise is read as a diff.</summary>
public sealed class GraphTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Tiers => [.. SampleStacks.Names];

    [Theory]
    [MemberData(nameof(Tiers))]
    public async Task The_graph_is_the_approved_one(string tier)
    {
        var text = Text(await SampleStacks.OfAsync(tier));
        var approved = RepositoryFiles.PathOf($"tests/Infrastructure.Tests/Golden/{tier}.approved.txt");
        var wanted = File.Exists(approved) ? await File.ReadAllTextAsync(approved, TestContext.Current.CancellationToken) : "";
        if (text != wanted)
            await File.WriteAllTextAsync(approved.Replace(".approved.", ".received.", StringComparison.Ordinal), text, TestContext.Current.CancellationToken);
        Assert.Equal(wanted, text);
    }

    [Fact]
    public async Task The_program_makes_the_same_each_time() =>
        Assert.Equal(Text(await SampleStacks.OfAsync("production")), Text(await SampleStacks.RunAsync(SampleStacks.ConfigurationOf("production"))));

    private static string Text(StackGraph graph)
    {
        var text = new StringBuilder();
        foreach (var resource in graph.Resources)
        {
            text.Append($"== {resource.Token} {resource.Name}\n");
            var inputs = (JsonObject)resource.Inputs.DeepClone();
            // The tests of functions have the definition itself; a policy is shown as what it is.
            if (resource.Token == Tokens.Machine)
                inputs["definition"] = "backtest.asl.json";
            foreach (var policy in new[] { "policy", "assumeRolePolicy" }.Where(inputs.ContainsKey))
                inputs[policy] = JsonNode.Parse(inputs[policy]!.GetValue<string>());
            text.Append(inputs.ToJsonString(Indented).ReplaceLineEndings("\n")).Append('\n');
            foreach (var reference in resource.References)
                text.Append($"{reference.Input} <- {reference.Resource} {reference.Property}\n");
            var options = resource.Options;
            if (options.Protect || options.RetainOnDelete)
                text.Append($"protect {options.Protect}, retain {options.RetainOnDelete}\n");
            foreach (var other in options.DependsOn)
                text.Append($"after {other}\n");
            foreach (var input in options.IgnoreChanges)
                text.Append($"ignores changes of {input}\n");
        }
        return text.ToString();
    }
}
