using System.Text;
using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>What all venues do alike with a request by HTTP.</summary>
internal static class HttpExchange
{
    /// <summary>A request that is not to be answered is let go then.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    /// <summary>The body as text, empty of a GET; null where it is too long, which is answered.</summary>
    public static async Task<string?> ReadBodyAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
            return "";
        try
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            return await reader.ReadToEndAsync(context.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            context.Response.StatusCode = exception.StatusCode;
            return null;
        }
    }

    /// <summary>Answers by JSON.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string contentType, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Answers nothing until the caller goes, the server stops, or <see cref="SilenceMax"/> is over.</summary>
    public static async Task KeepSilentAsync(HttpContext context, VenueFloor floor)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, floor.Stopping);
        try
        {
            await Task.Delay(SilenceMax, floor.Time, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone, or the server stops.
        }
        context.Abort();
    }

    /// <summary>Where a request comes from.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
