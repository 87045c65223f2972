namespace VeloZ.Infrastructure;

/// <summary>An alarm over a metric that AWS emits.</summary>
/// <param name="Name">Also that of its runbook.</param>
/// <param name="Reason">Why it matters, for who reads it at night.</param>
/// <param name="Severity">1 wakes somebody, 2 pages in working hours, 3 is a ticket.</param>
/// <param name="Namespace">Of the metric.</param>
/// <param name="Metric">Its name.</param>
/// <param name="Statistic">Over a period.</param>
/// <param name="PeriodSeconds">Length of a period.</param>
/// <param name="AtLeast">Value from which a period is bad.</param>
/// <param name="BadPeriods">How many of them must be bad.</param>
/// <param name="Periods">Of how many.</param>
/// <param name="Missing">What no data means.</param>
internal sealed record AlarmShape(
    string Name,
    string Reason,
    int Severity,
    string Namespace,
    string Metric,
    string Statistic,
    int PeriodSeconds,
    double AtLeast,
    int BadPeriods,
    int Periods,
    string Missing)
{
    /// <summary>Writes to the journal are refused: it must never be, by the size of the stream.</summary>
    public static AlarmShape JournalThrottled { get; } = new(
        "journal-throttled",
        "Writes to the journal are throttled: orders wait for their frames. By design this never happens.",
        Severity: 2,
        "AWS/Kinesis",
        "WriteProvisionedThroughputExceeded",
        "Sum",
        PeriodSeconds: 60,
        AtLeast: 1,
        BadPeriods: 2,
        Periods: 5,
        Missing: "notBreaching");

    /// <summary>Where it says what to do.</summary>
    public string Runbook => $"pulumi/runbooks/{Name}.md";
}
