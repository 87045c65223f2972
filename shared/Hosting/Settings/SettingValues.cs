using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Hosting;

/// <summary>A value that was given, and by what: an option, a variable or the file.</summary>
/// <param name="Text">As given; not empty.</param>
/// <param name="Where">Names it in messages: <c>--port</c>, <c>VELOZ_PORT</c>, <c>port in data/veloz.json</c>.</param>
public sealed record GivenSetting(string Text, string Where);

/// <summary>The values of all settings: the command line wins over the environment, that over <c>veloz.json</c> in the data folder, that over the default.</summary>
/// <remarks>A value is checked when it is asked for; <see cref="CheckAll"/> checks all. An empty variable counts as not set.</remarks>
public sealed class SettingValues
{
    private readonly IReadOnlyDictionary<Setting, GivenSetting> _commandLine;
    private readonly Func<string, string?> _environment;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _file;

    /// <param name="commandLine">What options set.</param>
    /// <param name="environment">Gives the value of a variable; null or empty when it is not set.</param>
    public SettingValues(IReadOnlyDictionary<Setting, GivenSetting> commandLine, Func<string, string?> environment)
    {
        _commandLine = commandLine;
        _environment = environment;
        _file = new Lazy<IReadOnlyDictionary<string, string>>(() => SettingFile.Read(FilePath));
    }

    /// <summary>Folder of everything that is kept.</summary>
    public string DataDirectory => Text(SettingTable.DataDirectory);

    private string FilePath => Path.Combine(DataDirectory, SettingFile.Name);

    /// <summary>What was given; null where nothing was.</summary>
    /// <exception cref="SettingException">The file of settings does not hold.</exception>
    public GivenSetting? Find(Setting setting)
    {
        if (_commandLine.TryGetValue(setting, out var option))
            return option;
        if (_environment(setting.Name) is { Length: > 0 } variable)
            return new GivenSetting(variable, setting.Name);
        return setting != SettingTable.DataDirectory && _file.Value.TryGetValue(setting.Key, out var text)
            ? new GivenSetting(text, $"{setting.Key} in {FilePath}")
            : null;
    }

    /// <summary>The value, or null where nothing was given and there is no default.</summary>
    /// <exception cref="SettingException">What was given does not hold.</exception>
    public string? TextOrNull(Setting setting)
    {
        if (Find(setting) is not { } given)
            return setting.Default;
        Check(setting, given);
        return given.Text;
    }

    /// <summary>The value of a setting that has a default.</summary>
    /// <exception cref="SettingException">What was given does not hold.</exception>
    public string Text(Setting setting) => TextOrNull(setting) ?? throw new InvariantException($"setting {setting.Name} was asked for without a default");

    /// <summary>The value of a whole number; null for its other word, such as <c>off</c>.</summary>
    /// <exception cref="SettingException">What was given does not hold.</exception>
    public long? WholeOrNull(Setting setting) => Text(setting) is var text && text == ((SettingForm.Whole)setting.Form).OrElse
        ? null
        : long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The value of a whole number.</summary>
    /// <exception cref="SettingException">What was given does not hold.</exception>
    public long Whole(Setting setting) => WholeOrNull(setting) ?? throw new InvariantException($"setting {setting.Name} had no number");

    /// <summary>The value of a number above 0; null for its other word, such as <c>max</c>.</summary>
    /// <exception cref="SettingException">What was given does not hold.</exception>
    public decimal? PositiveOrNull(Setting setting) => DecimalText.TryParse(Text(setting), out var value) ? value : null;

    /// <summary>The value of a switch.</summary>
    /// <exception cref="SettingException">What was given does not hold.</exception>
    public bool Switch(Setting setting) => Text(setting) == "true";

    /// <summary>Checks every setting that any of these programs looks at.</summary>
    /// <exception cref="SettingException">One does not hold.</exception>
    public void CheckAll(SettingUsers users)
    {
        foreach (var setting in SettingTable.All)
        {
            if ((setting.Users & users) != SettingUsers.None)
                TextOrNull(setting);
        }
    }

    /// <summary>Variables that begin like ours and are none: most are misspelt.</summary>
    /// <param name="names">Of all variables there are.</param>
    public static IReadOnlyList<string> Unknown(IEnumerable<string> names) =>
    [
        .. names
            .Where(name => name.StartsWith("VELOZ_", StringComparison.Ordinal) && !name.StartsWith("VELOZ_TEST_", StringComparison.Ordinal))
            .Where(name => SettingTable.All.All(setting => setting.Name != name))
            .Order(StringComparer.Ordinal),
    ];

    private static void Check(Setting setting, GivenSetting given)
    {
        if (setting.Refusal is { } refusal && given.Text != setting.Default)
            throw new SettingException($"{given.Where} is set, and {refusal}");
        if (!setting.Form.Takes(given.Text))
            throw new SettingException($"{given.Where} was {(setting.IsSecret ? "given" : $"'{given.Text}'")}, must be {setting.Form.Range}{Later(setting, given.Text)}");
    }

    // What comes with a later version is told apart from what never was.
    private static string Later(Setting setting, string text) => text.Split(',').Any(word => setting.LaterWords.Contains(word.Trim(), StringComparer.Ordinal))
        ? $" in this version; {text} comes with a later one"
        : "";
}
