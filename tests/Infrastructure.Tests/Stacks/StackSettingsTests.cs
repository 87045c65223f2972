using System.Text.RegularExpressions;
using Pulumi;

namespace VeloZ.Infrastructure.Tests;

/// <summary>A configuration that does not hold is refused before anything is made.</summary>
public sealed partial class StackSettingsTests
{
    private const string Region = "must be a region such as eu-central-1, of the partition aws: none of China, of the government or apart from all others";
    private const string Bucket = "must be the name of a bucket: 3 to 63 small letters, digits, hyphens and single dots";

    [Theory]
    [InlineData("veloz:environment", "Dev", "veloz:environment: environment was 'Dev', must be 1 to 12 small letters and digits, and begin with a letter")]
    [InlineData("veloz:environment", "", "veloz:environment was not set, must be 1 to 12 small letters and digits that begin with a letter")]
    [InlineData("veloz:tier", "prod", "veloz:tier was 'prod', must be development, staging or production")]
    [InlineData("veloz:account", "12345678901", "veloz:account was '12345678901', must be 12 digits")]
    [InlineData("veloz:account", "123456789012\n", "veloz:account was '123456789012\n', must be 12 digits")]
    [InlineData("aws:region", "Frankfurt", "aws:region was 'Frankfurt', " + Region)]
    [InlineData("aws:region", "cn-north-1", "aws:region was 'cn-north-1', " + Region)]
    [InlineData("aws:region", "us-gov-west-1", "aws:region was 'us-gov-west-1', " + Region)]
    [InlineData("aws:region", "us-iso-east-1", "aws:region was 'us-iso-east-1', " + Region)]
    [InlineData("aws:region", "eusc-de-east-1", "aws:region was 'eusc-de-east-1', " + Region)]
    [InlineData("aws:region", "eu-central-1\n", "aws:region was 'eu-central-1\n', " + Region)]
    [InlineData("aws:region", "eu-central-0", "aws:region was 'eu-central-0', " + Region)]
    [InlineData("aws:allowedAccountIds", "[\"210987654321\"]", "aws:allowedAccountIds was '[\"210987654321\"]', must be a list of accounts, veloz:account 123456789012 among them")]
    [InlineData("aws:allowedAccountIds", "[]", "aws:allowedAccountIds was '[]', must be a list of accounts, veloz:account 123456789012 among them")]
    [InlineData("aws:allowedAccountIds", "123456789012", "aws:allowedAccountIds was '123456789012', must be a list of accounts, veloz:account 123456789012 among them")]
    [InlineData("aws:allowedAccountIds", "none", "aws:allowedAccountIds was 'none', must be a list of accounts, veloz:account 123456789012 among them")]
    [InlineData("veloz:reserveConcurrency", "no", "veloz:reserveConcurrency was 'no', must be true or false")]
    [InlineData("veloz:reserveConcurrency", "", "veloz:reserveConcurrency was '', must be true or false")]
    [InlineData("veloz:codeBucket", "Veloz", "veloz:codeBucket was 'Veloz', " + Bucket)]
    [InlineData("veloz:codeBucket", "a..b", "veloz:codeBucket was 'a..b', " + Bucket)]
    [InlineData("veloz:codeBucket", "a.-b", "veloz:codeBucket was 'a.-b', " + Bucket)]
    [InlineData("veloz:codeBucket", "veloz-", "veloz:codeBucket was 'veloz-', " + Bucket)]
    [InlineData("veloz:codeBucket", "ab", "veloz:codeBucket was 'ab', must be the name of a bucket, 3 to 63 characters")]
    [InlineData("veloz:codeBucket", "a234567890123456789012345678901234567890123456789012345678901234", "veloz:codeBucket was 'a234567890123456789012345678901234567890123456789012345678901234', must be the name of a bucket, 3 to 63 characters")]
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
    [InlineData("aws:region", "mx-central-1")]
    [InlineData("aws:region", "ap-northeast-3")]
    [InlineData("aws:allowedAccountIds", "[\"210987654321\",\"123456789012\"]")]
    [InlineData("aws:allowedAccountIds", "[123456789012]")]
    [InlineData("veloz:reserveConcurrency", "true")]
    [InlineData("veloz:codeBucket", "code.veloz-1.example")]
    public async Task What_holds_is_taken(string key, string value)
    {
        var configuration = SampleStacks.ConfigurationOf("development");
        configuration[key] = value;
        Assert.NotEmpty((await SampleStacks.RunAsync(configuration)).Resources);
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
        // What is provisioned counts against the same limit.
        Assert.Empty(graph.OfToken(Tokens.Provisioned));
    }

    // Pulumi passes over a key that no program asks for, so that a slip of the pen is seen here only.
    [Fact]
    public void The_example_names_every_key_that_is_known()
    {
        var source = File.ReadAllText(RepositoryFiles.PathOf("pulumi/Stacks/StackSettings.cs"));
        var known = Known().Matches(source).Select(match => $"veloz:{match.Groups["key"].Value}").Distinct(StringComparer.Ordinal);
        var named = File.ReadLines(RepositoryFiles.PathOf("pulumi/Pulumi.dev.yaml")).Select(line => line.Trim(' ', '#')).Where(line => line.StartsWith("veloz:", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]);
        Assert.Equal(known.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_example_sets_what_is_required()
    {
        var example = File.ReadLines(RepositoryFiles.PathOf("pulumi/Pulumi.dev.yaml")).Select(line => line.Trim()).Where(line => line.StartsWith("veloz:", StringComparison.Ordinal) || line.StartsWith("aws:region", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]);
        Assert.Equal(SampleStacks.ConfigurationOf("development").Keys.Order(StringComparer.Ordinal), example.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""(config[.]Get[(]|[(]config, )"(?<key>[a-z][A-Za-z]+)"[,)]""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Known();
}
