using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Lists secrets without their values, a page at a time.</summary>
public class ListSecretsRequest : AmazonSecretsManagerRequest
{
    /// <summary>What the listed must have.</summary>
    public List<Filter>? Filters { get; set; }

    /// <summary>Whether deleted ones are listed too.</summary>
    public bool? IncludePlannedDeletion { get; set; }

    /// <summary>Most of a page, 1 to 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Gives the next page; null when there is no more.</summary>
    public string? NextToken { get; set; }
}

/// <summary>What <see cref="ListSecretsRequest"/> came to.</summary>
public class ListSecretsResponse : AmazonWebServiceResponse
{
    /// <summary>Gives the next page; null when there is no more.</summary>
    public string? NextToken { get; set; }

    /// <summary>The page.</summary>
    public List<SecretListEntry>? SecretList { get; set; }
}
