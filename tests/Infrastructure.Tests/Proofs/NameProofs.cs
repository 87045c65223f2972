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
        new("everything-is-tagged", AreTagged),
    ];

    private static IEnumerable<string> NamesFit(StackGraph graph) =>
        from resource in graph.Resources
        where Limits.ContainsKey(resource.Token)
        let limit = Limits[resource.Token]
        let name = resource.Text(limit.Input) ?? ""
        where name.Length == 0 || name.Length > limit.LengthMax || !limit.Form.IsMatch(name)
        select $"{resource.Key} has name '{name}', must have 1 to {limit.LengthMax} of {limit.Form}";

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
