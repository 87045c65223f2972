using System.CommandLine;
using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Local;

/// <summary>Options as texts that we read ourselves, so that every fault is told in one way: what was, and what was needed.</summary>
internal static class OptionText
{
    public static Option<string?> Make(string name, string help, string? valueName = null) => new(name) { Description = help, HelpName = valueName };

    /// <summary>An amount, 0 or more, with a point.</summary>
    public static decimal Amount(string name, string text, decimal min = 0, decimal max = 999_999_999_999_999m) =>
        DecimalText.TryParse(text, out var value) && value >= min && value <= max
            ? value
            : throw new UsageException($"{name} was '{text}', must be a number from {DecimalText.Trimmed(min)} to {DecimalText.Trimmed(max)} with a point, such as 0.5");

    /// <summary>An amount that may be negative.</summary>
    public static decimal Signed(string name, string text, decimal limit) => text.StartsWith('-')
        ? -Amount(name, text[1..], 0, limit)
        : Amount(name, text, 0, limit);

    /// <summary>An amount above 0, or null for <c>off</c>.</summary>
    public static decimal? AmountOrOff(string name, string text, decimal max) =>
        text == "off" ? null : Positive(name, text, max, ", or off");

    /// <summary>An amount above 0.</summary>
    public static decimal Positive(string name, string text, decimal max, string orElse = "") =>
        DecimalText.TryParse(text, out var value) && value > 0 && value <= max
            ? value
            : throw new UsageException($"{name} was '{text}', must be a number above 0 and at most {DecimalText.Trimmed(max)} with a point{orElse}");

    /// <summary>A whole number.</summary>
    public static int Whole(string name, string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new UsageException($"{name} was '{text}', must be a whole number from {min} to {max}");

    /// <summary>One of a few words.</summary>
    public static T Choice<T>(string name, string text, params (string Word, T Value)[] choices)
    {
        foreach (var (word, value) in choices)
        {
            if (word == text)
                return value;
        }
        throw new UsageException($"{name} was '{text}', must be {string.Join(" or ", choices.Select(choice => choice.Word))}");
    }

    /// <summary>A day or a moment, UTC: <c>2026-01-31</c> or <c>2026-01-31T12:00:00Z</c>.</summary>
    public static UnixNanos Time(string name, string text)
    {
        string[] forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ssZ"];
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, Utc, out var time) && time.Year is >= 1970 and <= 2200
            ? UnixNanos.From(time)
            : throw new UsageException($"{name} was '{text}', must be a UTC day or time such as 2026-01-31 or 2026-01-31T12:00:00Z");
    }

    /// <summary>One of the eight intervals.</summary>
    public static BarInterval Interval(string text) => BarInterval.TryParse(text, out var interval)
        ? interval
        : throw new UsageException($"--interval was '{text}', must be one of {string.Join(' ', BarInterval.All)}");

    /// <summary>The settings in force where options give some of them.</summary>
    /// <param name="options">Setting, name of the option, and its text; null where it was not given.</param>
    public static SettingValues Settings(params ReadOnlySpan<(Setting Setting, string Option, string? Text)> options)
    {
        var given = new Dictionary<Setting, GivenSetting>();
        foreach (var (setting, option, text) in options)
        {
            if (text?.Length == 0)
                throw new UsageException($"{option} was empty, must be {setting.Form.Range}");
            if (text is not null)
                given.Add(setting, new GivenSetting(text, option));
        }
        return LocalSettings.Values(given);
    }
}
