using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace VeloZ.Emulators;

/// <summary>A Secrets Manager of ours in memory, as its API reference tells it: the registry has no emulator of it.</summary>
public sealed class SecretsServer : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SecretsBook _book;
    private readonly SignatureCheck _check;
    private LoopbackServer? _server;

    private SecretsServer(string region, IEnumerable<AwsIdentity> identities, TimeProvider timeProvider)
    {
        _book = new SecretsBook(region, timeProvider);
        _check = new SignatureCheck(region, "secretsmanager", identities, timeProvider);
    }

    /// <summary>What is to go wrong.</summary>
    public HttpFaults Faults { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Address => _server!.Address;

    /// <summary>Starts one without secrets.</summary>
    /// <param name="region">That it is in; others are refused.</param>
    /// <param name="timeProvider">Its clock.</param>
    /// <param name="identities">Who may ask it.</param>
    public static async Task<SecretsServer> StartAsync(string region, TimeProvider timeProvider, params IEnumerable<AwsIdentity> identities)
    {
        var server = new SecretsServer(region, identities, timeProvider);
        server._server = await LoopbackServer.StartAsync(server.Faults.Before(server.AnswerAsync));
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var raw = new MemoryStream();
        await context.Request.Body.CopyToAsync(raw, context.RequestAborted);
        var (status, body) = Answer(context.Request, raw.ToArray());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.Headers["x-amzn-RequestId"] = context.TraceIdentifier;
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private (int Status, JsonObject Body) Answer(HttpRequest request, byte[] raw)
    {
        try
        {
            var target = request.Headers["X-Amz-Target"].ToString().Split('.');
            if (request.Method != "POST" || target is not ["secretsmanager", var operation] || request.ContentType != "application/x-amz-json-1.1")
                throw new SecretsException("UnknownOperationException", "the request was not one of JSON 1.1 for this service");
            var signed = _check.Verify(request, SignatureCheck.Hash(raw));
            if (!signed.Identity.May("secretsmanager:" + operation))
                throw new SecretsException("AccessDeniedException", $"User is not authorized to perform: secretsmanager:{operation}");
            lock (_gate)
                return (200, _book.Do(operation, JsonNode.Parse(raw) as JsonObject ?? throw new SecretsException("SerializationException", "the body was no object")));
        }
        catch (SecretsException refused)
        {
            return (refused.Code == "InternalServiceError" ? 500 : 400, ErrorOf(refused.Code, refused.Message));
        }
        catch (SignatureException refused)
        {
            return (400, ErrorOf(CodeOf(refused.Fault), refused.Message));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            return (400, ErrorOf("SerializationException", fault.Message));
        }
    }

    private static JsonObject ErrorOf(string code, string message) => new() { ["__type"] = code, ["Message"] = message };

    private static string CodeOf(SignatureFault fault) => fault switch
    {
        SignatureFault.Missing => "MissingAuthenticationTokenException",
        SignatureFault.UnknownKey => "UnrecognizedClientException",
        SignatureFault.Expired => "ExpiredTokenException",
        SignatureFault.Malformed => "IncompleteSignatureException",
        _ => "InvalidSignatureException",
    };
}
