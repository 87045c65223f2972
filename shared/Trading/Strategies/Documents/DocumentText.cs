using System.Buffers;
using System.Text.Json;

namespace VeloZ.Trading;

/// <summary>The bytes of a document: checked for what a reader must not even begin with, and brought to the one form that is kept.</summary>
internal static class DocumentText
{
    private const string Whole = "the document";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The same document without blanks between its words: two that differ in these alone are one.</summary>
    /// <exception cref="StrategyDocumentException">It is too large, nested too deep, or no JSON.</exception>
    public static byte[] Compact(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > DocumentLimits.BytesMax)
            throw TooLarge($"{utf8.Length}");
        if (utf8.StartsWith(ByteOrderMark))
            utf8 = utf8[ByteOrderMark.Length..];
        var output = new ArrayBufferWriter<byte>(utf8.Length + 1);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DocumentLimits.BytesMax + 1 });
        try
        {
            Copy(ref reader, output);
        }
        catch (JsonException exception)
        {
            throw new StrategyDocumentException(DocumentFault.JsonInvalid, Whole, $"was no JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}; must be one JSON object without comments and trailing commas");
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The fault of a document whose size is told so.</summary>
    public static StrategyDocumentException TooLarge(string size) =>
        new(DocumentFault.DocumentTooLarge, Whole, $"had {size} bytes, must have at most {DocumentLimits.BytesMax}");

    private static void Copy(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        var isAfterValue = false;
        while (reader.Read())
        {
            var token = reader.TokenType;
            var isEnd = token is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (isAfterValue && !isEnd)
                output.Write(","u8);
            if (token is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= DocumentLimits.DepthMax)
                throw new StrategyDocumentException(DocumentFault.DepthExceeded, Whole, $"was nested deeper than {DocumentLimits.DepthMax} at byte {reader.TokenStartIndex + 1}, must be nested at most so deep");
            if (token is JsonTokenType.String or JsonTokenType.PropertyName)
                CopyText(ref reader, output);
            else
                output.Write(reader.ValueSpan);
            if (token == JsonTokenType.PropertyName)
                output.Write(":"u8);
            isAfterValue = token is not (JsonTokenType.PropertyName or JsonTokenType.StartObject or JsonTokenType.StartArray);
        }
    }

    private static void CopyText(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new StrategyDocumentException(DocumentFault.JsonInvalid, Whole, $"had a text at byte {reader.TokenStartIndex + 1} that is no Unicode, must be valid UTF-8 without halves of surrogate pairs");
        }
        output.Write("\""u8);
        output.Write(reader.ValueSpan);
        output.Write("\""u8);
    }
}
