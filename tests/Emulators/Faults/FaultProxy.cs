using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VeloZ.Emulators;

/// <summary>Stands before an emulator of a JSON service, passes requests on as they are, and does to some of them what it was told.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly string[] NotPassedOn = ["Transfer-Encoding", "Connection", "Content-Length", "Content-Type"];

    private readonly Uri _target;
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ProxyFault>> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Operation, byte[] Body)> _seen = new();
    private readonly Lock _gate = new();
    private readonly List<(int Left, Passed Request)> _later = [];

    private FaultProxy(Uri target, WebApplication app) => (_target, _app) = (target, app);

    private int _held;

    /// <summary>Requests that are held now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Operations that were asked for, in their order, those that faults met among them.</summary>
    public IReadOnlyCollection<string> Seen => [.. _seen.Select(request => request.Operation)];

    /// <summary>Bodies of the requests of an operation, in their order.</summary>
    public IReadOnlyList<byte[]> BodiesOf(string operation) => [.. _seen.Where(request => request.Operation == operation).Select(request => request.Body)];

    /// <summary>Starts one on a free port.</summary>
    /// <param name="target">The emulator.</param>
    public static async Task<FaultProxy> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var proxy = new FaultProxy(target, app);
        app.Run(proxy.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        proxy.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>Does that to the next requests of an operation, one each.</summary>
    /// <param name="operation">Last part of <c>X-Amz-Target</c>, such as <c>PutRecord</c>.</param>
    /// <param name="faults">In their order.</param>
    public void Add(string operation, params ReadOnlySpan<ProxyFault> faults)
    {
        var queue = _faults.GetOrAdd(operation, _ => new ConcurrentQueue<ProxyFault>());
        foreach (var fault in faults)
            queue.Enqueue(fault);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var request = await Passed.ReadAsync(context.Request);
        _seen.Enqueue((request.Operation, request.Body));
        await PassDueAsync();
        if (!_faults.TryGetValue(request.Operation, out var faults) || !faults.TryDequeue(out var fault))
        {
            await AnswerAsync(context, request);
            return;
        }
        switch (fault)
        {
            case ProxyFault.Refuse refuse:
                context.Response.StatusCode = (int)refuse.Status;
                context.Response.ContentType = "application/x-amz-json-1.1";
                await context.Response.WriteAsync($$"""{"__type":"{{refuse.Code}}","message":"told by the proxy"}""", context.RequestAborted);
                break;
            case ProxyFault.LoseRequest:
                context.Abort();
                break;
            case ProxyFault.LoseAnswer:
                (await SendAsync(request)).Dispose();
                context.Abort();
                break;
            case ProxyFault.PassLater later:
                lock (_gate)
                    _later.Add((later.Requests, request));
                context.Abort();
                break;
            case ProxyFault.PassTwice:
                (await SendAsync(request)).Dispose();
                await AnswerAsync(context, request);
                break;
            case ProxyFault.HoldAnswer hold:
                using (var answer = await SendAsync(request))
                {
                    await hold.Released;
                    await CopyAsync(answer, context);
                }
                break;
            case ProxyFault.HoldRequest hold:
                Interlocked.Increment(ref _held);
                await hold.Released;
                using (var answer = await SendAsync(request))
                {
                    Interlocked.Decrement(ref _held);
                    await CopyAsync(answer, context);
                }
                break;
        }
    }

    // A request that was lost on its way arrives after all.
    private async Task PassDueAsync()
    {
        var due = new List<Passed>();
        lock (_gate)
        {
            for (var index = _later.Count - 1; index >= 0; index--)
            {
                var (left, request) = _later[index];
                if (left > 1)
                {
                    _later[index] = (left - 1, request);
                    continue;
                }
                due.Add(request);
                _later.RemoveAt(index);
            }
        }
        foreach (var request in due)
            (await SendAsync(request)).Dispose();
    }

    private async Task AnswerAsync(HttpContext context, Passed request)
    {
        using var answer = await SendAsync(request);
        await CopyAsync(answer, context);
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return; // Who asked has gone.
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        foreach (var header in answer.Headers.Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers.Append(header.Key, header.Value.ToArray());
        await answer.Content.CopyToAsync(context.Response.Body, CancellationToken.None);
    }

    // To its end, also where who asked does not wait any more: the emulator must not be left half-way by the proxy.
    private Task<HttpResponseMessage> SendAsync(Passed request) => _client.SendAsync(request.To(_target), CancellationToken.None);

    private sealed record Passed(string Method, string Path, string Operation, IReadOnlyList<KeyValuePair<string, string[]>> Headers, string? ContentType, byte[] Body)
    {
        public static async Task<Passed> ReadAsync(HttpRequest request)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            var target = request.Headers["X-Amz-Target"].ToString();
            var headers = request.Headers
                .Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                .Select(header => new KeyValuePair<string, string[]>(header.Key, [.. header.Value.Select(value => value ?? "")]))
                .ToArray();
            return new Passed(request.Method, request.Path + request.QueryString, target[(target.LastIndexOf('.') + 1)..], headers, request.ContentType, body.ToArray());
        }

        public HttpRequestMessage To(Uri target)
        {
            var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(target, Path)) { Content = new ByteArrayContent(Body) };
            if (ContentType is not null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            foreach (var (name, values) in Headers)
                message.Headers.TryAddWithoutValidation(name, values);
            return message;
        }
    }
}
