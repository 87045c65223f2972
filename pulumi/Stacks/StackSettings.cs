using System.Text.RegularExpressions;
using Pulumi;
using VeloZ.Aws;

namespace VeloZ.Infrastructure;

/// <summary>What the stack's configuration says, checked.</summary>
internal sealed partial record StackSettings
{
    private const string Digits = "12 digits";

    /// <summary>Tables, stream and buckets, and with them name and tier.</summary>
    public required CloudSchema Schema { get; init; }

    /// <summary>Account that everything is in, 12 digits.</summary>
    public required string Account { get; init; }

    /// <summary>Region that everything is in.</summary>
    public required string Region { get; init; }

    /// <summary>Who answers for it; a tag.</summary>
    public required string Owner { get; init; }

    /// <summary>Who pays for it; a tag.</summary>
    public required string CostCenter { get; init; }

    /// <summary>Bucket that has the functions' code.</summary>
    public required string CodeBucket { get; init; }

    /// <summary>Key of the API's zip.</summary>
    public required string ApiCodeKey { get; init; }

    /// <summary>Key of the zip of the worker of sweeps.</summary>
    public required string BacktestsCodeKey { get; init; }

    /// <summary>Where alarms go by mail; null for nowhere, in development only.</summary>
    public string? PageEmail { get; init; }

    /// <summary>Whether production keeps concurrency for its functions, which an account with a low limit refuses.</summary>
    public bool ReservesConcurrency { get; init; } = true;

    /// <summary>Name and tier.</summary>
    public CloudEnvironment Environment => Schema.Environment;

    /// <summary>Whether it must survive mistakes: everything but development.</summary>
    public bool IsKept => Environment.Tier != EnvironmentTier.Development;

    /// <summary>Whether real money is traded in it.</summary>
    public bool IsProduction => Environment.Tier == EnvironmentTier.Production;

    /// <summary>Reads the configuration of the stack at work.</summary>
    /// <exception cref="RunException">A value is missing or does not hold.</exception>
    public static StackSettings Read()
    {
        var config = new Config();
        var tier = Required(config, "tier", "development, staging or production") switch
        {
            "development" => EnvironmentTier.Development,
            "staging" => EnvironmentTier.Staging,
            "production" => EnvironmentTier.Production,
            var other => throw Bad("veloz:tier", other, "development, staging or production"),
        };
        var settings = new StackSettings
        {
            Schema = SchemaOf(Required(config, "environment", "1 to 12 small letters and digits that begin with a letter"), tier),
            Account = Matching(config, "account", Account12(), Digits),
            Region = RegionOf(),
            Owner = Matching(config, "owner", Tag(), "1 to 64 letters, digits and signs such as -"),
            CostCenter = Matching(config, "costCenter", Tag(), "1 to 64 letters, digits and signs such as -"),
            CodeBucket = Matching(config, "codeBucket", Bucket(), "the name of a bucket, 3 to 63 characters"),
            ApiCodeKey = Matching(config, "apiCodeKey", Zip(), "the key of a zip, such as functions/api/0123.zip"),
            BacktestsCodeKey = Matching(config, "backtestsCodeKey", Zip(), "the key of a zip, such as functions/backtests/0123.zip"),
            PageEmail = config.Get("pageEmail"),
            ReservesConcurrency = config.GetBoolean("reserveConcurrency") ?? true,
        };
        if (settings.PageEmail is { } email && !Email().IsMatch(email))
            throw Bad("veloz:pageEmail", email, "an address such as desk@example.com");
        return settings.IsKept && settings.PageEmail is null
            ? throw new RunException($"veloz:pageEmail was not set, must be an address such as desk@example.com: nobody would hear of an alarm of a {tier.ToString().ToLowerInvariant()} stack")
            : settings;
    }

    private static CloudSchema SchemaOf(string name, EnvironmentTier tier)
    {
        try
        {
            return CloudSchema.Of(new CloudEnvironment(name, tier));
        }
        catch (ArgumentException exception)
        {
            throw new RunException($"veloz:environment: {exception.Message}");
        }
    }

    private static string RegionOf()
    {
        var region = new Config("aws").Get("region") ?? throw new RunException("aws:region was not set, must be a region such as eu-central-1");
        return AwsRegion().IsMatch(region) ? region : throw Bad("aws:region", region, "a region such as eu-central-1");
    }

    private static string Required(Config config, string key, string needed) =>
        config.Get(key) is { Length: > 0 } text ? text : throw new RunException($"veloz:{key} was not set, must be {needed}");

    private static string Matching(Config config, string key, Regex form, string needed)
    {
        var text = Required(config, key, needed);
        return form.IsMatch(text) ? text : throw Bad($"veloz:{key}", text, needed);
    }

    private static RunException Bad(string key, string was, string needed) => new($"{key} was '{was}', must be {needed}");

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Account12();

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AwsRegion();

    [GeneratedRegex("^[A-Za-z0-9+=._:/@-]{1,64}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Bucket();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._/-]{0,900}[.]zip$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Zip();

    [GeneratedRegex("^[^@ ]+@[^@ ]+[.][^@ ]+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
