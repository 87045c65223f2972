using Pulumi;

namespace VeloZ.Infrastructure.Tests;

/// <summary>A configuration that does not hold is refused before anything is made.</summary>
public sealed class StackSettingsTests
{
    [Theory]
    [InlineData("veloz:environment", "Dev", "veloz:environment: environment was 'Dev', must be 1 to 12 small letters and digits, and begin with a letter")]
    [InlineData("veloz:environment", "", "veloz:environment was not set, must be 1 to 12 small letters and digits that begin with a letter")]
    [InlineData("veloz:tier", "prod", "veloz:tier was 'prod', must be development, staging or production")]
    [InlineData("veloz:account", "12345678901", "veloz:account was '12345678901', must be 12 digits")]
    [InlineData("aws:region", "Frankfurt", "aws:region was 'Frankfurt', must be a region such as eu-central-1")]
    [InlineData("veloz:codeBucket", "Veloz", "veloz:codeBucket was 'Veloz', must be the name of a bucket, 3 to 63 characters")]
    [InlineData("veloz:apiCodeKey", "functions/api", "veloz:apiCodeKey was 'functions/api', must be the key of a zip, such as functions/api/0123.zip")]
    [InlineData("veloz:backtestsCodeKey", "", "veloz:backtestsCodeKey was not set, must be the key of a zip, such as functions/backtests/0123.zip")]
    [InlineData("veloz:pageEmail", "desk", "veloz:pageEmail was 'desk', must be an address such as desk@example.com")]
    [InlineData("veloz:owner", "a b", "veloz:owner was 'a b', must be 1 to 64 letters, digits and signs such as -")]
    public async Task What_does_not_hold_is_refused_with_what_was_needed(string key, string value, string message)
    {
        var configuration = SampleStacks.ConfigurationOf("development");
        configuration[key] = value;
        Assert.Equal(message, (await Assert.ThrowsAnyAsync<RunException>(() => SampleStacks.RunAsync(configuration))).Message);
    }

    [Theory]
    [InlineData("staging")]
    [InlineData("production")]
    public async Task A_stack_that_matters_must_have_somebody_to_tell(string tier)
    {
        var configuration = SampleStacks.ConfigurationOf(tier);
        configuration.Remove("veloz:pageEmail");
        var fault = await Assert.ThrowsAnyAsync<RunException>(() => SampleStacks.RunAsync(configuration));
        Assert.Equal($"veloz:pageEmail was not set, must be an address such as desk@example.com: nobody would hear of an alarm of a {tier} stack", fault.Message);
    }

    [Fact]
    public async Task Concurrency_is_not_kept_where_the_account_has_too_little()
    {
        var configuration = SampleStacks.ConfigurationOf("production");
        configuration["veloz:reserveConcurrency"] = "false";
        var graph = await SampleStacks.RunAsync(configuration);
        Assert.All(graph.OfToken(Tokens.Function), function => Assert.False(function.Inputs.ContainsKey("reservedConcurrentExecutions")));
    }

    [Fact]
    public void The_example_sets_what_is_required()
    {
        var example = File.ReadLines(RepositoryFiles.PathOf("pulumi/Pulumi.dev.yaml")).Select(line => line.Trim()).Where(line => line.StartsWith("veloz:", StringComparison.Ordinal) || line.StartsWith("aws:region", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]);
        Assert.Equal(SampleStacks.ConfigurationOf("development").Keys.Order(StringComparer.Ordinal), example.Order(StringComparer.Ordinal));
    }
}
