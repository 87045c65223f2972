using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Adds a version; without stages it becomes AWSCURRENT, and the one before AWSPREVIOUS.</summary>
public class PutSecretValueRequest : AmazonSecretsManagerRequest
{
    /// <summary>Id of the new version, 32 to 64 characters: makes a repetition do nothing.</summary>
    public string? ClientRequestToken { get; set; }

    /// <summary>The value as bytes.</summary>
    public MemoryStream? SecretBinary { get; set; }

    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }

    /// <summary>The value as text.</summary>
    public string? SecretString { get; set; }

    /// <summary>Labels of the version.</summary>
    public List<string>? VersionStages { get; set; }
}

/// <summary>What <see cref="PutSecretValueRequest"/> came to.</summary>
public class PutSecretValueResponse : AmazonWebServiceResponse
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Id of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>Labels of the version.</summary>
    public List<string>? VersionStages { get; set; }
}
