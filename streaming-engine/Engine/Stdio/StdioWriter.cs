using System.Text;
using System.Text.Json;

namespace VeloZ.Engine;

/// <summary>Writes one JSON object a line, whole, from any thread.</summary>
internal sealed class StdioWriter(TextWriter output)
{
    private readonly Lock _gate = new();

    public void Write(string type, Action<Utf8JsonWriter>? write = null) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        write?.Invoke(json);
        json.WriteEndObject();
    });

    public void Write(Action<Utf8JsonWriter> write)
    {
        var line = Encoding.UTF8.GetString(JsonText.Of(write).Span);
        lock (_gate)
        {
            output.Write(line + "\n");
            output.Flush();
        }
    }
}
