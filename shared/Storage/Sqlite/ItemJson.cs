using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Attributes as JSON in which each value names its kind, as in <c>ITEMS-FORMAT.md</c>. Equal attributes have equal bytes.</summary>
internal static class ItemJson
{
    // Each list or map of an item takes two levels of JSON.
    private const int JsonDepthMax = (2 * ItemValue.DepthMax) + 8;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonDepthMax };
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = JsonDepthMax };

    /// <summary>Writes attributes.</summary>
    public static byte[] Write(ItemValue.Map attributes)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            WriteMap(writer, attributes);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads attributes.</summary>
    /// <exception cref="FormatException">The text is not what <see cref="Write"/> makes.</exception>
    public static ItemValue.Map Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        try
        {
            Next(ref reader, JsonTokenType.StartObject);
            var map = ReadMap(ref reader);
            return reader.Read() ? throw new FormatException("more followed the attributes") : map;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException or OverflowException)
        {
            // Without the cause: it may quote a value.
            throw new FormatException("attributes were not JSON of an item");
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, ItemValue.Map map)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map.Values)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, ItemValue value)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case ItemValue.Text text:
                writer.WriteString("s"u8, text.Value);
                break;
            case ItemValue.Number number:
                writer.WriteString("n"u8, DecimalText.Trimmed(number.Value));
                break;
            case ItemValue.Flag flag:
                writer.WriteBoolean("f"u8, flag.Value);
                break;
            case ItemValue.Bytes bytes:
                writer.WriteBase64String("b"u8, bytes.Value.Span);
                break;
            case ItemValue.List list:
                writer.WriteStartArray("l"u8);
                foreach (var element in list.Values)
                    WriteValue(writer, element);
                writer.WriteEndArray();
                break;
            case ItemValue.Map map:
                writer.WritePropertyName("m"u8);
                WriteMap(writer, map);
                break;
            default:
                throw new InvariantException("item value was of an unknown kind");
        }
        writer.WriteEndObject();
    }

    private static ItemValue.Map ReadMap(ref Utf8JsonReader reader)
    {
        var values = new List<KeyValuePair<string, ItemValue>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            Next(ref reader, JsonTokenType.StartObject);
            values.Add(new(name, ReadValue(ref reader)));
        }
        Must(ref reader, JsonTokenType.EndObject);
        return new ItemValue.Map(values);
    }

    private static ItemValue ReadValue(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.PropertyName);
        var kind = reader.GetString();
        reader.Read();
        var value = kind switch
        {
            "s" => ItemValue.Of(reader.GetString()!),
            "n" => ItemValue.Of(decimal.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)),
            "f" => ItemValue.Of(reader.GetBoolean()),
            "b" => ItemValue.Of(reader.GetBytesFromBase64()),
            "l" => ReadList(ref reader),
            "m" => ReadNestedMap(ref reader),
            _ => throw new FormatException("a value was of an unknown kind"),
        };
        Next(ref reader, JsonTokenType.EndObject);
        return value;
    }

    private static ItemValue ReadList(ref Utf8JsonReader reader)
    {
        Must(ref reader, JsonTokenType.StartArray);
        var values = new List<ItemValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            values.Add(ReadValue(ref reader));
        Must(ref reader, JsonTokenType.EndArray);
        return ItemValue.ListOf(values);
    }

    private static ItemValue.Map ReadNestedMap(ref Utf8JsonReader reader)
    {
        Must(ref reader, JsonTokenType.StartObject);
        return ReadMap(ref reader);
    }

    private static void Next(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        Must(ref reader, type);
    }

    private static void Must(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new FormatException($"JSON had {reader.TokenType}, must have {type}");
    }
}
