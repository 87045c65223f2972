using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VeloZ.Hosting;

/// <summary>Answers an event: a JSON text in, a JSON text out, both UTF-8. What it throws is the function's error, by its type's name.</summary>
public delegate ValueTask<ReadOnlyMemory<byte>> FunctionHandler(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

/// <summary>A function that can be invoked by name.</summary>
public abstract record InvokedFunction
{
    private InvokedFunction(string name) => Name = name;

    /// <summary>As callers say it: <c>backtests-worker</c>.</summary>
    public string Name { get; }

    /// <summary>Takes events of an HTTP API: they run through the host's own routes.</summary>
    public sealed record Http(string FunctionName) : InvokedFunction(FunctionName);

    /// <summary>Takes events of one kind.</summary>
    public sealed record Event(string FunctionName, FunctionHandler Handler) : InvokedFunction(FunctionName)
    {
        /// <summary>One that takes and gives values.</summary>
        /// <param name="name">As callers say it.</param>
        /// <param name="input">How an event is read.</param>
        /// <param name="output">How an answer is written.</param>
        /// <param name="handler">Answers.</param>
        public static Event Of<TInput, TOutput>(string name, JsonTypeInfo<TInput> input, JsonTypeInfo<TOutput> output, Func<TInput, CancellationToken, ValueTask<TOutput>> handler) =>
            new(name, async (payload, cancellationToken) =>
            {
                var value = JsonSerializer.Deserialize(payload.Span, input) ?? throw new JsonException($"the event was null, must be a JSON object that {name} takes");
                return JsonSerializer.SerializeToUtf8Bytes(await handler(value, cancellationToken), output);
            });
    }
}
