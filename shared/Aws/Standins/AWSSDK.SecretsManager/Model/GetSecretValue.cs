using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Gets a value; without an id or a stage that of AWSCURRENT.</summary>
public class GetSecretValueRequest : AmazonSecretsManagerRequest
{
    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }

    /// <summary>Id of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>Label of a version.</summary>
    public string? VersionStage { get; set; }
}

/// <summary>What <see cref="GetSecretValueRequest"/> came to.</summary>
public class GetSecretValueResponse : AmazonWebServiceResponse
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreatedDate { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>The value as bytes.</summary>
    public MemoryStream? SecretBinary { get; set; }

    /// <summary>The value as text.</summary>
    public string? SecretString { get; set; }

    /// <summary>Id of the version; every answer has one.</summary>
    public string VersionId { get; set; } = null!;

    /// <summary>Labels of the version.</summary>
    public List<string>? VersionStages { get; set; }
}
