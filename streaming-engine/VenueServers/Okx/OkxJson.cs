using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>How OKX writes values in JSON: everything is text, and what does not apply is empty.</summary>
internal static class OkxJson
{
    // Ids have as many digits as OKX's have: more than a double holds.
    private const long OrderBase = 700_000_000_000_000_000;
    private const long AlgoBase = 800_000_000_000_000_000;
    private const long BillBase = 900_000_000_000_000_000;

    public static string OrderId(long number) => Id(OrderBase, number);

    public static string AlgoId(long number) => Id(AlgoBase, number);

    public static string BillId(long number) => Id(BillBase, number);

    /// <summary>The number of an order's id; 0 or less of what is none.</summary>
    public static long OrderNumber(long id) => id - OrderBase;

    /// <summary>The number of an algo order's id; 0 or less of what is none.</summary>
    public static long AlgoNumber(long id) => id - AlgoBase;

    /// <summary>The number of a bill's id; 0 or less of what is none.</summary>
    public static long BillNumber(long id) => id - BillBase;

    /// <summary>A moment in milliseconds, as a property.</summary>
    public static void Moment(this Utf8JsonWriter json, string name, UnixNanos time) => json.WriteNumberText(name, time.Milliseconds);

    /// <summary>A moment in milliseconds, or nothing.</summary>
    public static void Moment(this Utf8JsonWriter json, string name, UnixNanos? time) =>
        json.WriteString(name, time is { } known ? Text(known.Milliseconds) : "");

    /// <summary>A whole number as text, as a property.</summary>
    public static void WriteNumberText(this Utf8JsonWriter json, string name, long value) => json.WriteString(name, Text(value));

    /// <summary>A decimal as text without trailing zeros, or nothing.</summary>
    public static void Trimmed(this Utf8JsonWriter json, string name, decimal? value) =>
        json.WriteString(name, value is { } known ? DecimalText.Trimmed(known) : "");

    /// <summary>Properties that are zero.</summary>
    public static void Zeros(this Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            json.WriteString(name, "0");
    }

    public static string SideOf(OrderSide side) => side == OrderSide.Buy ? "buy" : "sell";

    public static string BoolOf(bool value) => value ? "true" : "false";

    public static string Text(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Id(long from, long number) => Text(from + number);
}
