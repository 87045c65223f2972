using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;

namespace VeloZ.Backtests;

/// <summary>The program: the worker of the state machine, over the blobs of the data folder or of the environment in AWS, at the Invoke path of a loopback port.</summary>
internal static class BacktestsProgram
{
    private const string PlansPrefix = "plans/";

    private static readonly Dictionary<Setting, GivenSetting> NoOptions = [];

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            if (arguments.Length > 0)
                throw new UsageException($"an argument was '{arguments[0]}', must be none: settings come from the environment");
            var settings = new SettingValues(NoOptions, Environment.GetEnvironmentVariable);
            var blobs = await OpenBlobsAsync(settings);
            using var client = blobs as IDisposable;
            using var worker = new SweepWorker(blobs);
            if (await FunctionHost.TryTakeEventsAsync(worker.Function, CancellationToken.None))
                return ExitCode.Done;
            await using var app = Build(settings, worker);
            await app.RunAsync(CancellationToken.None);
            return ExitCode.Done;
        }
        catch (Exception exception) when (ExitCode.Of(exception) is { } code)
        {
            await Console.Error.WriteLineAsync($"veloz-backtests: {exception.Message}");
            return code;
        }
    }

    private static async Task<IBlobStore> OpenBlobsAsync(SettingValues settings)
    {
        var stores = StoreSettings.Read(settings, Environment.GetEnvironmentVariable);
        return stores.Blobs is null
            ? FileBlobStore.Open(Path.Combine(settings.DataDirectory, "blobs"), TimeProvider.System)
            : await CloudStores.OpenBlobsAsync(stores, PlansPrefix, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>The host, not started.</summary>
    /// <param name="settings">Port and log.</param>
    /// <param name="worker">What it invokes; the caller's to dispose.</param>
    public static WebApplication Build(SettingValues settings, SweepWorker worker)
    {
        var builder = FunctionHost.Begin(SweepWorker.FunctionName, (int)settings.Whole(SettingTable.Port), LogLevels.Of(settings));
        builder.Services.AddBacktests(worker);
        var app = builder.Build();
        app.UseLoopbackGuard(showsCauses: false, app.Logger);
        app.MapBacktests();
        return app;
    }
}
