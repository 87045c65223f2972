using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace VeloZ.VenueServers;

/// <summary>Binance's REST API.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md.</remarks>
internal sealed class BinanceRest(VenueFloor floor, BinanceDoor door)
{
    private const string ContentType = "application/json;charset=UTF-8";

    private static readonly byte[] NothingThere = "<html><body><h2>404 Not found</h2></body></html>"u8.ToArray();

    /// <summary>Answers one.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value ?? "");
        if (!BinanceRoutes.ByRest.TryGetValue($"{method} {path}", out var route))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/html";
            await context.Response.Body.WriteAsync(NothingThere, context.RequestAborted);
            return;
        }
        if (await HttpExchange.ReadBodyAsync(context) is not { } body)
            return;
        var query = context.Request.QueryString.Value is { Length: > 0 } text ? text[1..] : "";
        var address = HttpExchange.AddressOf(context);
        var key = context.Request.Headers["X-MBX-APIKEY"].FirstOrDefault();
        var answer = door.Do(route, address, () => BinanceRequest.Of(query, body), request => request.Prove(floor.Venue, key, query, body), out var request);
        switch (answer)
        {
            case BinanceAnswer.Done done:
                SetUsed(context.Response.Headers, address, route.Orders > 0 ? request!.Account.Key : null);
                await HttpExchange.WriteAsync(context, StatusCodes.Status200OK, ContentType, done.Json);
                break;
            case BinanceAnswer.Refused { Error: var error } refused:
                SetUsed(context.Response.Headers, address, orderKey: null);
                if (refused.RetryAfter is { } wait)
                    context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                await HttpExchange.WriteAsync(context, error.Status, ContentType, JsonWriting.Write(error.Write));
                break;
            case BinanceAnswer.Silent:
                await HttpExchange.KeepSilentAsync(context, floor);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private void SetUsed(IHeaderDictionary headers, string address, string? orderKey)
    {
        headers["X-MBX-USED-WEIGHT"] = UsedOf(door.Limits.Weight, address);
        headers["X-MBX-USED-WEIGHT-1M"] = UsedOf(door.Limits.Weight, address);
        if (orderKey is null)
            return;
        headers["X-MBX-ORDER-COUNT-10S"] = UsedOf(door.Limits.OrdersBySeconds, orderKey);
        headers["X-MBX-ORDER-COUNT-1D"] = UsedOf(door.Limits.OrdersByDay, orderKey);
    }

    private static string UsedOf(RequestBudget budget, string who)
    {
        budget.TryTake(who, weight: 0, out var used);
        return used.ToString(CultureInfo.InvariantCulture);
    }
}
