using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VeloZ.Hosting;

/// <summary>Begins hosts of HTTP on the loopback address that are what our settings say, and nothing else.</summary>
public static class LoopbackHost
{
    /// <summary>A host with routes, one address, and a log of one line a message.</summary>
    /// <param name="port">On 127.0.0.1; 0 takes a free one.</param>
    /// <param name="level">Least level that is logged.</param>
    /// <remarks>
    /// The framework's other builders read <c>appsettings.json</c> of the folder that a user happens to stand in, and to see it change they watch all
    /// that is below that folder: our own data folder, mostly, at every write, in memory that grows with each folder made there.
    /// </remarks>
    public static WebApplicationBuilder Begin(int port, LogLevel level)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        return builder;
    }
}
