using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VeloZ.VenueServers;

/// <summary>Coinbase's REST API.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api.</remarks>
internal sealed class CoinbaseRest(VenueFloor floor, CoinbaseDoor door, CoinbaseTokens tokens)
{
    private const string JsonType = "application/json";

    /// <summary>Answers one.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (CoinbaseRoutes.Find(method, path) is not var (route, id))
        {
            await RefuseAsync(context, CoinbaseRoutes.IsPath(path)
                ? new CoinbaseError(StatusCodes.Status405MethodNotAllowed, "UNIMPLEMENTED", "method not allowed")
                : CoinbaseError.NotFound("not found"));
            return;
        }
        if (await HttpExchange.ReadBodyAsync(context) is not { } body)
            return;
        CoinbaseCall? call = null;
        var answer = door.Do(route, HttpExchange.AddressOf(context), () => call = Read(context.Request, route, id, body));
        if (call?.Quota is { } quota)
            SetLimits(context.Response.Headers, quota);
        switch (answer)
        {
            case CoinbaseAnswer.Done done:
                await HttpExchange.WriteAsync(context, StatusCodes.Status200OK, JsonType, done.Json);
                break;
            case CoinbaseAnswer.Refused { Error: var error }:
                await RefuseAsync(context, error);
                break;
            case CoinbaseAnswer.Silent:
                await HttpExchange.KeepSilentAsync(context, floor);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private CoinbaseCall Read(HttpRequest request, CoinbaseRoute route, string id, string body)
    {
        var account = route.IsSigned
            ? tokens.ProveRequest(request.Headers.Authorization.FirstOrDefault(), request.Method, request.Host.Value ?? "", PathOf(request))
            : null;
        var call = new CoinbaseCall(new CoinbaseQuery(request.QueryString.Value is { Length: > 0 } query ? query[1..] : ""), id);
        if (account is not null)
            call.Account = account;
        if (HttpMethods.IsPost(request.Method))
            call.Body = CoinbaseBody.Of(body);
        return call;
    }

    // Source of the names: https://github.com/coinbase/coinbase-advanced-py. That the last is of seconds is not said there.
    private static void SetLimits(IHeaderDictionary headers, CoinbaseQuota quota)
    {
        headers["x-ratelimit-limit"] = Text(quota.Limit);
        headers["x-ratelimit-remaining"] = Text(quota.Left);
        headers["x-ratelimit-reset"] = Text((int)Math.Ceiling(quota.Rest.TotalSeconds));

        static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    // As it was sent: what was escaped is signed so.
    private static string PathOf(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];

    private static Task RefuseAsync(HttpContext context, CoinbaseError error) => error.Status == StatusCodes.Status401Unauthorized
        ? HttpExchange.WriteAsync(context, error.Status, "text/plain; charset=utf-8", "Unauthorized\n"u8.ToArray())
        : HttpExchange.WriteAsync(context, error.Status, JsonType, JsonWriting.Write(error.Write));
}
