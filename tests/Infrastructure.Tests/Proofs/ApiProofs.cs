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

    private static readonly Lazy<IReadOnlyList<string>> Mapped = new(ReadHost);

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("routes-are-those-of-the-host", RoutesFit),
        new("the-function-ends-before-the-gateway", TimeoutsAreInOrder),
        new("the-stage-throttles-and-waits-for-its-routes", StageFits),
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
        where !(own < gateway && gateway < GatewayMilliseconds) || integration.Text("payloadFormatVersion") != "2.0" || integration.Text("integrationType") != "AWS_PROXY"
        select $"{integration.Key} waits {gateway} ms for a function of {own} ms in format {integration.Text("payloadFormatVersion")}, must be longer than it, under {GatewayMilliseconds}, and in 2.0";

    private static IEnumerable<string> StageFits(StackGraph graph)
    {
        var isProduction = graph.Environment.Tier == Aws.EnvironmentTier.Production;
        foreach (var stage in graph.OfToken(Tokens.Stage))
        {
            if (stage.Text("name") != "$default" || !stage.IsTrue("autoDeploy"))
                yield return $"{stage.Key} must be $default and deploy by itself";
            var rate = stage.At("defaultRouteSettings.throttlingRateLimit")?.GetValue<double>();
            if (rate != (isProduction ? 100 : 50) || stage.Whole("defaultRouteSettings.throttlingBurstLimit") != (isProduction ? 200 : 100))
                yield return $"{stage.Key} lets {rate} requests a second in, must {(isProduction ? 100 : 50)}";
            foreach (var route in graph.OfToken(Tokens.Route).Where(route => !stage.Options.DependsOn.Contains(route.Key, StringComparer.Ordinal)))
                yield return $"{stage.Key} does not wait for {route.Key}, must";
            if (stage.Text("accessLogSettings.format")?.Contains("authorization", StringComparison.OrdinalIgnoreCase) != false)
                yield return $"{stage.Key} must log requests, and no token of them";
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
