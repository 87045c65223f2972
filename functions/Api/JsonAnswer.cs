using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace VeloZ.Api;

/// <summary>Answers with JSON, or with its tag alone where the asker has it already.</summary>
internal static class JsonAnswer
{
    /// <summary>Writes it as the whole response.</summary>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) => WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Writes it with a tag. <c>If-None-Match</c> with that tag gets 304 and no body.</summary>
    public static async Task WriteTaggedAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
        context.Response.Headers.ETag = tag.ToString();
        // It may be kept, but is asked for each time: a grid that changed must not be traded on.
        context.Response.Headers.CacheControl = "private, no-cache";
        if (IsKnown(context.Request, tag))
            context.Response.StatusCode = StatusCodes.Status304NotModified;
        else
            await WriteAsync(context, content);
    }

    private static async Task WriteAsync(HttpContext context, byte[] content)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    // RFC 9110, 13.1.2: compared weakly; what is no list of tags matches nothing.
    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known) && known.Any(one => one == EntityTagHeaderValue.Any || one.Compare(tag, useStrongComparison: false));
}
