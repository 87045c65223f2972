using System.Globalization;

namespace VeloZ.Local;

/// <summary>What the environment sets, checked. The command line wins over it.</summary>
internal static class LocalSettings
{
    private const int PortDefault = 8080;

    private static readonly string[] Replaced = ["VELOZ_VAULT_ADDR", "VELOZ_VAULT_ROLE_ID", "VELOZ_VAULT_SECRET_ID"];

    /// <summary>HTTP port, <c>VELOZ_PORT</c>; 0 takes a free one.</summary>
    public static int Port => Number("VELOZ_PORT", PortDefault, min: 0, max: 65_535);

    /// <summary>Data folder, <c>VELOZ_DATA_DIR</c>.</summary>
    public static string DataDirectory => Text("VELOZ_DATA_DIR") ?? "data";

    /// <summary>Least level that is logged, <c>VELOZ_LOG_LEVEL</c>.</summary>
    public static LogLevel LogLevel => Text("VELOZ_LOG_LEVEL") switch
    {
        null or "info" => LogLevel.Information,
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        var other => throw new UsageException($"VELOZ_LOG_LEVEL was '{other}', must be debug, info, warn or error"),
    };

    /// <summary>Whether a developer looks: <c>VELOZ_LOG_LEVEL=debug</c>.</summary>
    public static bool IsDebug => Text("VELOZ_LOG_LEVEL") == "debug";

    /// <summary>Settings of the original that another part took over are refused rather than passed over.</summary>
    public static void RefuseReplaced()
    {
        foreach (var name in Replaced)
        {
            if (Text(name) is not null)
                throw new UsageException($"{name} is set, and VeloZ uses AWS Secrets Manager instead of HashiCorp Vault; unset it");
        }
    }

    private static int Number(string name, int fallback, int min, int max)
    {
        if (Text(name) is not { } text)
            return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new UsageException($"{name} was '{text}', must be a whole number from {min} to {max}");
    }

    private static string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
