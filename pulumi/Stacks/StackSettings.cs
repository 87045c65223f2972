using System.Text.Json;
using System.Text.RegularExpressions;
using Pulumi;
using VeloZ.Aws;

namespace VeloZ.Infrastructure;

/// <summary>What the stack's configuration says, checked.</summary>
internal sealed partial record StackSettings
{
    private const string Digits = "12 digits";

    private const int BucketLengthMin = 3;
    private const int BucketLengthMax = 63;

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

    /// <summary>Whether production keeps concurrency for its functions, reserved and provisioned, which an account with a low limit refuses.</summary>
    public bool ReservesConcurrency { get; init; } = true;

    /// <summary>Name and tier.</summary>
    public CloudEnvironment Environment => Schema.Environment;

    /// <summary>Whether it must survive mistakes: everything but development.</summary>
    public bool IsKept => Environment.Tier != EnvironmentTier.Development;

    /// <summary>Whether real money is traded in it.</summary>
    public bool IsProduction => Environment.Tier == EnvironmentTier.Production;

    /// <summary>Reads the configuration of the stack at work.</summary>
    /// <remarks>A key that is not known passes unseen: Pulumi lets a program ask for a value, and not which there are. So the example names all that are known.</remarks>
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
            CodeBucket = Matching(config, "codeBucket", Bucket(), "the name of a bucket: 3 to 63 small letters, digits, hyphens and single dots"),
            ApiCodeKey = Matching(config, "apiCodeKey", Zip(), "the key of a zip, such as functions/api/0123.zip"),
            BacktestsCodeKey = Matching(config, "backtestsCodeKey", Zip(), "the key of a zip, such as functions/backtests/0123.zip"),
            PageEmail = config.Get("pageEmail"),
            ReservesConcurrency = config.Get("reserveConcurrency") switch
            {
                null or "true" => true,
                "false" => false,
                var other => throw Bad("veloz:reserveConcurrency", other, "true or false"),
            },
        };
        if (settings.CodeBucket.Length is < BucketLengthMin or > BucketLengthMax)
            throw Bad("veloz:codeBucket", settings.CodeBucket, $"the name of a bucket, {BucketLengthMin} to {BucketLengthMax} characters");
        CheckAllowed(settings.Account);
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
        const string Needed = "a region such as eu-central-1, of the partition aws: none of China, of the government or apart from all others";
        var region = new Config("aws").Get("region") ?? throw new RunException($"aws:region was not set, must be {Needed}");
        return AwsRegion().IsMatch(region) ? region : throw Bad("aws:region", region, Needed);
    }

    // What the provider refuses later, once it has made a part of the stack.
    private static void CheckAllowed(string account)
    {
        if (new Config("aws").Get("allowedAccountIds") is not { } text)
            return;
        var needed = $"a list of accounts, veloz:account {account} among them";
        try
        {
            // Configuration that is a list comes as JSON. An account without quotes is a number there.
            using var list = JsonDocument.Parse(text);
            if (list.RootElement.ValueKind != JsonValueKind.Array || !list.RootElement.EnumerateArray().Any(element => element.ToString() == account))
                throw Bad("aws:allowedAccountIds", text, needed);
        }
        catch (JsonException)
        {
            throw Bad("aws:allowedAccountIds", text, needed);
        }
    }

    private static string Required(Config config, string key, string needed) =>
        config.Get(key) is { Length: > 0 } text ? text : throw new RunException($"veloz:{key} was not set, must be {needed}");

    private static string Matching(Config config, string key, Regex form, string needed)
    {
        var text = Required(config, key, needed);
        return form.IsMatch(text) ? text : throw Bad($"veloz:{key}", text, needed);
    }

    private static RunException Bad(string key, string was, string needed) => new($"{key} was '{was}', must be {needed}");

    [GeneratedRegex(@"\A[0-9]{12}\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Account12();

    [GeneratedRegex(@"\A(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-[1-9]\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AwsRegion();

    [GeneratedRegex(@"\A[A-Za-z0-9+=._:/@-]{1,64}\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Bucket();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,900}[.]zip\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Zip();

    [GeneratedRegex(@"\A[^@\s]+@[^@\s]+[.][^@\s]+\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
