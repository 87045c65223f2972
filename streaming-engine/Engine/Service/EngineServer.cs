using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;
using VeloZ.Hosting;

namespace VeloZ.Engine;

/// <summary>How an engine is served.</summary>
public sealed record EngineServerOptions
{
    /// <summary>On 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Least level that is logged, to standard error.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Whether there is a page at <c>/</c>.</summary>
    public bool HasPage { get; init; } = true;

    /// <summary>Whether an unforeseen error tells its cause.</summary>
    public bool ShowsCauses { get; init; }
}

/// <summary>Serves an engine on the loopback address: its page, its data, its health. It reads only.</summary>
/// <remarks>It listens before the engine has recovered, and says so at <c>/ready</c>; a port that is taken is told before any data is touched.</remarks>
public sealed class EngineServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly ShownEngine _shown;

    private EngineServer(WebApplication app, ShownEngine shown)
    {
        (_app, _shown) = (app, shown);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its log.</summary>
    public ILogger Log => _app.Logger;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EngineServer> StartAsync(EngineServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var shown = new ShownEngine();
        var app = Build(options);
        app.UseLoopbackGuard(options.ShowsCauses, app.Logger);
        EngineEndpoints.Map(app, shown, time);
        if (options.HasPage)
            EnginePage.Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return new EngineServer(app, shown);
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            shown.Dispose();
            throw exception is IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException or SocketException }
                ? new IOException($"port {options.Port} on 127.0.0.1 is taken by another program; choose one by --port or VELOZ_PORT", exception)
                : exception;
        }
    }

    /// <summary>Shows this engine from now on.</summary>
    public void Show(EngineHost engine) => _shown.Show(engine);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _shown.Dispose();
    }

    private static WebApplication Build(EngineServerOptions options)
    {
        var builder = LoopbackHost.Begin(options.Port, options.LogLevel);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // A start that fails is told by who asked for it.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace); // Standard output is for answers.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownPatience);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        return builder.Build();
    }

    // Signals are the program's to take: the engine stops before its service does.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
