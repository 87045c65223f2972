using System.Text.RegularExpressions;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Names and tags.</summary>
internal static partial class NameProofs
{
    // Longest name, and the letters that its service takes.
    private static readonly Dictionary<string, (string Input, int LengthMax, Regex Form)> Limits = new(StringComparer.Ordinal)
    {
        [Tokens.Alarm] = ("name", 255, Anything()),
        [Tokens.Alias] = ("name", 128, Common()),
        [Tokens.Boundary] = ("name", 128, Common()),
        [Tokens.Bucket] = ("bucket", 63, BucketForm()),
        [Tokens.Function] = ("name", 64, Common()),
        [Tokens.HttpApi] = ("name", 128, Anything()),
        [Tokens.LogGroup] = ("name", 512, LogForm()),
        [Tokens.Machine] = ("name", 80, Common()),
        [Tokens.Role] = ("name", 64, Common()),
        [Tokens.RolePolicy] = ("name", 128, Common()),
        [Tokens.Stream] = ("name", 128, Common()),
        [Tokens.Table] = ("name", 255, Common()),
        [Tokens.Topic] = ("name", 256, Common()),
    };

    private static readonly string[] Named =
    [
        Tokens.Alarm, Tokens.Boundary, Tokens.Function, Tokens.HttpApi, Tokens.LogGroup, Tokens.Machine, Tokens.Role, Tokens.RolePolicy, Tokens.Stream, Tokens.Table, Tokens.Topic,
    ];

    private static readonly string[] Tags = ["Component", "CostCenter", "Owner", "Stack"];

    private static readonly string[] Untagged =
    [
        Tokens.Alias, Tokens.BucketPolicy, Tokens.Integration, Tokens.Permission, Tokens.Provisioned, Tokens.PublicAccessBlock, Tokens.RolePolicy, Tokens.Route, Tokens.Subscription, Tokens.TopicPolicy,
        "aws:kms/alias:Alias",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
    ];

    public static IReadOnlyList<Proof> List { get; } =
    [
        new("names-fit-their-services", NamesFit),
        new("names-are-those-of-the-stack", NamesAreOurs),
        new("everything-is-tagged", AreTagged),
    ];

    private static IEnumerable<string> NamesFit(StackGraph graph) =>
        from resource in graph.Resources
        where Limits.ContainsKey(resource.Token)
        let limit = Limits[resource.Token]
        let name = resource.Text(limit.Input) ?? ""
        where name.Length == 0 || name.Length > limit.LengthMax || !limit.Form.IsMatch(name)
        select $"{resource.Key} has name '{name}', must have 1 to {limit.LengthMax} of {limit.Form}";

    // Rights are given by names, and the boundary ends with them: another name is one that nobody may use.
    private static IEnumerable<string> NamesAreOurs(StackGraph graph) =>
        from resource in graph.Resources
        where Named.Contains(resource.Token, StringComparer.Ordinal)
        let wanted = NameOf(graph, resource.Token, resource.Name)
        where resource.Text("name") != wanted
        select $"{resource.Key} is named {resource.Text("name")}, must be {wanted}";

    // A log that AWS itself delivers begins as AWS wants it.
    private static string NameOf(StackGraph graph, string token, string name) => (token, name) switch
    {
        (Tokens.LogGroup, "http") => $"/aws/vendedlogs/{graph.Environment.NameOf(name)}",
        (Tokens.LogGroup, "backtest") => $"/aws/vendedlogs/states/{graph.Environment.NameOf(name)}",
        _ => graph.Environment.NameOf(name),
    };

    private static IEnumerable<string> AreTagged(StackGraph graph) =>
        from resource in graph.Resources
        where !Untagged.Contains(resource.Token, StringComparer.Ordinal)
        from tag in Tags
        where string.IsNullOrEmpty(resource.Text($"tags.{tag}"))
        select $"{resource.Key} has no tag {tag}";

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Common();

    [GeneratedRegex("^.+$", RegexOptions.NonBacktracking)]
    private static partial Regex Anything();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]+[a-z0-9]$", RegexOptions.NonBacktracking)]
    private static partial Regex BucketForm();

    [GeneratedRegex("^[A-Za-z0-9_/.#-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex LogForm();
}
