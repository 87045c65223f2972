using System.Globalization;
using System.Text.RegularExpressions;

namespace VeloZ.TestKit;

/// <summary>A plain reader of Prometheus' text exposition format 0.0.4 that holds every rule of its page.</summary>
/// <remarks>Source: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format.</remarks>
public static partial class ExpositionFormat
{
    /// <summary>Reads a whole text.</summary>
    /// <exception cref="FormatException">It breaks a rule.</exception>
    public static IReadOnlyList<ExposedFamily> Read(string text)
    {
        if (!text.EndsWith('\n'))
            throw new FormatException("the last line must end with a line feed");
        var families = new List<ExposedFamily>();
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
                families.Add(new ExposedFamily(help.Groups[1].Value, "", Unescaped(help.Groups[2].Value), []));
            else if (Type().Match(line) is { Success: true } type)
                families[^1] = families[^1].Name == type.Groups[1].Value && families[^1].Samples.Count == 0
                    ? families[^1] with { Type = type.Groups[2].Value }
                    : throw new FormatException($"'{line}' does not follow its HELP");
            else
                families[^1].Samples.Add(ReadSample(line, families[^1]));
        }
        if (families.Select(family => family.Name).Distinct(StringComparer.Ordinal).Count() != families.Count)
            throw new FormatException("the lines of a family must stand together");
        foreach (var family in families)
            Check(family);
        return families;
    }

    private static ExposedSample ReadSample(string line, ExposedFamily family)
    {
        if (Sample().Match(line) is not { Success: true } match)
            throw new FormatException($"'{line}' is no sample");
        var name = match.Groups["name"].Value;
        if (name != family.Name && (family.Type != "histogram" || name[family.Name.Length..] is not ("_bucket" or "_sum" or "_count")))
            throw new FormatException($"sample {name} stands in family {family.Name}");
        var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => Unescaped(label.Groups[2].Value).Replace("\\\"", "\"", StringComparison.Ordinal), StringComparer.Ordinal);
        return new ExposedSample(name, labels, Number(match.Groups["value"].Value));
    }

    private static void Check(ExposedFamily family)
    {
        if (family.Type.Length == 0 || family.Samples.Count == 0)
            throw new FormatException($"family {family.Name} has no type or no sample");
        var keys = family.Samples.Select(sample => sample.Name + string.Join(',', sample.Labels.OrderBy(label => label.Key, StringComparer.Ordinal)));
        if (keys.Distinct(StringComparer.Ordinal).Count() != family.Samples.Count)
            throw new FormatException($"family {family.Name} has a sample twice");
        if (family.Type != "histogram")
            return;
        foreach (var samples in family.Samples.GroupBy(static sample => string.Join(',', sample.Labels.Where(static label => label.Key != "le").OrderBy(static label => label.Key, StringComparer.Ordinal)), StringComparer.Ordinal))
            CheckHistogram(family, [.. samples]);
    }

    // Of the same labels but for the bound.
    private static void CheckHistogram(ExposedFamily family, IReadOnlyList<ExposedSample> samples)
    {
        var buckets = samples.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToArray();
        var bounds = buckets.Select(bucket => Number(bucket.Labels["le"])).ToArray();
        if (!bounds.SequenceEqual(bounds.Order()) || bounds is [] || bounds[^1] != double.PositiveInfinity)
            throw new FormatException($"buckets of {family.Name} must rise to +Inf");
        if (!buckets.Select(bucket => bucket.Value).SequenceEqual(buckets.Select(bucket => bucket.Value).Order()))
            throw new FormatException($"buckets of {family.Name} must count all below their bound");
        if (!samples.Any(sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal)) || !samples.Any(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)))
            throw new FormatException($"{family.Name} must have a sum and a count");
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescaped(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace(@"\\", "\\", StringComparison.Ordinal);

    [GeneratedRegex(@"\A# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)\z")]
    private static partial Regex Help();

    [GeneratedRegex(@"\A# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)\z")]
    private static partial Regex Type();

    [GeneratedRegex("""\A(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*")*)\})? (?<value>\S+)\z""")]
    private static partial Regex Sample();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|\z)""")]
    private static partial Regex Label();
}

/// <summary>Samples of one metric.</summary>
/// <param name="Name">Of the metric.</param>
/// <param name="Type">Counter, gauge or histogram.</param>
/// <param name="Help">For people.</param>
/// <param name="Samples">In order.</param>
public sealed record ExposedFamily(string Name, string Type, string Help, List<ExposedSample> Samples);

/// <summary>One value.</summary>
/// <param name="Name">With the suffix of a histogram.</param>
/// <param name="Labels">Unescaped.</param>
/// <param name="Value">The value.</param>
public sealed record ExposedSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
