using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>Takes back a deletion that has not come.</summary>
public class RestoreSecretRequest : AmazonSecretsManagerRequest
{
    /// <summary>Its name or full name.</summary>
    public string? SecretId { get; set; }
}

/// <summary>What <see cref="RestoreSecretRequest"/> came to.</summary>
public class RestoreSecretResponse : AmazonWebServiceResponse
{
    /// <summary>Its full name in AWS.</summary>
    public string? ARN { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }
}
