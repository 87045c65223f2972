using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Lists versions of a secret, a page at a time.</summary>
public class ListSecretVersionIdsRequest : AmazonSecretsManagerRequest
{
    /// <summary>Whether versions without a label are listed too.</summary>
    public bool? IncludeDeprecated { get; set; }

    /// <summary>Most of a page, 1 to 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Gives the next page; null when there is no more.</summary>
    public string? NextToken { get; set; }

    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }
}

/// <summary>What <see cref="ListSecretVersionIdsRequest"/> came to.</summary>
public class ListSecretVersionIdsResponse : AmazonWebServiceResponse
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Gives the next page; null when there is no more.</summary>
    public string? NextToken { get; set; }

    /// <summary>The page.</summary>
    public List<SecretVersionsListEntry>? Versions { get; set; }
}
