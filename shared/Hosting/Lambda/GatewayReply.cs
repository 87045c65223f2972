using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VeloZ.Hosting;

/// <summary>Runs an event of an HTTP API through the host's pipeline and writes the response as API Gateway takes it, payload version 2.0.</summary>
internal static class GatewayReply
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The answer to an event.</summary>
    /// <exception cref="GatewayEventException">It is no such event.</exception>
    public static async Task<ReadOnlyMemory<byte>> SendAsync(this InProcessServer server, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var features = GatewayEvent.Read(payload);
        using var response = new BufferedResponse();
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response);
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = cancellationToken });
        await server.RunAsync(features);
        await response.CompleteAsync();
        var hasBody = features.GetRequiredFeature<IHttpRequestFeature>().Method != HttpMethods.Head && response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);
        return Write(response, hasBody ? response.Bytes : default);
    }

    private static byte[] Write(BufferedResponse response, ReadOnlyMemory<byte> body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode", response.StatusCode);
            json.WriteStartObject("headers");
            foreach (var (name, values) in response.Headers)
            {
                if (!name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                    json.WriteString(name, string.Join(",", values.ToArray()));
            }
            json.WriteEndObject();
            json.WriteStartArray("cookies");
            foreach (var cookie in response.Headers.SetCookie)
                json.WriteStringValue(cookie);
            json.WriteEndArray();
            WriteBody(json, response.Headers.ContentType.ToString(), response.Headers.ContentEncoding.ToString(), body.Span);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteBody(Utf8JsonWriter json, string type, string encoding, ReadOnlySpan<byte> body)
    {
        var text = IsText(type, encoding) ? TextOf(body) : null;
        if (text is not null)
            json.WriteString("body", text);
        else
            json.WriteBase64String("body", body);
        json.WriteBoolean("isBase64Encoded", text is null);
    }

    private static bool IsText(string type, string encoding)
    {
        if (encoding.Length > 0)
            return false;
        var media = type.Split(';')[0].Trim();
        return media.Length == 0
            || media.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || media.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || media.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
            || media.EndsWith("javascript", StringComparison.OrdinalIgnoreCase);
    }

    // Null where it is none, whatever its type says.
    private static string? TextOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
