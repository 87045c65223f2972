using System.Collections;
using System.Globalization;

namespace VeloZ.Domain.Tests;

/// <summary>A value with all its public properties as text, so that records that hold lists compare by what is in them.</summary>
internal static class Fields
{
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => '"' + text + '"',
        byte[] bytes => Convert.ToHexString(bytes),
        decimal number => DecimalText.Trimmed(number),
        UnixNanos or Enum or bool or int or long or TimeSpan or ClientOrderId or StrategyInstanceId or InstrumentId or Currency or Price or Quantity =>
            Convert.ToString(value, CultureInfo.InvariantCulture)!,
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Text)) + "]",
        _ => value.GetType().Name + "{" + string.Join(", ", value.GetType().GetProperties()
            .Where(property => property.GetMethod is { IsStatic: false } && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => property.Name + "=" + Text(property.GetValue(value)))) + "}",
    };
}
