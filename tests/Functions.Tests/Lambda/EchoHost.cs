using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VeloZ.Hosting;

namespace VeloZ.Functions.Tests;

/// <summary>A host whose routes show what arrived, and answer in every way that a response can be written.</summary>
internal static class EchoHost
{
    public static WebApplication Build(params InvokedFunction[] functions)
    {
        var app = FunctionHost.Begin("echo", port: 0, LogLevel.None).Build();
        app.UseLoopbackGuard(showsCauses: false, app.Logger);
        app.MapPost("/echo/{**rest}", (RequestDelegate)EchoAsync);
        app.MapGet("/bytes", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "image/png";
            return context.Response.Body.WriteAsync(new byte[] { 0x89, 0x50, 0xff, 0x00 }, context.RequestAborted).AsTask();
        }));
        app.MapGet("/no-text", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "text/plain";
            return context.Response.Body.WriteAsync(new byte[] { 0xff, 0xfe }, context.RequestAborted).AsTask();
        }));
        app.MapGet("/cookies", (RequestDelegate)(context =>
        {
            context.Response.Cookies.Append("a", "1", new CookieOptions { Path = "/" });
            context.Response.Cookies.Append("b", "2", new CookieOptions { HttpOnly = true });
            context.Response.Headers.Append("X-Many", "one");
            context.Response.Headers.Append("X-Many", "two");
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        }));
        app.MapGet("/starting", (RequestDelegate)(async context =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Starting"] = "set";
                return Task.CompletedTask;
            });
            await context.Response.BodyWriter.WriteAsync("text"u8.ToArray(), context.RequestAborted);
            Assert.True(context.Response.HasStarted);
            Assert.Throws<InvalidOperationException>(() => context.Response.Headers["X-Too-Late"] = "set");
            Assert.Throws<InvalidOperationException>(() => context.Response.StatusCode = StatusCodes.Status500InternalServerError);
        }));
        app.MapGet("/fails", (RequestDelegate)(_ => throw new InvalidOperationException("a secret")));
        app.MapMethods("/head", ["GET", "HEAD"], (RequestDelegate)(context => context.Response.WriteAsync("body", context.RequestAborted)));
        app.MapInvocations([new InvokedFunction.Http("echo"), .. functions]);
        return app;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        var lines = new List<string>
        {
            $"path {context.Request.PathBase}|{context.Request.Path.Value}|{context.Request.RouteValues["rest"]}",
            $"query {string.Join(' ', context.Request.Query.Select(one => $"{one.Key}=[{string.Join(';', one.Value.ToArray())}]"))}",
            $"host {context.Request.Scheme} {context.Request.Host} from {context.Connection.RemoteIpAddress}",
            $"marks {context.Request.Headers["X-MARKS"]}",
            $"cookies {string.Join(' ', context.Request.Cookies.Select(one => $"{one.Key}={one.Value}"))}",
            $"body {context.Request.ContentLength} {Convert.ToHexStringLower(Encoding.Latin1.GetBytes(await reader.ReadToEndAsync(context.RequestAborted)))}",
        };
        await context.Response.WriteAsync(string.Join('\n', lines), context.RequestAborted);
    }
}
