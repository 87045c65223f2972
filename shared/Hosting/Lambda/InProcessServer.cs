using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace VeloZ.Hosting;

/// <summary>The host's server, which keeps hold of the host's whole pipeline, so that a request can run through it without a socket.</summary>
internal sealed class InProcessServer(IServer server) : IServer
{
    private Func<IFeatureCollection, Task>? _pipeline;

    /// <inheritdoc/>
    public IFeatureCollection Features => server.Features;

    /// <summary>Puts it before the server that was added last.</summary>
    public static void PutBefore(IServiceCollection services)
    {
        var last = services.Last(service => service.ServiceType == typeof(IServer));
        services.Remove(last);
        services.AddSingleton<IServer>(provider => new InProcessServer((IServer)(last.ImplementationInstance
            ?? last.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, last.ImplementationType!))));
    }

    /// <summary>Runs a request through the pipeline.</summary>
    /// <param name="features">Of the request and of what takes its response.</param>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public Task RunAsync(IFeatureCollection features) => (_pipeline ?? throw new InvalidOperationException("the host has not started, must run to take requests"))(features);

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _pipeline = features => RunAsync(application, features);
        return server.StartAsync(application, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    private static async Task RunAsync<TContext>(IHttpApplication<TContext> application, IFeatureCollection features)
        where TContext : notnull
    {
        var context = application.CreateContext(features);
        try
        {
            await application.ProcessRequestAsync(context);
        }
        catch (Exception exception)
        {
            application.DisposeContext(context, exception);
            throw;
        }
        application.DisposeContext(context, exception: null);
    }
}
