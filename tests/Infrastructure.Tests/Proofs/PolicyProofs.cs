using System.Text.Json.Nodes;

namespace VeloZ.Infrastructure.Tests;

/// <summary>What policies may say at all.</summary>
internal static class PolicyProofs
{
    private const int RolePolicyLengthMax = 10_240;
    private const int BoundaryLengthMax = 6_144;

    private static readonly string[] Resharding = ["kinesis:MergeShards", "kinesis:SplitShard", "kinesis:UpdateShardCount", "kinesis:UpdateStreamMode"];

    private static readonly string[] Parts = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];

    // What no role may do, whatever else is allowed.
    private static readonly string[] DeniedForever =
    [
        "dynamodb:DeleteTable", "kinesis:DeleteStream", "kinesis:MergeShards", "kinesis:SplitShard", "kinesis:UpdateShardCount",
        "kms:ScheduleKeyDeletion", "s3:BypassGovernanceRetention", "s3:PutBucketPolicy", "sts:AssumeRole",
    ];

    // Who may take a role, and on whose behalf. Lambda gives no key of the account.
    private static readonly Dictionary<string, (string Service, string When)> Trusts = new(StringComparer.Ordinal)
    {
        ["engine-task"] = ("ecs-tasks", $"ArnLike aws:SourceArn = arn:aws:ecs:{StackGraph.Region}:{StackGraph.Account}:*; StringEquals aws:SourceAccount = {StackGraph.Account}"),
        ["api"] = ("lambda", ""),
        ["backtests-worker"] = ("lambda", ""),
        ["sfn-backtest"] = ("states", "ArnLike aws:SourceArn = MACHINE, MACHINE/*; " + $"StringEquals aws:SourceAccount = {StackGraph.Account}"),
    };

    private const string Use = "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo";

    private static readonly string Root = $$"""{"AWS":"arn:aws:iam::{{StackGraph.Account}}:root"}""";

    // All that the key's policy says: who, what, and when.
    private static readonly string[] KeyRows =
    [
        $"{Root} may kms:CancelKeyDeletion kms:CreateAlias kms:DeleteAlias kms:DescribeKey kms:DisableKey kms:EnableKey kms:EnableKeyRotation kms:GetKeyPolicy kms:GetKeyRotationStatus "
            + "kms:ListGrants kms:ListKeyPolicies kms:ListResourceTags kms:PutKeyPolicy kms:RevokeGrant kms:ScheduleKeyDeletion kms:TagResource kms:UntagResource kms:UpdateAlias kms:UpdateKeyDescription on * when ()",
        $"{Root} may {Use} on * when ()",
        $"{Root} may kms:CreateGrant on * when (Bool kms:GrantIsForAWSResource = true)",
        $$"""{"Service":"logs.{{StackGraph.Region}}.amazonaws.com"} may {{Use}} on * when (ArnLike kms:EncryptionContext:aws:logs:arn = arn:aws:logs:{{StackGraph.Region}}:{{StackGraph.Account}}:log-group:*)""",
        $$"""{"Service":"delivery.logs.amazonaws.com"} may kms:Decrypt on * when (ArnLike kms:EncryptionContext:SourceArn = arn:aws:logs:{{StackGraph.Region}}:{{StackGraph.Account}}:*)""",
        $$"""{"Service":"cloudwatch.amazonaws.com"} may kms:Decrypt kms:GenerateDataKey on * when (StringEquals aws:SourceAccount = {{StackGraph.Account}})""",
    ];

    private static readonly Dictionary<string, bool> Actions = EmbeddedLines.Read("actions.txt").ToDictionary(line => line.Split(' ')[0], line => line.Split(' ')[1] == "r", StringComparer.Ordinal);

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("no-wildcard-in-an-allowed-action", NoWildcardAction),
        new("every-resource-only-where-there-is-none", NoWildcardResource),
        new("every-action-exists", ActionsExist),
        new("roles-are-bound-and-trust-one-service", RolesAreBound),
        new("one-role-for-each-program", RolesAreNotShared),
        new("programs-wait-for-their-rights", ProgramsWait),
        new("only-the-engine-writes-the-journal", OnlyTheEngineWrites),
        new("nobody-can-reshard", NobodyReshards),
        new("statements-name-what-they-allow", StatementsAreWhole),
        new("the-boundary-lets-roles-do-their-work", BoundaryCovers),
        new("the-boundary-ends-with-the-stack", BoundaryEnds),
        new("policies-are-short-enough", AreShort),
        new("keys-rotate-and-are-closed", KeysAreClosed),
    ];

    // Everything but what is named, or everybody but who is named, is no right that could be read.
    private static IEnumerable<string> StatementsAreWhole(StackGraph graph)
    {
        foreach (var (resource, input) in graph.Resources.SelectMany(resource => new[] { "policy", "assumeRolePolicy" }.Where(input => resource.Text(input) is not null).Select(input => (resource, input))))
        {
            var document = JsonNode.Parse(resource.Text(input)!)!;
            if (document["Version"]?.GetValue<string>() != "2012-10-17")
                yield return $"{resource.Key} is in the language of {document["Version"]?.ToString() ?? "2008"}, must be in that of 2012-10-17";
            foreach (var statement in document["Statement"]!.AsArray().Select(statement => statement!.AsObject()))
            {
                foreach (var part in statement.Select(pair => pair.Key).Where(part => !Parts.Contains(part, StringComparer.Ordinal)))
                    yield return $"{resource.Key} {statement["Sid"]} says {part}, must name what it allows by {string.Join(", ", Parts)}";
                if (statement["Effect"]?.GetValue<string>() is not ("Allow" or "Deny"))
                    yield return $"{resource.Key} {statement["Sid"]} has effect {statement["Effect"]}, must Allow or Deny";
            }
        }
    }

    private static IEnumerable<string> NoWildcardAction(StackGraph graph) =>
        from entry in PolicyText.All(graph)
        where entry.Statement.IsAllowed
        from action in entry.Statement.Actions
        where action.Contains('*', StringComparison.Ordinal) || action.Contains('?', StringComparison.Ordinal)
        select $"{entry.Owner.Key} {entry.Statement.Id} allows {action}, must name each action";

    // In a policy of a key, * is the key.
    private static IEnumerable<string> NoWildcardResource(StackGraph graph) =>
        from entry in PolicyText.All(graph)
        where entry.Statement.IsAllowed && entry.Owner.Token != Tokens.Key && entry.Statement.Resources.Contains("*", StringComparer.Ordinal)
        from action in entry.Statement.Actions
        where !Actions.TryGetValue(action, out var hasResources) || hasResources
        select $"{entry.Owner.Key} {entry.Statement.Id} allows {action} on everything, must name resources";

    // Wildcards are told by their own rule.
    private static IEnumerable<string> ActionsExist(StackGraph graph) =>
        from entry in PolicyText.All(graph)
        from action in entry.Statement.Actions
        where !action.Contains('*', StringComparison.Ordinal) && !Actions.ContainsKey(action)
        select $"{entry.Owner.Key} {entry.Statement.Id} names {action}, which is not in actions.txt";

    private static IEnumerable<string> RolesAreBound(StackGraph graph)
    {
        var boundary = graph.OfToken(Tokens.Boundary).Single();
        foreach (var role in graph.OfToken(Tokens.Role))
        {
            if (!role.ComesFrom("permissionsBoundary", boundary.Key, "arn"))
                yield return $"{role.Key} has no boundary, must have {boundary.Name}";
            var policies = graph.OfToken(Tokens.RolePolicy).Count(policy => policy.ComesFrom("role", role.Key, "name"));
            if (policies != 1)
                yield return $"{role.Key} has {policies} policies, must have one";
            var trust = PolicyText.Read(role, "assumeRolePolicy");
            if (trust is not [{ IsAllowed: true, Actions: ["sts:AssumeRole"] } only])
            {
                yield return $"{role.Key} trusts by {trust.Count} statements, must by one";
                continue;
            }
            if (!Trusts.TryGetValue(role.Name, out var wanted))
            {
                yield return $"{role.Key} is no role that is known: say whom it trusts";
                continue;
            }
            var principal = $$"""{"Service":"{{wanted.Service}}.amazonaws.com"}""";
            var when = wanted.When.Replace("MACHINE", $"arn:aws:states:{StackGraph.Region}:{StackGraph.Account}:stateMachine:{graph.Environment.NameOf("backtest")}", StringComparison.Ordinal);
            if (only.Principal != principal || only.When != when)
                yield return $"{role.Key} trusts {only.Principal} when ({only.When}), must trust {principal} when ({when})";
        }
    }

    private static IEnumerable<string> RolesAreNotShared(StackGraph graph) =>
        from role in graph.OfToken(Tokens.Role)
        let users = graph.Resources.Where(resource => resource.Token is Tokens.Function or Tokens.Machine && resource.References.Any(reference => reference.Resource == role.Key)).ToArray()
        // The engine's task is no resource of this program yet.
        where users.Length != (role.Name == "engine-task" ? 0 : 1)
        select $"{role.Key} is used by {users.Length} programs, must be by one";

    private static IEnumerable<string> ProgramsWait(StackGraph graph) =>
        from resource in graph.Resources
        where resource.Token is Tokens.Function or Tokens.Machine
        let role = resource.References.First(reference => reference.Input is "role" or "roleArn").Resource
        let policies = graph.OfToken(Tokens.RolePolicy).Where(policy => policy.ComesFrom("role", role, "name")).Select(policy => policy.Key)
        where !policies.Any(policy => resource.Options.DependsOn.Contains(policy, StringComparer.Ordinal))
        select $"{resource.Key} does not wait for the policy of {role}, must";

    private static IEnumerable<string> OnlyTheEngineWrites(StackGraph graph)
    {
        var audit = $"arn:aws:dynamodb:{StackGraph.Region}:{StackGraph.Account}:table/{graph.Schema.Audit.Name}";
        var identity = $"arn:aws:dynamodb:{StackGraph.Region}:{StackGraph.Account}:table/{graph.Schema.Identity.Name}";
        foreach (var statement in PolicyText.OfRoles(graph).Where(statement => statement.IsAllowed))
        {
            if (statement.Owner != "engine-task" && statement.Actions.Any(action => action is "kinesis:PutRecord" or "kinesis:PutRecords"))
                yield return $"{statement.Owner} may write streams, only engine-task may";
            if (statement.Owner == "api" && statement.Actions.Any(action => action.StartsWith("kinesis:", StringComparison.Ordinal)))
                yield return "api may use streams, must not";
            if (statement.Actions.Contains("dynamodb:DeleteItem", StringComparer.Ordinal) && statement.Resources.Any(pattern => ReadStatement.Fits(pattern, audit)))
                yield return $"{statement.Owner} may delete audit records, nobody may";
            if (statement.Owner == "engine-task" && statement.Actions.Any(action => action.StartsWith("dynamodb:", StringComparison.Ordinal)) && statement.Resources.Any(pattern => ReadStatement.Fits(pattern, identity)))
                yield return "engine-task may use the table of users, must not";
        }
    }

    private static IEnumerable<string> NobodyReshards(StackGraph graph)
    {
        foreach (var (owner, statement) in PolicyText.All(graph).Where(entry => entry.Statement.IsAllowed))
        {
            foreach (var action in statement.Actions.Where(action => Resharding.Contains(action, StringComparer.Ordinal)))
                yield return $"{owner.Key} {statement.Id} allows {action}, nothing may";
        }
        var denied = graph.OfToken(Tokens.Boundary).SelectMany(boundary => PolicyText.Read(boundary, "policy")).Where(statement => !statement.IsAllowed).SelectMany(statement => statement.Actions).ToHashSet(StringComparer.Ordinal);
        foreach (var action in Resharding[..3].Where(action => !denied.Contains(action)))
            yield return $"the boundary does not refuse {action}, must";
    }

    private static IEnumerable<string> BoundaryCovers(StackGraph graph)
    {
        var limits = graph.OfToken(Tokens.Boundary).SelectMany(boundary => PolicyText.Read(boundary, "policy")).ToArray();
        // What a request of ours to a resource of ours has.
        var request = new Dictionary<string, string>(StringComparer.Ordinal) { ["aws:RequestedRegion"] = StackGraph.Region, ["aws:ResourceAccount"] = StackGraph.Account };
        return
            from statement in PolicyText.OfRoles(graph)
            from action in statement.Actions
            where Actions.ContainsKey(action)
            from resource in statement.Resources
            where !limits.Any(limit => limit.IsAllowed && limit.Covers(action, resource) && limit.HoldsFor(request)) || limits.Any(limit => !limit.IsAllowed && limit.Covers(action, resource))
            select $"{statement.Owner} {statement.Id} needs {action} on {resource}, which the boundary refuses";
    }

    private static IEnumerable<string> BoundaryEnds(StackGraph graph)
    {
        var used = PolicyText.OfRoles(graph).SelectMany(statement => statement.Actions).ToHashSet(StringComparer.Ordinal);
        var at = $"{StackGraph.Region}:{StackGraph.Account}";
        var name = graph.Environment.NameOf("*");
        var bucket = $"arn:aws:s3:::{name}";
        string[] ends =
        [
            $"arn:aws:kinesis:{at}:stream/{name}", $"arn:aws:dynamodb:{at}:table/{name}", $"arn:aws:lambda:{at}:function:{name}", $"arn:aws:states:{at}:stateMachine:{name}",
            $"arn:aws:states:{at}:execution:{name}", $"arn:aws:logs:{at}:log-group:{name}", $"arn:aws:kms:{at}:key/00000000-0000-4000-8000-000000000001", bucket,
            // Its own rule tells where everything is too much.
            "*",
        ];
        foreach (var (owner, statement) in graph.OfToken(Tokens.Boundary).SelectMany(boundary => PolicyText.Read(boundary, "policy").Select(statement => (boundary.Key, statement))))
        {
            if (!statement.IsAllowed)
            {
                if (statement.When.Length > 0 || statement.Resources is not ["*"] || !statement.Actions.Order(StringComparer.Ordinal).SequenceEqual(DeniedForever, StringComparer.Ordinal))
                    yield return $"{owner} {statement.Id} refuses {string.Join(' ', statement.Actions)} when ({statement.When}), must refuse {string.Join(' ', DeniedForever)} always";
                continue;
            }
            var when = $"StringEquals aws:RequestedRegion = {StackGraph.Region}" + (statement.Resources.Contains(bucket, StringComparer.Ordinal) ? $"; StringEquals aws:ResourceAccount = {StackGraph.Account}" : "");
            if (statement.When != when)
                yield return $"{owner} {statement.Id} allows when ({statement.When}), must when ({when})";
            foreach (var resource in statement.Resources.Except(ends, StringComparer.Ordinal))
                yield return $"{owner} {statement.Id} reaches {resource}, must end with what the stack has";
            foreach (var action in statement.Actions.Where(action => !used.Contains(action)))
                yield return $"{owner} {statement.Id} allows {action}, which no role has";
        }
        if (graph.OfToken(Tokens.Boundary).SelectMany(boundary => PolicyText.Read(boundary, "policy")).All(statement => statement.IsAllowed))
            yield return "the boundary refuses nothing, must";
    }

    private static IEnumerable<string> AreShort(StackGraph graph) =>
        from resource in graph.Resources
        let limit = resource.Token switch { Tokens.RolePolicy => RolePolicyLengthMax, Tokens.Boundary => BoundaryLengthMax, _ => int.MaxValue }
        let length = resource.Text("policy")?.Length ?? 0
        where length > limit
        select $"{resource.Key} has a policy of {length} characters, must have at most {limit}";

    private static IEnumerable<string> KeysAreClosed(StackGraph graph)
    {
        var window = graph.Environment.Tier == Aws.EnvironmentTier.Development ? 7 : 30;
        foreach (var key in graph.OfToken(Tokens.Key))
        {
            if (!key.IsTrue("enableKeyRotation"))
                yield return $"{key.Key} does not rotate, must";
            if (key.Whole("deletionWindowInDays") != window)
                yield return $"{key.Key} waits {key.Whole("deletionWindowInDays")} days before it is deleted, must wait {window}";
            var rows = PolicyText.Read(key, "policy").Select(statement =>
                $"{statement.Principal} {(statement.IsAllowed ? "may" : "may not")} {string.Join(' ', statement.Actions.Order(StringComparer.Ordinal))} on {string.Join(' ', statement.Resources)} when ({statement.When})").ToArray();
            foreach (var missing in KeyRows.Except(rows, StringComparer.Ordinal))
                yield return $"{key.Key} does not say {missing}, must";
            foreach (var unknown in rows.Except(KeyRows, StringComparer.Ordinal))
                yield return $"{key.Key} says {unknown}, must not";
        }
    }
}
