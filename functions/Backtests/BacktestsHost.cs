using VeloZ.Domain;
using VeloZ.Hosting;

namespace VeloZ.Backtests;

/// <summary>Puts the worker of sweeps into a host.</summary>
public static class BacktestsHost
{
    /// <summary>Adds what it needs.</summary>
    /// <param name="services">Of the host.</param>
    /// <param name="blobs">Where jobs, bars and results are.</param>
    public static IServiceCollection AddBacktests(this IServiceCollection services, IBlobStore blobs) => services.AddSingleton(new SweepWorker(blobs));

    /// <summary>Lets the worker be invoked.</summary>
    public static void MapBacktests(this WebApplication app) => app.MapInvocations(app.Services.GetRequiredService<SweepWorker>().Function);
}
