using System.Text;

namespace VeloZ.Hosting;

/// <summary>The reference page of all settings, <c>.github/SETTINGS.md</c>, made from <see cref="SettingTable"/>.</summary>
public static class SettingsPage
{
    /// <summary>The page.</summary>
    public static string Make()
    {
        var page = new StringBuilder();
        page.Append("""
            # Settings

            Made by `veloz settings --markdown`; a test compares this page with the table in `shared/Hosting/Settings/SettingTable.cs`.

            An option of the command line wins over the environment, that over `veloz.json` in the data folder, that over the default. An empty variable counts as not set. `veloz.json` is one object whose keys are the names below in lower case without `VELOZ_`, such as `{"port": 8081, "log_level": "warn"}`; secrets are refused in it. `veloz settings` shows the values in force and where each comes from.

            A value that does not hold is refused with its name, the value and what it must be, and the program ends with code 2 before anything was changed. So is a setting of the second table, whose part this version does not have, when it is given another value than its default: it would be passed over in silence otherwise.

            ## What works


            """);
        WriteTable(page, SettingTable.All.Where(setting => setting.Refusal is null));
        page.Append("\n## What is refused in this version\n\n");
        WriteTable(page, SettingTable.All.Where(setting => setting.Refusal is not null), hasRefusal: true);
        return page.ToString();
    }

    private static void WriteTable(StringBuilder page, IEnumerable<Setting> settings, bool hasRefusal = false)
    {
        page.Append(hasRefusal ? "| variable | default | meaning | refused because |\n|---|---|---|---|\n" : "| variable | default | takes | meaning | used by |\n|---|---|---|---|---|\n");
        foreach (var setting in settings)
        {
            var fallback = setting.Default is { } text ? $"`{text}`" : setting.DefaultShown ?? "–";
            var name = $"`{setting.Name}`{(setting.IsSecret ? " (secret)" : "")}";
            page.Append(hasRefusal
                ? $"| {name} | {fallback} | {setting.Meaning} | {setting.Refusal} |\n"
                : $"| {name} | {fallback} | {setting.Form.Range} | {setting.Meaning} | {UsersText(setting.Users)} |\n");
        }
    }

    private static string UsersText(SettingUsers users) => users switch
    {
        SettingUsers.All => "all",
        SettingUsers.Engines => "`veloz up`, `veloz-engine`",
        _ => users.ToString().ToLowerInvariant(),
    };
}
