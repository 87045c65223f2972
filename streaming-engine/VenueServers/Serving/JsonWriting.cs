using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>How venues write values in JSON.</summary>
internal static class JsonWriting
{
    // No browser renders it.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON text.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A decimal as text with so many digits after the point.</summary>
    public static string Fixed(decimal value, int digits) => value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Fixed(decimal, int)"/>, as a property.</summary>
    public static void Fixed(this Utf8JsonWriter json, string name, decimal value, int digits = 8) => json.WriteString(name, Fixed(value, digits));

    /// <summary>A decimal as text without trailing zeros, as a property.</summary>
    public static void Trimmed(this Utf8JsonWriter json, string name, decimal value) => json.WriteString(name, DecimalText.Trimmed(value));

    /// <summary>A moment in whole milliseconds, as a property.</summary>
    public static void Milliseconds(this Utf8JsonWriter json, string name, UnixNanos time) => json.WriteNumber(name, time.Milliseconds);

    /// <summary>Properties that are empty text.</summary>
    public static void Blanks(this Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            json.WriteString(name, "");
    }

    /// <summary>A list of nothing.</summary>
    public static void EmptyList(this Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }
}
