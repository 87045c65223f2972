using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Values as people read them. The page's script formats the same way (<c>Assets/format.js</c>).</summary>
internal static class ReportFormat
{
    /// <summary>What stands for a value that does not exist: an en dash.</summary>
    public const string Missing = "\u2013";

    private static readonly HashSet<string> TwoDigits = ["USD", "USDT", "USDC", "FDUSD", "TUSD", "DAI", "EUR", "GBP", "CHF", "AUD", "CAD"];

    /// <summary>Digits of an amount: 2 of money and of coins that stand for it, else 8.</summary>
    public static int ScaleOf(Currency currency) => TwoDigits.Contains(currency.Code) ? 2 : Currency.Scale;

    /// <summary>Grouped by thousands, with a true minus sign.</summary>
    public static string Amount(decimal value, int scale) => Number(Shown(value, scale), scale);

    /// <summary>With a sign in front unless it is shown as 0.</summary>
    public static string Signed(decimal value, int scale) => Sign(Shown(value, scale) > 0, Amount(value, scale));

    /// <summary>Per cent with 2 digits; under 0.01 % in basis points. The unit never leaves its number for the next line.</summary>
    public static string Percent(double value) => IsTiny(value) ? Decimals(value * 10_000, 2) + "\u00A0bp" : Decimals(value * 100, 2) + "\u00A0%";

    /// <summary>As <see cref="Percent"/> with a sign in front unless it is 0.</summary>
    public static string SignedPercent(double value) => Sign(value > 0 && Percent(value) is not "0.00\u00A0%", Percent(value));

    /// <summary>A ratio with 2 digits, fewer as it grows, more when it is small.</summary>
    public static string Ratio(double value) => Math.Abs(value) switch
    {
        0 => "0.00",
        >= 1e12 => Minus(value.ToString("0.##e+0", CultureInfo.InvariantCulture)),
        >= 1_000 => Decimals(value, 0),
        < 1e-6 => Minus(value.ToString("0.##e-0", CultureInfo.InvariantCulture)),
        < 0.01 => Minus(value.ToString("0.######", CultureInfo.InvariantCulture)),
        _ => Decimals(value, 2),
    };

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The two greatest units: <c>3 d 4 h</c>, <c>2 h 15 min</c>, <c>45 s</c>.</summary>
    public static string Duration(TimeSpan value)
    {
        (long Size, string Unit)[] units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")];
        var milliseconds = (long)value.TotalMilliseconds;
        for (var index = 0; index < units.Length; index++)
        {
            var whole = milliseconds / units[index].Size;
            if (whole == 0)
                continue;
            var rest = index + 1 < units.Length ? milliseconds % units[index].Size / units[index + 1].Size : 0;
            return Count(whole) + " " + units[index].Unit + (rest > 0 ? $" {rest} {units[index + 1].Unit}" : "");
        }
        return milliseconds == 0 ? "0 s" : $"{milliseconds} ms";
    }

    /// <summary>Date and minute, UTC; with seconds when there are any.</summary>
    public static string Time(UnixNanos time) =>
        time.ToDateTimeOffset().ToString(time.Value % (60 * UnixNanos.PerSecond) == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A figure by its unit; <see cref="Missing"/> when it does not exist.</summary>
    public static string Value(Statistic statistic, StatisticValue value, int amountScale) => (statistic.Unit, value) switch
    {
        (_, { Exists: false }) => Missing,
        (StatisticUnit.Amount, { Amount: { } amount }) => Amount(amount, amountScale),
        (StatisticUnit.Profit, { Amount: { } amount }) => Signed(amount, amountScale),
        (StatisticUnit.Fraction, { Number: { } number }) => Percent(number),
        (StatisticUnit.Return, { Number: { } number }) => SignedPercent(number),
        (StatisticUnit.Count, { Number: { } number }) => Count((long)number),
        (StatisticUnit.Duration, { Duration: { } duration }) => Duration(duration),
        (_, { Number: { } number }) => Ratio(number),
        _ => throw new InvariantException($"statistic {statistic.Name} has a value of another kind than its unit {statistic.Unit}"),
    };

    /// <summary>The CSS class of a sign: what color adds to the sign that is written.</summary>
    public static string Tone(double? value) => value switch { > 0 => "up", < 0 => "down", _ => "" };

    /// <summary>Rounded as it is shown.</summary>
    public static decimal Shown(decimal value, int scale) => decimal.Round(value, scale, MidpointRounding.AwayFromZero);

    /// <summary>A fraction rounded as it is shown in per cent or basis points.</summary>
    public static decimal ShownPercent(decimal value) => decimal.Round(value, IsTiny((double)value) ? 6 : 4, MidpointRounding.AwayFromZero);

    private static bool IsTiny(double fraction) => fraction != 0 && Math.Abs(fraction) < 0.0001;

    // Past 1e15 the digits of a double say nothing: the exponent does.
    private static string Decimals(double value, int scale) => Math.Abs(value) >= 1e15
        ? Minus(value.ToString("0.##e+0", CultureInfo.InvariantCulture))
        : Number(Shown((decimal)value, scale), scale);

    private static string Number(decimal value, int scale) =>
        Minus((value == 0 ? 0m : value).ToString("N" + scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    private static string Minus(string text) => text.Replace('-', '\u2212');

    private static string Sign(bool isPositive, string text) => isPositive ? "+" + text : text;
}
