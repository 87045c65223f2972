using System.Text.Json;

namespace VeloZ.Hosting;

/// <summary>How Lambda tells what went wrong.</summary>
internal static class FunctionError
{
    /// <summary>What a function's caller gets when its handler throws. State machines choose by <c>errorType</c>, which is the exception type's own name.</summary>
    /// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/csharp-exceptions.html. The stack is left out: it is in the log.</remarks>
    public static byte[] Of(Exception exception) => Write(("errorType", exception.GetType().Name), ("errorMessage", exception.Message));

    /// <summary>What a caller gets whose invocation reached no function.</summary>
    public static byte[] Refusal(string message) => Write(("Type", "User"), ("Message", message));

    private static byte[] Write(params ReadOnlySpan<(string Name, string Value)> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
