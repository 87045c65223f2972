using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>How Bybit writes values: nearly all of them are texts.</summary>
internal static class BybitJson
{
    /// <summary>A moment in milliseconds, as text.</summary>
    public static string Text(UnixNanos time) => time.Milliseconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Text(UnixNanos)"/>, as a property.</summary>
    public static void Time(this Utf8JsonWriter json, string name, UnixNanos time) => json.WriteString(name, Text(time));

    /// <summary>A price with the digits of its market's grid.</summary>
    public static string PriceText(LoopbackMarket market, decimal price) => JsonWriting.Fixed(price, market.Instrument.PriceScale);

    public static void Price(this Utf8JsonWriter json, string name, LoopbackMarket market, decimal price) => json.WriteString(name, PriceText(market, price));

    /// <summary>A quantity with the digits of its market's grid.</summary>
    public static string QuantityText(LoopbackMarket market, decimal quantity) => JsonWriting.Fixed(quantity, market.Instrument.QuantityScale);

    public static void Quantity(this Utf8JsonWriter json, string name, LoopbackMarket market, decimal quantity) =>
        json.WriteString(name, QuantityText(market, quantity));

    /// <summary>An amount of at most 8 digits after the point, without trailing zeros.</summary>
    public static void Amount(this Utf8JsonWriter json, string name, decimal amount) => json.Trimmed(name, Currency.Round(amount));

    /// <summary>Properties that are the same text.</summary>
    public static void WriteEach(this Utf8JsonWriter json, string value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            json.WriteString(name, value);
    }

    public static string SideOf(OrderSide side) => side == OrderSide.Buy ? "Buy" : "Sell";
}
