using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace VeloZ.Emulators;

/// <summary>Stands before a server of others, and does to its requests what a network does.</summary>
public sealed class HttpFaultProxy : IAsyncDisposable
{
    // Of one connection, which the other side counts anew.
    private static readonly string[] NotPassedOn = ["Connection", "Content-Length", "Host", "Keep-Alive", "Transfer-Encoding"];

    private readonly HttpClient _client;
    private readonly LoopbackServer _server;
    private readonly ConcurrentQueue<(string Operation, byte[] Body)> _bodies;

    private HttpFaultProxy(HttpClient client, LoopbackServer server, HttpFaults faults, ConcurrentQueue<(string Operation, byte[] Body)> bodies)
    {
        (_client, _server, _bodies) = (client, server, bodies);
        Faults = faults;
    }

    /// <summary>What is to go wrong.</summary>
    public HttpFaults Faults { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => _server.Address;

    /// <summary>Bodies of the requests for an operation of a JSON service, in their order, those that faults met among them.</summary>
    /// <param name="operation">End of their <c>X-Amz-Target</c>: <c>PutRecord</c>.</param>
    public IReadOnlyList<byte[]> BodiesOf(string operation) => [.. _bodies.Where(request => request.Operation == operation).Select(request => request.Body)];

    /// <summary>Starts one.</summary>
    /// <param name="target">Where requests go on to.</param>
    public static async Task<HttpFaultProxy> StartAsync(Uri target)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        var faults = new HttpFaults();
        var bodies = new ConcurrentQueue<(string Operation, byte[] Body)>();
        var work = faults.Before(context => ForwardAsync(client, target, context));
        var server = await LoopbackServer.StartAsync(async context =>
        {
            bodies.Enqueue((HttpFaults.OperationOf(context.Request), await HttpFaults.KeepAsync(context.Request)));
            await work(context);
        });
        return new HttpFaultProxy(client, server, faults, bodies);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
    }

    private static async Task ForwardAsync(HttpClient client, Uri target, HttpContext context)
    {
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, context.Request.Path + context.Request.QueryString)) { Content = new ByteArrayContent(content.ToArray()) };
        // Signatures are of the name that the caller used.
        request.Headers.Host = context.Request.Host.Value;
        foreach (var (name, values) in context.Request.Headers.Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }
        // What was sent is done, even where who sent it does not wait.
        using var response = await client.SendAsync(request, CancellationToken.None);
        var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = new StringValues([.. values]);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
