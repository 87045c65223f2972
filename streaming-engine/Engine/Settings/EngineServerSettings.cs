using VeloZ.Hosting;

namespace VeloZ.Engine;

/// <summary>Makes how an engine is served from the settings in force.</summary>
public static class EngineServerSettings
{
    /// <summary>Reads them.</summary>
    /// <exception cref="SettingException">A setting does not hold.</exception>
    public static EngineServerOptions Read(SettingValues settings, bool hasPage) => new()
    {
        Port = (int)settings.Whole(SettingTable.Port),
        LogLevel = LogLevels.Of(settings),
        HasPage = hasPage,
        ShowsCauses = settings.Text(SettingTable.Preset) == "dev",
    };
}
