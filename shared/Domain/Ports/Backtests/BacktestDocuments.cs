using System.Text.Json;
using System.Text.Json.Serialization;

namespace VeloZ.Domain;

/// <summary>What is kept of a job, as JSON. Names in snake case, decimals as text, times as RFC 3339; equal values give equal bytes.</summary>
public static class BacktestDocuments
{
    /// <summary>Form of the documents that are written.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes a sweep.</summary>
    public static byte[] Write(BacktestSweep sweep) => JsonSerializer.SerializeToUtf8Bytes(SweepDocument.Of(sweep), BacktestJson.Default.SweepDocument);

    /// <summary>Reads a sweep.</summary>
    /// <exception cref="BacktestJobException">It is none, or of another version.</exception>
    public static BacktestSweep ReadSweep(ReadOnlySpan<byte> json) => Read(json, BacktestJson.Default.SweepDocument, "sweep", one => one.Schema, one => one.ToSweep());

    /// <summary>Writes a plan, but for its job, which its key names.</summary>
    public static byte[] Write(PinnedBacktestPlan plan) => JsonSerializer.SerializeToUtf8Bytes(PlanDocument.Of(plan), BacktestJson.Default.PlanDocument);

    /// <summary>Reads the plan of a job.</summary>
    /// <exception cref="BacktestJobException">It is none, or of another version.</exception>
    public static PinnedBacktestPlan ReadPlan(BacktestJobId job, ReadOnlySpan<byte> json) => Read(json, BacktestJson.Default.PlanDocument, "plan", one => one.Schema, one => one.ToPlan(job));

    /// <summary>Writes results of points.</summary>
    public static byte[] Write(IReadOnlyList<PointResult> points) =>
        JsonSerializer.SerializeToUtf8Bytes(new PointsDocument(SchemaVersion, [.. points.Select(PointDocument.Of)]), BacktestJson.Default.PointsDocument);

    /// <summary>Reads results of points.</summary>
    /// <exception cref="BacktestJobException">They are none, or of another version.</exception>
    public static IReadOnlyList<PointResult> ReadPoints(ReadOnlySpan<byte> json) =>
        Read(json, BacktestJson.Default.PointsDocument, "result", one => one.Schema, one => one.Points.Select(point => point.ToResult()).ToArray());

    /// <summary>Writes a whole result.</summary>
    public static byte[] Write(BacktestSweepResult result) => JsonSerializer.SerializeToUtf8Bytes(
        new ResultDocument(SchemaVersion, result.Job.Text, SnakeCase.From(result.State.ToString()), result.ResultHash, [.. result.Points.Select(PointDocument.Of)]),
        BacktestJson.Default.ResultDocument);

    /// <summary>Reads a whole result.</summary>
    /// <exception cref="BacktestJobException">It is none, or of another version.</exception>
    public static BacktestSweepResult ReadResult(ReadOnlySpan<byte> json) => Read(
        json,
        BacktestJson.Default.ResultDocument,
        "result",
        one => one.Schema,
        one => new BacktestSweepResult(BacktestJobId.Parse(one.Job), StateOf(one.State), [.. one.Points.Select(point => point.ToResult())], one.ResultHash));

    /// <summary>Writes why a job or a batch failed.</summary>
    public static byte[] Write(BacktestFailure failure) => JsonSerializer.SerializeToUtf8Bytes(new FailureDocument(SchemaVersion, failure.Error, failure.Cause), BacktestJson.Default.FailureDocument);

    /// <summary>Reads why a job or a batch failed.</summary>
    /// <exception cref="BacktestJobException">It is none, or of another version.</exception>
    public static BacktestFailure ReadFailure(ReadOnlySpan<byte> json) =>
        Read(json, BacktestJson.Default.FailureDocument, "failure", one => one.Schema, one => new BacktestFailure(one.Error, one.Cause));

    private static BacktestJobState StateOf(string text) => text switch
    {
        "succeeded" => BacktestJobState.Succeeded,
        "failed_partial" => BacktestJobState.FailedPartial,
        _ => throw new FormatException($"state was '{text}', must be succeeded or failed_partial"),
    };

    private static TValue Read<TDocument, TValue>(
        ReadOnlySpan<byte> json,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TDocument> type,
        string what,
        Func<TDocument, int> schema,
        Func<TDocument, TValue> map)
        where TDocument : class
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, type) ?? throw new BacktestJobException($"the {what} was null, must be an object");
            return schema(document) == SchemaVersion
                ? map(document)
                : throw new BacktestJobException($"the {what} had schema {schema(document)}, must be {SchemaVersion}");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            throw new BacktestJobException($"the {what} did not hold: {exception.Message}", exception);
        }
    }
}

/// <summary>Why a job or a batch of it failed.</summary>
/// <param name="Error">Name of the error: <c>TransientBacktestError</c>.</param>
/// <param name="Cause">What was told of it.</param>
public sealed record BacktestFailure(string Error, string Cause);

[JsonSerializable(typeof(SweepDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(PointsDocument))]
[JsonSerializable(typeof(ResultDocument))]
[JsonSerializable(typeof(FailureDocument))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class BacktestJson : JsonSerializerContext;

internal sealed record PointsDocument(int Schema, IReadOnlyList<PointDocument> Points);

internal sealed record ResultDocument(int Schema, string Job, string State, string ResultHash, IReadOnlyList<PointDocument> Points);

internal sealed record FailureDocument(int Schema, string Error, string Cause);
