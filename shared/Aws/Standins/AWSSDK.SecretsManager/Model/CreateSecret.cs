using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Makes a secret, with a first version where a value is given.</summary>
public class CreateSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>Id of the new version, 32 to 64 characters: makes a repetition do nothing.</summary>
    public string? ClientRequestToken { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>Key that closes its values.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>The value as bytes.</summary>
    public MemoryStream? SecretBinary { get; set; }

    /// <summary>The value as text.</summary>
    public string? SecretString { get; set; }

    /// <summary>Tags by key.</summary>
    public List<Tag>? Tags { get; set; }
}

/// <summary>What <see cref="CreateSecretRequest"/> came to.</summary>
public class CreateSecretResponse : AmazonWebServiceResponse
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Id of the version.</summary>
    public string? VersionId { get; set; }
}
