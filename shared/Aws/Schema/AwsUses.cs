namespace VeloZ.Aws;

/// <summary>A program of the platform that uses an adapter.</summary>
/// <param name="Program">Its role: <c>engine-task</c>.</param>
/// <param name="Adapter">Which adapter.</param>
/// <param name="Access">What for.</param>
/// <param name="Resource">Name of the stream or table in the schema, or purpose of the bucket.</param>
/// <param name="Prefixes">Of the keys of blobs.</param>
public sealed record AwsUse(string Program, AwsAdapter Adapter, AwsAccess Access, string Resource, params IReadOnlyList<string> Prefixes);

/// <summary>Which program uses which adapter: a role is allowed just the calls of its program.</summary>
public static class AwsUses
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<AwsUse> All { get; } =
    [
        new("engine-task", AwsAdapter.Journal, AwsAccess.Read | AwsAccess.Write, "journal"),
        new("engine-task", AwsAdapter.Items, AwsAccess.Read | AwsAccess.Write, "state"),
        new("engine-task", AwsAdapter.Blobs, AwsAccess.Read | AwsAccess.List | AwsAccess.Write | AwsAccess.Delete, "data", "snapshots/"),
        new("api", AwsAdapter.Items, AwsAccess.Read, "market"),
        // Jobs and cancellations are written by who starts and stops a sweep; market data by an import.
        new("backtests-worker", AwsAdapter.Blobs, AwsAccess.Read, "data", "cancels/", "failures/", "jobs/", "market/", "plans/", "results/"),
        new("backtests-worker", AwsAdapter.Blobs, AwsAccess.List, "data", "plans/"),
        new("backtests-worker", AwsAdapter.Blobs, AwsAccess.Write, "data", "failures/", "plans/", "results/"),
    ];
}
