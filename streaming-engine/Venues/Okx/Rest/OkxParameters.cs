using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Parameters of a call of OKX, in the order they are sent in: a query, or a body. All values are text, but for flags.</summary>
internal sealed class OkxParameters
{
    private readonly List<(string Name, string Value, bool IsFlag)> _all = [];

    public OkxParameters Add(string name, string value)
    {
        _all.Add((name, value, IsFlag: false));
        return this;
    }

    public OkxParameters Add(string name, decimal value) => Add(name, DecimalText.Trimmed(value));

    public OkxParameters Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A flag that is set.</summary>
    public OkxParameters Set(string name)
    {
        _all.Add((name, "true", IsFlag: true));
        return this;
    }

    /// <summary>A path with these as its query.</summary>
    public string QueryOf(string path) =>
        _all.Count == 0 ? path : $"{path}?{string.Join('&', _all.Select(static one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"))}";

    /// <summary>A JSON object.</summary>
    /// <param name="isList">Whether it stands in an array, for calls that take more than one.</param>
    public byte[] Body(bool isList = false)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            if (isList)
                json.WriteStartArray();
            json.WriteStartObject();
            foreach (var (name, value, isFlag) in _all)
            {
                if (isFlag)
                    json.WriteBoolean(name, value: true);
                else
                    json.WriteString(name, value);
            }
            json.WriteEndObject();
            if (isList)
                json.WriteEndArray();
        }
        return stream.ToArray();
    }
}
