using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>Bybit's REST API.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/guide.</remarks>
internal sealed class BybitRest(VenueFloor floor, BybitDoor door)
{
    private const string ContentType = "application/json; charset=utf-8";

    private static readonly byte[] Nothing = "{}"u8.ToArray();

    /// <summary>Answers one.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (await HttpExchange.ReadBodyAsync(context) is not { } body)
            return;
        if (door.Admit(HttpExchange.AddressOf(context)) is { } banned)
            await RefuseAsync(context, banned);
        else if (!BybitRoutes.ByRest.TryGetValue($"{method} {path}", out var route))
            await RefuseAsync(context, new BybitError(10017, "Route not found.", StatusCodes.Status404NotFound));
        else
            await AnswerAsync(context, door.Do(route, () => Read(context.Request, route, body)));
    }

    private BybitRequest Read(HttpRequest request, BybitRoute route, string body)
    {
        var query = request.QueryString.Value is { Length: > 0 } text ? text[1..] : "";
        var isGet = HttpMethods.IsGet(route.Method);
        var account = route.IsSigned ? BybitProof.Prove(floor.Venue, SignatureOf(request.Headers), isGet ? query : body) : null;
        var read = new BybitRequest(isGet ? BybitParameters.OfQuery(query) : BybitParameters.OfBody(body));
        if (account is not null)
            read.Account = account;
        return read;
    }

    private static BybitSignature SignatureOf(IHeaderDictionary headers)
    {
        return new BybitSignature(Of("API-KEY"), Of("TIMESTAMP"), Of("RECV-WINDOW"), Of("SIGN"));

        string? Of(string name) => headers["X-BAPI-" + name].FirstOrDefault();
    }

    private async Task AnswerAsync(HttpContext context, BybitAnswer answer)
    {
        if (answer.Quota is { } quota)
            SetLimits(context.Response.Headers, quota);
        switch (answer)
        {
            case BybitAnswer.Done done:
                await WriteAsync(context, StatusCodes.Status200OK, 0, done.Message, done.Result, done.Extra);
                break;
            case BybitAnswer.Refused { Error: var error }:
                await RefuseAsync(context, error);
                break;
            case BybitAnswer.Silent:
                await HttpExchange.KeepSilentAsync(context, floor);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private static void SetLimits(IHeaderDictionary headers, BybitQuota quota)
    {
        headers["X-Bapi-Limit"] = quota.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-Bapi-Limit-Status"] = quota.Left.ToString(CultureInfo.InvariantCulture);
        headers["X-Bapi-Limit-Reset-Timestamp"] = BybitJson.Text(quota.Reset);
    }

    private Task RefuseAsync(HttpContext context, BybitError error) => WriteAsync(context, error.Status, error.Code, error.Message, Nothing, Nothing);

    private Task WriteAsync(HttpContext context, int status, int code, string message, byte[] result, byte[] extra)
    {
        context.Response.Headers["Timenow"] = BybitJson.Text(floor.Venue.Now);
        return HttpExchange.WriteAsync(context, status, ContentType, JsonWriting.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("retCode", code);
            json.WriteString("retMsg", message);
            json.WritePropertyName("result");
            json.WriteRawValue(result);
            json.WritePropertyName("retExtInfo");
            json.WriteRawValue(extra);
            json.Milliseconds("time", floor.Venue.Now);
            json.WriteEndObject();
        }));
    }
}
