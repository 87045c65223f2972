using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Local;

/// <summary>Journal entries as JSON for people: names in snake case, amounts and ids as text, bytes as hex. What is journaled is binary.</summary>
internal static class EntryJson
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static void Write(Utf8JsonWriter json, FrameId frame, JournalEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("type", SnakeCase.From(entry.Kind.ToString()));
        json.WriteNumber("epoch", frame.Epoch);
        json.WriteNumber("frame", frame.Sequence);
        WriteProperties(json, entry, except: nameof(JournalEntry.Kind));
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, object value, string except)
    {
        foreach (var property in Properties.GetOrAdd(value.GetType(), Find))
        {
            if (property.Name == except)
                continue;
            json.WritePropertyName(SnakeCase.From(property.Name));
            WriteValue(json, property.GetValue(value));
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case Enum choice:
                json.WriteStringValue(SnakeCase.From(choice.ToString()));
                break;
            case decimal amount:
                json.WriteStringValue(DecimalText.Trimmed(amount));
                break;
            case byte[] bytes:
                json.WriteStringValue(Convert.ToHexStringLower(bytes));
                break;
            case string or UnixNanos or Price or Quantity or Currency or InstrumentId or ClientOrderId or StrategyInstanceId or TimeSpan:
                json.WriteStringValue(value.ToString());
                break;
            case KeyValuePair<string, string> pair:
                json.WriteStringValue($"{pair.Key}={pair.Value}");
                break;
            case IEnumerable many:
                json.WriteStartArray();
                foreach (var one in many)
                    WriteValue(json, one);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                WriteProperties(json, value, except: "");
                json.WriteEndObject();
                break;
        }
    }

    // In the order they are declared, those of the base first.
    private static PropertyInfo[] Find(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.DeclaringType == type)
            .ThenBy(property => property.MetadataToken),
    ];
}
