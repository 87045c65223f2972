using AWS.Lambda.Powertools.Logging;
using AWS.Lambda.Powertools.Metrics;
using AWS.Lambda.Powertools.Tracing;
using Microsoft.Extensions.Logging;

namespace VeloZ.Hosting;

/// <summary>Logs, traces and metrics of functions on Lambda, by Powertools: JSON lines, X-Ray, and metrics that CloudWatch reads from the log.</summary>
public static partial class FunctionHost
{
    private const string MetricsNamespace = "VeloZ";

    static partial void AddTelemetry(ILoggingBuilder logging, string name, LogLevel level)
    {
        if (!IsOnLambda)
            return;
        logging.ClearProviders();
        logging.AddPowertoolsLogger(options =>
        {
            options.Service = name;
            options.MinimumLogLevel = level;
        });
        RegisterTracing();
    }

    // Every call of the AWS SDK is a segment of the trace.
    private static void RegisterTracing() => Tracing.RegisterForAllServices();

    private static void CountFailure(string name) => Metrics.PushSingleMetric(
        "FunctionFailed",
        1,
        MetricUnit.Count,
        MetricsNamespace,
        name,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Function"] = name });
}
