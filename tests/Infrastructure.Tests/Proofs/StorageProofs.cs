using System.Text.Json.Nodes;
using Pulumi.Standins;
using VeloZ.Aws;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Stream, tables and buckets, against the schema.</summary>
internal static class StorageProofs
{
    private const string Snapshots = "snapshots/";

    private static readonly string[] Blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("stream-as-the-schema-has-it", StreamFits),
        new("tables-as-the-schema-has-them", TablesFit),
        new("expiry-only-where-the-schema-says", ExpiryFits),
        new("tables-can-be-restored", TablesRestore),
        new("data-is-encrypted-with-the-key", IsEncrypted),
        new("buckets-are-private", BucketsArePrivate),
        new("buckets-are-cleaned-as-the-schema-says", BucketsAreCleaned),
        new("versions-go-and-snapshots-stay", VersionsGo),
        new("what-holds-data-is-kept", IsKept),
    ];

    private static IEnumerable<string> StreamFits(StackGraph graph)
    {
        var shape = graph.Schema.Journal;
        if (graph.OfToken(Tokens.Stream).ToArray() is not [var stream])
            return ["there must be one stream, the journal's"];
        var isKept = graph.Environment.Tier != EnvironmentTier.Development;
        return Differences(
            ("name", stream.Text("name"), shape.Name),
            ("mode", stream.Text("streamModeDetails.streamMode"), "PROVISIONED"),
            ("shards", stream.Whole("shardCount"), shape.ShardCount),
            ("retention", stream.Whole("retentionPeriod"), shape.RetentionHours),
            ("retention of a kept stack", !isKept || stream.Whole("retentionPeriod") >= 168, true),
            ("record size", stream.Whole("maxRecordSizeInKib"), shape.RecordKibMax),
            ("consumers go with it", stream.IsTrue("enforceConsumerDeletion"), shape.DeletesConsumers),
            ("metrics of shards", Texts(stream.At("shardLevelMetrics")), string.Join(',', shape.ShardMetrics)));
    }

    private static IEnumerable<string> TablesFit(StackGraph graph)
    {
        var tables = graph.OfToken(Tokens.Table).ToDictionary(table => table.Text("name")!, StringComparer.Ordinal);
        foreach (var name in tables.Keys.Except(graph.Schema.Tables.Select(shape => shape.Name), StringComparer.Ordinal))
            yield return $"table {name} is not in the schema";
        foreach (var shape in graph.Schema.Tables)
        {
            if (!tables.TryGetValue(shape.Name, out var table))
            {
                yield return $"there is no table {shape.Name}";
                continue;
            }
            foreach (var difference in Differences(
                ("keys", $"{table.Text("hashKey")},{table.Text("rangeKey")}", "pk,sk"),
                ("billing", table.Text("billingMode"), "PAY_PER_REQUEST"),
                ("attributes", Attributes(table), string.Join(' ', new[] { "pk", "sk" }.Concat(shape.Indexes.SelectMany(index => new[] { $"{index.Name}pk", $"{index.Name}sk" })).Order(StringComparer.Ordinal).Select(key => key + ":S"))),
                ("indexes", Indexes(table), string.Join(' ', shape.Indexes.Select(index =>
                    $"{index.Name}({index.Name}pk:HASH,{index.Name}sk:RANGE){(index.IncludedAttributes is { } included ? $"INCLUDE[{string.Join(',', included)}]" : "ALL[]")}"))),
                ("stream", table.IsTrue("streamEnabled") ? table.Text("streamViewType") : "none", shape.Stream == TableStream.NewAndOldImages ? "NEW_AND_OLD_IMAGES" : "none")))
                yield return $"{shape.Name}: {difference}";
        }
    }

    private static IEnumerable<string> ExpiryFits(StackGraph graph) =>
        from shape in graph.Schema.Tables
        let table = TableOf(graph, shape)
        where table is not null
        let found = table.IsTrue("ttl.enabled") ? table.Text("ttl.attributeName") : null
        let wanted = shape.HasTimeToLive ? "ttl" : null
        where found != wanted
        select $"{shape.Name} expires by {found ?? "nothing"}, must by {wanted ?? "nothing"}";

    private static IEnumerable<string> TablesRestore(StackGraph graph) =>
        from shape in graph.Schema.Tables
        let table = TableOf(graph, shape)
        where table is not null
        let isKept = graph.Environment.Tier != EnvironmentTier.Development
        // From the specification, not from the schema: 35 days but for what may be lost, and none in development.
        let wanted = isKept && shape.Name != graph.Schema.Ephemeral.Name ? 35 : 0
        let found = table.IsTrue("pointInTimeRecovery.enabled") ? table.Whole("pointInTimeRecovery.recoveryPeriodInDays") ?? 0 : 0
        where found != wanted || table.IsTrue("deletionProtectionEnabled") != isKept
        select $"{shape.Name} can be restored for {found} days and is {(table.IsTrue("deletionProtectionEnabled") ? "" : "not ")}protected, must {wanted} days and {(isKept ? "" : "not ")}protected";

    private static IEnumerable<string> IsEncrypted(StackGraph graph)
    {
        var key = graph.OfToken(Tokens.Key).Single().Key;
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Tokens.Stream] = "kmsKeyId",
            [Tokens.Table] = "serverSideEncryption.kmsKeyArn",
            [Tokens.Topic] = "kmsMasterKeyId",
            [Tokens.Machine] = "encryptionConfiguration.kmsKeyId",
            ["aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"] = "rules.applyServerSideEncryptionByDefault.kmsMasterKeyId",
        };
        foreach (var resource in graph.Resources.Where(resource => places.ContainsKey(resource.Token) && !resource.ComesFrom(places[resource.Token], key, "arn")))
            yield return $"{resource.Key} is not encrypted with {key}, must be";
        // A key that is named and not switched on encrypts nothing.
        foreach (var stream in graph.OfToken(Tokens.Stream).Where(stream => stream.Text("encryptionType") != "KMS"))
            yield return $"{stream.Key} is encrypted by {stream.Text("encryptionType") ?? "nothing"}, must by KMS";
        foreach (var table in graph.OfToken(Tokens.Table).Where(table => !table.IsTrue("serverSideEncryption.enabled")))
            yield return $"{table.Key} has encryption with our key off, must on";
        var alias = graph.OfToken("aws:kms/alias:Alias").ToArray();
        if (alias is not [var only] || !only.ComesFrom("targetKeyId", key, "keyId") || only.Text("name") != $"alias/{graph.Environment.NameOf("data")}")
            yield return $"there must be one alias of {key}, alias/{graph.Environment.NameOf("data")}";
    }

    private static IEnumerable<string> BucketsArePrivate(StackGraph graph)
    {
        foreach (var bucket in graph.OfToken(Tokens.Bucket))
        {
            var shape = graph.Schema.BucketOf(bucket.Name);
            if (bucket.Text("bucket") != shape.NameIn(StackGraph.Account, StackGraph.Region))
                yield return $"{bucket.Key} is named {bucket.Text("bucket")}, must be {shape.NameIn(StackGraph.Account, StackGraph.Region)}";
            var block = Of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
            foreach (var part in Blocks.Where(part => block?.IsTrue(part) != true))
                yield return $"{bucket.Key} is open: {part} is not set, must be";
            if (Of("aws:s3/bucketOwnershipControls:BucketOwnershipControls")?.Text("rule.objectOwnership") != "BucketOwnerEnforced")
                yield return $"{bucket.Key} has objects of others, must own all";
            if (Of("aws:s3/bucketVersioning:BucketVersioning")?.Text("versioningConfiguration.status") != (shape.IsVersioned ? "Enabled" : "Suspended"))
                yield return $"{bucket.Key} must {(shape.IsVersioned ? "" : "not ")}keep versions";
            var encryption = Of("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration");
            if (encryption?.Text("rules.0.applyServerSideEncryptionByDefault.sseAlgorithm") != (shape.HasOwnKey ? "aws:kms" : "AES256") || encryption.IsTrue("rules.0.bucketKeyEnabled") != shape.HasOwnKey)
                yield return $"{bucket.Key} must be encrypted with {(shape.HasOwnKey ? "the stack's key and a bucket key" : "the key of S3")}";
            if (!RefusesPlainText(bucket, Of(Tokens.BucketPolicy)))
                yield return $"{bucket.Key} takes requests without TLS, must refuse them";

            RecordedResource? Of(string token) => graph.OfToken(token).FirstOrDefault(part => part.ComesFrom("bucket", bucket.Key, "id"));
        }
    }

    private static bool RefusesPlainText(RecordedResource bucket, RecordedResource? policy) => policy is not null && PolicyText.Read(policy, "policy").Any(statement =>
        !statement.IsAllowed
        && statement.Principal == "\"*\""
        && statement.Actions is ["s3:*"]
        && statement.Resources.Order(StringComparer.Ordinal).SequenceEqual([$"arn:aws:s3:::{bucket.Text("bucket")}", $"arn:aws:s3:::{bucket.Text("bucket")}/*"], StringComparer.Ordinal)
        && statement.Conditions["Bool"]?["aws:SecureTransport"]?[0]?.GetValue<string>() == "false");

    private static IEnumerable<string> BucketsAreCleaned(StackGraph graph)
    {
        foreach (var bucket in graph.OfToken(Tokens.Bucket))
        {
            var shape = graph.Schema.BucketOf(bucket.Name);
            var lifecycle = graph.OfToken("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").FirstOrDefault(part => part.ComesFrom("bucket", bucket.Key, "id"));
            var found = lifecycle?.At("rules")?.AsArray().Select(RuleText) ?? [];
            var wanted = shape.Lifecycle.Select(rule =>
                $"{rule.Prefix} expire {rule.ExpireDays}{(rule.RemovesMarkers ? " markers" : "")} archive {rule.ArchiveDays}{(rule.ArchiveDays is null ? "" : " GLACIER_IR")} noncurrent {rule.NoncurrentDays} abort  Enabled")
                .Append($" expire  archive  noncurrent  abort {shape.AbandonedUploadDays} Enabled");
            foreach (var difference in Differences((bucket.Key, string.Join("; ", found.Order(StringComparer.Ordinal)), string.Join("; ", wanted.Order(StringComparer.Ordinal)))))
                yield return difference;
            if (bucket.IsTrue("forceDestroy") != shape.IsEmptiedOnDelete)
                yield return $"{bucket.Key} must {(shape.IsEmptiedOnDelete ? "" : "not ")}be emptied when it is deleted";
        }
    }

    // Of the specification, not of the schema: what is deleted from a bucket with versions stays in it until a rule takes the versions away.
    private static IEnumerable<string> VersionsGo(StackGraph graph)
    {
        foreach (var bucket in graph.OfToken(Tokens.Bucket))
        {
            var isVersioned = graph.OfToken("aws:s3/bucketVersioning:BucketVersioning").Any(part => part.ComesFrom("bucket", bucket.Key, "id") && part.Text("versioningConfiguration.status") == "Enabled");
            var rules = graph.OfToken("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").Where(part => part.ComesFrom("bucket", bucket.Key, "id"))
                .SelectMany(part => part.At("rules")!.AsArray()).Where(rule => rule!["status"]!.GetValue<string>() == "Enabled").Select(rule => rule!).ToArray();
            foreach (var rule in rules.Where(rule => rule["expiration"]?["days"] is not null))
            {
                var prefix = PrefixOf(rule);
                if (isVersioned && rule["noncurrentVersionExpiration"] is null)
                    yield return $"{bucket.Key} {rule["id"]} expires objects and keeps their versions for ever, must let them go";
                if (IsMarked(rule))
                    yield return $"{bucket.Key} {rule["id"]} names days and marks of deletion, which S3 refuses";
                // The last snapshot of an account that trades seldom may be a year old, and all that is left of it.
                if (bucket.Name == "data" && (Snapshots.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(Snapshots, StringComparison.Ordinal)))
                    yield return $"{bucket.Key} {rule["id"]} expires snapshots by age, must leave the newest three to the engine";
            }
            var deletes = PolicyText.OfRoles(graph).Where(statement => statement.IsAllowed && statement.Actions.Any(action => action is "s3:DeleteObject" or "s3:PutObject"))
                .SelectMany(statement => statement.Resources).Where(resource => resource.StartsWith($"arn:aws:s3:::{bucket.Text("bucket")}/", StringComparison.Ordinal))
                .Select(resource => resource[(resource.IndexOf('/', StringComparison.Ordinal) + 1)..].TrimEnd('*')).Distinct(StringComparer.Ordinal);
            foreach (var prefix in deletes.Where(prefix => isVersioned && !rules.Any(rule => prefix.StartsWith(PrefixOf(rule), StringComparison.Ordinal) && rule["noncurrentVersionExpiration"]?["noncurrentDays"] is not null)))
                yield return $"{bucket.Key} keeps versions of what is replaced or deleted below '{prefix}' for ever, must let them go";
            if (isVersioned && !rules.Any(rule => PrefixOf(rule).Length == 0 && IsMarked(rule)))
                yield return $"{bucket.Key} keeps marks of deletion for ever, must let them go";
        }
    }

    private static string PrefixOf(JsonNode rule) => rule["filter"]!["prefix"]!.GetValue<string>();

    private static IEnumerable<string> IsKept(StackGraph graph)
    {
        var isKept = graph.Environment.Tier != EnvironmentTier.Development;
        return
            from resource in graph.Resources
            where resource.Token is Tokens.Stream or Tokens.Table or Tokens.Bucket or Tokens.Key
            where resource.Options.Protect != isKept || resource.Options.RetainOnDelete != isKept
            select $"{resource.Key} is protected: {resource.Options.Protect}, retained: {resource.Options.RetainOnDelete}, must be {isKept} both";
    }

    private static RecordedResource? TableOf(StackGraph graph, TableShape shape) => graph.OfToken(Tokens.Table).FirstOrDefault(table => table.Text("name") == shape.Name);

    private static string Attributes(RecordedResource table) =>
        string.Join(' ', table.At("attributes")!.AsArray().Select(attribute => $"{attribute!["name"]}:{attribute["type"]}").Order(StringComparer.Ordinal));

    private static string Indexes(RecordedResource table) => string.Join(' ', (table.At("globalSecondaryIndexes") as JsonArray ?? []).Select(index =>
        $"{index!["name"]}({string.Join(',', index["keySchemas"]!.AsArray().Select(key => $"{key!["attributeName"]}:{key["keyType"]}"))}){index["projectionType"]}[{Texts(index["nonKeyAttributes"])}]"));

    private static string RuleText(JsonNode? rule) =>
        $"{rule!["filter"]!["prefix"]} expire {rule["expiration"]?["days"]}{(IsMarked(rule) ? " markers" : "")} archive {string.Join(' ', (rule["transitions"] as JsonArray ?? []).Select(transition => $"{transition!["days"]} {transition["storageClass"]}"))} "
        + $"noncurrent {rule["noncurrentVersionExpiration"]?["noncurrentDays"]} abort {rule["abortIncompleteMultipartUpload"]?["daysAfterInitiation"]} {rule["status"]}";

    private static bool IsMarked(JsonNode rule) => rule["expiration"]?["expiredObjectDeleteMarker"]?.GetValue<bool>() ?? false;

    private static string Texts(JsonNode? list) => string.Join(',', (list as JsonArray ?? []).Select(text => text!.GetValue<string>()));

    private static IEnumerable<string> Differences(params (string What, object? Found, object? Wanted)[] all) =>
        all.Where(one => !Equals(one.Found, one.Wanted)).Select(one => $"{one.What} was {one.Found ?? "nothing"}, must be {one.Wanted}");
}
