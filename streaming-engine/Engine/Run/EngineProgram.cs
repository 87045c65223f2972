using VeloZ.Hosting;

namespace VeloZ.Engine;

/// <summary>The program <c>veloz-engine</c>: an engine by its settings alone, with service mode and, by <c>--stdio</c>, stdio mode.</summary>
internal static class EngineProgram
{
    private const string Usage = "veloz-engine [--data DIR] [--port N] [--stdio]: all else by VELOZ_* variables or veloz.json in the data folder, see .github/SETTINGS.md";

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            using var signals = new StopSignals();
            if (arguments.Contains("--help", StringComparer.Ordinal))
            {
                Console.Out.WriteLine(Usage);
                return ExitCode.Done;
            }
            await RunAsync(Read(arguments, out var isStdio), isStdio, signals.Stop);
            return ExitCode.Done;
        }
        catch (Exception exception)
        {
            // The edge of the process.
            var code = ExitCode.Of(exception);
            Console.Error.WriteLine($"veloz-engine: {(code is null ? $"unexpected {exception.GetType().Name}: " : "")}{exception.Message.ReplaceLineEndings(" ")}");
            return code ?? ExitCode.Failed;
        }
    }

    private static Task RunAsync(SettingValues settings, bool isStdio, CancellationToken stop)
    {
        var engine = EngineSettings.Read(settings, new MarketTerms(), strategies: null, TimeProvider.System, progress: null, stop);
        ProcessLimits.Apply(settings);
        var options = new EngineRunOptions
        {
            Engine = engine,
            Server = EngineServerSettings.Read(settings, hasPage: false),
            Input = isStdio ? Console.In : null,
            Output = Console.Out,
            Started = (_, address) =>
            {
                if (!isStdio)
                    Console.Out.WriteLine(address);
            },
        };
        return EngineRun.RunAsync(options, TimeProvider.System, stop);
    }

    private static SettingValues Read(string[] arguments, out bool isStdio)
    {
        var given = new Dictionary<Setting, GivenSetting>();
        isStdio = false;
        for (var index = 0; index < arguments.Length; index++)
        {
            var argument = arguments[index];
            var setting = argument switch
            {
                "--stdio" => null,
                "--data" => SettingTable.DataDirectory,
                "--port" => SettingTable.Port,
                _ => throw new UsageException($"argument was '{argument}'; {Usage}"),
            };
            if (setting is null)
                isStdio = true;
            else if (++index == arguments.Length || arguments[index].Length == 0)
                throw new UsageException($"{argument} had no value, must be {setting.Form.Range}");
            else if (!given.TryAdd(setting, new GivenSetting(arguments[index], argument)))
                throw new UsageException($"{argument} was given twice, must be given once");
        }
        return new SettingValues(given, Environment.GetEnvironmentVariable);
    }
}
