using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>What all requests have in common.</summary>
public class AmazonSecretsManagerRequest : AmazonWebServiceRequest;

/// <summary>A label with a value.</summary>
public class Tag
{
    /// <summary>Its key.</summary>
    public string? Key { get; set; }

    /// <summary>Its value.</summary>
    public string? Value { get; set; }
}

/// <summary>What listed secrets must have: a key's value begins with one of some, or with <c>!</c> before it does not.</summary>
public class Filter
{
    /// <summary>Which of their members.</summary>
    public FilterNameStringType? Key { get; set; }

    /// <summary>Any of these.</summary>
    public List<string>? Values { get; set; }
}

/// <summary>A secret in a list.</summary>
public class SecretListEntry
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreatedDate { get; set; }

    /// <summary>When it was deleted; null when it was not.</summary>
    public DateTime? DeletedDate { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>Key that closes its values.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>When anything of it changed.</summary>
    public DateTime? LastChangedDate { get; set; }

    /// <summary>Its name; every entry has one.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Tags by key.</summary>
    public List<Tag>? Tags { get; set; }

    /// <summary>Stages of the versions that have any.</summary>
    public Dictionary<string, List<string>>? SecretVersionsToStages { get; set; }
}

/// <summary>A version in a list.</summary>
public class SecretVersionsListEntry
{
    /// <summary>When it was made.</summary>
    public DateTime? CreatedDate { get; set; }

    /// <summary>Id of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>Labels of the version.</summary>
    public List<string>? VersionStages { get; set; }
}
