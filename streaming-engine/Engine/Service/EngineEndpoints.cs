using System.Net.ServerSentEvents;
using System.Text.Json;

namespace VeloZ.Engine;

/// <summary>What an engine answers over HTTP. All of it reads; nothing changes the account.</summary>
internal static class EngineEndpoints
{
    private const string Json = "application/json";
    private const int NewsCapacity = 1_024;

    public static void MapEngine(this WebApplication app, EngineHost engine)
    {
        app.MapGet("/health", () => Status("ok"));
        app.MapGet("/healthz", () => Status("ok"));
        app.MapGet("/ready", () => Ready(engine));
        app.MapGet("/metrics", () => Results.Text(engine.Meters.Collect(), "text/plain; version=0.0.4; charset=utf-8"));
        app.MapGet("/api/orders_state", () => Document(json =>
        {
            EngineJson.List(json, "orders_state", engine.View.OpenOrders.Concat(engine.View.ClosedOrders), EngineJson.Order);
        }));
        app.MapGet("/api/v1/orders", () => Items(engine.View.OpenOrders.Concat(engine.View.ClosedOrders), EngineJson.Order));
        app.MapGet("/api/v1/fills", () => Items(engine.View.Fills, EngineJson.Fill));
        app.MapGet("/api/v1/balances", () => Items(engine.View.Balances, EngineJson.Balance));
        app.MapGet("/api/v1/positions", () => Items(engine.View.Positions, (json, position) => EngineJson.Position(json, position, engine.Tape.Last?.Close.Value)));
        app.MapGet("/api/v1/strategies", () => Items(engine.View.Strategies, (json, strategy) => EngineJson.Strategy(json, strategy, engine.Tape.Last?.Close.Value)));
        app.MapGet("/api/v1/live", () => Text(json => LiveJson.Write(json, engine)));
        app.MapGet("/api/v1/events", (CancellationToken cancellationToken) => TypedResults.ServerSentEvents(Events(engine, cancellationToken)));
    }

    private static IResult Status(string status) => Document(json => json.WriteString("status", status));

    private static IResult Ready(EngineHost engine)
    {
        var reason = engine.Fault is { } fault ? $"the engine has ended by a fault: {fault}"
            : engine.Completion.IsCompleted ? "the engine has stopped"
            : engine.HasRoom ? null
            : "the journal has no room: free some space on its disk";
        return reason is null
            ? Status("ready")
            : Results.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "not_ready" });
    }

    private static IResult Items<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Document(json =>
    {
        EngineJson.List(json, "items", items, write);
        json.WriteNull("next_cursor");
    });

    private static IResult Document(Action<Utf8JsonWriter> write) => Text(json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    private static IResult Text(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return Results.Text(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), Json);
    }

    private static async IAsyncEnumerable<SseItem<string>> Events(EngineHost engine, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = engine.News.Subscribe(NewsCapacity);
        await foreach (var news in subscription.News.ReadAllAsync(cancellationToken))
        {
            yield return new SseItem<string>(NewsJson.Text(news), NewsJson.TypeOf(news));
        }
    }
}
