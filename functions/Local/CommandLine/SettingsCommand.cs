using System.Collections;
using System.CommandLine;

namespace VeloZ.Local;

/// <summary><c>veloz settings</c>: every setting, its value in force, and where that comes from.</summary>
internal static class SettingsCommand
{
    public static Command Make()
    {
        var data = OptionText.Make("--data", "Data folder (VELOZ_DATA_DIR) [./data]", "DIR");
        var markdown = new Option<bool>("--markdown") { Description = "Print the reference page instead" };
        var command = new Command("settings", "Show every setting, its value in force and where it comes from. Secrets are not shown.") { data, markdown };
        command.SetAction(parsed => Run(parsed.GetValue(data), parsed.GetValue(markdown)));
        return command;
    }

    private static int Run(string? dataDirectory, bool isMarkdown)
    {
        if (isMarkdown)
            Console.Out.Write(SettingsPage.Make());
        else
            Show(OptionText.Settings((SettingTable.DataDirectory, "--data", dataDirectory)));
        return ExitCode.Done;
    }

    private static void Show(SettingValues values)
    {
        foreach (var setting in SettingTable.All)
        {
            var given = values.Find(setting);
            var text = (given is null ? setting.Default : values.TextOrNull(setting)) ?? "";
            Console.Out.WriteLine($"{setting.Name,-32} {(setting.IsSecret && given is not null ? "(secret)" : text),-36} {given?.Where ?? "default"}".TrimEnd());
        }
        foreach (var name in SettingValues.Unknown(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key)))
            Console.Error.WriteLine($"veloz: {name} is set, and no setting has that name");
    }
}
