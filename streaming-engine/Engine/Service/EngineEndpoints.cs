using System.Text.Json;
using VeloZ.Hosting;

namespace VeloZ.Engine;

/// <summary>What an engine answers over HTTP. All of it reads; nothing changes the account.</summary>
internal static class EngineEndpoints
{
    public static void Map(WebApplication app, ShownEngine shown, TimeProvider time)
    {
        app.MapGet("/health", context => TellAsync(context, json => json.WriteString("status", "ok")));
        app.MapGet("/healthz", context => TellAsync(context, json => json.WriteString("status", "ok")));
        app.MapGet("/ready", context => shown.NotReady is { } reason
            ? ProblemCodes.NotReady(reason).WriteAsync(context)
            : TellAsync(context, json => json.WriteString("status", "ready")));
        app.MapGet("/metrics", context =>
        {
            context.Response.ContentType = PrometheusText.MediaType;
            return context.Response.WriteAsync(shown.Metrics.Write(), context.RequestAborted);
        });
        MapAccount(new EngineRoutes(app, shown));
        app.MapGet("/api/v1/events", context => shown.Engine is { } engine ? EventStream.WriteAsync(context, engine, time) : NotRecoveredAsync(context));
    }

    /// <summary>Answers that there is nothing to tell yet.</summary>
    public static Task NotRecoveredAsync(HttpContext context) => ProblemCodes.NotReady("the engine is recovering; ask again").WriteAsync(context);

    /// <summary>Answers with an object.</summary>
    public static async Task TellAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = JsonText.Of(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(buffer, context.RequestAborted);
    }

    private static void MapAccount(EngineRoutes routes)
    {
        routes.Map("/api/v1/live", (json, engine) => LiveJson.WriteMembers(json, engine));
        routes.Map("/api/orders_state", (json, engine) => EngineJson.List(json, "orders_state", Orders(engine), EngineJson.Order));
        routes.Map("/api/accounts", (json, engine) => EngineJson.List(json, "accounts", [engine], AccountJson.Write));
        routes.MapPages<EngineHost>("/api/v1/accounts", engine => [engine], engine => engine.Account, AccountJson.Write);
        routes.MapPages("/api/v1/orders", Orders, order => order.Id.Text, EngineJson.Order);
        routes.MapPages("/api/v1/fills", engine => engine.View.Fills, fill => $"{fill.Fill.Id}-{fill.Fill.TradeId}", EngineJson.Fill);
        routes.MapPages("/api/v1/balances", engine => engine.View.Balances, balance => balance.Currency.Code, EngineJson.Balance);
        routes.MapPages("/api/v1/positions", Valued(engine => engine.View.Positions), one => one.Item.Instrument.Id.Text, (json, one) => EngineJson.Position(json, one.Item, one.Price));
        routes.MapPages("/api/v1/strategies", Valued(engine => engine.View.Strategies), one => one.Item.Id.Text, (json, one) => EngineJson.Strategy(json, one.Item, one.Price));
        routes.MapPages("/api/v1/bars", engine => engine.Tape.Read(MarketTape.Kept).Reverse(), bar => bar.OpenTime.ToString(), EngineJson.Bar);
    }

    private static IEnumerable<OrderView> Orders(EngineHost engine) => engine.View is var view ? view.OpenOrders.Concat(view.ClosedOrders) : [];

    // What is valued at the last price is valued at one price.
    private static Func<EngineHost, IEnumerable<(T Item, decimal? Price)>> Valued<T>(Func<EngineHost, IEnumerable<T>> items) => engine =>
    {
        var price = engine.Tape.Last?.Close.Value;
        return items(engine).Select(item => (item, price));
    };
}
