using System.Globalization;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>News of an engine as server-sent events: first how all stands, then what changes; each with its topic and number.</summary>
/// <remarks>A number that is left out is a sign to begin again. Who reads too slowly is cut off by an event that says so.</remarks>
internal static class EventStream
{
    private const int NewsCapacity = 1_024;

    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(15);

    public static async Task WriteAsync(HttpContext context, EngineHost engine, TimeProvider time)
    {
        context.Response.ContentType = "text/event-stream";
        using var subscription = engine.News.Subscribe(NewsCapacity);
        var stream = new Stream(context, time);
        await stream.SendAsync("system", "snapshot", json => LiveJson.Write(json, engine));
        try
        {
            while (await stream.WaitAsync(subscription, PingPeriod))
            {
                while (subscription.News.TryRead(out var news))
                {
                    if (NewsJson.IsTold(news))
                        await stream.SendAsync(NewsJson.TopicOf(news), NewsJson.TypeOf(news), json => NewsJson.Write(json, news));
                }
            }
            await stream.SendAsync("system", "stopped", json => Explain(json, "engine_stopped", "the engine has stopped"));
        }
        catch (SlowListenerException exception)
        {
            await stream.SendAsync("system", "cut_off", json => Explain(json, "listener_slow", exception.Message));
        }
    }

    private static void Explain(Utf8JsonWriter json, string code, string message)
    {
        json.WriteStartObject();
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    private sealed class Stream(HttpContext context, TimeProvider time)
    {
        private long _sequence;

        /// <summary>Waits for news; pings meanwhile. False when no more will come.</summary>
        public async Task<bool> WaitAsync(NewsSubscription subscription, TimeSpan period)
        {
            var waiting = subscription.News.WaitToReadAsync(context.RequestAborted).AsTask();
            while (!waiting.IsCompleted)
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
                await Task.WhenAny(waiting, Task.Delay(period, time, ended.Token));
                await ended.CancelAsync();
                if (!waiting.IsCompleted)
                    await context.Response.WriteAsync(": ping\n\n", context.RequestAborted);
            }
            return await waiting;
        }

        public async Task SendAsync(string topic, string type, Action<Utf8JsonWriter> write)
        {
            _sequence++;
            var data = JsonText.Of(json =>
            {
                json.WriteStartObject();
                json.WriteString("topic", topic);
                json.WriteNumber("seq", _sequence);
                json.WriteString("ts", UnixNanos.From(time.GetUtcNow()).ToString());
                json.WriteString("type", type);
                json.WritePropertyName("data");
                write(json);
                json.WriteEndObject();
            });
            var text = string.Create(CultureInfo.InvariantCulture, $"id: {_sequence}\nevent: {type}\ndata: {Encoding.UTF8.GetString(data.Span)}\n\n");
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
    }
}
