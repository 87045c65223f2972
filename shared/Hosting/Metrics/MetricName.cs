namespace VeloZ.Hosting;

/// <summary>What kind of thing a metric is to Prometheus.</summary>
public enum MetricKind
{
    /// <summary>Only grows, from 0 at the start of the process.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by size: several instruments, one for each of its suffixes.</summary>
    Histogram,
}

/// <summary>A metric: its name in OpenTelemetry, as in our code, and in Prometheus.</summary>
/// <param name="Name">Lower case with dots, without a unit: <c>veloz.journal.sync.duration</c>.</param>
/// <param name="Shown">Lower case with underscores: <c>veloz_journal_sync_seconds</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Unit">Of OpenTelemetry: <c>s</c>, <c>By</c>, <c>{order}</c>; null for none.</param>
/// <param name="Description">For people, one line.</param>
/// <param name="Suffix">Which part of a histogram: <c>_bucket</c>, <c>_sum</c> or <c>_count</c>; empty else.</param>
public sealed record MetricName(string Name, string Shown, MetricKind Kind, string? Unit, string Description, string Suffix = "");
