namespace VeloZ.Local;

/// <summary>The settings of this process that commands without options for them look at.</summary>
internal static class LocalSettings
{
    private static readonly Dictionary<Setting, GivenSetting> NoOptions = [];

    /// <summary>HTTP port; 0 takes a free one.</summary>
    public static int Port => (int)Values().Whole(SettingTable.Port);

    /// <summary>Data folder.</summary>
    public static string DataDirectory => Values().DataDirectory;

    /// <summary>Least level that is logged.</summary>
    public static LogLevel LogLevel => LogLevels.Of(Values());

    /// <summary>Whether a developer looks.</summary>
    public static bool IsDebug => Environment.GetEnvironmentVariable(SettingTable.LogLevel.Name) == "debug";

    /// <summary>What options, the environment and the file of settings say.</summary>
    /// <param name="commandLine">What options set; null for none.</param>
    public static SettingValues Values(IReadOnlyDictionary<Setting, GivenSetting>? commandLine = null) =>
        new(commandLine ?? NoOptions, Environment.GetEnvironmentVariable);

    /// <summary>Settings of the original that another part took over are refused rather than passed over, whatever the command.</summary>
    public static void RefuseReplaced()
    {
        foreach (var setting in SettingTable.All.Where(setting => setting is { Users: SettingUsers.All, Refusal: not null }))
        {
            if (Environment.GetEnvironmentVariable(setting.Name) is { Length: > 0 })
                throw new SettingException($"{setting.Name} is set, and {setting.Refusal}");
        }
    }
}
