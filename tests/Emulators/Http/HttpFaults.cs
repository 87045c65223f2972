using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace VeloZ.Emulators;

/// <summary>Faults that are still to come: each request meets the first that is meant for it.</summary>
public sealed class HttpFaults
{
    private readonly Lock _gate = new();
    private readonly List<(Func<HttpRequest, bool> IsMeant, HttpFault Fault)> _queue = [];
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly ConcurrentQueue<HttpFault.Late> _late = new();

    /// <summary>Requests that came, as <c>METHOD path?query</c>, and for services of JSON their operation.</summary>
    public IReadOnlyCollection<string> Seen => _seen;

    /// <summary>Faults that no request has met.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <summary>The next request meets it.</summary>
    public void Add(HttpFault fault) => Add(fault, _ => true);

    /// <summary>The next request for an operation meets it.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="operation">End of the <c>X-Amz-Target</c> of JSON services: <c>PutItem</c>.</param>
    public void Add(HttpFault fault, string operation) => Add(fault, request => OperationOf(request) == operation);

    /// <summary>The next request that is meant meets it.</summary>
    public void Add(HttpFault fault, Func<HttpRequest, bool> isMeant)
    {
        lock (_gate)
            _queue.Add((isMeant, fault));
    }

    /// <summary>Puts the faults before a server's work.</summary>
    internal RequestDelegate Before(RequestDelegate work) => async context =>
    {
        _seen.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {OperationOf(context.Request)}".TrimEnd());
        foreach (var late in _late)
            await late.PassAsync();
        switch (Take(context.Request))
        {
            case null:
                await work(context);
                return;
            case HttpFault.Held held:
                await HoldAsync(context, work, held);
                return;
            case HttpFault.Doubled:
                await KeepAsync(context.Request);
                await DoAsync(context, work);
                context.Request.Body.Position = 0;
                context.Response.Clear();
                await work(context);
                return;
            case HttpFault.Late late:
                await DelayAsync(context, work, late);
                return;
            case HttpFault.Dropped { IsDone: var isDone }:
                if (isDone)
                    await DoAsync(context, work);
                context.Abort();
                return;
            case HttpFault.Answer answer:
                if (answer.IsDone)
                    await DoAsync(context, work);
                await AnswerAsync(context, answer);
                return;
            case HttpFault.Cut cut:
                await ChangeAsync(context, work, body => body[..Math.Min(cut.Bytes, body.Length)]);
                await cut.WaitAsync(context.RequestAborted);
                context.Abort();
                return;
            case HttpFault.Flip flip:
                await ChangeAsync(context, work, body =>
                {
                    body[flip.At] ^= 1;
                    return body;
                });
                return;
            case HttpFault.OtherRequest other:
                context.Request.Body = new MemoryStream(other.Body(await KeepAsync(context.Request)), writable: false);
                await work(context);
                return;
            case HttpFault.OtherAnswer other:
                await WriteAsync(context, other.Body(await DoAsync(context, work)));
                return;
            case var other:
                throw new InvalidOperationException($"fault {other} was of an unknown kind");
        }
    };

    /// <summary>Reads a request's body to its end, so that it can be read again, also when its caller has left.</summary>
    internal static async Task<byte[]> KeepAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var bytes = body.ToArray();
        request.Body = new MemoryStream(bytes, writable: false);
        return bytes;
    }

    /// <summary>The last part of the <c>X-Amz-Target</c> of JSON services; of others nothing.</summary>
    internal static string OperationOf(HttpRequest request) => request.Headers["X-Amz-Target"].ToString().Split('.')[^1];

    private static async Task OutliveCallerAsync(HttpContext context)
    {
        await KeepAsync(context.Request);
        context.RequestAborted = CancellationToken.None;
    }

    private HttpFault? Take(HttpRequest request)
    {
        lock (_gate)
        {
            var index = _queue.FindIndex(entry => entry.IsMeant(request));
            if (index < 0)
                return null;
            var fault = _queue[index].Fault;
            _queue.RemoveAt(index);
            return fault;
        }
    }

    // Does the work and keeps its answer back.
    private static async Task<byte[]> DoAsync(HttpContext context, RequestDelegate work)
    {
        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await work(context);
        context.Response.Body = body;
        return kept.ToArray();
    }

    private async Task DelayAsync(HttpContext context, RequestDelegate work, HttpFault.Late late)
    {
        await OutliveCallerAsync(context);
        _late.Enqueue(late);
        context.Abort();
        await late.ArriveAsync(() => DoAsync(context, work));
    }

    private static async Task HoldAsync(HttpContext context, RequestDelegate work, HttpFault.Held held)
    {
        if (held.OutlivesCaller)
            await OutliveCallerAsync(context);
        try
        {
            if (held.IsDone)
            {
                await ChangeAsync(context, work, body => body, held);
                return;
            }
            await held.WaitAsync(context.RequestAborted);
            await work(context);
        }
        finally
        {
            held.End();
        }
    }

    private static async Task ChangeAsync(HttpContext context, RequestDelegate work, Func<byte[], byte[]> change, HttpFault.Held? held = null)
    {
        var body = await DoAsync(context, work);
        if (held is not null)
            await held.WaitAsync(context.RequestAborted);
        var length = body.Length;
        var changed = change(body);
        context.Response.ContentLength = length;
        await context.Response.Body.WriteAsync(changed, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext context, HttpFault.Answer answer)
    {
        context.Response.Clear();
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        await WriteAsync(context, HttpMethods.IsHead(context.Request.Method) ? [] : Encoding.UTF8.GetBytes(answer.Body));
    }
}
