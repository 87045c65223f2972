using System.Text.RegularExpressions;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Alarms, and who hears them.</summary>
internal static partial class AlarmProofs
{
    private const int WindowSecondsMax = 86_400;

    // How many bad periods, of how many, of how many seconds.
    private static readonly (string Name, int Bad, int Periods, int Seconds)[] Windows = [("journal-throttled", 2, 5, 60)];

    // How much it matters, and what no data means: a stream that nobody writes has none.
    private static readonly Dictionary<string, (string Severity, string Missing)> Meanings = new(StringComparer.Ordinal) { ["journal-throttled"] = ("2", "notBreaching") };

    private static readonly Dictionary<string, string> Metrics = EmbeddedLines.Read("metrics.txt").ToDictionary(line => line[..line.LastIndexOf(' ')], line => line[(line.LastIndexOf(' ') + 1)..], StringComparer.Ordinal);

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("alarms-watch-metrics-that-exist", MetricsExist),
        new("alarms-tell-somebody-what-to-do", AlarmsLead),
        new("alarm-windows-are-legal", WindowsAreLegal),
        new("the-journal-has-its-alarm", JournalIsWatched),
    ];

    private static IEnumerable<string> MetricsExist(StackGraph graph) =>
        from alarm in graph.OfToken(Tokens.Alarm)
        let metric = $"{alarm.Text("namespace")} {alarm.Text("metricName")}"
        let dimensions = string.Join(',', alarm.At("dimensions")?.AsObject().Select(pair => pair.Key) ?? [])
        where !Metrics.TryGetValue(metric, out var known) || known != dimensions
        select $"{alarm.Key} watches {metric} by {dimensions}, which is not in metrics.txt";

    private static IEnumerable<string> AlarmsLead(StackGraph graph)
    {
        foreach (var alarm in graph.OfToken(Tokens.Alarm))
        {
            var text = Description().Match(alarm.Text("alarmDescription") ?? "");
            if (!text.Success)
            {
                yield return $"{alarm.Key} must say its severity, its reason and its runbook, said '{alarm.Text("alarmDescription")}'";
                continue;
            }
            if (text.Groups["name"].Value != alarm.Name || !File.Exists(RepositoryFiles.PathOf(text.Groups["runbook"].Value)))
                yield return $"{alarm.Key} names runbook {text.Groups["runbook"].Value}, must be that of {alarm.Name}, and be there";
            var found = (text.Groups["severity"].Value, alarm.Text("treatMissingData") ?? "nothing");
            if (!Meanings.TryGetValue(alarm.Name, out var wanted) || found != wanted)
                yield return $"{alarm.Key} has severity and meaning of no data {found}, must be {wanted}";
            if (!alarm.IsTrue("actionsEnabled"))
                yield return $"{alarm.Key} is silenced, must not be";
            // Severities 1 and 2 go to the one topic that there is.
            foreach (var input in new[] { "alarmActions", "okActions" }.Where(input => !alarm.ComesFrom(input, $"{Tokens.Topic}::page", "arn")))
                yield return $"{alarm.Key} tells nobody by {input}, must tell page";
        }
        foreach (var topic in graph.OfToken(Tokens.Topic))
        {
            var statement = graph.OfToken(Tokens.TopicPolicy).Where(policy => policy.ComesFrom("arn", topic.Key, "arn")).SelectMany(policy => PolicyText.Read(policy, "policy")).SingleOrDefault();
            if (statement is not { IsAllowed: true, Actions: ["sns:Publish"], Principal: """{"Service":"cloudwatch.amazonaws.com"}""" } || statement.When != $"StringEquals aws:SourceAccount = {StackGraph.Account}" || statement.Resources is not [var resource] || resource != $"arn:aws:sns:{StackGraph.Region}:{StackGraph.Account}:{topic.Text("name")}")
                yield return $"{topic.Key} must let CloudWatch of our account publish, and nobody else";
            var isHeard = graph.OfToken(Tokens.Subscription).Any(subscription => subscription.ComesFrom("topic", topic.Key, "arn") && subscription.Text("protocol") == "email" && subscription.Text("endpoint") == "desk@example.com");
            if (!isHeard && graph.Environment.Tier != Aws.EnvironmentTier.Development)
                yield return $"{topic.Key} has no subscription by mail of the configuration's address, must have";
        }
    }

    private static IEnumerable<string> WindowsAreLegal(StackGraph graph) =>
        from alarm in graph.OfToken(Tokens.Alarm)
        let period = alarm.Whole("period") ?? 0
        let periods = alarm.Whole("evaluationPeriods") ?? 0
        let bad = alarm.Whole("datapointsToAlarm") ?? periods
        where !Windows.Contains((alarm.Name, bad, periods, period)) || (period is not (10 or 20 or 30) && (period <= 0 || period % 60 != 0)) || periods < 1 || bad < 1 || bad > periods || period * periods > WindowSecondsMax
        select $"{alarm.Key} looks at {bad} of {periods} periods of {period} s, must be those of the specification, and a legal window of at most a day";

    private static IEnumerable<string> JournalIsWatched(StackGraph graph)
    {
        var alarm = graph.Find($"{Tokens.Alarm}::journal-throttled");
        if (alarm is null
            || !alarm.ComesFrom("dimensions", $"{Tokens.Stream}::journal", "name")
            || alarm.Text("dimensions.StreamName") != graph.Schema.Journal.Name
            || alarm.Text("statistic") != "Sum"
            || alarm.At("threshold")?.GetValue<double>() != 1
            || alarm.Text("comparisonOperator") != "GreaterThanOrEqualToThreshold")
            yield return "journal-throttled must watch the journal: a sum of at least 1";
    }

    [GeneratedRegex("^Severity (?<severity>[123])[.] .{20,} Runbook: (?<runbook>pulumi/runbooks/(?<name>[a-z-]+)[.]md)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Description();
}
