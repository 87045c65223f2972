using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VeloZ.Hosting;

/// <summary>What stands before every address of a host on the loopback interface: Host check, headers, and errors in one form.</summary>
public static partial class LoopbackGuard
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Puts it before what is mapped.</summary>
    /// <param name="app">The host.</param>
    /// <param name="showsCauses">Whether an unforeseen error tells its cause: for developers.</param>
    /// <param name="logger">Told of unforeseen errors.</param>
    public static void UseLoopbackGuard(this IApplicationBuilder app, bool showsCauses, ILogger logger) => app.Use(async (context, next) =>
    {
        SetHeaders(context.Response.Headers);
        if (!IsThisMachine(context.Request.Host.Host) && !CameByGateway(context))
        {
            await ProblemCodes.HostNotAllowed().WriteAsync(context);
            return;
        }
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !context.Response.HasStarted)
        {
            // The edge of the request: what nobody foresaw is a bug of ours.
            LogRequestFailed(logger, context.Request.Path, exception);
            await ProblemCodes.Internal(showsCauses ? $"{exception.GetType().Name}: {exception.Message}" : null).WriteAsync(context);
            return;
        }
        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentType: null })
            await ProblemOf(context).WriteAsync(context);
    });

    // A page of somewhere else must not read the account through a name that it points at us.
    private static bool IsThisMachine(string host) => host is "127.0.0.1" or "localhost" or "[::1]";

    // Behind API Gateway the host is the gateway's, and nothing listens that a page could be pointed at.
    private static bool CameByGateway(HttpContext context) => context.Features.Get<IGatewayFeature>() is not null || context.RequestServices.GetService<LambdaServed>() is not null;

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static Problem ProblemOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => ProblemCodes.NotFound(context.Request.Path),
        StatusCodes.Status405MethodNotAllowed => ProblemCodes.MethodNotAllowed(context.Request.Method),
        var status => ProblemCodes.RequestInvalid(status),
    };

    [LoggerMessage(3001, LogLevel.Error, "Request of {Path} failed")]
    private static partial void LogRequestFailed(ILogger logger, string path, Exception exception);
}
