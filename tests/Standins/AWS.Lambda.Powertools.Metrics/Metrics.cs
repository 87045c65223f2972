namespace AWS.Lambda.Powertools.Metrics;

/// <summary>Units of CloudWatch; those that we touch.</summary>
public enum MetricUnit
{
    /// <summary>None.</summary>
    None,

    /// <summary>A count.</summary>
    Count,
}

/// <summary>How often a metric is kept.</summary>
public enum MetricResolution
{
    /// <summary>As CloudWatch has it.</summary>
    Default,

    /// <summary>Each minute.</summary>
    Standard = 60,

    /// <summary>Each second.</summary>
    High = 1,
}

/// <summary>Metrics that CloudWatch reads from the log. Compile-only: the members that we touch. https://docs.aws.amazon.com/powertools/dotnet/core/metrics</summary>
public static class Metrics
{
    /// <summary>Writes one metric at once.</summary>
    public static void PushSingleMetric(
        string name,
        double value,
        MetricUnit unit,
        string? nameSpace = null,
        string? service = null,
        Dictionary<string, string>? dimensions = null,
        MetricResolution resolution = MetricResolution.Default) =>
        throw new NotSupportedException("this stand-in of AWS.Lambda.Powertools.Metrics only compiles; build with -p:Cloud=true to run on Lambda");
}
