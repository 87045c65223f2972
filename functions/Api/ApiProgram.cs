using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;

namespace VeloZ.Api;

/// <summary>The program: the API over the items of the data folder or of the environment in AWS, as HTTP and at the Invoke path of a loopback port.</summary>
internal static class ApiProgram
{
    // An engine of the same folder may be writing.
    private static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<Setting, GivenSetting> NoOptions = [];

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            if (arguments.Length > 0)
                throw new UsageException($"an argument was '{arguments[0]}', must be none: settings come from the environment");
            var settings = new SettingValues(NoOptions, Environment.GetEnvironmentVariable);
            await using var items = await OpenItemsAsync(settings);
            await using var app = Build(settings, items);
            await app.RunAsync(CancellationToken.None);
            return ExitCode.Done;
        }
        catch (Exception exception) when (ExitCode.Of(exception) is { } code)
        {
            await Console.Error.WriteLineAsync($"veloz-api: {exception.Message}");
            return code;
        }
    }

    private static async Task<IItemStore> OpenItemsAsync(SettingValues settings)
    {
        var stores = StoreSettings.Read(settings, Environment.GetEnvironmentVariable);
        return stores.Items is null
            ? SqliteItemStore.Open(Path.Combine(settings.DataDirectory, "items.db"), TimeProvider.System, BusyPatience)
            : await CloudStores.OpenItemsAsync(stores, stores.Schema.Market, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>The host, not started.</summary>
    public static WebApplication Build(SettingValues settings, IItemStore items)
    {
        var builder = FunctionHost.Begin(ApiHost.FunctionName, (int)settings.Whole(SettingTable.Port), LogLevels.Of(settings));
        builder.Services.AddApi(ApiOptions.Read(settings), items);
        var app = builder.Build();
        app.UseLoopbackGuard(settings.Text(SettingTable.Preset) == "dev", app.Logger);
        app.MapApi();
        app.MapInvocations(new InvokedFunction.Http(ApiHost.FunctionName));
        return app;
    }
}
