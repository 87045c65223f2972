using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Sets tags of a secret.</summary>
public class TagResourceRequest : AmazonSecretsManagerRequest
{
    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }

    /// <summary>Tags by key.</summary>
    public List<Tag>? Tags { get; set; }
}

/// <summary>What <see cref="TagResourceRequest"/> came to.</summary>
public class TagResourceResponse : AmazonWebServiceResponse;
