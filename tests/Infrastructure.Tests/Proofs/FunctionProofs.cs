using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pulumi.Standins;
using VeloZ.Api;
using VeloZ.Aws;
using VeloZ.Hosting;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Functions, their logs and their settings.</summary>
internal static partial class FunctionProofs
{
    private const int EnvironmentBytesMax = 4_096;

    // Assembly, zip, memory, time, reserved and provisioned concurrency in production.
    private static readonly Dictionary<string, (string Handler, string Code, int Memory, int Timeout, int Reserved, int Provisioned)> Sizes = new(StringComparer.Ordinal)
    {
        ["api"] = ("VeloZ.Api", "functions/api/0123456789abcdef.zip", 1_024, 28, 200, 1),
        ["backtests-worker"] = ("VeloZ.Backtests", "functions/backtests/0123456789abcdef.zip", 1_769, 900, 400, 0),
    };

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("functions-as-specified", FunctionsFit),
        new("aliases-follow-the-newest-version", AliasesFollow),
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
                ("stays when it is taken away", function.IsTrue("skipDestroy"), graph.Environment.Tier != EnvironmentTier.Development),
                ("handler", function.Text("handler"), size.Handler),
                ("package", function.Text("packageType"), "Zip"),
                ("code", function.Text("s3Key"), size.Code),
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

    private static IEnumerable<string> AliasesFollow(StackGraph graph) =>
        from function in graph.OfToken(Tokens.Function)
        let alias = graph.OfToken(Tokens.Alias).FirstOrDefault(one => one.ComesFrom("functionName", function.Key, "name"))
        where alias is null || alias.Text("name") != "live" || !alias.ComesFrom("functionVersion", function.Key, "version") || alias.Options.IgnoreChanges.Length > 0 || alias.At("routingConfig") is not null
        select $"{function.Key} must have an alias live that follows its newest version: nothing else moves it";

    private static IEnumerable<string> CallersNameAliases(StackGraph graph)
    {
        foreach (var integration in graph.OfToken(Tokens.Integration).Where(one => !one.References.Any(reference => reference.Input == "integrationUri" && reference.Resource.StartsWith(Tokens.Alias, StringComparison.Ordinal) && reference.Property == "invokeArn")))
            yield return $"{integration.Key} calls {integration.Text("integrationUri")}, must call an alias";
        foreach (var provisioned in graph.OfToken(Tokens.Provisioned).Where(one => !one.ComesFrom("qualifier", $"{Tokens.Alias}::{one.Name}", "name") || !one.ComesFrom("functionName", $"{Tokens.Function}::{one.Name}", "name")))
            yield return $"{provisioned.Key} warms {provisioned.Text("qualifier")} of {provisioned.Text("functionName")}, must be the alias of {provisioned.Name}";
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
            var isProduction = graph.Environment.Tier == EnvironmentTier.Production;
            if (log.IsTrue("skipDestroy") != isProduction)
                yield return $"{log.Key} must {(isProduction ? "" : "not ")}stay when it is taken away";
        }
        foreach (var (owner, input) in graph.OfToken(Tokens.Function).Select(function => (function, "loggingConfig.logGroup"))
            .Concat(graph.OfToken(Tokens.Stage).Select(stage => (stage, "accessLogSettings.destinationArn")))
            .Concat(graph.OfToken(Tokens.Machine).Select(machine => (machine, "loggingConfiguration.logDestination"))))
        {
            if (!owner.References.Any(reference => reference.Input == input && reference.Resource == $"{Tokens.LogGroup}::{owner.Name}"))
                yield return $"{owner.Key} does not log to its own group, must";
        }
    }

    private static IEnumerable<string> NoSecrets(StackGraph graph)
    {
        foreach (var resource in graph.Resources)
        {
            if (resource.Inputs.ContainsKey("secretString"))
                yield return $"{resource.Key} has a secret's value, must not: values are put apart from the stack";
            if (resource.Token == Tokens.Function)
            {
                foreach (var name in Variables(resource).Keys.Where(name => SettingTable.All.Any(setting => setting.Name == name && setting.IsSecret)))
                    yield return $"{resource.Key} has the secret {name} in its settings, must not";
            }
            foreach (var (path, text) in Texts(resource.Inputs, "").Where(one => LooksSecret(one.Text)))
                yield return $"{resource.Key} has what looks like a secret in {path}, must not: {text.Length} characters";
        }
    }

    // A key of AWS, a number in base 16, or a long run of letters of both cases with digits, which no name of ours is.
    private static bool LooksSecret(string text) => AccessKey().IsMatch(text)
        || Hexadecimal().Matches(text).Any(run => run.Value.Any(char.IsAsciiDigit) && run.Value.Any(char.IsAsciiLetter))
        || Run().Matches(text).Any(run => run.Value.Any(char.IsAsciiDigit) && run.Value.Any(char.IsAsciiLetterUpper) && run.Value.Any(char.IsAsciiLetterLower));

    private static IEnumerable<(string Path, string Text)> Texts(JsonNode? node, string path) => node switch
    {
        JsonObject parts => parts.SelectMany(part => Texts(part.Value, $"{path}.{part.Key}")),
        JsonArray list => list.SelectMany(element => Texts(element, path)),
        JsonValue value when value.TryGetValue<string>(out var text) => [(path.TrimStart('.'), text)],
        _ => [],
    };

    private static Dictionary<string, string> Variables(RecordedResource function) =>
        function.At("environment.variables")?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal) ?? [];

    [GeneratedRegex("AKIA[0-9A-Z]{16}", RegexOptions.NonBacktracking)]
    private static partial Regex AccessKey();

    [GeneratedRegex("[0-9a-f]{32,}", RegexOptions.NonBacktracking)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex("[A-Za-z0-9+/_=]{20,}", RegexOptions.NonBacktracking)]
    private static partial Regex Run();
}
