using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>OKX's REST API.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#overview-rest-authentication.</remarks>
internal sealed class OkxRest(VenueFloor floor, OkxDoor door)
{
    /// <summary>A request that is not to be answered is let go then.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private static readonly byte[] NothingThere =
        """{"code":"404","data":{},"detailMsg":"","error_code":"404","error_message":"Not Found","msg":"Not Found"}"""u8.ToArray();

    /// <summary>Answers one.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (!OkxRoutes.ByRest.TryGetValue($"{method} {path}", out var route))
        {
            var wrongMethod = new OkxError("50115", "Invalid request method.", StatusCodes.Status405MethodNotAllowed);
            if (OkxRoutes.Paths.Contains(path))
                await WriteAsync(context, wrongMethod.Status, JsonWriting.Write(wrongMethod.Write));
            else
                await WriteAsync(context, StatusCodes.Status404NotFound, NothingThere);
            return;
        }
        if (await ReadBodyAsync(context) is not { } body)
            return;
        var came = floor.Time.GetUtcNow();
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        switch (door.Do(route, address, () => Read(context.Request, route, body)))
        {
            case OkxAnswer.Done done:
                await WriteAsync(context, StatusCodes.Status200OK, Wrap(route, done, came));
                break;
            case OkxAnswer.Refused { Error: var error }:
                await WriteAsync(context, error.Status, JsonWriting.Write(error.Write));
                break;
            case OkxAnswer.Silent:
                await KeepSilentAsync(context);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private OkxCall Read(HttpRequest request, OkxRoute route, string body)
    {
        var account = route.IsSigned ? SignatureOf(request).ProveRequest(floor.Venue, request.Method + TargetOf(request) + body) : null;
        var isPost = HttpMethods.IsPost(request.Method);
        if (isPost && request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new OkxError("50006", "Invalid Content-Type. Please use \"application/JSON\".", 400);
        var query = request.QueryString.Value is { Length: > 0 } text ? text[1..] : "";
        var call = isPost ? OkxCall.OfBody(body, route.IsList) : new OkxCall([OkxArguments.OfQuery(query)]);
        if (account is not null)
            call.Account = account;
        if (route.MakesOrders)
            call.Deadline = DeadlineOf(request.Headers["expTime"].FirstOrDefault());
        return call;
    }

    /// <summary>The deadline of a request, in milliseconds; null where there is none.</summary>
    public static UnixNanos? DeadlineOf(string? text) =>
        new OkxArguments(new Dictionary<string, string>(StringComparer.Ordinal) { ["expTime"] = text ?? "" }).TimeOrNull("expTime");

    private static OkxSignature SignatureOf(HttpRequest request)
    {
        var headers = request.Headers;
        return new OkxSignature(Header("OK-ACCESS-KEY"), Header("OK-ACCESS-SIGN"), Header("OK-ACCESS-TIMESTAMP"), Header("OK-ACCESS-PASSPHRASE"));

        string? Header(string name) => headers[name].FirstOrDefault();
    }

    // As it was sent: what was escaped is signed so.
    private static string TargetOf(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;

    private static async Task<string?> ReadBodyAsync(HttpContext context)
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

    private byte[] Wrap(OkxRoute route, OkxAnswer.Done done, DateTimeOffset came) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("code", done.Call.Code);
        json.WriteString("msg", done.Call.Message);
        json.WritePropertyName("data");
        json.WriteRawValue(done.Data);
        if (route.IsTimed)
        {
            json.WriteString("inTime", MicrosecondsOf(came));
            json.WriteString("outTime", MicrosecondsOf(floor.Time.GetUtcNow()));
        }
        json.WriteEndObject();
    });

    /// <summary>Microseconds since the epoch, as text.</summary>
    public static string MicrosecondsOf(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks / 10).ToString(CultureInfo.InvariantCulture);

    private async Task KeepSilentAsync(HttpContext context)
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

    private static async Task WriteAsync(HttpContext context, int status, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
