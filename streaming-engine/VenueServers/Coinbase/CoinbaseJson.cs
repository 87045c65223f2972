using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>How Coinbase writes values in JSON: amounts and prices are text, moments are RFC 3339.</summary>
internal static class CoinbaseJson
{
    /// <summary>A moment that there is not.</summary>
    public const string Never = "0001-01-01T00:00:00Z";

    /// <summary>A moment, as a property.</summary>
    public static void Utc(this Utf8JsonWriter json, string name, UnixNanos time) => json.WriteString(name, time.ToString());

    /// <summary>An amount of a currency, as a property.</summary>
    public static void Amount(this Utf8JsonWriter json, string name, decimal value, Currency currency)
    {
        json.WriteStartObject(name);
        json.Trimmed("value", value);
        json.WriteString("currency", currency.Code);
        json.WriteEndObject();
    }

    /// <summary>Properties that are false.</summary>
    public static void Falses(this Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            json.WriteBoolean(name, false);
    }

    public static string SideOf(OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";

    /// <summary>A value of so many digits after the point at most, without trailing zeros.</summary>
    public static string Rounded(decimal value, int digits = 16) => DecimalText.Trimmed(decimal.Round(value, digits));
}
