using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace VeloZ.VenueServers;

/// <summary>A loopback venue on 127.0.0.1: it speaks a real venue's protocol, and matches orders by itself.</summary>
public sealed class VenueServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private int _isStopped;

    private VenueServer(WebApplication app, VenueProtocol protocol, VenueFloor floor)
    {
        (_app, Protocol, Floor) = (app, protocol, floor);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its markets, as the venue calls them; a text that names two is there once.</summary>
    public IReadOnlyList<string> Symbols => [.. Floor.Venue.Markets.Select(static market => market.Symbol).Distinct(StringComparer.Ordinal)];

    /// <summary>Whose protocol it speaks, and for what.</summary>
    public string Title => Protocol.Title;

    /// <summary>Where its sockets are, and what each is for.</summary>
    public IReadOnlyList<(string Path, string What)> Sockets => Protocol.Sockets;

    /// <summary>What it speaks.</summary>
    internal VenueProtocol Protocol { get; }

    /// <summary>What is behind it.</summary>
    internal VenueFloor Floor { get; }

    /// <summary>Starts to listen, and the markets with it.</summary>
    /// <param name="options">How.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="cancellationToken">Ends the start only.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="ArgumentException">A path is for no market of the venue.</exception>
    public static async Task<VenueServer> StartAsync(VenueServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var protocol = VenueProtocol.Of(options.Protocol);
        var symbols = (options.Markets ?? protocol.DefaultMarkets).Select(static market => market.Symbol).Distinct(StringComparer.Ordinal).ToArray();
        if (options.Paths.Keys.FirstOrDefault(symbol => !symbols.Contains(symbol)) is { } unknown)
            throw new ArgumentException($"market {unknown} was to go by a file, must be one of {string.Join(' ', symbols)}");
        var floor = new VenueFloor(options, protocol, time);
        protocol.Open(floor);
        var app = Build(options, protocol);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.PingPeriod, KeepAliveTimeout = options.PongPatience });
        app.Run(protocol.ServeAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            floor.Begin();
            return new VenueServer(app, protocol, floor);
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            await floor.DisposeAsync();
            throw exception is IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException or SocketException }
                ? new IOException($"port {options.Port} on 127.0.0.1 is taken by another program; choose one by --port", exception)
                : exception;
        }
    }

    /// <summary>Tells all sockets, stops to listen, and lets the markets stand still.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 1)
            return;
        Protocol.SayGoodbye();
        await Floor.StopAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Floor.DisposeAsync();
    }

    private static WebApplication Build(VenueServerOptions options, VenueProtocol protocol)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(static console => console.SingleLine = true).SetMinimumLevel(options.LogLevel);
        // A start that fails is told by who asked for it.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownPatience);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = protocol.BodyBytesMax;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        return builder.Build();
    }

    // Signals are the program's to take.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
