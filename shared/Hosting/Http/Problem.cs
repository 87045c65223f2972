using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace VeloZ.Hosting;

/// <summary>What a host answers when it does not do what was asked: problem details of RFC 9457 with a stable code.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Code">Lower snake-case, one of <see cref="ProblemCodes"/>.</param>
/// <param name="Title">The code in words.</param>
/// <param name="Detail">What was and what was needed; null for nothing more.</param>
public sealed record Problem(int Status, string Code, string Title, string? Detail)
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "application/problem+json";

    // Its media type is not one that a browser renders.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it as the whole response.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = MediaType;
        await context.Response.Body.WriteAsync(ToJson(), context.RequestAborted);
    }

    /// <summary>It as JSON, UTF-8.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", Title);
            json.WriteNumber("status", Status);
            json.WriteString("code", Code);
            if (Detail is not null)
                json.WriteString("detail", Detail);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}

/// <summary>The problems that any host may answer with.</summary>
public static class ProblemCodes
{
    /// <summary>There is nothing at that address.</summary>
    public static Problem NotFound(string path) => new(StatusCodes.Status404NotFound, "not_found", "Not found", $"there is nothing at {path}");

    /// <summary>The address is there and takes another method.</summary>
    public static Problem MethodNotAllowed(string method) =>
        new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Method not allowed", $"the method was {method}, must be GET: this version's HTTP is read-only");

    /// <summary>The request names another host than this machine: a page of somewhere else must not read the account through a name that it points at us.</summary>
    public static Problem HostNotAllowed() =>
        new(StatusCodes.Status421MisdirectedRequest, "host_not_allowed", "Misdirected request", "the Host header must be 127.0.0.1, localhost or [::1]");

    /// <summary>A value of the query does not hold.</summary>
    public static Problem QueryInvalid(string detail) => new(StatusCodes.Status400BadRequest, "query_invalid", "Bad query", detail);

    /// <summary>The part that would answer does not run, or not yet.</summary>
    public static Problem NotReady(string detail) => new(StatusCodes.Status503ServiceUnavailable, "not_ready", "Not ready", detail);

    /// <summary>Another fault of the request itself.</summary>
    public static Problem RequestInvalid(int status) => new(status, "request_invalid", "Bad request", Detail: null);

    /// <summary>A bug of ours.</summary>
    /// <param name="detail">The cause; null where it must not leave the process.</param>
    public static Problem Internal(string? detail) => new(StatusCodes.Status500InternalServerError, "internal_error", "Internal error", detail);
}
