using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using VeloZ.Api;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The gateway's API.</summary>
internal static class ApiProofs
{
    private const int GatewayMilliseconds = 30_000;

    // The API under test has this id.
    private const string ApiArn = $"arn:aws:execute-api:{StackGraph.Region}:{StackGraph.Account}:a1b2c3d4e5/*/*";

    // Neither path nor query nor user agent nor claims: a token or a person may be in them.
    private static readonly string[] AccessFields =
    [
        "bytes=$context.responseLength", "error=$context.error.message", "integration_ms=$context.integrationLatency", "latency_ms=$context.responseLatency",
        "request_id=$context.requestId", "route=$context.routeKey", "source=$context.identity.sourceIp", "status=$context.status", "time=$context.requestTime",
    ];

    private static readonly Lazy<IReadOnlyList<string>> Mapped = new(ReadHost);

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("routes-are-those-of-the-host", RoutesFit),
        new("the-function-ends-before-the-gateway", TimeoutsAreInOrder),
        new("the-gateway-speaks-to-the-function", GatewaySpeaks),
        new("only-our-gateway-calls", CallersAreOurs),
        new("the-stage-throttles-and-waits-for-its-routes", StageFits),
        new("the-access-log-has-no-more-than-these", AccessLogFits),
    ];

    private static IEnumerable<string> RoutesFit(StackGraph graph)
    {
        var routes = graph.OfToken(Tokens.Route).Select(route => route.Text("routeKey")!).ToArray();
        foreach (var missing in Mapped.Value.Except(routes, StringComparer.Ordinal))
            yield return $"the host answers {missing}, and the gateway has no route for it";
        foreach (var unknown in routes.Except(Mapped.Value, StringComparer.Ordinal))
            yield return $"the gateway has a route {unknown}, and the host does not answer it";
        foreach (var route in graph.OfToken(Tokens.Route).Where(route => !route.References.Any(reference => reference.Input == "target" && reference.Resource.StartsWith(Tokens.Integration, StringComparison.Ordinal))))
            yield return $"{route.Key} leads to {route.Text("target")}, must lead to an integration";
    }

    private static IEnumerable<string> TimeoutsAreInOrder(StackGraph graph) =>
        from integration in graph.OfToken(Tokens.Integration)
        let function = graph.Find($"{Tokens.Function}::{integration.Name}")
        where function is not null
        let own = function.Whole("timeout") * 1_000
        let gateway = integration.Whole("timeoutMilliseconds")
        where !(own < gateway && gateway < GatewayMilliseconds)
        select $"{integration.Key} waits {gateway} ms for a function of {own} ms, must be longer than it and under {GatewayMilliseconds}";

    private static IEnumerable<string> GatewaySpeaks(StackGraph graph)
    {
        foreach (var api in graph.OfToken(Tokens.HttpApi).Where(api => api.Text("protocolType") != "HTTP"))
            yield return $"{api.Key} speaks {api.Text("protocolType")}, must HTTP";
        foreach (var part in graph.Resources.Where(part => part.Token is Tokens.Integration or Tokens.Route or Tokens.Stage && !part.ComesFrom("apiId", $"{Tokens.HttpApi}::http", "id")))
            yield return $"{part.Key} is of another API, must be of ours";
        foreach (var integration in graph.OfToken(Tokens.Integration))
        {
            // Lambda is invoked by POST, whatever the method of the request.
            var spoken = $"{integration.Text("integrationType")} by {integration.Text("integrationMethod")} in {integration.Text("payloadFormatVersion")}";
            if (spoken != "AWS_PROXY by POST in 2.0")
                yield return $"{integration.Key} speaks {spoken}, must AWS_PROXY by POST in 2.0";
        }
    }

    private static IEnumerable<string> CallersAreOurs(StackGraph graph)
    {
        var permissions = graph.OfToken(Tokens.Permission).ToArray();
        if (permissions.Length != graph.OfToken(Tokens.HttpApi).Count())
            yield return $"{permissions.Length} permissions let somebody call a function, must one for each API";
        foreach (var permission in permissions)
        {
            var api = graph.OfToken(Tokens.HttpApi).FirstOrDefault(api => permission.ComesFrom("sourceArn", api.Key, "executionArn"));
            var (action, principal, source) = (permission.Text("action"), permission.Text("principal"), permission.Text("sourceArn"));
            if (api is null || action != "lambda:InvokeFunction" || principal != "apigateway.amazonaws.com" || source != ApiArn)
                yield return $"{permission.Key} lets {principal} do {action} from {source}, must let apigateway.amazonaws.com invoke from {ApiArn}";
            if (permission.Text("qualifier") != "live" || !permission.ComesFrom("function", $"{Tokens.Function}::api", "name"))
                yield return $"{permission.Key} is of qualifier {permission.Text("qualifier") ?? "none"}, must be of live of the API's function";
        }
    }

    private static IEnumerable<string> StageFits(StackGraph graph)
    {
        var isProduction = graph.Environment.Tier == Aws.EnvironmentTier.Production;
        if (graph.OfToken(Tokens.Stage).Count() != 1)
            yield return $"the API has {graph.OfToken(Tokens.Stage).Count()} stages, must have one";
        foreach (var stage in graph.OfToken(Tokens.Stage))
        {
            if (stage.Text("name") != "$default" || !stage.IsTrue("autoDeploy"))
                yield return $"{stage.Key} must be $default and deploy by itself";
            var rate = stage.At("defaultRouteSettings.throttlingRateLimit")?.GetValue<double>();
            if (rate != (isProduction ? 100 : 50) || stage.Whole("defaultRouteSettings.throttlingBurstLimit") != (isProduction ? 200 : 100))
                yield return $"{stage.Key} lets {rate} requests a second in, must {(isProduction ? 100 : 50)}";
            if (stage.IsTrue("defaultRouteSettings.detailedMetricsEnabled"))
                yield return $"{stage.Key} counts each route, which costs, must not";
            foreach (var route in graph.OfToken(Tokens.Route).Where(route => !stage.Options.DependsOn.Contains(route.Key, StringComparer.Ordinal)))
                yield return $"{stage.Key} does not wait for {route.Key}, must";
        }
    }

    private static IEnumerable<string> AccessLogFits(StackGraph graph)
    {
        foreach (var stage in graph.OfToken(Tokens.Stage))
        {
            var fields = JsonNode.Parse(stage.Text("accessLogSettings.format") ?? "{}")!.AsObject().Select(pair => $"{pair.Key}={pair.Value}").ToArray();
            foreach (var missing in AccessFields.Except(fields, StringComparer.Ordinal))
                yield return $"{stage.Key} does not log {missing}, must";
            foreach (var unknown in fields.Except(AccessFields, StringComparer.Ordinal))
                yield return $"{stage.Key} logs {unknown}, must not";
        }
    }

    // The routes that the real host maps.
    private static string[] ReadHost()
    {
        var folder = Directory.CreateTempSubdirectory("veloz-infrastructure-");
        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            var items = SqliteItemStore.Open(Path.Combine(folder.FullName, "items.db"), TimeProvider.System, TimeSpan.FromSeconds(1));
            builder.Services.AddApi(new ApiOptions { Environment = "test", Simulated = Array.Empty<Instrument>() }, items);
            var app = builder.Build();
            app.MapApi();
            var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
            var routes = endpoints.SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}")).ToArray();
            items.DisposeAsync().AsTask().GetAwaiter().GetResult();
            ((IDisposable)app).Dispose();
            return routes;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
