using System.Text.Json;

namespace VeloZ.Venues;

/// <summary>What is asked for on a socket of OKX: an operation and its arguments.</summary>
internal static class OkxSocketRequest
{
    public static ReadOnlyMemory<byte> Ping { get; } = "ping"u8.ToArray();

    public static ReadOnlySpan<byte> Pong => "pong"u8;

    public static byte[] Of(string operation, IReadOnlyList<OkxParameters> arguments)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("op", operation);
            json.WriteStartArray("args");
            foreach (var argument in arguments)
                json.WriteRawValue(argument.Body());
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
