using Pulumi;
using CloudWatch = Pulumi.Aws.CloudWatch;
using Kinesis = Pulumi.Aws.Kinesis;
using Sns = Pulumi.Aws.Sns;

namespace VeloZ.Infrastructure;

/// <summary>Makes the alarms.</summary>
internal static class Alarms
{
    /// <summary>Makes them all.</summary>
    public static void Make(StackParts parts, Kinesis.Stream journal, Sns.Topic page) =>
        Make(parts, AlarmShape.JournalThrottled, ("StreamName", journal.Name), page);

    private static void Make(StackParts parts, AlarmShape shape, (string Name, Output<string> Value) dimension, Sns.Topic topic) =>
        _ = new CloudWatch.MetricAlarm(shape.Name, new CloudWatch.MetricAlarmArgs
        {
            Name = parts.NameOf(shape.Name),
            AlarmDescription = $"Severity {shape.Severity}. {shape.Reason} Runbook: {shape.Runbook}",
            Namespace = shape.Namespace,
            MetricName = shape.Metric,
            Dimensions = { { dimension.Name, dimension.Value } },
            Statistic = shape.Statistic,
            Period = shape.PeriodSeconds,
            Threshold = shape.AtLeast,
            ComparisonOperator = "GreaterThanOrEqualToThreshold",
            EvaluationPeriods = shape.Periods,
            DatapointsToAlarm = shape.BadPeriods,
            TreatMissingData = shape.Missing,
            ActionsEnabled = true,
            AlarmActions = { topic.Arn },
            OkActions = { topic.Arn },
            Tags = parts.TagsOf("alarms"),
        });
}
