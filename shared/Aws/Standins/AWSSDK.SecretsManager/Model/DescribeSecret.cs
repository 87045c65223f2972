using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Tells all of a secret but its values.</summary>
public class DescribeSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }
}

/// <summary>What <see cref="DescribeSecretRequest"/> came to.</summary>
public class DescribeSecretResponse : AmazonWebServiceResponse
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

    /// <summary>When its rotation ended last.</summary>
    public DateTime? LastRotatedDate { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Whether it is rotated by the service.</summary>
    public bool? RotationEnabled { get; set; }

    /// <summary>Tags by key.</summary>
    public List<Tag>? Tags { get; set; }

    /// <summary>Stages of the versions that have any.</summary>
    public Dictionary<string, List<string>>? VersionIdsToStages { get; set; }
}
