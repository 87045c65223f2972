using System.Globalization;

namespace VeloZ.VenueServers;

/// <summary>How often a loopback venue does something wrong, and how far its clock is off.</summary>
public sealed record FaultOptions
{
    private static readonly Dictionary<string, FaultKind> Names = Enum.GetValues<FaultKind>().ToDictionary(TextOf, StringComparer.Ordinal);

    /// <summary>Nothing wrong.</summary>
    public static FaultOptions None { get; } = new();

    /// <summary>Of the chances.</summary>
    public ulong Seed { get; init; }

    /// <summary>The venue's clock is so much ahead of the machine's; behind where it is negative.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>How much later a late report comes.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an address is banned.</summary>
    public TimeSpan BanTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Chance of each time it could happen, from 0 to 1.</summary>
    internal IReadOnlyDictionary<FaultKind, double> Chances { get; init; } = new Dictionary<FaultKind, double>();

    /// <summary>Reads <c>timeout=0.02,gap=0.01,clock=250ms,late=1s,ban-time=5s</c>; empty text is no faults.</summary>
    /// <param name="text">Names and chances, comma-separated.</param>
    /// <param name="seed">Of the chances.</param>
    /// <exception cref="FormatException">A name or a value is of another form.</exception>
    public static FaultOptions Parse(string text, ulong seed)
    {
        var options = new FaultOptions { Seed = seed };
        var chances = new Dictionary<FaultKind, double>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=') is [var left, var right] ? (left, right) : throw Misread(part);
            options = name switch
            {
                "clock" => options with { ClockOffset = SpanOf(part, value) },
                "late" => options with { LateBy = SpanOf(part, value) },
                "ban-time" => options with { BanTime = SpanOf(part, value) },
                _ => options,
            };
            if (Names.TryGetValue(name, out var kind))
                chances[kind] = ChanceOf(part, value);
            else if (name is not ("clock" or "late" or "ban-time"))
                throw Misread(part);
        }
        return options with { Chances = chances };
    }

    private static double ChanceOf(string part, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var chance) && chance is >= 0 and <= 1
            ? chance
            : throw new FormatException($"fault '{part}' had chance '{value}', must be a number from 0 to 1, such as 0.02");

    private static TimeSpan SpanOf(string part, string value)
    {
        var unit = value.EndsWith("ms", StringComparison.Ordinal) ? 1 : value.EndsWith('s') ? 1_000 : 0;
        var digits = unit == 1 ? value[..^2] : value.TrimEnd('s');
        return unit > 0 && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs((long)number * unit) <= 3_600_000
            ? TimeSpan.FromMilliseconds((long)number * unit)
            : throw new FormatException($"fault '{part}' had time '{value}', must be whole milliseconds or seconds up to an hour, such as 250ms or -2s");
    }

    private static FormatException Misread(string part) =>
        new($"fault was '{part}', must be name=value with one of {string.Join(' ', Names.Keys.Order(StringComparer.Ordinal))} and a chance, or clock, late or ban-time and a time");

    // lost-report of LostReport.
    private static string TextOf(FaultKind kind) => string.Concat(kind.ToString().Select((letter, index) => char.IsUpper(letter) ? (index == 0 ? "" : "-") + char.ToLowerInvariant(letter) : letter.ToString()));
}
