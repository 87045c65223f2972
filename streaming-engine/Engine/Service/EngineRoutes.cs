using System.Globalization;
using System.Text;
using System.Text.Json;
using VeloZ.Hosting;

namespace VeloZ.Engine;

/// <summary>Maps addresses that tell of a recovered engine, whole or page by page.</summary>
internal sealed class EngineRoutes(WebApplication app, ShownEngine shown)
{
    /// <summary>Most items of a page.</summary>
    private const int LimitMax = 500;

    /// <summary>An object.</summary>
    public void Map(string path, Action<Utf8JsonWriter, EngineHost> write) => app.MapGet(path, context => shown.Engine is { } engine
        ? EngineEndpoints.TellAsync(context, json => write(json, engine))
        : EngineEndpoints.NotRecoveredAsync(context));

    /// <summary>A list, <c>limit</c> items at a time; <c>cursor</c> goes on after the last item of the page before.</summary>
    /// <param name="path">Where.</param>
    /// <param name="read">All of it, in its order.</param>
    /// <param name="keyOf">Tells items apart.</param>
    /// <param name="write">One item.</param>
    public void MapPages<T>(string path, Func<EngineHost, IEnumerable<T>> read, Func<T, string> keyOf, Action<Utf8JsonWriter, T> write) => app.MapGet(path, context =>
    {
        if (shown.Engine is not { } engine)
            return EngineEndpoints.NotRecoveredAsync(context);
        if (!TryLimit(context.Request, out var limit))
            return ProblemCodes.QueryInvalid($"limit was '{context.Request.Query["limit"]}', must be a whole number from 1 to {LimitMax}").WriteAsync(context);
        IEnumerable<T> items = read(engine);
        if (context.Request.Query["cursor"].ToString() is { Length: > 0 } cursor)
        {
            items = items.SkipWhile(item => CursorOf(keyOf(item)) != cursor).ToArray();
            if (!items.Any())
                return ProblemCodes.QueryInvalid("cursor is that of no item, or of one that is no longer kept; begin again without it").WriteAsync(context);
            items = items.Skip(1);
        }
        var page = items.Take(limit + 1).ToArray();
        return EngineEndpoints.TellAsync(context, json =>
        {
            EngineJson.List(json, "items", page.Take(limit), write);
            json.WriteString("next_cursor", page.Length > limit ? CursorOf(keyOf(page[limit - 1])) : null);
        });
    });

    private static bool TryLimit(HttpRequest request, out int limit)
    {
        limit = LimitMax;
        return request.Query["limit"].ToString() is not { Length: > 0 } text
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LimitMax);
    }

    private static string CursorOf(string key) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key));
}
