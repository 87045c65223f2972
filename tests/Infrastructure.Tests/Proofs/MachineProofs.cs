using System.Text.Json.Nodes;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The state machine of sweeps.</summary>
internal static class MachineProofs
{
    public static IReadOnlyList<Proof> List { get; } =
    [
        new("tasks-invoke-the-alias-and-heal", TasksFit),
        new("the-machine-logs-and-is-standard", MachineFits),
    ];

    /// <summary>All states of a definition, those of maps among them.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> States(JsonNode definition)
    {
        foreach (var (name, state) in definition["States"]!.AsObject())
        {
            yield return KeyValuePair.Create(name, state!);
            if (state!["ItemProcessor"] is { } inner)
            {
                foreach (var one in States(inner))
                    yield return one;
            }
        }
    }

    private static IEnumerable<string> TasksFit(StackGraph graph)
    {
        foreach (var machine in graph.OfToken(Tokens.Machine))
        {
            var alias = $"arn:aws:lambda:{StackGraph.Region}:{StackGraph.Account}:function:{graph.Environment.NameOf("backtests-worker")}:live";
            if (!machine.ComesFrom("definition", $"{Tokens.Alias}::backtests-worker", "arn"))
                yield return $"{machine.Key} does not come from the worker's alias, must";
            var states = States(JsonNode.Parse(machine.Text("definition")!)!).ToArray();
            // The machine's role names its children by it.
            foreach (var (name, map) in states.Where(state => state.Value["Type"]!.GetValue<string>() == "Map" && state.Value["Label"]?.GetValue<string>() != "batches"))
                yield return $"{machine.Key} {name} has label {map["Label"]}, must batches";
            var tasks = states.Where(state => state.Value["Type"]!.GetValue<string>() == "Task").ToArray();
            if (tasks.Length == 0)
                yield return $"{machine.Key} has no task, must have";
            foreach (var (name, task) in tasks)
            {
                if (task["Parameters"]?["FunctionName"]?.GetValue<string>() is var function && function != alias)
                    yield return $"{machine.Key} {name} invokes {function}, must invoke {alias}";
                foreach (var part in new[] { "Retry", "Catch", "TimeoutSeconds" }.Where(part => task[part] is null))
                    yield return $"{machine.Key} {name} has no {part}, must have";
            }
        }
    }

    private static IEnumerable<string> MachineFits(StackGraph graph) =>
        from machine in graph.OfToken(Tokens.Machine)
        where machine.Text("type") != "STANDARD"
            || machine.Text("loggingConfiguration.level") != "ERROR"
            || machine.IsTrue("loggingConfiguration.includeExecutionData")
            || machine.Text("loggingConfiguration.logDestination")?.EndsWith(":*", StringComparison.Ordinal) != true
            || machine.Text("encryptionConfiguration.type") != "CUSTOMER_MANAGED_KMS_KEY"
            || machine.Whole("encryptionConfiguration.kmsDataKeyReusePeriodSeconds") != 300
        select $"{machine.Key} must be STANDARD, log errors without data, and be encrypted with our key, asked for each 300 s";
}
