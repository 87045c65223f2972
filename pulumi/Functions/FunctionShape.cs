using VeloZ.Aws;
using VeloZ.Hosting;

namespace VeloZ.Infrastructure;

/// <summary>A function: its size, its code and its settings.</summary>
internal sealed record FunctionShape
{
    // The only folder of Lambda that can be written, and gone with the instance.
    private const string Scratch = "/tmp/veloz";

    /// <summary>As the platform says it: <c>api</c>.</summary>
    public required string Thing { get; init; }

    /// <summary>Assembly that Lambda starts.</summary>
    public required string Handler { get; init; }

    /// <summary>Its zip.</summary>
    public required string CodeKey { get; init; }

    /// <summary>Memory, and with it its share of processors.</summary>
    public required int MemoryMib { get; init; }

    /// <summary>Longest answer.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>Instances that nobody else can take, and the most it can have; null for none.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>Instances that are kept warm; null for none.</summary>
    public int? ProvisionedConcurrency { get; init; }

    /// <summary>Settings of its host.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The API.</summary>
    public static FunctionShape Api(StackSettings settings) => new()
    {
        Thing = "api",
        Handler = "VeloZ.Api",
        CodeKey = settings.ApiCodeKey,
        MemoryMib = 1_024,
        TimeoutSeconds = 28,
        ReservedConcurrency = settings.IsProduction && settings.ReservesConcurrency ? 200 : null,
        ProvisionedConcurrency = settings.IsProduction && settings.ReservesConcurrency ? 1 : null,
        Environment = EnvironmentOf(settings, (SettingTable.Items, "dynamodb")),
    };

    /// <summary>The worker of sweeps: a processor of its own, and the longest time that Lambda gives.</summary>
    public static FunctionShape BacktestsWorker(StackSettings settings) => new()
    {
        Thing = "backtests-worker",
        Handler = "VeloZ.Backtests",
        CodeKey = settings.BacktestsCodeKey,
        MemoryMib = 1_769,
        TimeoutSeconds = 900,
        ReservedConcurrency = settings.IsProduction && settings.ReservesConcurrency ? 400 : null,
        Environment = EnvironmentOf(settings, (SettingTable.Blobs, "s3")),
    };

    private static SortedDictionary<string, string> EnvironmentOf(StackSettings settings, params (Setting Setting, string Value)[] stores)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [SettingTable.DataDirectory.Name] = Scratch,
            [SettingTable.Preset.Name] = "release",
            [SettingTable.LogLevel.Name] = "info",
            [SettingTable.Environment.Name] = settings.Environment.Name,
            [SettingTable.EnvironmentTier.Name] = TierWord(settings.Environment.Tier),
            [SettingTable.AwsRegion.Name] = settings.Region,
            [SettingTable.AwsAccount.Name] = settings.Account,
        };
        foreach (var (setting, value) in stores)
            variables[setting.Name] = value;
        return variables;
    }

    private static string TierWord(EnvironmentTier tier) => tier switch
    {
        EnvironmentTier.Production => "production",
        EnvironmentTier.Staging => "staging",
        _ => "development",
    };
}
