using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.S3;
using Amazon.SecretsManager;
using Amazon.StepFunctions;
using VeloZ.Aws;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The table of calls says what the source does: roles are proven against it.</summary>
public sealed partial class AwsCallsTests
{
    private static readonly HashSet<string> Operations = new[] { typeof(AmazonDynamoDBClient), typeof(AmazonKinesisClient), typeof(AmazonS3Client), typeof(AmazonSecretsManagerClient), typeof(AmazonStepFunctionsClient) }
        .SelectMany(client => client.GetMethods()).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void The_adapters_make_the_calls_of_the_table_and_no_other()
    {
        var made = Directory.GetFiles(RepositoryFiles.PathOf("shared/Aws"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("Standins", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => Call().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value))
            .Where(Operations.Contains)
            .Select(name => name[..^"Async".Length])
            .Distinct(StringComparer.Ordinal);
        Assert.Equal(AwsCalls.All.Select(call => call.Operation).Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_program_but_the_engine_writes_the_journal() =>
        Assert.Equal(["engine-task"], AwsUses.All.Where(use => use.Adapter == AwsAdapter.Journal && use.Access.HasFlag(AwsAccess.Write)).Select(use => use.Program));

    [Fact]
    public void No_program_makes_what_the_stack_makes() => Assert.DoesNotContain(AwsUses.All, use => use.Access.HasFlag(AwsAccess.Make));

    [GeneratedRegex(@"\.(?<name>[A-Z][A-Za-z0-9]+Async)\(", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Call();
}
