using System.Collections.Immutable;
using Pulumi.Testing;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Tells of resources what AWS would: ids, ARNs and the like, made of their names.</summary>
internal sealed class FakeAws : IMocks
{
    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        var name = args.Inputs.TryGetValue("name", out var given) ? (string)given : args.Inputs.TryGetValue("bucket", out var bucket) ? (string)bucket : args.Name!;
        var state = ImmutableDictionary<string, object>.Empty.Add("arn", ArnOf(args.Type!, name));
        var id = name;
        switch (args.Type)
        {
            case Tokens.Function:
                state = state.Add("version", "7").Add("qualifiedArn", $"{ArnOf(args.Type, name)}:7").Add("invokeArn", InvokeArn(ArnOf(args.Type, name)));
                break;
            case Tokens.Alias:
                var arn = ArnOf(Tokens.Function, (string)args.Inputs["functionName"]) + $":{name}";
                state = state.SetItem("arn", arn).Add("invokeArn", InvokeArn(arn));
                break;
            case Tokens.Key:
                id = "00000000-0000-4000-8000-000000000001";
                state = state.SetItem("arn", Arn("kms", $"key/{id}")).Add("keyId", id);
                break;
            case Tokens.HttpApi:
                id = "a1b2c3d4e5";
                state = state.Add("executionArn", Arn("execute-api", id)).Add("apiEndpoint", $"https://{id}.execute-api.{StackGraph.Region}.amazonaws.com");
                break;
            default:
                break;
        }
        return Task.FromResult<(string?, object)>((id, state));
    }

    public Task<object> CallAsync(MockCallArgs args) => throw new NotSupportedException($"the program called {args.Token}, must call nothing: its graph would hang on an account");

    private static string InvokeArn(string function) => $"arn:aws:apigateway:{StackGraph.Region}:lambda:path/2015-03-31/functions/{function}/invocations";

    private static string Arn(string service, string resource) => $"arn:aws:{service}:{StackGraph.Region}:{StackGraph.Account}:{resource}";

    private static string ArnOf(string token, string name) => token switch
    {
        Tokens.Stream => Arn("kinesis", $"stream/{name}"),
        Tokens.Table => Arn("dynamodb", $"table/{name}"),
        Tokens.Function => Arn("lambda", $"function:{name}"),
        Tokens.Machine => Arn("states", $"stateMachine:{name}"),
        Tokens.LogGroup => Arn("logs", $"log-group:{name}"),
        Tokens.Topic => Arn("sns", name),
        Tokens.Alarm => Arn("cloudwatch", $"alarm:{name}"),
        Tokens.Bucket => $"arn:aws:s3:::{name}",
        Tokens.Role => $"arn:aws:iam::{StackGraph.Account}:role/{name}",
        Tokens.Boundary => $"arn:aws:iam::{StackGraph.Account}:policy/{name}",
        _ => Arn("other", $"{token}/{name}"),
    };
}
