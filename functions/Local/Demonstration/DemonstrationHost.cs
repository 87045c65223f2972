using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>Serves reports on the loopback address until it is interrupted.</summary>
internal static class DemonstrationHost
{
    public static async Task<int> RunAsync(int port, IReadOnlyList<BacktestReport> reports, CancellationToken cancellationToken)
    {
        var pages = reports.ToDictionary(report => report.Result.Strategy, Page, StringComparer.Ordinal);
        var first = reports[0].Result.Strategy;
        await using var app = LoopbackHost.Begin(port, LocalSettings.LogLevel).Build();
        app.Use(SetHeadersAsync);
        app.MapGet("/", () => Html(pages[first]));
        app.MapGet("/reports/{strategy}", (string strategy) => pages.TryGetValue(strategy, out var page) ? Html(page) : Results.NotFound());
        app.MapGet("/health", () => Results.Text("{\"status\":\"ok\"}", "application/json"));
        app.MapGet("/healthz", () => Results.Text("{\"status\":\"ok\"}", "application/json"));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            throw new IOException($"port {port} on 127.0.0.1 is taken by another program; choose one by --port or VELOZ_PORT", exception);
        }
        Tell(app, pages.Keys);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    private static void Tell(WebApplication app, IEnumerable<string> strategies)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.Out.WriteLine("A demonstration: two strategies over two years of generated hourly bars. The data is made up; so are the results.");
        Console.Out.WriteLine();
        Console.Out.WriteLine($"  {address}");
        foreach (var strategy in strategies.Skip(1))
            Console.Out.WriteLine($"  {address}/reports/{strategy}");
        Console.Out.WriteLine();
        Console.Out.WriteLine("Ctrl+C ends it.");
    }

    // What the page may load and run stands in the page itself.
    private static Task SetHeadersAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }

    private static IResult Html(string page) => Results.Text(page, "text/html; charset=utf-8");

    private static string Page(BacktestReport report)
    {
        using var text = new StringWriter();
        HtmlReport.Write(text, report);
        return text.ToString();
    }
}
