using System.Text;
using Pulumi.Standins;
using VeloZ.Api;
using VeloZ.Aws;
using VeloZ.Hosting;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Functions, their logs and their settings.</summary>
internal static class FunctionProofs
{
    private const int EnvironmentBytesMax = 4_096;

    // Memory, time, reserved and provisioned concurrency in production.
    private static readonly Dictionary<string, (int Memory, int Timeout, int Reserved, int Provisioned)> Sizes = new(StringComparer.Ordinal)
    {
        ["api"] = (1_024, 28, 200, 1),
        ["backtests-worker"] = (1_769, 900, 400, 0),
    };

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("functions-as-specified", FunctionsFit),
        new("aliases-are-moved-by-the-promotion-alone", AliasesStay),
        new("callers-name-the-alias", CallersNameAliases),
        new("settings-are-those-of-the-host", SettingsHold),
        new("logs-are-there-and-kept", LogsAreKept),
        new("no-secret-among-the-inputs", NoSecrets),
    ];

    private static IEnumerable<string> FunctionsFit(StackGraph graph)
    {
        var isProduction = graph.Environment.Tier == EnvironmentTier.Production;
        foreach (var name in Sizes.Keys.Except(graph.OfToken(Tokens.Function).Select(function => function.Name), StringComparer.Ordinal))
            yield return $"there is no function {name}";
        foreach (var function in graph.OfToken(Tokens.Function))
        {
            var size = Sizes[function.Name];
            var provisioned = graph.OfToken(Tokens.Provisioned).FirstOrDefault(one => one.Name == function.Name);
            (string What, object? Found, object? Wanted)[] facts =
            [
                ("runtime", function.Text("runtime"), "dotnet10"),
                ("architecture", function.At("architectures")?.ToJsonString(), """["arm64"]"""),
                ("memory", function.Whole("memorySize"), size.Memory),
                ("timeout", function.Whole("timeout"), size.Timeout),
                ("publish", function.IsTrue("publish"), true),
                ("old versions stay", function.IsTrue("skipDestroy"), true),
                ("tracing", function.Text("tracingConfig.mode"), "Active"),
                ("log format", function.Text("loggingConfig.logFormat"), "JSON"),
                ("code is in the bucket of the configuration", function.Text("s3Bucket"), "veloz-bootstrap-code"),
                ("hash of code, which is S3's to know", function.Text("sourceCodeHash"), null),
                ("reserved concurrency", function.Whole("reservedConcurrentExecutions") ?? 0, isProduction ? size.Reserved : 0),
                ("provisioned concurrency", provisioned?.Whole("provisionedConcurrentExecutions") ?? 0, isProduction ? size.Provisioned : 0),
            ];
            foreach (var (what, found, wanted) in facts.Where(fact => !Equals(fact.Found, fact.Wanted)))
                yield return $"{function.Key}: {what} was {found ?? "nothing"}, must be {wanted ?? "nothing"}";
            var bytes = Variables(function).Sum(variable => Encoding.UTF8.GetByteCount(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value));
            if (bytes > EnvironmentBytesMax)
                yield return $"{function.Key} has {bytes} bytes of settings, must have at most {EnvironmentBytesMax}";
        }
    }

    private static IEnumerable<string> AliasesStay(StackGraph graph) =>
        from function in graph.OfToken(Tokens.Function)
        let alias = graph.OfToken(Tokens.Alias).FirstOrDefault(one => one.ComesFrom("functionName", function.Key, "name"))
        where alias is null || alias.Text("name") != "live" || !alias.Options.IgnoreChanges.Order(StringComparer.Ordinal).SequenceEqual(["functionVersion", "routingConfig"], StringComparer.Ordinal)
        select $"{function.Key} must have an alias live whose version only the promotion moves";

    private static IEnumerable<string> CallersNameAliases(StackGraph graph)
    {
        foreach (var integration in graph.OfToken(Tokens.Integration).Where(one => !one.References.Any(reference => reference.Input == "integrationUri" && reference.Resource.StartsWith(Tokens.Alias, StringComparison.Ordinal) && reference.Property == "invokeArn")))
            yield return $"{integration.Key} calls {integration.Text("integrationUri")}, must call an alias";
        foreach (var permission in graph.OfToken(Tokens.Permission).Where(one => one.Text("qualifier") != "live" || one.Text("sourceArn")?.StartsWith("arn:aws:execute-api:", StringComparison.Ordinal) != true))
            yield return $"{permission.Key} lets {permission.Text("sourceArn")} call qualifier {permission.Text("qualifier") ?? "none"}, must be live and of our API";
        foreach (var provisioned in graph.OfToken(Tokens.Provisioned).Where(one => one.Text("qualifier") != "live"))
            yield return $"{provisioned.Key} warms qualifier {provisioned.Text("qualifier")}, must be live";
    }

    // The host's own reader of settings reads them.
    private static IEnumerable<string> SettingsHold(StackGraph graph)
    {
        foreach (var function in graph.OfToken(Tokens.Function))
        {
            var variables = Variables(function);
            foreach (var unknown in variables.Keys.Where(name => !SettingTable.All.Any(setting => setting.Name == name)))
                yield return $"{function.Key} sets {unknown}, which no host knows";
            var (stores, fault) = Read(variables);
            if (stores is null)
            {
                yield return $"{function.Key}: {fault}";
                continue;
            }
            if (stores.Schema.Environment != graph.Environment)
                yield return $"{function.Key} looks for {stores.Schema.Environment.Name} of tier {stores.Schema.Environment.Tier}, must for {graph.Environment.Name} of tier {graph.Environment.Tier}";
            if (!variables.TryGetValue(SettingTable.DataDirectory.Name, out var folder) || !folder.StartsWith("/tmp/", StringComparison.Ordinal))
                yield return $"{function.Key} keeps files in {folder ?? "its own folder"}, must below /tmp: Lambda writes nowhere else";
            if (variables.GetValueOrDefault(SettingTable.Preset.Name) != "release")
                yield return $"{function.Key} tells callers the cause of its errors, must not";
            if (function.Name == "api" && stores.Items?.Region != StackGraph.Region)
                yield return $"{function.Key} keeps items in {stores.Items?.Region ?? "its own folder"}, must in DynamoDB of {StackGraph.Region}";
            if (function.Name == "backtests-worker" && (stores.Blobs?.Region != StackGraph.Region || stores.Account != StackGraph.Account))
                yield return $"{function.Key} keeps blobs in {stores.Blobs?.Region ?? "its own folder"} of {stores.Account ?? "no account"}, must in S3 of {StackGraph.Region} and {StackGraph.Account}";
        }
    }

    private static (StoreOptions? Stores, string? Fault) Read(IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            var settings = new SettingValues(new Dictionary<Setting, GivenSetting>(), name => variables.GetValueOrDefault(name));
            _ = ApiOptions.Read(settings);
            return (StoreSettings.Read(settings, variables.GetValueOrDefault), null);
        }
        catch (SettingException exception)
        {
            return (null, exception.Message);
        }
    }

    private static IEnumerable<string> LogsAreKept(StackGraph graph)
    {
        var days = graph.Environment.Tier switch { EnvironmentTier.Development => 7, EnvironmentTier.Staging => 14, _ => 30 };
        var key = graph.OfToken(Tokens.Key).Single().Key;
        foreach (var log in graph.OfToken(Tokens.LogGroup))
        {
            var wanted = log.Name == "http" ? Math.Min(days, 14) : days;
            if (log.Whole("retentionInDays") != wanted || log.Text("logGroupClass") != "STANDARD" || !log.ComesFrom("kmsKeyId", key, "arn"))
                yield return $"{log.Key} is kept {log.Whole("retentionInDays")} days in class {log.Text("logGroupClass")}, must {wanted} in STANDARD, encrypted with {key}";
        }
        foreach (var (owner, input) in graph.OfToken(Tokens.Function).Select(function => (function, "loggingConfig.logGroup"))
            .Concat(graph.OfToken(Tokens.Stage).Select(stage => (stage, "accessLogSettings.destinationArn")))
            .Concat(graph.OfToken(Tokens.Machine).Select(machine => (machine, "loggingConfiguration.logDestination"))))
        {
            if (!owner.References.Any(reference => reference.Input == input && reference.Resource == $"{Tokens.LogGroup}::{owner.Name}"))
                yield return $"{owner.Key} does not log to its own group, must";
        }
    }

    // A long text of many different letters is no name.
    private static IEnumerable<string> NoSecrets(StackGraph graph)
    {
        foreach (var resource in graph.Resources)
        {
            if (resource.Inputs.ContainsKey("secretString"))
                yield return $"{resource.Key} has a secret's value, must not: values are put apart from the stack";
            if (resource.Token != Tokens.Function)
                continue;
            foreach (var (name, value) in Variables(resource))
            {
                if (SettingTable.All.Any(setting => setting.Name == name && setting.IsSecret) || (value.Length >= 20 && value.Distinct().Count() >= 16))
                    yield return $"{resource.Key} has what looks like a secret in {name}, must not";
            }
        }
    }

    private static Dictionary<string, string> Variables(RecordedResource function) =>
        function.At("environment.variables")?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal) ?? [];
}
