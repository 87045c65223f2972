using Microsoft.Extensions.Logging;

namespace VeloZ.Hosting;

/// <summary>The setting of the log level as the log knows it.</summary>
public static class LogLevels
{
    /// <summary>Least level that is logged.</summary>
    /// <exception cref="SettingException">What was given does not hold.</exception>
    public static LogLevel Of(SettingValues settings) => settings.Text(SettingTable.LogLevel) switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
