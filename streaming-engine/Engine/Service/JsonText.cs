using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VeloZ.Engine;

/// <summary>JSON in memory.</summary>
internal static class JsonText
{
    // It is never put into HTML: it leaves as lines, or as application/json that browsers may not sniff.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is written, UTF-8.</summary>
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json);
        return buffer.WrittenMemory;
    }
}
