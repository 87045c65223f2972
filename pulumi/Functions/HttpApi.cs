using System.Text.Json;
using Pulumi;
using ApiGatewayV2 = Pulumi.Aws.ApiGatewayV2;
using Kms = Pulumi.Aws.Kms;
using Lambda = Pulumi.Aws.Lambda;

namespace VeloZ.Infrastructure;

/// <summary>The HTTP API: a route for each operation, all of them to the alias of the function.</summary>
internal static class HttpApi
{
    private const int AccessLogDays = 14;

    // Above the function's own limit, so that it is the function who says why, and below the 30 s after which the gateway ends everything.
    private const int IntegrationMilliseconds = 29_000;

    /// <summary>Makes it.</summary>
    public static ApiGatewayV2.Api Make(StackParts parts, FunctionParts function, Kms.Key key)
    {
        var api = new ApiGatewayV2.Api("http", new ApiGatewayV2.ApiArgs { Name = parts.NameOf("http"), ProtocolType = "HTTP", Tags = parts.TagsOf("http") });
        var integration = new ApiGatewayV2.Integration(function.Shape.Thing, new ApiGatewayV2.IntegrationArgs
        {
            ApiId = api.Id,
            IntegrationType = "AWS_PROXY",
            IntegrationUri = function.Alias.InvokeArn,
            IntegrationMethod = "POST",
            PayloadFormatVersion = "2.0",
            TimeoutMilliseconds = IntegrationMilliseconds,
        });
        var routes = ApiRoutes.All.Select(route => new ApiGatewayV2.Route(ApiRoutes.NameOf(route), new ApiGatewayV2.RouteArgs
        {
            ApiId = api.Id,
            RouteKey = route,
            Target = Output.Format($"integrations/{integration.Id}"),
        })).ToArray();
        MakeStage(parts, api, routes, key);
        _ = new Lambda.Permission($"{function.Shape.Thing}-http", new Lambda.PermissionArgs
        {
            Action = "lambda:InvokeFunction",
            Function = function.Function.Name,
            Qualifier = function.Alias.Name,
            Principal = "apigateway.amazonaws.com",
            SourceArn = Output.Format($"{api.ExecutionArn}/*/*"),
        });
        return api;
    }

    private static void MakeStage(StackParts parts, ApiGatewayV2.Api api, ApiGatewayV2.Route[] routes, Kms.Key key)
    {
        var log = LogGroups.Make(parts, "http", $"/aws/vendedlogs/{parts.NameOf("http")}", key, Math.Min(AccessLogDays, parts.LogDays));
        var isProduction = parts.Settings.IsProduction;
        var options = new CustomResourceOptions();
        // A stage that throttles a route before it is there is refused.
        foreach (var route in routes)
            options.DependsOn.Add(route);
        _ = new ApiGatewayV2.Stage("http", new ApiGatewayV2.StageArgs
        {
            ApiId = api.Id,
            Name = "$default",
            AutoDeploy = true,
            DefaultRouteSettings = new ApiGatewayV2.Inputs.StageDefaultRouteSettingsArgs
            {
                ThrottlingRateLimit = isProduction ? 100 : 50,
                ThrottlingBurstLimit = isProduction ? 200 : 100,
                DetailedMetricsEnabled = false,
            },
            AccessLogSettings = new ApiGatewayV2.Inputs.StageAccessLogSettingsArgs { DestinationArn = log.Arn, Format = AccessLine() },
            Tags = parts.TagsOf("http"),
        }, options);
    }

    // Neither query nor headers: a token may be in them.
    private static string AccessLine() => JsonSerializer.Serialize(new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["request_id"] = "$context.requestId",
        ["time"] = "$context.requestTime",
        ["source"] = "$context.identity.sourceIp",
        ["route"] = "$context.routeKey",
        ["status"] = "$context.status",
        ["bytes"] = "$context.responseLength",
        ["latency_ms"] = "$context.responseLatency",
        ["integration_ms"] = "$context.integrationLatency",
        ["error"] = "$context.error.message",
    });
}
