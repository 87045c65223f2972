using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The forms that values have in JSON: amounts as decimal text, ratios as numbers, null for what does not exist.</summary>
internal static class JsonValues
{
    public static void WriteAmount(this Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } amount)
            json.WriteString(name, DecimalText.Trimmed(amount));
        else
            json.WriteNull(name);
    }

    /// <summary>Writes a ratio with 12 significant digits: what is beyond them is noise that differs between machines.</summary>
    public static void WriteRatio(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, Rounded(number));
        else
            json.WriteNull(name);
    }

    public static void WriteRatioValue(this Utf8JsonWriter json, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumberValue(Rounded(number));
        else
            json.WriteNullValue();
    }

    public static void WriteTime(this Utf8JsonWriter json, string name, UnixNanos time) => json.WriteString(name, time.ToString());

    public static void WriteCounts(this Utf8JsonWriter json, string name, IReadOnlyList<RefusalCount> counts)
    {
        json.WriteStartObject(name);
        foreach (var count in counts)
            json.WriteNumber(count.Code, count.Count);
        json.WriteEndObject();
    }

    /// <summary>Writes settings as an object; names become snake-case as all names in JSON.</summary>
    public static void WriteNamed(this Utf8JsonWriter json, string name, IReadOnlyList<NamedValue> values)
    {
        json.WriteStartObject(name);
        foreach (var value in values)
            json.WriteString(value.Name.Replace('-', '_'), value.Value);
        json.WriteEndObject();
    }

    public static void WriteStatistic(this Utf8JsonWriter json, Statistic statistic, PerformanceStatistics figures)
    {
        var value = statistic.Read(figures);
        switch (statistic.Unit)
        {
            case StatisticUnit.Amount or StatisticUnit.Profit:
                json.WriteAmount(statistic.Name, value.Amount);
                break;
            case StatisticUnit.Duration:
                json.WriteRatio(statistic.Name, value.Duration?.TotalSeconds);
                break;
            default:
                json.WriteRatio(statistic.Name, value.Number);
                break;
        }
    }

    public static string Text(this OrderSide side) => side == OrderSide.Buy ? "buy" : "sell";

    public static string Text(this Liquidity liquidity) => liquidity == Liquidity.Maker ? "maker" : "taker";

    /// <summary>A ratio as it stands in data.</summary>
    public static double Rounded(double value) => double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + 0.0; // -0 is 0.
}
