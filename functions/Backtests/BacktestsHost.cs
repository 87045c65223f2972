using VeloZ.Hosting;

namespace VeloZ.Backtests;

/// <summary>Puts the worker of sweeps into a host.</summary>
public static class BacktestsHost
{
    /// <summary>Adds what it needs.</summary>
    /// <param name="services">Of the host.</param>
    /// <param name="worker">What answers; the caller's to dispose.</param>
    public static IServiceCollection AddBacktests(this IServiceCollection services, SweepWorker worker) => services.AddSingleton(worker);

    /// <summary>Lets the worker be invoked.</summary>
    public static void MapBacktests(this WebApplication app) => app.MapInvocations(app.Services.GetRequiredService<SweepWorker>().Function);
}
