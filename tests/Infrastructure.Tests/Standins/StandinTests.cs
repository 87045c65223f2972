using System.Collections.Immutable;
using System.Reflection;
using Pulumi;
using Pulumi.Standins;
using Pulumi.Testing;
using DynamoDB = Pulumi.Aws.DynamoDB;
using Lambda = Pulumi.Aws.Lambda;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The stand-ins for Pulumi do what the proofs lean on.</summary>
public sealed class StandinTests
{
    [Fact]
    public async Task Outputs_carry_values_and_where_they_come_from()
    {
        var made = await RecordAsync<Chain>();
        var alias = made.Single(resource => resource.Token == Tokens.Alias);
        Assert.Equal("first-7", alias.Text("name"));
        Assert.Contains(new RecordedReference("name", "aws:lambda/function:Function::one", "name"), alias.References);
        Assert.Contains(new RecordedReference("name", "aws:lambda/function:Function::one", "version"), alias.References);
        Assert.Equal(["aws:lambda/function:Function::one"], alias.Options.DependsOn);
    }

    [Fact]
    public async Task A_required_input_that_is_missing_is_named()
    {
        var fault = await Assert.ThrowsAsync<ArgumentNullException>(RecordAsync<WithoutRole>);
        Assert.StartsWith("[Input] role of aws:lambda/function:Function::one is required but was not given a value", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_resources_of_one_name_are_refused() =>
        Assert.Contains("Duplicate resource URN", (await Assert.ThrowsAnyAsync<Exception>(RecordAsync<Twice>)).GetBaseException().Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_program_itself_says_that_it_deploys_nothing() => Assert.Equal(1, await Deployment.RunAsync<Chain>());

    [Fact]
    public void Types_are_those_of_the_definitions()
    {
        Assert.Equal(typeof(Input<string>), typeof(DynamoDB.Inputs.TableAttributeArgs).GetProperty("Type")!.PropertyType);
        Assert.Equal(typeof(InputList<DynamoDB.Inputs.TableAttributeArgs>), typeof(DynamoDB.TableArgs).GetProperty("Attributes")!.PropertyType);
        Assert.Equal(typeof(Input<double>), typeof(Pulumi.Aws.CloudWatch.MetricAlarmArgs).GetProperty("Threshold")!.PropertyType);
        Assert.Equal(typeof(Output<double?>), typeof(Pulumi.Aws.CloudWatch.MetricAlarm).GetProperty("Threshold")!.PropertyType);
        Assert.Null(typeof(Lambda.FunctionArgs).GetProperty("Memory"));
        Assert.NotNull(typeof(DynamoDB.Inputs.TableGlobalSecondaryIndexArgs).GetProperty("HashKey")!.GetCustomAttribute<ObsoleteAttribute>());
        Assert.Equal("dotnet10", (string)Lambda.Runtime.Dotnet10);
    }

    private static Task<IReadOnlyList<RecordedResource>> RecordAsync<TStack>()
        where TStack : Stack, new() =>
        Recorder.RunAsync<TStack>(new FakeAws(), new TestOptions { ProjectName = "veloz", StackName = "test" }, ImmutableDictionary<string, string>.Empty);

    private sealed class Chain : Stack
    {
        public Chain()
        {
            var function = new Lambda.Function("one", new Lambda.FunctionArgs { Name = "first", Role = "arn:aws:iam::123456789012:role/one" });
            _ = new Lambda.Alias("two", new Lambda.AliasArgs { Name = Output.Format($"{function.Name}-{function.Version}"), FunctionName = function.Name, FunctionVersion = "1" }, new CustomResourceOptions { DependsOn = { function } });
        }
    }

    private sealed class WithoutRole : Stack
    {
        public WithoutRole() => _ = new Lambda.Function("one", new Lambda.FunctionArgs { Name = "first" });
    }

    private sealed class Twice : Stack
    {
        public Twice()
        {
            _ = new DynamoDB.Table("one");
            _ = new DynamoDB.Table("one");
        }
    }
}
