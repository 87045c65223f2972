using Pulumi.Standins;
using Pulumi.Testing;
using VeloZ.Aws;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The program, run for the three tiers.</summary>
internal static class SampleStacks
{
    private static readonly Dictionary<string, Lazy<Task<StackGraph>>> Graphs = Names.ToDictionary(name => name, name => new Lazy<Task<StackGraph>>(() => RunAsync(ConfigurationOf(name))), StringComparer.Ordinal);

    public static IReadOnlyList<string> Names => ["development", "staging", "production"];

    public static Task<StackGraph> OfAsync(string tier) => Graphs[tier].Value;

    public static Dictionary<string, string> ConfigurationOf(string tier)
    {
        var configuration = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["aws:region"] = StackGraph.Region,
            ["veloz:account"] = StackGraph.Account,
            // As long as a name may be, so that what is made of it is too.
            ["veloz:environment"] = tier == "development" ? "dev" : $"{tier}xxxxxxxxxxxx"[..12],
            ["veloz:tier"] = tier,
            ["veloz:owner"] = "trading",
            ["veloz:costCenter"] = "veloz",
            ["veloz:codeBucket"] = "veloz-bootstrap-code",
            ["veloz:apiCodeKey"] = "functions/api/0123456789abcdef.zip",
            ["veloz:backtestsCodeKey"] = "functions/backtests/0123456789abcdef.zip",
        };
        if (tier != "development")
            configuration["veloz:pageEmail"] = "desk@example.com";
        return configuration;
    }

    public static async Task<StackGraph> RunAsync(Dictionary<string, string> configuration)
    {
        var resources = await Recorder.RunAsync<VeloZStack>(new FakeAws(), new TestOptions { ProjectName = "veloz", StackName = "test" }, configuration);
        var tier = configuration["veloz:tier"] switch { "production" => EnvironmentTier.Production, "staging" => EnvironmentTier.Staging, _ => EnvironmentTier.Development };
        return new StackGraph(CloudSchema.Of(new CloudEnvironment(configuration["veloz:environment"], tier)), resources);
    }
}
