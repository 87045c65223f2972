namespace VeloZ.Domain;

/// <summary>The plan of a job as it is kept: how its sweep is cut, and the very bars that every batch runs over.</summary>
/// <param name="Plan">How it is cut.</param>
/// <param name="Bars">Which content of the sweep's blob of bars. A batch that finds another one runs no point: one result is of one set of bars.</param>
public sealed record PinnedBacktestPlan(BacktestPlan Plan, BarsPin Bars);

/// <summary>Tells one content of a blob of bars from others of the same key.</summary>
/// <param name="ETag">The store's own, as the opened content had it; opaque.</param>
/// <param name="SizeBytes">Of the content.</param>
public sealed record BarsPin(string ETag, long SizeBytes)
{
    /// <summary>Of the content that a head tells of.</summary>
    public static BarsPin Of(BlobHead head) => new(head.ETag, head.SizeBytes);

    /// <summary>For messages: <c>tag 0a1b (120 bytes)</c>.</summary>
    public override string ToString() => $"tag {ETag} ({SizeBytes} bytes)";
}
