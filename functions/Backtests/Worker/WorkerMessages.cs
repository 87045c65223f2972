using System.Text.Json.Serialization;

namespace VeloZ.Backtests;

/// <summary>What the state machine asks of the worker.</summary>
/// <param name="Op"><c>plan</c>, <c>run</c>, <c>record-failure</c>, <c>aggregate</c> or <c>mark-failed</c>.</param>
/// <param name="Job">Of which job.</param>
/// <param name="Batch">To run, or that failed.</param>
/// <param name="Error">What a state failed by, as Step Functions tells it.</param>
internal sealed record WorkerRequest(string Op, string Job, int? Batch = null, StateError? Error = null);

/// <summary>The error of a state. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html</summary>
/// <param name="Error">Its name.</param>
/// <param name="Cause">A text; that of a function is the JSON which the function's caller gets.</param>
internal sealed record StateError(
    [property: JsonPropertyName("Error")] string Error,
    [property: JsonPropertyName("Cause")] string? Cause = null);

/// <summary>What the worker answers; each step fills in what the next states look at.</summary>
internal sealed record WorkerReply
{
    /// <summary>Of which job.</summary>
    public required string Job { get; init; }

    /// <summary>Where its plan is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PlanKey { get; init; }

    /// <summary>Numbers of all batches.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Batches { get; init; }

    /// <summary>Most batches at one time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxConcurrency { get; init; }

    /// <summary>That was run, or failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Batch { get; init; }

    /// <summary>Points without a result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Failed { get; init; }

    /// <summary>Points of the whole sweep.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Points { get; init; }

    /// <summary><c>succeeded</c> or <c>failed_partial</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    /// <summary>Fingerprint of all points.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResultHash { get; init; }
}

/// <summary>What a function's caller gets when it throws.</summary>
internal sealed record FunctionFault(
    [property: JsonPropertyName("errorType")] string? ErrorType,
    [property: JsonPropertyName("errorMessage")] string? ErrorMessage);

[JsonSerializable(typeof(WorkerRequest))]
[JsonSerializable(typeof(WorkerReply))]
[JsonSerializable(typeof(FunctionFault))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class WorkerJson : JsonSerializerContext;
