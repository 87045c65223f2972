using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VeloZ.Hosting;

/// <summary>An event is not one of an HTTP API in version 2.0; the message says what was and what was needed.</summary>
public sealed class GatewayEventException(string message) : Exception(message);

/// <summary>Reads an event of API Gateway's HTTP APIs, payload version 2.0, as the request that it tells of.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html. In the cloud build Amazon's code does this;
/// what is known to differ is in ADR 0014.
/// </remarks>
internal static class GatewayEvent
{
    private const string EscapedSlash = "%2F";

    /// <summary>The request's features.</summary>
    /// <exception cref="GatewayEventException">It is no such event.</exception>
    public static FeatureCollection Read(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "version") != "2.0" || !root.TryGetProperty("requestContext", out var context) || !context.TryGetProperty("http", out var http))
            throw new GatewayEventException("the event was none of an HTTP API, must have version 2.0 and requestContext.http");
        var request = new HttpRequestFeature
        {
            Protocol = Text(http, "protocol") ?? "HTTP/1.1",
            Scheme = "https",
            Method = Text(http, "method") ?? throw new GatewayEventException("the event had no requestContext.http.method, must have one"),
            Headers = Headers(root, context),
        };
        SetTarget(request, root, Text(context, "stage"));
        var body = Body(root);
        request.Body = new MemoryStream(body, writable: false);
        if (body.Length > 0 || request.Headers.ContainsKey("Content-Type"))
            request.Headers.ContentLength = body.Length;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(body.Length > 0));
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = Text(context, "requestId") ?? "" });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.TryParse(Text(http, "sourceIp"), out var address) ? address : null });
        features.Set<IGatewayFeature>(new GatewayFeature());
        return features;
    }

    private static void SetTarget(HttpRequestFeature request, JsonElement root, string? stage)
    {
        var raw = Text(root, "rawPath") is { Length: > 0 } path ? path : "/";
        var query = Text(root, "rawQueryString") is { Length: > 0 } text ? "?" + text : "";
        request.RawTarget = raw + query;
        request.QueryString = query;
        request.Path = Decoded(raw);
        // The default stage is not in the path; others stand before it.
        if (stage is null or "$default" || (request.Path != "/" + stage && !request.Path.StartsWith($"/{stage}/", StringComparison.Ordinal)))
            return;
        (request.PathBase, request.Path) = ("/" + stage, request.Path.Length == stage.Length + 1 ? "/" : request.Path[(stage.Length + 1)..]);
    }

    // As Kestrel does it: all but the slash, which would part what was one segment, and stays as it was written.
    private static string Decoded(string path)
    {
        var text = new StringBuilder(path.Length);
        var done = 0;
        for (var at = Slash(path, 0); at >= 0; at = Slash(path, done))
        {
            text.Append(Uri.UnescapeDataString(path[done..at])).Append(path, at, EscapedSlash.Length);
            done = at + EscapedSlash.Length;
        }
        return text.Append(Uri.UnescapeDataString(path[done..])).ToString();
    }

    private static int Slash(string path, int from) => path.IndexOf(EscapedSlash, from, StringComparison.OrdinalIgnoreCase);

    private static IHeaderDictionary Headers(JsonElement root, JsonElement context)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        if (root.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            // Values of one name come joined by commas, which is what the name alone would mean too.
            foreach (var header in given.EnumerateObject())
                headers[header.Name] = header.Value.GetString();
        }
        if (root.TryGetProperty("cookies", out var cookies) && cookies.ValueKind == JsonValueKind.Array)
            headers.Cookie = string.Join("; ", cookies.EnumerateArray().Select(cookie => cookie.GetString()));
        if (!headers.ContainsKey("Host") && Text(context, "domainName") is { } domain)
            headers.Host = domain;
        return headers;
    }

    private static byte[] Body(JsonElement root)
    {
        if (Text(root, "body") is not { Length: > 0 } body)
            return [];
        if (!root.TryGetProperty("isBase64Encoded", out var isEncoded) || !isEncoded.GetBoolean())
            return Encoding.UTF8.GetBytes(body);
        try
        {
            return Convert.FromBase64String(body);
        }
        catch (FormatException)
        {
            throw new GatewayEventException("isBase64Encoded was true, but the body was not base 64");
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    private sealed class GatewayFeature : IGatewayFeature;
}

/// <summary>There for requests that an event brought.</summary>
internal interface IGatewayFeature;
