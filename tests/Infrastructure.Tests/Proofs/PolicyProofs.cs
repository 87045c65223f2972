using System.Text.Json.Nodes;

namespace VeloZ.Infrastructure.Tests;

/// <summary>What policies may say at all.</summary>
internal static class PolicyProofs
{
    private const int RolePolicyLengthMax = 10_240;
    private const int BoundaryLengthMax = 6_144;

    private static readonly string[] Resharding = ["kinesis:MergeShards", "kinesis:SplitShard", "kinesis:UpdateShardCount", "kinesis:UpdateStreamMode"];

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
        new("the-boundary-lets-roles-do-their-work", BoundaryCovers),
        new("policies-are-short-enough", AreShort),
        new("keys-rotate-and-are-closed", KeysAreClosed),
    ];

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
            var trust = PolicyText.Read(role, "assumeRolePolicy");
            if (trust is not [{ IsAllowed: true, Actions: ["sts:AssumeRole"] } only])
            {
                yield return $"{role.Key} trusts by {trust.Count} statements, must by one";
                continue;
            }
            // Lambda gives no key of the account; all others do.
            var isLambda = only.Principal == """{"Service":"lambda.amazonaws.com"}""";
            if (only.Principal?.EndsWith(""".amazonaws.com"}""", StringComparison.Ordinal) != true)
                yield return $"{role.Key} trusts {only.Principal}, must trust a service";
            if (!isLambda && only.Conditions["StringEquals"]?["aws:SourceAccount"]?[0]?.GetValue<string>() != StackGraph.Account)
                yield return $"{role.Key} may be taken on behalf of any account, must be on behalf of ours";
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
            if (statement.Owner == "engine-task" && statement.Resources.Any(pattern => ReadStatement.Fits(pattern, identity)))
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
        return
            from statement in PolicyText.OfRoles(graph)
            from action in statement.Actions
            where Actions.ContainsKey(action)
            from resource in statement.Resources
            where !limits.Any(limit => limit.IsAllowed && limit.Covers(action, resource)) || limits.Any(limit => !limit.IsAllowed && limit.Covers(action, resource))
            select $"{statement.Owner} {statement.Id} needs {action} on {resource}, which the boundary refuses";
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
            foreach (var statement in PolicyText.Read(key, "policy").Where(statement => statement.IsAllowed))
            {
                if (statement.Principal is null || statement.Principal.Contains('*', StringComparison.Ordinal))
                    yield return $"{key.Key} {statement.Id} allows {statement.Principal ?? "nobody"}, must name who";
                if (statement.Principal?.Contains(".amazonaws.com", StringComparison.Ordinal) == true && statement.Conditions.Count == 0)
                    yield return $"{key.Key} {statement.Id} allows a service without a condition, must bind it to the account";
                if (statement.Actions.Contains("kms:CreateGrant", StringComparer.Ordinal) && statement.Conditions["Bool"]?["kms:GrantIsForAWSResource"] is not JsonArray)
                    yield return $"{key.Key} {statement.Id} allows grants to anybody, must to services of AWS only";
            }
        }
    }
}
