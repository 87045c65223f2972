using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VeloZ.Hosting;

/// <summary>Answers at the path at which Lambda's own API takes invocations, so that state machines and tests call a function here as they would call it there.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: synchronous invocations and dry runs.</remarks>
public static partial class InvokePath
{
    /// <summary>Most bytes of an event, as Lambda has it.</summary>
    public const int PayloadBytesMax = 6 * 1024 * 1024;

    private const string Json = "application/json";

    /// <summary>Lets these functions be invoked at this host. On Lambda it does nothing: there, Lambda invokes.</summary>
    public static void MapInvocations(this WebApplication app, params InvokedFunction[] functions)
    {
        if (FunctionHost.IsOnLambda)
            return;
        app.MapPost("/2015-03-31/functions/{name}/invocations", (RequestDelegate)(context => AnswerAsync(context, functions, app.Logger)));
    }

    private static async Task AnswerAsync(HttpContext context, InvokedFunction[] functions, ILogger logger)
    {
        // A request that an event brought has no way to functions: on Lambda there is none either.
        if (context.Features.Get<IGatewayFeature>() is not null)
        {
            await ProblemCodes.NotFound(context.Request.Path).WriteAsync(context);
            return;
        }
        // A browser names the page that asks; who calls functions is no page.
        if (context.Request.Headers.Origin.Count > 0)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "AccessDeniedException", "the invocation came from a page, must come from a program");
            return;
        }
        var name = NameOf((string)context.Request.RouteValues["name"]!);
        if (Array.Find(functions, one => one.Name == name) is not { } function)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "ResourceNotFoundException", $"Function not found: {name}; there is {string.Join(", ", functions.Select(one => one.Name))}");
            return;
        }
        switch (context.Request.Headers["X-Amz-Invocation-Type"].ToString())
        {
            case "" or "RequestResponse":
                await InvokeAsync(context, function, logger);
                break;
            case "DryRun":
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case var other:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidParameterValueException", $"the invocation type was {other}, must be RequestResponse or DryRun");
                break;
        }
    }

    private static async Task InvokeAsync(HttpContext context, InvokedFunction function, ILogger logger)
    {
        if (await ReadAsync(context) is not { } payload)
            return;
        ReadOnlyMemory<byte> answer;
        try
        {
            answer = function switch
            {
                InvokedFunction.Event { Handler: var handler } => await handler(payload, context.RequestAborted),
                _ => await ((InProcessServer)context.RequestServices.GetRequiredService<IServer>()).SendAsync(payload, context.RequestAborted),
            };
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The edge of the invocation: whatever a handler throws is its answer, as on Lambda.
            LogFunctionFailed(logger, function.Name, exception);
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            answer = FunctionError.Of(exception);
        }
        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        context.Response.ContentType = Json;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    // Null where it was refused.
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        var part = new byte[81_920];
        int count;
        while ((count = await context.Request.Body.ReadAsync(part, context.RequestAborted)) > 0)
        {
            if (buffer.Length + count > PayloadBytesMax)
            {
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestTooLargeException", $"the event was larger than {PayloadBytesMax} bytes");
                return null;
            }
            await buffer.WriteAsync(part.AsMemory(0, count), context.RequestAborted);
        }
        var payload = buffer.ToArray();
        if (payload.Length == 0)
            return "{}"u8.ToArray();
        if (FaultOf(payload) is { } fault)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestContentException", $"Could not parse request body into json: {fault}");
            return null;
        }
        return payload;
    }

    private static string? FaultOf(byte[] payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
            }
            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }

    // A name, a name with a version or alias, or an ARN, which ends with either.
    private static string NameOf(string text)
    {
        var parts = text.Split(':');
        var at = Array.IndexOf(parts, "function");
        return at >= 0 && at + 1 < parts.Length ? parts[at + 1] : parts[0];
    }

    private static async Task RefuseAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        context.Response.Headers["X-Amzn-ErrorType"] = type;
        await context.Response.Body.WriteAsync(FunctionError.Refusal(message), context.RequestAborted);
    }

    [LoggerMessage(6001, LogLevel.Warning, "Function {Name} failed")]
    private static partial void LogFunctionFailed(ILogger logger, string name, Exception exception);
}
